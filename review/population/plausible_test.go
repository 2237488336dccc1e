package population_test

import (
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
)

func sized(users, roles, keys, mappings int, gaps ...string) *population.Population {
	p := &population.Population{
		Users: make([]population.User, users), Roles: make([]population.Role, roles),
		Keys: make([]population.APIKey, keys), Mappings: make([]population.Mapping, mappings),
	}
	for _, g := range gaps {
		p.Gaps = append(p.Gaps, population.Gap{Resource: g, Reason: population.GapForbidden, Status: 403})
	}
	return p
}

func TestPlausible(t *testing.T) {
	tests := map[string]struct {
		before, after *population.Population
		ok            bool
	}{
		"the same":                          {sized(500, 10, 5, 3), sized(500, 10, 5, 3), true},
		"more":                              {sized(500, 10, 5, 3), sized(5000, 10, 5, 3), true},
		"half of the users":                 {sized(500, 10, 5, 3), sized(250, 10, 5, 3), true},
		"less than half of the users":       {sized(500, 10, 5, 3), sized(249, 10, 5, 3), false},
		"no users at all":                   {sized(500, 10, 5, 3), sized(0, 10, 5, 3), false},
		"no roles at all":                   {sized(500, 10, 5, 3), sized(500, 0, 5, 3), false},
		"no keys at all":                    {sized(500, 10, 5, 3), sized(500, 10, 0, 3), false},
		"no mappings at all":                {sized(500, 10, 5, 3), sized(500, 10, 5, 0), false},
		"the only key":                      {sized(500, 10, 1, 3), sized(500, 10, 0, 3), true},
		"a short list losing most":          {sized(19, 10, 5, 3), sized(2, 10, 5, 3), true},
		"twenty losing more than half":      {sized(20, 10, 5, 3), sized(9, 10, 5, 3), false},
		"keys that could not be read now":   {sized(500, 10, 50, 3), sized(500, 10, 0, 3, "api-keys"), true},
		"keys that could not be read then":  {sized(500, 10, 0, 3, "api-keys"), sized(500, 10, 50, 3), true},
		"a gap elsewhere excuses no drop":   {sized(500, 10, 50, 3), sized(500, 10, 0, 3, "roles"), false},
		"odd numbers: 10 of 21 are too few": {sized(21, 10, 5, 3), sized(10, 10, 5, 3), false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := population.Plausible(tt.before, tt.after)
			if (err == nil) != tt.ok {
				t.Fatalf("got %v", err)
			}
			if err != nil && (fault.KindOf(err) != fault.Unreachable || fault.HintOf(err) == "") {
				t.Errorf("kind %d, hint %q", fault.KindOf(err), fault.HintOf(err))
			}
		})
	}
}
