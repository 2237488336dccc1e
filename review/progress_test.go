package review_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/remediation"
)

// However far a remediation is, the plan, its summary, the overview and check name the same number of changes and of
// proofs.
func TestProgressIsToldAlike(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(4, 1, false)
	alike := func(when string, proven, wanted int) {
		t.Helper()
		plan := a.plan(false)
		if f := plan.Figures(); f.Proven != proven || f.Decided != wanted {
			t.Errorf("%s: the plan has %+v, want %d of %d", when, f, proven, wanted)
		}
		if text := plan.Summary(); !strings.HasPrefix(text, fmt.Sprintf("%d of %d changes proven", proven, wanted)) {
			t.Errorf("%s: the summary says %q, want %d of %d", when, text, proven, wanted)
		}
		o, err := a.w.Overview(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, at := range o.Attention {
			if at.Kind == review.NeedsProof && at.Campaign == a.id {
				text = at.Text
			}
		}
		want := fmt.Sprintf("%d of %d changes that were decided are not proven", wanted-proven, wanted)
		if proven == wanted {
			want = ""
		}
		if !strings.HasSuffix(text, want) || (text == "") != (want == "") {
			t.Errorf("%s: the overview says %q, want %q", when, text, want)
		}
	}
	alike("after closing", 0, 5)
	a.later("Recheck",
		campaign.Choice{Item: a.revoked[0].Item, Verdict: campaign.Certify, Reason: "needed after all"})
	alike("after a newer decision", 0, 4)
	if _, err := a.w.ApplyRemediation(t.Context(), a.id, remediation.ApplyOptions{}); err != nil {
		t.Fatal(err)
	}
	alike("after all of them", 4, 4)
}
