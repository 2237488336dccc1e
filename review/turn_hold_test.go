package review_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/store/lock"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// Whoever takes long to say yes does not keep a reap waiting, and what they said yes to is looked at again.
func TestNobodyWaitsForAnAnswer(t *testing.T) {
	review.HoldTurns(t, time.Hour, 50*time.Millisecond)
	a := newDesk(t).aftermath(2, 0, true)
	ask := func(meanwhile func()) remediation.ApplyOptions {
		return remediation.ApplyOptions{Confirm: func(*remediation.Plan) (int, error) {
			release, err := lock.OfRemediation(filepath.Join(a.home, "default")).Take(t.Context())
			if err != nil {
				return 0, err
			}
			defer release()
			meanwhile()
			return 0, nil
		}}
	}
	a.apply(6, ask(func() {
		if err := a.server.SetRole(a.revoked[0].Email, "Owner"); err != nil {
			t.Error(err)
		}
	}))
	a.once(0)
	if err := a.server.SetRole(a.revoked[0].Email, a.revoked[0].Role); err != nil {
		t.Fatal(err)
	}
	a.tally(a.apply(0, ask(func() {})), map[remediation.State]int{remediation.Corroborated: 2})
	a.once(2)
}

// What is read after others had the turn is believed no more than any other listing.
func TestAListingAfterOthersHadTheTurnProvesNoMore(t *testing.T) {
	review.HoldTurns(t, 0, time.Hour)
	a := newDesk(t).aftermath(4, 0, true)
	for _, r := range a.revoked {
		a.server.Break(path(r), torqtest.Always, torqtest.Body(`{}`))
	}
	other := a.open(sam, creds(a.server.OwnerKey()))
	reviewtest.Grant(t, a.w, sam, rights.Manager)
	gone := newestOther(t, a)
	plan := campaign.Plan{Name: "x", Scope: `kind == "user"`, Due: a.clock.Now().AddDate(0, 0, 14), Reviewers: []string{sam}}
	if _, err := other.NewCampaign(t.Context(), plan); err != nil { // so that the next one has read the record and is quick
		t.Fatal(err)
	}
	n := 0
	got := make(chan error, 1)
	done, err := a.w.ApplyRemediation(t.Context(), a.id, remediation.ApplyOptions{KeepGoing: true, Changed: func(remediation.Change) {
		if n++; n != 1 {
			return
		}
		a.server.Break(torqtest.UsersPath, torqtest.Always, without(idOf(gone), idOf(a.revoked[0]), idOf(a.revoked[1]), idOf(a.revoked[2]), idOf(a.revoked[3])))
		go func() {
			time.Sleep(50 * time.Millisecond) // while the turn is free
			_, err := other.NewCampaign(t.Context(), plan)
			got <- err
		}()
	}})
	check(t, <-got)
	wantKind(t, err, fault.Unreachable)
	a.unproven(done)
	if n != 1 {
		t.Errorf("%d changes were made by a doubtful list", n)
	}
}

// Between two changes others get the turn.
func TestOthersGetTheTurnBetweenChanges(t *testing.T) {
	review.HoldTurns(t, 0, time.Hour)
	a := newDesk(t).aftermath(3, 0, true)
	got := make(chan error, 1)
	first := true
	a.tally(a.apply(0, remediation.ApplyOptions{Changed: func(remediation.Change) {
		if !first {
			return
		}
		first = false
		go func() {
			other := lock.OfRemediation(filepath.Join(a.home, "default"))
			other.WriteWait = time.Second
			release, err := other.Take(t.Context())
			if err == nil {
				release()
			}
			got <- err
		}()
		time.Sleep(20 * time.Millisecond)
	}}), map[remediation.State]int{remediation.Corroborated: 3})
	if err := <-got; err != nil {
		t.Error(err)
	}
	a.once(3)
}
