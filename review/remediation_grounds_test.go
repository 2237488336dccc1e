package review_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/remediation"
)

// What a removal rests on is looked at again: what was decided on other facts needs a yes of its own.
func TestGroundsAreLookedAtAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		since func(*aftermath, string) error
		says  string
	}{
		"signed in": {func(a *aftermath, email string) error { return a.server.Workspace.SignIn(email) }, "signed in on"},
		"raised":    {func(a *aftermath, email string) error { return a.server.Workspace.SetRole(email, "Owner") }, "it is Owner now"},
		"elevated": {func(a *aftermath, email string) error {
			a.glass(a.w, "Owner", rita, email)
			_, err := acted(a.w.RequestElevation(a.t.Context(), elevation.Request{User: email, Role: "Owner", For: 1 << 42, Reason: "fix it", BreakGlass: true}))
			return err
		}, "by an elevation now"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newDesk(t).aftermath(3, 0, false)
			ctx := t.Context()
			moved, still := a.revoked[1], a.revoked[0]
			check(t, c.since(a, moved.Email))
			_, err := a.w.Sync(ctx, review.SyncOptions{})
			check(t, err)
			if p := a.plan(false).Find(moved.Item); p.State != remediation.Blocked || !p.NeedsYes() || len(p.Changed) == 0 ||
				!strings.Contains(p.Blocked, c.says) || !strings.Contains(p.Blocked, "--including-changed") {
				t.Fatalf("%s, %v: %q", p.State, p.Changed, p.Blocked)
			}
			path := filepath.Join(t.TempDir(), "plan.json")
			before := a.plan(false)
			check(t, a.w.WritePlan(ctx, before, path, false))
			plan := a.apply(0, remediation.ApplyOptions{})
			a.tally(plan, map[remediation.State]int{remediation.Corroborated: 2, remediation.Blocked: 1})
			if !plan.Find(still.Item).Proven() || fault.KindOf(plan.Outstanding(false)) != fault.Refused {
				t.Errorf("%s", plan.Summary())
			}
			kept, err := a.w.ReadPlan(ctx, path)
			check(t, err)
			words := remediation.Words{IncludingChanged: true}
			if _, err := a.w.ApplyRemediation(ctx, a.id, remediation.ApplyOptions{Exactly: kept, Words: words}); fault.KindOf(err) != fault.Refused {
				t.Errorf("a plan without the yes was taken for one with it: %v", err)
			}
			a.tally(a.apply(0, remediation.ApplyOptions{Words: words}), map[remediation.State]int{remediation.Corroborated: 3})
			a.tally(a.verify(), map[remediation.State]int{remediation.Corroborated: 3})
			a.checks()
		})
	}
}

// Another account of the same address is one that no decision was about.
func TestAnotherAccountNeedsAnotherDecision(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(1, 0, false)
	email := a.revoked[0].Email
	check(t, a.server.Workspace.RemoveUser(email))
	check(t, a.server.Workspace.Invite(email, "Viewer"))
	a.server.Forget()
	plan := a.apply(0, remediation.ApplyOptions{Words: remediation.Words{IncludingChanged: true}})
	if c := plan.Find(a.revoked[0].Item); c.Runnable() || !strings.Contains(c.Blocked, "is here again as user/") {
		t.Errorf("%s: %q", c.State, c.Blocked)
	}
	a.once(0)
}
