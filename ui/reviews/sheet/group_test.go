package sheet

import (
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
)

// A row with a hint, whichever, never stands among those without one, and what went past the rules comes first.
func TestEveryHintHasItsGroup(t *testing.T) {
	rowWith := func(hint string) *row {
		r := newRow(campaign.SheetRow{Row: access.Row{Item: "user/" + hint, Email: hint + "@example.com", Hints: []access.Hint{{Name: hint}}}})
		return &r
	}
	first := []string{access.BreakGlass, access.OutOfBand, access.Drifted, access.Elevated, access.Unexplained, access.NotInBaseline}
	for _, hint := range append(access.HintNames(), "one that comes later") {
		groups := groupRows([]*row{rowWith(hint)}, byRisk, strings.ToLower)
		if len(groups) != 1 || groups[0].ID == "rest" || groups[0].ID == campaign.CarryGroup {
			t.Errorf("%s stands under %q", hint, groups[0].Label)
		}
	}
	for _, hint := range first {
		for _, other := range access.HintNames() {
			if slices.Contains(first, other) {
				continue
			}
			groups := groupRows([]*row{rowWith(other), rowWith(hint)}, byRisk, strings.ToLower)
			if len(groups) != 2 || groups[0].Rows[0].Hints[0].Name != hint {
				t.Errorf("%s comes after %s", hint, other)
			}
			both := rowWith(other)
			both.Hints = append(both.Hints, access.Hint{Name: hint})
			if groups := groupRows([]*row{both}, byRisk, strings.ToLower); groups[0].ID != groupRows([]*row{rowWith(hint)}, byRisk, strings.ToLower)[0].ID {
				t.Errorf("%s and %s stand under %s", hint, other, groups[0].Label)
			}
		}
	}
	plain := newRow(campaign.SheetRow{Row: access.Row{Item: "user/1", Email: "a@example.com"}})
	if groups := groupRows([]*row{&plain}, byRisk, strings.ToLower); groups[0].ID != "rest" {
		t.Errorf("a row without a hint stands under %s", groups[0].Label)
	}
}
