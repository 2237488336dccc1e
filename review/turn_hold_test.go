package review_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/store/lock"
)

// Whoever takes long to say yes does not keep a reap waiting, and what they said yes to is looked at again.
func TestNobodyWaitsForAnAnswer(t *testing.T) {
	review.HoldTurns(t, time.Hour, 50*time.Millisecond)
	a := newDesk(t).aftermath(2, 0, true)
	ask := func(meanwhile func()) review.ApplyOptions {
		return review.ApplyOptions{Confirm: func(*remediation.Plan) (int, error) {
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

// Between two changes others get the turn.
func TestOthersGetTheTurnBetweenChanges(t *testing.T) {
	review.HoldTurns(t, 0, time.Hour)
	a := newDesk(t).aftermath(3, 0, true)
	got := make(chan error, 1)
	first := true
	a.tally(a.apply(0, review.ApplyOptions{Changed: func(remediation.Change) {
		if !first {
			return
		}
		first = false
		go func() {
			other := lock.OfRemediation(filepath.Join(a.home, "default"))
			other.Patience = time.Second
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
