package review_test

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/torq"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// aftermath is a closed campaign, with what it decided to take away.
type aftermath struct {
	*desk
	w       *review.Workspace
	id      string
	revoked []review.SheetRow
	reduced []review.SheetRow // to Viewer
}

// aftermath closes a campaign that revokes and reduces the access of that many people; sso picks those who sign in so.
func (d *desk) aftermath(revoke, reduce int, sso bool) *aftermath {
	d.t.Helper()
	a := &aftermath{desk: d, w: d.synced(rita)}
	a.id = d.opened(a.w, `kind == "user"`, rita).ID
	sheet, err := a.w.Sheet(d.t.Context(), a.id)
	if err != nil {
		d.t.Fatal(err)
	}
	viewer := ""
	for _, r := range sheet.Roles {
		if r.Name == "Viewer" {
			viewer = r.ID
		}
	}
	var choices []campaign.Choice
	for _, r := range sheet.Rows {
		c := campaign.Choice{Item: r.Item, Verdict: campaign.Certify, Reason: "as ever"}
		if r.Kind == access.User && r.SSO == sso && r.Status == population.StatusVerified && (r.Role == "Contributor" || r.Role == "Operator") {
			switch {
			case len(a.revoked) < revoke:
				c.Verdict = campaign.Revoke
				a.revoked = append(a.revoked, r)
			case len(a.reduced) < reduce:
				c.Verdict, c.ToRole = campaign.Reduce, viewer
				a.reduced = append(a.reduced, r)
			}
		}
		choices = append(choices, c)
	}
	if len(a.revoked) != revoke || len(a.reduced) != reduce {
		d.t.Fatalf("the company has %d to revoke and %d to reduce, not %d and %d", len(a.revoked), len(a.reduced), revoke, reduce)
	}
	decided(d.t, a.w, a.id, choices...)
	if _, err := a.w.CloseCampaign(d.t.Context(), a.id, ""); err != nil {
		d.t.Fatal(err)
	}
	d.server.Forget()
	return a
}

// apply applies, and wants that kind of failure.
func (a *aftermath) apply(want fault.Kind, opt review.ApplyOptions) *remediation.Plan {
	a.t.Helper()
	plan, err := a.w.ApplyRemediation(a.t.Context(), a.id, opt)
	if fault.KindOf(err) != want {
		a.t.Fatalf("apply: %v (kind %d), want kind %d", err, fault.KindOf(err), want)
	}
	return plan
}

