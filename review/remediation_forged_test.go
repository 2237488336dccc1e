package review_test

import (
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// A line by hand that says that a change is proven is found by the newest list, at once, and the next list judges it,
// whatever time and population the line names.
func TestAForgedProofIsFound(t *testing.T) {
	t.Parallel()
	for name, listed := range map[string]time.Duration{"now": 0, "in a year": 365 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			a := newDesk(t).aftermath(1, 1, false)
			o, err := a.w.Overview(t.Context())
			if check(t, err); attends(o, review.NeedsProof, "does not show") {
				t.Fatalf("%+v", o.Attention)
			}
			plan := a.plan(false)
			for _, c := range plan.Changes {
				a.write(record.Entry{Type: remediation.TypeConfirmed, Actor: record.Actor{Email: sam, Assurance: record.Declared}, Data: remediation.ConfirmedData{
					About: c.About(), Population: plan.Population, ListedAt: a.now(listed),
				}})
			}
			o, err = a.w.Overview(t.Context())
			if check(t, err); !attends(o, review.NeedsProof, "does not show 2 of them") {
				t.Errorf("%+v", o.Attention)
			}
			a.server.Advance(time.Minute)
			a.clock.Advance(time.Minute)
			a.tally(a.verify(), map[remediation.State]int{remediation.Returned: 2})
			o, err = a.w.Overview(t.Context())
			if check(t, err); attends(o, review.NeedsProof, "does not show") || !attends(o, review.NeedsProof, "came back after 2") {
				t.Errorf("%+v", o.Attention)
			}
		})
	}
}
