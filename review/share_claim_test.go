package review_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// joined returns the same campaign on another machine that shares the record through a real repository.
func (a *aftermath) joined(as string) *aftermath {
	a.t.Helper()
	url := hub(a.t)
	if _, err := a.w.InitShare(a.t.Context(), url, false); err != nil {
		a.t.Fatal(err)
	}
	far := *a.desk
	far.home = a.t.TempDir()
	b := *a
	b.desk = &far
	b.w = far.open(as, creds(far.server.OwnerKey()))
	if _, err := b.w.JoinShare(a.t.Context(), url, false); err != nil {
		a.t.Fatal(err)
	}
	return &b
}

// exchanged carries over what each has recorded.
func exchanged(t *testing.T, workspaces ...*review.Workspace) {
	t.Helper()
	for range 2 {
		for _, w := range workspaces {
			if out, err := w.SyncShare(t.Context(), false); err != nil || len(out.Refused) > 0 {
				t.Fatalf("%+v, %v", out, err)
			}
		}
	}
}

// Of two machines that apply at once one does it, and the other says who has it; each call is made once.
func TestMachinesThatShareDoNoChangeTwice(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(6, 3, false)
	reviewtest.Grant(t, a.w, sam, rights.Owner)
	b := a.joined(sam)
	a.server.Forget()
	var group sync.WaitGroup
	errs := make([]error, 2)
	for i, m := range []*aftermath{a, b} {
		group.Go(func() {
			_, errs[i] = m.w.ApplyRemediation(t.Context(), a.id, remediation.ApplyOptions{})
		})
	}
	group.Wait()
	for i, err := range errs { // a machine that comes later may have nothing left to do
		if err != nil && (fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "on another machine")) {
			t.Errorf("machine %d: %v", i, err)
		}
	}
	if errs[0] != nil && errs[1] != nil {
		t.Errorf("both gave way: %v, %v", errs[0], errs[1])
	}
	exchanged(t, a.w, b.w)
	for _, m := range []*aftermath{a, b} {
		m.tally(m.verify(), map[remediation.State]int{remediation.Corroborated: 9})
		m.checks()
	}
	a.once(9)
	path, _ := packed(t, b.w, a.id)
	if names, said := failed(verified(t, path, evidence.VerifyOptions{})); len(names) > 0 {
		t.Fatalf("%v: %v", names, said)
	}
	stockTools(t, path)
	if strings.Contains(string(contentOf(t, path).files["tables/exceptions.csv"]), "change-twice") {
		t.Error("it tells of changes that were made twice")
	}
}

// Where one machine holds the claim, the other waits for its end and no longer: one that has died holds nothing up.
func TestAClaimEndsByItself(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(2, 0, false)
	reviewtest.Grant(t, a.w, sam, rights.Owner)
	b := a.joined(sam)
	claim := func(in time.Duration) {
		err := b.w.Record(t.Context(), record.Entry{
			Type: remediation.TypeClaimed, Actor: record.Actor{Email: sam, Assurance: record.Declared},
			Data: remediation.ClaimedData{Campaign: a.id, Until: record.Time{Time: a.clock.Now().Add(in).UTC()}},
		})
		if err != nil {
			t.Fatal(err)
		}
		exchanged(t, b.w)
	}
	claim(time.Hour) // which is too long to count
	claim(2 * time.Minute)
	a.server.Forget()
	a.apply(fault.Refused, remediation.ApplyOptions{})
	if n := len(a.writes()); n > 0 {
		t.Fatalf("%d changes were made while another machine had them", n)
	}
	refused := must(a.w.Refused(t.Context()))
	if len(refused) != 1 || refused[0].Reason != "a claim holds for 5 minutes at most" {
		t.Errorf("%+v", refused)
	}
	a.pass(3 * time.Minute)
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 2})
	a.once(2)
}

