package review_test

import (
	"slices"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/settings"
)

// sinceLast are the hints that go by earlier campaigns.
var sinceLast = []string{access.New, access.Raised, access.CameBack, access.NotCarriedOut}

// remembered is what a sheet says of a row that earlier campaigns know.
type remembered struct {
	decision, in, hints string
	carry               bool
}

func memoryOf(sheet *campaign.Sheet) map[string]remembered {
	out := map[string]remembered{}
	for _, r := range sheet.Rows {
		var m remembered
		for _, hint := range sinceLast {
			if r.Has(hint) {
				m.hints += " " + hint
			}
		}
		if r.Previous != nil {
			m.decision, m.in = r.Previous.Decision, r.Previous.In
		}
		m.carry = r.Carry
		out[r.Item] = m
	}
	return out
}

// A small campaign between two large ones takes no row's memory away that it did not decide on, in whichever order
// campaigns overlap.
func TestASpotCheckForgetsNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	asRita := d.open(rita, settings.Credentials{})
	closed := func(id string) {
		t.Helper()
		d.clock.Advance(time.Hour)
		if _, err := w.CloseCampaign(ctx, id, ""); err != nil {
			t.Fatal(err)
		}
	}
	sheetOf := func(id string) *campaign.Sheet {
		t.Helper()
		sheet, err := asRita.Sheet(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return sheet
	}
	q3 := d.opened(w, "all", rita)
	early := d.opened(w, `role == "Owner"`, rita) // open at the same time, and closed later than what is opened after
	var choices []campaign.Choice
	for i, r := range sheetOf(q3.ID).Rows {
		verdict := campaign.Certify
		if i%20 == 0 {
			verdict = campaign.Revoke
		}
		if !r.Own && i%7 > 0 {
			choices = append(choices, campaign.Choice{Item: r.Item, Verdict: verdict, Reason: "known"})
		}
	}
	decided(t, asRita, q3.ID, choices...)
	closed(q3.ID)
	if _, err := w.Sync(ctx, review.SyncOptions{}); err != nil {
		t.Fatal(err)
	}

	before := d.opened(w, "all", rita)
	want := memoryOf(sheetOf(before.ID))
	closed(early.ID)
	spot := d.opened(w, `role == "Viewer"`, rita)
	closed(spot.ID)
	after := d.opened(w, "all", rita)
	sheet := sheetOf(after.ID)
	got := memoryOf(sheet)
	certified := slices.IndexFunc(sheet.Rows, func(r campaign.SheetRow) bool { return got[r.Item].carry })
	counts := map[string]int{}
	left := map[string]bool{} // undecided since, which is a reason to look closer, and takes nothing from the memory
	for _, r := range sheet.Rows {
		left[r.Item] = r.Has(access.UndecidedLast)
	}
	for item, m := range want {
		if left[item] {
			forgets := got[item]
			forgets.carry = m.carry
			got[item] = forgets
		}
		counts[m.decision]++
		counts[m.hints]++
		if now := got[item]; m.decision != "" && m.decision != "undecided" && now != m || now.hints != m.hints {
			t.Errorf("%s: %+v, and without the spot check %+v", item, now, m)
		}
	}
	if counts["certify"] < 50 || counts["revoke"] < 5 || counts[" "+access.NotCarriedOut] < 5 || certified < 0 {
		t.Errorf("too little is remembered to tell: %v", counts)
	}
	if view, err := asRita.Access(ctx); err != nil || len(view.Rows) != len(sheet.Rows) {
		t.Error(err)
	} else {
		for _, r := range view.Rows {
			if was, _ := view.Before(r); got[r.Item].decision == "certify" && (was.Decision != "certify" || was.In != q3.Name) {
				t.Errorf("%s: the list of access says %s in %s", r.Item, was.Decision, was.In)
			}
		}
	}

	// A new decision counts from then on.
	item := sheet.Rows[certified].Item
	decided(t, asRita, after.ID, campaign.Choice{Item: item, Verdict: campaign.Revoke, Reason: "left"})
	closed(after.ID)
	last := d.opened(w, "all", rita)
	if m := memoryOf(sheetOf(last.ID))[item]; m.decision != "revoke" || m.hints != " "+access.NotCarriedOut || m.carry {
		t.Errorf("decided anew: %+v", m)
	}
	// What was opened before goes on comparing with what was closed before.
	if again := memoryOf(sheetOf(before.ID)); again[item] != want[item] {
		t.Errorf("the campaign opened first: %+v, it was %+v", again[item], want[item])
	}
}
