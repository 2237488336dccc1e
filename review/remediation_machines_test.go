package review_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

func TestTwoPeopleApplyAtOnce(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(8, 3, false)
	reviewtest.Grant(t, a.w, sam, rights.Owner)
	reviewtest.Grant(t, a.w, lead, rights.Owner)
	var group sync.WaitGroup
	for _, who := range []string{rita, sam, lead} {
		w := a.open(who, creds(a.server.OwnerKey()))
		group.Go(func() {
			if _, err := w.ApplyRemediation(t.Context(), a.id, remediation.ApplyOptions{}); err != nil {
				t.Errorf("%s: %v", who, err)
			}
		})
	}
	group.Wait()
	a.tally(a.verify(), map[remediation.State]int{remediation.Corroborated: 11})
	a.once(11)
}

// elsewhere is the same campaign on another machine: a store of its own, the same Torq, and only what share carries
// over.
func (a *aftermath) elsewhere(as string) *aftermath {
	a.t.Helper()
	far := *a.desk
	far.home = a.t.TempDir()
	a.share(&far)
	b := *a
	b.desk = &far
	b.w = far.open(as, creds(far.server.OwnerKey()))
	return &b
}

// share copies to another machine what it does not have: other writers' journals, and populations.
func (a *aftermath) share(with *desk) {
	a.t.Helper()
	for _, pattern := range []string{"default/journal/*.jsonl", "default/populations/*.json"} {
		files, err := filepath.Glob(filepath.Join(a.home, pattern))
		if err != nil {
			a.t.Fatal(err)
		}
		for _, from := range files {
			name, _ := filepath.Rel(a.home, from)
			to := filepath.Join(with.home, name)
			mine, _ := os.ReadFile(to)
			theirs, err := os.ReadFile(from)
			if err == nil && len(theirs) > len(mine) { // a journal only grows
				err = errors.Join(os.MkdirAll(filepath.Dir(to), 0o700), os.WriteFile(to, theirs, 0o600))
			}
			if err != nil {
				a.t.Fatal(err)
			}
		}
	}
}

// Two machines that share no lock: what one did the other knows once the journals were shared, and what both do at once
// has its effect once, since each change names the state it ends in.
func TestTwoMachinesApplyAtOnce(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(6, 3, false)
	reviewtest.Grant(t, a.w, sam, rights.Owner)
	b := a.elsewhere(sam)
	var group sync.WaitGroup
	for _, m := range []*aftermath{a, b} {
		group.Go(func() {
			if _, err := m.w.ApplyRemediation(t.Context(), a.id, remediation.ApplyOptions{KeepGoing: true}); err != nil {
				t.Errorf("%v", err)
			}
		})
	}
	group.Wait()
	a.share(b.desk)
	b.share(a.desk)
	for _, m := range []*aftermath{a, b} {
		m.tally(m.verify(), map[remediation.State]int{remediation.Corroborated: 9})
		m.checks()
	}
	removed := map[string]int{}
	for _, e := range a.log() {
		if e.Action == "User deleted" {
			removed[e.ResourceID]++
		}
	}
	for _, r := range a.revoked {
		if removed[strings.TrimPrefix(r.Item, "user/")] != 1 {
			t.Errorf("%s was removed %d times", r.Email, removed[strings.TrimPrefix(r.Item, "user/")])
		}
	}
	if text := a.attention(); text != "" {
		t.Error(text)
	}
}

// What one machine began and another learns of is not repeated there while it may be under way.
func TestAnotherMachinesCallUnderWay(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(2, 0, false)
	reviewtest.Grant(t, a.w, sam, rights.Owner)
	b := a.elsewhere(sam)
	b.dies(remediation.SendingData{
		About: remediation.About{Campaign: a.id, Item: a.revoked[0].Item}, Attempt: "far", Action: order.Remove, Method: order.API,
	})
	b.share(a.desk)
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Sent: 1, remediation.Corroborated: 1})
	a.once(1)
	a.pass(11 * time.Minute)
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 2})
	a.once(2)
}

func TestOneMachineGoesOnWhereAnotherStopped(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(4, 2, false)
	reviewtest.Grant(t, a.w, sam, rights.Owner)
	b := a.elsewhere(sam)
	a.server.Break(path(a.revoked[2]), 1, torqtest.Status(403))
	a.apply(fault.Failed, remediation.ApplyOptions{})
	a.share(b.desk)
	b.tally(b.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 6})
	b.share(a.desk)
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 6})
	if calls := a.writes(); len(calls) != 6 {
		t.Errorf("%v", calls)
	}
	a.checks()
}
