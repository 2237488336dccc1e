package review_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
)

// Two machines that did not know each other: what a sign-off or closing did not know counts as after it, whatever the
// clock says, has no effect, and is listed. Both machines come to the same.
func TestALateLineHasNoEffectAndIsListed(t *testing.T) {
	t.Parallel()
	here := newDesk(t)
	w := here.synced(lead)
	id := here.opened(w, `kind == "user"`, rita, sam).ID
	a := &aftermath{desk: here, w: w, id: id}
	rows := map[string][]string{}
	for _, r := range must(w.Sheet(t.Context(), id)).Rows {
		if r.Email != rita && r.Email != sam {
			rows[r.Reviewer] = append(rows[r.Reviewer], r.Item)
		}
	}
	b := a.elsewhere(sam)

	slow := here.clock.Now()
	here.clock.Advance(time.Hour)
	must(here.open(rita, creds(here.server.OwnerKey())).SignOff(t.Context(), id, "I looked at all of it."))
	// The other machine's clock is an hour behind.
	late := func(who, item string) {
		t.Helper()
		now := here.clock.Now()
		here.clock.Set(slow)
		must(b.open(who, creds(here.server.OwnerKey())).Decide(t.Context(), id, []campaign.Choice{{Item: item, Verdict: campaign.Certify, Reason: "needed"}}))
		here.clock.Set(now)
	}
	late(rita, rows[rita][0])
	late(sam, rows[sam][0])
	a.share(b.desk)
	b.share(here)
	wantRefused := func(reasons ...string) {
		t.Helper()
		for _, m := range []*aftermath{a, b} {
			var got []string
			for _, r := range must(m.w.Refused(t.Context())) {
				got = append(got, r.Line.Actor+": "+r.Reason)
			}
			if !slices.EqualFunc(got, reasons, strings.Contains) {
				t.Errorf("refused: %q, want %q", got, reasons)
			}
			m.checks()
		}
		x, y := must(a.w.Sheet(t.Context(), id)), must(b.w.Sheet(t.Context(), id))
		if hashesOf(x) != hashesOf(y) {
			t.Errorf("one machine has %q, the other %q", hashesOf(x), hashesOf(y))
		}
	}
	wantRefused(rita + ": " + rows[rita][0] + " was signed off already, by " + rita)
	if x := hashesOf(must(a.w.Sheet(t.Context(), id))); !strings.Contains(x, rows[sam][0]+" certify") {
		t.Errorf("what sam decided does not count, though his assignment is open: %q", x)
	}

	must(w.CloseCampaign(t.Context(), id, "I close it."))
	late(sam, rows[sam][1])
	a.share(b.desk)
	b.share(here)
	wantRefused(rita+": ", sam+": campaign "+id+" was closed already, by "+lead)
}

// hashesOf returns the lines of the decisions of a sheet.
func hashesOf(s *campaign.Sheet) string {
	var all []string
	for _, r := range s.Rows {
		all = append(all, r.Item+" "+string(r.Decision.Verdict)+" "+r.Decision.Line.Hash)
	}
	return strings.Join(all, "\n")
}
