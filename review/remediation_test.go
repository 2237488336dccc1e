package review_test

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

func TestRemediationIsProven(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(12, 5, true)
	if a.attention() == "" {
		t.Error("17 decided changes are not proven, and nobody is told")
	}
	plan, err := a.w.PlanRemediation(t.Context(), a.id, false)
	if err != nil {
		t.Fatal(err)
	}
	a.tally(plan, map[remediation.State]int{remediation.Planned: 17})
	a.once(0)

	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 17})
	a.once(17)
	if text := a.attention(); text != "" {
		t.Errorf("all is proven, and yet: %s", text)
	}
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 17})
	a.once(17)

	table, err := a.w.Export(t.Context(), a.id)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range table.Rows {
		c := r.Change
		asked := r.Decision.Verdict == campaign.Revoke || r.Decision.Verdict == campaign.Reduce
		if asked != (c != nil && c.State == remediation.Corroborated && c.SentAt != nil && c.ConfirmedAt != nil && c.CorroboratedAt != nil && c.By == rita && c.Method == order.API) {
			t.Errorf("exported: %+v", r)
		}
	}
}

func TestNeitherCallOfferedEndsInAChecklist(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"404": 404, "405": 405, "501": 501} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newDesk(t).aftermath(4, 3, false)
			a.server.Refuse(torqtest.DeleteUsers, status)
			a.server.Refuse(torqtest.ChangeRoles, status)
			a.server.Refuse(torqtest.ReplaceUsers, status)
			plan := a.apply(0, remediation.ApplyOptions{})
			a.tally(plan, map[remediation.State]int{remediation.ByPerson: 7})
			a.once(6) // two DELETEs, two PATCHes, two PUTs: then it is known
			for _, c := range plan.Changes {
				if len(c.Steps) == 0 {
					t.Errorf("%s has no steps", c.Title())
				}
			}
			a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.ByPerson: 7})
			a.once(6)

			// One is ticked off, all but that one are done.
			if plan, err := a.w.DoneByHand(t.Context(), a.id, false, []string{a.revoked[0].Item}, ""); err != nil || plan.Find(a.revoked[0].Item).State != remediation.Sent {
				t.Fatalf("done by hand: %v", err)
			}
			for _, r := range a.revoked[1:] {
				if err := a.server.RemoveUser(r.Email); err != nil {
					t.Fatal(err)
				}
			}
			for _, r := range a.reduced {
				if err := a.server.SetRole(r.Email, "Viewer"); err != nil {
					t.Fatal(err)
				}
			}
			a.tally(a.verify(), map[remediation.State]int{remediation.Corroborated: 6, remediation.Sent: 1})
			if err := a.server.RemoveUser(a.revoked[0].Email); err != nil {
				t.Fatal(err)
			}
			a.tally(a.verify(), map[remediation.State]int{remediation.Corroborated: 7})
			a.once(6)
		})
	}
}

func TestAMappingTakesEffectAtTheNextSignIn(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(0, 2, true)
	a.server.Refuse(torqtest.ChangeRoles, 501)
	plan := a.apply(0, remediation.ApplyOptions{})
	a.tally(plan, map[remediation.State]int{remediation.Sent: 2})
	if c := plan.Changes[0]; c.Method != order.Mapping || !strings.Contains(c.Detail, "next sign-in") {
		t.Errorf("%+v", c)
	}
	before := len(a.writes())
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Sent: 2})
	if len(a.writes()) != before {
		t.Error("the mapping was made twice")
	}
	for _, r := range a.reduced {
		if err := a.server.SignIn(r.Email); err != nil {
			t.Fatal(err)
		}
	}
	a.tally(a.verify(), map[remediation.State]int{remediation.Corroborated: 2})
	a.checks()
}

func TestPutInsteadOfPatch(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(0, 2, false)
	a.server.Refuse(torqtest.ChangeRoles, 405)
	a.server.Refuse(torqtest.ReplaceUsers, 0)
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 2})
	a.once(4)
}

func TestUndoGivesBackWhatWasTaken(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(2, 1, false)
	a.apply(0, remediation.ApplyOptions{})
	a.server.Forget()
	undone := a.apply(0, remediation.ApplyOptions{Undo: true, Reason: "wrong list"})
	a.tally(undone, map[remediation.State]int{remediation.Corroborated: 3})
	if c := undone.Find(a.revoked[0].Item); c.Action != order.Invite || c.ToRole != a.revoked[0].Role {
		t.Errorf("undo: %+v", c)
	}
	a.tally(a.verify(), map[remediation.State]int{remediation.Undone: 3})
	if text := a.attention(); !strings.Contains(text, "3 of 3 changes that were decided were taken back") {
		t.Errorf("what was given back is to be decided about: %q", text)
	}
	invited := 0
	for _, r := range a.server.Requests() {
		if r.Path == torqtest.InvitePath {
			invited++
		}
	}
	if invited != 2 {
		t.Errorf("%d invitations", invited)
	}
	a.checks()
}
