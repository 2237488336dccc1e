package sheet

import (
	"testing"

	"github.com/tuar-dev/tuar/review/campaign"
)

// TestCommonDecisionsNeedFewKeys holds the commonest decisions to the number of keys they may take.
func TestCommonDecisionsNeedFewKeys(t *testing.T) {
	for _, c := range []struct {
		name    string
		keys    []string
		text    string // typed after the keys, with enter
		verdict campaign.Verdict
		reason  func(canned []string) string
	}{
		{"certify", []string{"c"}, "", campaign.Certify, func([]string) string { return "" }},
		{"revoke with a ready reason", []string{"r", "2"}, "", campaign.Revoke, func(canned []string) string { return canned[1] }},
		{"revoke with a typed reason", []string{"r", "n"}, "left in May", campaign.Revoke, func([]string) string { return "left in May" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t)
			w := o.window(o.me)
			r := w.current()
			w.Press(c.keys...)
			if c.text != "" {
				w.Type(c.text)
				w.Press("enter")
			}
			if d := r.Decision; d.Verdict != c.verdict || d.Reason != c.reason(w.sheet.CannedReasons) {
				t.Errorf("recorded %s because of %q", d.Verdict, d.Reason)
			}
		})
	}
}
