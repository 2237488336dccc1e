package review_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
)

// Days without sign-in are counted up to the snapshot, whenever somebody looks: hints, scopes and sheets do not change
// while the population does not.
func TestDaysAreCountedUpToTheSnapshot(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(rita)
	dormant := func() (names []string) {
		t.Helper()
		view, err := w.Access(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range view.Rows {
			for _, h := range r.Hints {
				if h.Name == access.Dormant || h.Name == access.Pending {
					if !strings.Contains(h.Why, "before the snapshot of "+view.TakenAt.UTC().Format("2 Jan")) {
						t.Errorf("%s: %q does not say up to when", r.Item, h.Why)
					}
					names = append(names, r.Item+" "+h.Why)
				}
			}
		}
		return names
	}
	scoped := func() int {
		t.Helper()
		p, err := w.PreviewCampaign(t.Context(), campaign.Plan{Name: "x", Scope: "inactive_days > 95", Reviewers: []string{rita}})
		if err != nil {
			t.Fatal(err)
		}
		return p.Items
	}
	hints, items := dormant(), scoped()
	if len(hints) == 0 || items == 0 {
		t.Fatal("nobody is dormant")
	}
	d.pass(40 * time.Hour)
	if after := dormant(); fmt.Sprint(after) != fmt.Sprint(hints) {
		t.Errorf("40 hours later the same snapshot has other hints:\n%v\n%v", hints, after)
	}
	if after := scoped(); after != items {
		t.Errorf("40 hours later the scope has %d items instead of %d", after, items)
	}
	c := d.opened(w, "all", rita)
	sheet, err := w.Sheet(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, r := range sheet.Rows {
		for _, h := range r.Hints {
			text += r.Item + " " + h.Why + "\n"
		}
	}
	for _, h := range hints {
		if !strings.Contains(text, h+"\n") {
			t.Errorf("the campaign does not say %q", h)
		}
	}
}
