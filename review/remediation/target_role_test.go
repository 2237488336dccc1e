package remediation

import (
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
)

// A role that gives something that was not decided, because it grew since the decision, is not given: neither by a
// reduce nor by a move. A record of before moves had a name, whose reduce also gives something, reads as it did.
func TestATargetRoleThatGrew(t *testing.T) {
	withBuild := func(scopes ...string) *population.Population {
		p := office()
		p.Roles = append(p.Roles, population.Role{ID: "build", Name: "Builder", Scopes: append([]string{"playbook.edit", "playbook.get"}, scopes...)})
		return p
	}
	for name, c := range map[string]struct {
		role    string
		verdict campaign.Verdict
		now     *population.Population
		blocked string // in the reason; empty: it is carried out
		gains   []string
	}{
		"a reduce": {"see", campaign.Reduce, withBuild(), "", nil},
		"a reduce, grown within what is held": {"see", campaign.Reduce, func() *population.Population {
			p := withBuild()
			p.Roles[3].Scopes = []string{"playbook.execute", "playbook.get"}
			return p
		}(), "no longer smaller than Operator", nil},
		"a reduce, grown beyond": {"see", campaign.Reduce, func() *population.Population {
			p := withBuild()
			p.Roles[3].Scopes = []string{"playbook.get", "playbook.list"}
			return p
		}(), "grants what was not decided: playbook.list", nil},
		"a move":                    {"build", campaign.Move, withBuild(), "", []string{"playbook.edit"}},
		"a move, grown":             {"build", campaign.Move, withBuild("playbook.list"), "grants what was not decided: playbook.list", []string{"playbook.edit"}},
		"a move, privileged by now": {"build", campaign.Move, withBuild("user.write"), "no longer smaller", []string{"playbook.edit"}},
		"of old":                    {"build", campaign.Reduce, withBuild(), "", []string{"playbook.edit"}},
		"of old, grown":             {"build", campaign.Reduce, withBuild("playbook.list"), "grants what was not decided: playbook.list", []string{"playbook.edit"}},
	} {
		t.Run(name, func(t *testing.T) {
			of := decide(withBuild(), map[string]string{"user/3": c.role})
			i := slices.IndexFunc(of.Rows, func(d Decided) bool { return d.Item == "user/3" })
			of.Rows[i].Decision.Verdict = c.verdict
			if c.verdict == campaign.Move {
				of.Rows[i].Decision.Gains = c.gains
			}
			got := of.Plan(newLedger(), world(c.now), false).Find("user/3")
			if blocked := got.State == Blocked; blocked != (c.blocked != "") || !strings.Contains(got.Blocked, c.blocked) || got.Runnable() == blocked {
				t.Errorf("%s: %q", got.State, got.Blocked)
			}
			if got.Action != order.ChangeRole || got.Decision != c.verdict || got.ToRole == "" || !slices.Equal(got.Gains, c.gains) && len(got.Gains)+len(c.gains) > 0 {
				t.Errorf("it reads as %s %s to %s with %v", got.Decision, got.Action, got.ToRole, got.Gains)
			}
		})
	}
}
