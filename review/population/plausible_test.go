package population_test

import (
	"fmt"
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

// halves has so many SSO and so many local users, the same people first.
func halves(sso, local int) *population.Population {
	p := sized(sso+local, 9, 5, 3)
	for i := range p.Users {
		p.Users[i].ID, p.Users[i].SSO = fmt.Sprint(i), i < sso
	}
	return p
}

// without lacks the first n users.
func without(p *population.Population, n int) *population.Population {
	p.Users = p.Users[n:]
	return p
}

func TestPlausible(t *testing.T) {
	tests := map[string]struct {
		before, after *population.Population
		ok            bool
	}{
		"the same":                          {sized(500, 10, 5, 3), sized(500, 10, 5, 3), true},
		"more":                              {sized(500, 10, 5, 3), sized(5000, 10, 5, 3), true},
		"more than half of the users":       {sized(500, 10, 5, 3), sized(251, 10, 5, 3), true},
		"half of the users":                 {sized(500, 10, 5, 3), sized(250, 10, 5, 3), false},
		"all SSO users gone":                {halves(499, 601), without(halves(499, 601), 499), false},
		"all local users gone":              {halves(601, 10), halves(601, 0), false},
		"all SSO users local now":           {halves(20, 5), halves(0, 25), true},
		"half of the local users":           {halves(601, 10), halves(601, 5), true},
		"no users at all":                   {sized(500, 10, 5, 3), sized(0, 10, 5, 3), false},
		"no roles at all":                   {sized(500, 10, 5, 3), sized(500, 0, 5, 3), false},
		"no keys at all":                    {sized(500, 10, 5, 3), sized(500, 10, 0, 3), false},
		"no mappings at all":                {sized(500, 10, 5, 3), sized(500, 10, 5, 0), false},
		"the only key":                      {sized(500, 10, 1, 3), sized(500, 10, 0, 3), true},
		"a short list losing most":          {sized(9, 9, 5, 3), sized(2, 9, 5, 3), true},
		"ten losing half":                   {sized(10, 9, 5, 3), sized(5, 9, 5, 3), false},
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
