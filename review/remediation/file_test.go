package remediation

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
)

// TestAPlanHoldsForWhomItNames: a file that names another person, kind or key than would be changed is refused, and so
// is one from before access came back.
func TestAPlanHoldsForWhomItNames(t *testing.T) {
	fresh := func() *Plan {
		return decide(office(), map[string]string{"user/3": "revoke", "key/k2": "revoke"}).Plan(newLedger(), world(office()), false)
	}
	for name, tt := range map[string]struct {
		was, now func(p *Plan)
		why      string // empty: it holds
	}{
		"as it was":             {nil, nil, ""},
		"another spelling":      {func(p *Plan) { p.Find("user/3").Email = "CAT@example.com" }, nil, ""},
		"another's address":     {func(p *Plan) { p.Find("user/3").Email = "bob@example.com" }, nil, "the plan says bob@example.com"},
		"no address":            {func(p *Plan) { p.Find("user/3").Email = "" }, nil, "user/3 is cat@example.com"},
		"another key's name":    {func(p *Plan) { p.Find("key/k2").Name = "laptop" }, nil, "the plan says"},
		"another kind":          {func(p *Plan) { p.Find("user/3").Kind = "key" }, nil, "the plan says"},
		"it came back since":    {nil, func(p *Plan) { p.Find("user/3").State = Returned }, "came back since"},
		"it was back as it was": {func(p *Plan) { p.Find("user/3").State = Returned }, func(p *Plan) { p.Find("user/3").State = Returned }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			was, now := fresh(), fresh()
			if tt.was != nil {
				tt.was(was)
			}
			if tt.now != nil {
				tt.now(now)
			}
			err := was.Holds(now)
			if (err == nil) != (tt.why == "") || err != nil && (fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), tt.why)) {
				t.Errorf("%v, want %q", err, tt.why)
			}
		})
	}
}

// TestAMoveGivesWhatItSays: a line that a person wrote by hand and that says other gains than the roles have moves
// nobody.
func TestAMoveGivesWhatItSays(t *testing.T) {
	for name, tt := range map[string]struct {
		to      string
		gains   []string
		blocked bool
	}{
		"as it is":          {"look", []string{"event.read"}, false},
		"nothing said":      {"look", nil, true},
		"less said":         {"both", []string{"event.read"}, true},
		"another said":      {"look", []string{"playbook.get"}, true},
		"it is a reduction": {"see", []string{"event.read"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			p := office()
			p.Roles = append(p.Roles, p.Roles[3], p.Roles[3])
			p.Roles[4].ID, p.Roles[4].Name, p.Roles[4].Scopes = "look", "Watcher", []string{"event.read", "playbook.get"}
			p.Roles[5].ID, p.Roles[5].Name, p.Roles[5].Scopes = "both", "Both", []string{"case.read", "event.read"}
			c := decide(p, map[string]string{"user/3": tt.to})
			for i := range c.Rows {
				if d := &c.Rows[i].Decision; d.Verdict == campaign.Reduce {
					d.Verdict, d.Gains, d.Reason = campaign.Move, tt.gains, "watches"
				}
			}
			got := c.Plan(newLedger(), world(p), false).Find("user/3")
			if (got.State == Blocked) != tt.blocked || tt.blocked && !strings.Contains(got.Blocked, "the record says") {
				t.Errorf("%s: %s", got.State, got.Blocked)
			}
		})
	}
}

func FuzzParsePlan(f *testing.F) {
	f.Add([]byte(`{"v":1,"campaign":"q4","changes":[{"item":"user/3","state":"planned"}]}`))
	f.Add([]byte(`{"v":2}`))
	f.Add([]byte("item,decision\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		plan, err := ParsePlan(data)
		if (err == nil) == (plan == nil) {
			t.Errorf("%v, %v", plan, err)
		}
		if plan != nil {
			_ = plan.Summary()
			if err := plan.Holds(&Plan{Campaign: plan.Campaign, Undo: plan.Undo}); err != nil && len(plan.Changes) == 0 {
				t.Errorf("an empty plan does not hold: %v", err)
			}
		}
	})
}