// Machines that do not ask each other are harmless: what both do has its effect once, and is told.
func TestUnsyncedMachinesAreHarmlessAndTold(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(3, 2, false)
	reviewtest.Grant(t, a.w, sam, rights.Owner)
	b := a.joined(sam)
	a.noSync, b.noSync = true, true
	a.w, b.w = a.open(rita, creds(a.server.OwnerKey())), b.open(sam, creds(b.server.OwnerKey()))
	// b has decided to send when a has sent and removed: each reads Torq before a call, so only what is between is twice
	b.dies(remediation.SendingData{
		About: remediation.About{Campaign: a.id, Item: a.revoked[0].Item}, Attempt: "far", Action: "remove", Method: "api",
	})
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 5})
	b.pass(11 * time.Minute)
	b.tally(b.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 5})
	a.once(5)
	a.noSync, b.noSync = false, false
	exchanged(t, a.w, b.w)
	plan := must(a.w.PlanRemediation(t.Context(), a.id, false))
	if !strings.Contains(strings.Join(plan.Notes, "\n"), "changes that two machines sent, without knowing of each other: 1") {
		t.Errorf("nothing tells of it: %q", plan.Notes)
	}
	path, _ := packed(t, a.w, a.id)
	if names, said := failed(verified(t, path, evidence.VerifyOptions{})); len(names) > 0 {
		t.Fatalf("%v: %v", names, said)
	}
	stockTools(t, path)
	if !strings.Contains(string(contentOf(t, path).files["tables/exceptions.csv"]), "change-twice,"+a.revoked[0].Item) {
		t.Error("the exceptions do not tell of it")
	}
}

// Two machines take a role back once; a claim holds the end of an elevation up for some minutes at most.
func TestMachinesThatShareReapOnce(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	url := hub(t)
	if _, err := l.w.InitShare(t.Context(), url, false); err != nil {
		t.Fatal(err)
	}
	far := *l.desk
	far.home = t.TempDir()
	other := far.open(lead, creds(far.server.OwnerKey()))
	if _, err := other.JoinShare(t.Context(), url, false); err != nil {
		t.Fatal(err)
	}
	l.clock.Advance(time.Hour + time.Minute)
	l.server.Advance(time.Hour + time.Minute)
	l.server.Forget()
	var group sync.WaitGroup
	for _, w := range []*review.Workspace{l.w, other} {
		group.Go(func() {
			if done, err := w.Reap(t.Context(), nil); err != nil || done.Pending != nil && !strings.Contains(done.Pending.Error(), "on another machine") {
				t.Errorf("%v, %v", err, done.Pending)
			}
		})
	}
	group.Wait()
	l.holds("Operator")
	writes := 0
	for _, r := range l.server.Requests() {
		if r.Method != "GET" && r.Path != torqtest.TokenPath {
			writes++
		}
	}
	if writes != 1 {
		t.Errorf("%d calls took the role back", writes)
	}
	exchanged(t, l.w, other)
	for _, w := range []*review.Workspace{l.w, other} {
		rows := must(w.ListElevations(t.Context()))
		if rows[len(rows)-1].State != elevation.Ended {
			t.Errorf("%+v", rows)
		}
	}
}

// A claim of another machine, made again and again, does not keep a role given.
func TestNoClaimKeepsARole(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	url := hub(t)
	if _, err := l.w.InitShare(t.Context(), url, false); err != nil {
		t.Fatal(err)
	}
	far := *l.desk
	far.home = t.TempDir()
	eve := far.open("eve@example.com", creds(far.server.OwnerKey()))
	if _, err := eve.JoinShare(t.Context(), url, false); err != nil {
		t.Fatal(err)
	}
	row := must(l.w.ListElevations(t.Context()))[0]
	claim := func() {
		err := eve.Record(t.Context(), record.Entry{
			Type: elevation.TypeClaimed, Actor: record.Actor{Email: "eve@example.com", Assurance: record.Declared},
			Data: elevation.ClaimedData{Users: []string{strings.TrimPrefix(row.Item, "user/")}, Until: record.Time{Time: l.clock.Now().Add(core.ClaimFor).UTC()}},
		})
		if err != nil {
			t.Fatal(err)
		}
		exchanged(t, eve)
	}
	l.clock.Advance(time.Hour + time.Minute)
	l.server.Advance(time.Hour + time.Minute)
	claim()
	if err := l.reaps(fault.Refused); err == nil || !strings.Contains(err.Error(), "eve@example.com") {
		t.Error(err)
	}
	l.holds("Owner")
	l.clock.Advance(3 * time.Minute)
	l.server.Advance(3 * time.Minute)
	claim()
	l.reaps(0)
	l.holds("Operator")
}
