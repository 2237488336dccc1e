package access_test

import (
	"slices"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/access"
)

func TestOnlyWhatWasCarriedOutCameBack(t *testing.T) {
	ann := as("ann", "ann@example.com", "r-view")
	there, gone := people(roles, ann), people(roles)
	revoke := decides(map[string]string{"user/ann": "revoke"})
	removed := func(name string, at time.Time) *access.Past {
		p := past(name, there, revoke)
		p.Removed = map[string]time.Time{"user/ann": at}
		return p
	}
	planned := func() *access.Past { p := past("Q3", there, revoke); p.Removed = nil; return p }
	for name, tt := range map[string]struct {
		memory access.Memory
		want   string
	}{
		"carried out before the population":         {access.Memory{removed("Q3", now.Add(-day))}, access.CameBack},
		"decided, not carried out":                  {access.Memory{planned()}, access.NotCarriedOut},
		"carried out after the population":          {access.Memory{removed("Q3", now.Add(day))}, access.NotCarriedOut},
		"not by tuar, but gone at a campaign since": {access.Memory{past("Q4", gone, decides(nil)), planned()}, access.CameBack},
	} {
		t.Run(name, func(t *testing.T) {
			got := access.Rows(there, access.DefaultRules(), now, tt.memory, nil, nil)[0].HintNames()
			if !slices.Equal(got, []string{tt.want}) {
				t.Errorf("hints %v, want %s", got, tt.want)
			}
		})
	}
}

func TestCarriedForwardTooOften(t *testing.T) {
	ann := as("ann", "ann@example.com", "r-view")
	carried := func(name, decision string, carried bool) *access.Past {
		p := past(name, people(roles, ann), decides(map[string]string{"user/ann": decision}))
		p.Rows[0].Carried = carried
		return p
	}
	c := func(name string) *access.Past { return carried(name, "certify", true) }
	out := past("spot check", people(roles, ann), decides(nil))
	for name, tt := range map[string]struct {
		memory access.Memory // the last comes first
		want   string
	}{
		"twice":                               {access.Memory{c("Q3"), c("Q2")}, ""},
		"three times":                         {access.Memory{c("Q3"), c("Q2"), c("Q1")}, "carried forward 3 campaigns in a row, last in Q3 (limit 2)"},
		"with a campaign of other rows":       {access.Memory{c("Q3"), out, c("Q2"), c("Q1")}, "carried forward 3 campaigns in a row, last in Q3 (limit 2)"},
		"looked at since":                     {access.Memory{carried("Q4", "certify", false), c("Q3"), c("Q2"), c("Q1")}, ""},
		"looked at between":                   {access.Memory{c("Q4"), carried("Q3", "certify", false), c("Q2"), c("Q1")}, ""},
		"undecided since, which ends the row": {access.Memory{carried("Q4", "undecided", false), c("Q3"), c("Q2"), c("Q1")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for _, h := range access.Rows(people(roles, ann), access.DefaultRules(), now, tt.memory, nil, nil)[0].Hints {
				if h.Name == access.CarriedOften {
					got = h.Fact
				}
			}
			if got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
