package words

import (
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
)

// Barred returns the reason why the actor of the sheet cannot decide the row; empty if they can.
func Barred(sheet *campaign.Sheet, r *campaign.SheetRow) string {
	switch {
	case Over(sheet) != "":
		return Over(sheet)
	case r.Locked:
		return fmt.Sprintf("%s signed off this assignment; nothing in it changes any more", r.Part().Reviewer)
	case r.Waits():
		return "this is its second stage; " + r.Reviewer + " decides first"
	case r.Own:
		return "this is your own access"
	case !r.Mine && !sheet.Manages:
		return "this row is assigned to " + r.Reviewer
	}
	return ""
}

// Over returns the reason why nothing in the campaign changes any more; empty while it is open.
func Over(sheet *campaign.Sheet) string {
	if state := sheet.Summary.State; state != campaign.Open {
		return fmt.Sprintf("the campaign is %s; nothing in it changes any more", state)
	}
	return ""
}

// mostNamed bounds how many rows a question names.
const mostNamed = 5

// AdviceAgainst names the rows about which the advice speaks against certifying them, as sentences.
func AdviceAgainst(rows []*campaign.SheetRow) string {
	var names []string
	for _, r := range rows {
		if r.Advice.Kind.Against() {
			names = append(names, r.Title()+" ("+r.Advised()+")")
		}
	}
	if len(names) == 0 {
		return ""
	}
	text := fmt.Sprintf(" Advice against it for %s: %s", Count(len(names), "row"), strings.Join(names[:min(len(names), mostNamed)], "; "))
	if more := len(names) - mostNamed; more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text + "."
}

// CarriedReason is the reason of a decision that is carried forward from the last one about the row.
func CarriedReason(r *campaign.SheetRow) string {
	return strings.TrimSuffix(fmt.Sprintf("carried forward from %s: %s", r.Previous.In, r.Previous.Reason), ": ")
}