func (a *aftermath) verify() *remediation.Plan {
	a.t.Helper()
	plan, err := a.w.VerifyRemediation(a.t.Context(), a.id, false, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	return plan
}

// tally wants that many changes in each state and none in any other.
func (a *aftermath) tally(plan *remediation.Plan, want map[remediation.State]int) {
	a.t.Helper()
	got := plan.Tally()
	for state, n := range want {
		if got[state] != n {
			a.t.Errorf("%d changes are %s, want %d: %s", got[state], state, n, plan.Summary())
		}
		delete(got, state)
	}
	if len(got) > 0 {
		a.t.Errorf("there are more: %v", got)
	}
}

// writes are the requests that could change something, with the method and path of each.
func (a *aftermath) writes() map[string][]int {
	calls := map[string][]int{}
	for _, r := range a.server.Requests() {
		if r.Method != http.MethodGet && r.Path != torqtest.TokenPath {
			calls[r.Method+" "+r.Path] = append(calls[r.Method+" "+r.Path], r.Status)
		}
	}
	return calls
}

// once wants exactly that many writes, none of them repeated, and a record that checks out.
func (a *aftermath) once(want int) {
	a.t.Helper()
	calls := a.writes()
	if len(calls) != want {
		a.t.Errorf("%d calls change something, want %d: %v", len(calls), want, calls)
	}
	for call, statuses := range calls {
		if len(statuses) > 1 {
			a.t.Errorf("%s was sent %d times: %v", call, len(statuses), statuses)
		}
	}
	a.checks()
}

func (a *aftermath) checks() {
	a.t.Helper()
	checks, err := a.w.CheckJournal(a.t.Context())
	if err != nil {
		a.t.Fatal(err)
	}
	for _, c := range checks {
		if !c.OK {
			a.t.Errorf("the record does not check out: %+v", c)
		}
	}
}

func (a *aftermath) attention() string {
	a.t.Helper()
	o, err := a.w.Overview(a.t.Context())
	if err != nil {
		a.t.Fatal(err)
	}
	for _, at := range o.Attention {
		if at.Kind == review.NeedsProof {
			return at.Text
		}
	}
	return ""
}

// dies records what a process leaves that is killed in a call: an intent without an outcome.
func (a *aftermath) dies(intent remediation.SendingData) {
	a.t.Helper()
	s, err := store.Open(a.home, "default", a.clock)
	if err == nil {
		_, err = s.Journal.Append(a.t.Context(), func([]record.Line) ([]record.Entry, error) {
			return []record.Entry{{Type: remediation.TypeSending, Actor: record.Actor{Email: rita, Assurance: record.Declared}, Data: intent}}, nil
		})
	}
	if err != nil {
		a.t.Fatal(err)
	}
}

// now is a time from now, as the record writes it.
func (a *aftermath) now(in time.Duration) record.Time {
	return record.Time{Time: a.clock.Now().Add(in).UTC()}
}

// log is Torq's audit log since the campaign was closed.
func (a *aftermath) log() []review.AuditEntry {
	a.t.Helper()
	c, err := torq.New(torq.Config{ClientID: a.server.OwnerKey().ClientID, Secret: a.server.OwnerKey().Secret, APIURL: a.server.URL(), AuthURL: a.server.URL()})
	if err != nil {
		a.t.Fatal(err)
	}
	log, err := c.Audit(a.t.Context(), torqtest.Epoch, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	return log.Entries
}

func path(r review.SheetRow) string {
	return torqtest.UsersPath + "/" + strings.TrimPrefix(r.Item, "user/")
}

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

	a.tally(a.apply(0, review.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 17})
	a.once(17)
	if text := a.attention(); text != "" {
		t.Errorf("all is proven, and yet: %s", text)
	}
	a.tally(a.apply(0, review.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 17})
	a.once(17)

	table, err := a.w.Export(t.Context(), a.id)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range table.Rows {
		if asked := r.Decision == "revoke" || r.Decision == "reduce"; asked != (r.ChangeState == "corroborated" && r.SentAt != "" && r.ConfirmedAt != "" && r.CorroboratedAt != "" && r.ChangedBy == rita && r.Method == "api") {
			t.Errorf("exported: %+v", r)
		}
	}
}

func TestAccessThatComesBackIsNoticed(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(2, 1, false)
	a.apply(0, review.ApplyOptions{})
	if err := errors.Join(a.server.Invite(a.revoked[0].Email, "Viewer"), a.server.SetRole(a.reduced[0].Email, a.reduced[0].Role)); err != nil {
		t.Fatal(err)
	}
	if _, err := a.w.Sync(t.Context(), review.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	if text := a.attention(); !strings.Contains(text, "came back after 2 of 3") {
		t.Errorf("attention: %q", text)
	}
	plan := a.verify()
	a.tally(plan, map[remediation.State]int{remediation.Returned: 2, remediation.Corroborated: 1})
	if c := plan.Find(a.revoked[0].Item); c.Runnable() || c.Blocked == "" {
		t.Errorf("a person invited anew would be removed without a decision: %+v", c)
	}
	// A role that was raised again is lowered again; the person invited anew takes a decision.
	a.server.Forget()
	a.tally(a.apply(0, review.ApplyOptions{}), map[remediation.State]int{remediation.Returned: 1, remediation.Corroborated: 2})
	a.once(1)
	if err := a.server.RemoveUser(a.revoked[0].Email); err != nil {
		t.Fatal(err)
	}
	a.tally(a.verify(), map[remediation.State]int{remediation.Corroborated: 3})
	if text := a.attention(); text != "" {
		t.Error(text)
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
			plan := a.apply(0, review.ApplyOptions{})
			a.tally(plan, map[remediation.State]int{remediation.ByPerson: 7})
			a.once(3) // one DELETE, one PATCH, one PUT: then it is known
			for _, c := range plan.Changes {
				if len(c.Steps) == 0 {
					t.Errorf("%s has no steps", c.Title())
				}
			}
			a.tally(a.apply(0, review.ApplyOptions{}), map[remediation.State]int{remediation.ByPerson: 7})
			a.once(3)

			// One is ticked off, all but that one are done.
			if plan, err := a.w.DoneByHand(t.Context(), a.id, false, []string{a.revoked[0].Item}); err != nil || plan.Find(a.revoked[0].Item).State != remediation.Sent {
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
			a.once(3)
		})
	}
}

func TestAMappingTakesEffectAtTheNextSignIn(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(0, 2, true)
	a.server.Refuse(torqtest.ChangeRoles, 501)
	plan := a.apply(0, review.ApplyOptions{})
	a.tally(plan, map[remediation.State]int{remediation.Sent: 2})
	if c := plan.Changes[0]; c.Method != remediation.Mapping || !strings.Contains(c.Detail, "next sign-in") {
		t.Errorf("%+v", c)
	}
	before := len(a.writes())
	a.tally(a.apply(0, review.ApplyOptions{}), map[remediation.State]int{remediation.Sent: 2})
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
	a.tally(a.apply(0, review.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 2})
	a.once(4)
}

func TestAnAnswerLostAfterTheEffectIsSettledByReading(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(3, 2, false)
	for _, r := range append(a.revoked, a.reduced...) {
		a.server.Break(path(r), torqtest.Always, torqtest.Lose())
	}
	a.tally(a.apply(0, review.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 5})
	a.once(5)
}

func TestAnAnswerLostBeforeTheEffectIsSettledByReading(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(2, 1, false)
	a.server.Break(path(a.revoked[0]), 1, torqtest.Reset())
	plan := a.apply(fault.Unreachable, review.ApplyOptions{})
	a.tally(plan, map[remediation.State]int{remediation.Planned: 3})
	a.once(1)
	a.tally(a.apply(0, review.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 3})
	if calls := a.writes(); len(calls) != 3 {
		t.Errorf("%v", calls)
	}
	a.checks()
}

func TestForbiddenHalfWay(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(4, 0, false)
	refuseTheThird := func() {
		a.server.Break(path(a.revoked[2]), 1, torqtest.Status(403))
	}
	refuseTheThird()
	plan := a.apply(fault.Failed, review.ApplyOptions{})
	a.tally(plan, map[remediation.State]int{remediation.Corroborated: 2, remediation.Failed: 1, remediation.Planned: 1})
	a.once(3)
	a.server.Mend()
	a.tally(a.apply(0, review.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 4})

	b := newDesk(t).aftermath(4, 0, false)
	a = b
	refuseTheThird()
	plan = a.apply(fault.Failed, review.ApplyOptions{KeepGoing: true})
	a.tally(plan, map[remediation.State]int{remediation.Corroborated: 3, remediation.Failed: 1})
	a.once(4)
}

func TestARateLimitIsWaitedOut(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(2, 0, false)
	a.server.Break(path(a.revoked[0]), 1, torqtest.TooMany("0"))
	a.server.Break(path(a.revoked[1]), 1, torqtest.Redirect())
	a.tally(a.apply(0, review.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 2})
	effects := 0
	for _, statuses := range a.writes() {
		for _, s := range statuses {
			if s == http.StatusNoContent {
				effects++
			}
		}
	}
	if effects != 2 {
		t.Errorf("%d effects", effects)
	}
	a.checks()
}

func TestWhoIsGoneAlreadyIsNotAskedFor(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(3, 0, false)
	if err := a.server.RemoveUser(a.revoked[0].Email); err != nil {
		t.Fatal(err)
	}
	plan := a.apply(0, review.ApplyOptions{Confirm: func(*remediation.Plan) (int, error) {
		return 0, a.server.RemoveUser(a.revoked[1].Email) // after the plan, before the call
	}})
	a.tally(plan, map[remediation.State]int{remediation.Corroborated: 3})
	a.once(2)
	if got := a.writes()[http.MethodDelete+" "+path(a.revoked[1])]; len(got) != 1 || got[0] != http.StatusNotFound {
		t.Errorf("the one who went meanwhile: %v", got)
	}
	if next := a.apply(0, review.ApplyOptions{}); next.Runnable() != 0 {
		t.Error("there is more to do")
	}
	a.once(2)
}

func TestWhoWasInvitedAnewIsLeftAlone(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(1, 0, false)
	if err := errors.Join(a.server.RemoveUser(a.revoked[0].Email), a.server.Invite(a.revoked[0].Email, "Viewer")); err != nil {
		t.Fatal(err)
	}
	plan := a.apply(0, review.ApplyOptions{})
	a.tally(plan, map[remediation.State]int{remediation.Blocked: 1})
	if why := plan.Changes[0].Blocked; !strings.Contains(why, "is here again as user/") || !strings.Contains(why, a.revoked[0].Role) {
		t.Errorf("blocked: %s", why)
	}
	a.once(0)
}

func TestAccessThatChangedSinceTheDecisionIsLeftAlone(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(1, 0, false)
	if err := a.server.SetRole(a.revoked[0].Email, "Creator"); err != nil {
		t.Fatal(err)
	}
	plan := a.apply(0, review.ApplyOptions{})
	a.tally(plan, map[remediation.State]int{remediation.Blocked: 1})
	if why := plan.Changes[0].Blocked; !strings.Contains(why, a.revoked[0].Role) || !strings.Contains(why, "Creator") {
		t.Errorf("blocked: %s", why)
	}
	a.once(0)
}

func TestKilledBetweenIntentAndOutcome(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(2, 0, false)
	for _, r := range a.revoked {
		a.dies(remediation.SendingData{
			About: remediation.About{Campaign: a.id, Item: r.Item}, Attempt: "dead-" + r.Item, Action: remediation.Remove, Method: remediation.API,
		})
	}
	if err := a.server.RemoveUser(a.revoked[0].Email); err != nil { // that call had arrived
		t.Fatal(err)
	}
	a.tally(a.apply(0, review.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 2})
	a.once(1)
	if a.writes()[http.MethodDelete+" "+path(a.revoked[1])] == nil {
		t.Errorf("the call that had not arrived was not made: %v", a.writes())
	}
}

func TestTwoPeopleApplyAtOnce(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(8, 3, false)
	var group sync.WaitGroup
	for _, who := range []string{rita, sam, lead} {
		w := a.open(who, creds(a.server.OwnerKey()))
		group.Go(func() {
			if _, err := w.ApplyRemediation(t.Context(), a.id, review.ApplyOptions{}); err != nil {
				t.Errorf("%s: %v", who, err)
			}
		})
	}
	group.Wait()
	a.tally(a.verify(), map[remediation.State]int{remediation.Corroborated: 11})
	a.once(11)
}

func TestStoppedBetweenChangesItGoesOnLater(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(5, 0, false)
	ctx, stop := context.WithCancel(t.Context())
	moved := 0
	plan, err := a.w.ApplyRemediation(ctx, a.id, review.ApplyOptions{Changed: func(remediation.Change) {
		if moved++; moved == 2 {
			stop()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("stopped: %v", err)
	}
	a.tally(plan, map[remediation.State]int{remediation.Sent: 2, remediation.Planned: 3})
	a.once(2)
	a.tally(a.apply(0, review.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 5})
	a.once(5)
}

func TestExactlyThatPlanOrNothing(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(3, 1, false)
	file := filepath.Join(t.TempDir(), "plan.json")
	plan, err := a.w.PlanRemediation(t.Context(), a.id, false)
	if err == nil {
		err = a.w.WritePlan(t.Context(), plan, file, false)
	}
	if err == nil {
		plan, err = a.w.ReadPlan(t.Context(), file)
	}
	if err == nil {
		err = a.server.SetRole(a.revoked[0].Email, "Creator")
	}
	if err != nil {
		t.Fatal(err)
	}
	a.apply(fault.Refused, review.ApplyOptions{Exactly: plan})
	a.once(0)
	if err := a.server.SetRole(a.revoked[0].Email, a.revoked[0].Role); err != nil {
		t.Fatal(err)
	}
	a.server.Break(path(a.revoked[1]), 1, torqtest.Status(403))
	a.apply(fault.Failed, review.ApplyOptions{Exactly: plan})
	// What tuar did itself meanwhile is no move of the world.
	a.tally(a.apply(0, review.ApplyOptions{Exactly: plan}), map[remediation.State]int{remediation.Corroborated: 4})
}

func TestALargePlanNeedsItsNumber(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(38, 0, true)
	a.apply(fault.Refused, review.ApplyOptions{})
	a.apply(fault.Refused, review.ApplyOptions{Count: 37})
	a.once(0)
	a.apply(0, review.ApplyOptions{Count: 38})
	a.once(38)
}

func TestUndoGivesBackWhatWasTaken(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(2, 1, false)
	a.apply(0, review.ApplyOptions{})
	a.server.Forget()
	undone := a.apply(0, review.ApplyOptions{Undo: true})
	a.tally(undone, map[remediation.State]int{remediation.Corroborated: 3})
	if c := undone.Find(a.revoked[0].Item); c.Action != remediation.Invite || c.ToRole != a.revoked[0].Role {
		t.Errorf("undo: %+v", c)
	}
	a.tally(a.verify(), map[remediation.State]int{remediation.Undone: 3})
	if text := a.attention(); text != "" {
		t.Errorf("what was given back on purpose alarms: %s", text)
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

func TestTorqOutOfReach(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(3, 0, false)
	plan, err := a.w.ApplyRemediation(t.Context(), a.id, review.ApplyOptions{KeepGoing: true, Confirm: func(*remediation.Plan) (int, error) {
		a.server.Close()
		return 0, nil
	}})
	wantKind(t, err, fault.Unreachable)
	a.tally(plan, map[remediation.State]int{remediation.Planned: 3})
	a.checks()
}

func TestRemediationThatMayNotBe(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(rita)
	id := d.opened(w, `kind == "user"`, rita).ID
	_, err := w.PlanRemediation(t.Context(), id, false)
	wantKind(t, err, fault.Refused) // still open
	a := newDesk(t).aftermath(1, 0, false)
	_, err = a.w.DoneByHand(t.Context(), a.id, false, []string{"user/nobody"})
	wantKind(t, err, fault.BadInput)
	nobody := a.open("", creds(a.server.OwnerKey()))
	_, err = nobody.ApplyRemediation(t.Context(), a.id, review.ApplyOptions{})
	wantKind(t, err, fault.BadInput) // nobody said who they are
	self := a.open(a.revoked[0].Email, creds(a.server.OwnerKey()))
	plan, err := self.ApplyRemediation(t.Context(), a.id, review.ApplyOptions{})
	if err != nil || plan.Changes[0].State != remediation.Blocked {
		t.Errorf("one's own access: %v, %v", plan, err)
	}
	a.once(0)
	limited := a.open(rita, creds(a.server.LimitedKey()))
	plan, err = limited.ApplyRemediation(t.Context(), a.id, review.ApplyOptions{})
	wantKind(t, err, fault.Failed) // 403
	a.tally(plan, map[remediation.State]int{remediation.Failed: 1})
}
