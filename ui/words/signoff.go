package words

import (
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
)

// SignOff says in lines what a reviewer's assignment came to. Lines that begin with ! need a look.
func SignOff(assignment campaign.AssignmentSummary) []string {
	lines := []string{Count(assignment.Items, "item") + " · " + strings.ReplaceAll(campaign.Tally(assignment.Counts), ", ", " · ")}
	if left := len(assignment.Undecided); left > 0 {
		lines = append(lines, fmt.Sprintf("! %d undecided", left))
	}
	if assignment.Bulk > 0 || assignment.Fast > 0 {
		lines = append(lines, fmt.Sprintf("%d decided in bulk, %d in under two seconds (recorded)", assignment.Bulk, assignment.Fast))
	}
	if n := assignment.InPlace; n > 0 {
		lines = append(lines, fmt.Sprintf("! %s made by another person in your place", Count(n, "decision was", "decisions were")))
	}
	return lines
}

// Contradictions returns a line for each decision in the reviewer's assignment that contradicts another decision, a key or a
// claim mapping.
func Contradictions(sheet *campaign.Sheet, reviewer string) []string {
	mine := make(map[string]bool, len(sheet.Rows))
	for i := range sheet.Rows {
		mine[sheet.Rows[i].Item] = sheet.People.Same(sheet.Rows[i].Reviewer, reviewer)
	}
	lines := campaign.ContradictionSentences(sheet.Contradictions(sheet.Rows), func(item string) bool { return mine[item] })
	for i := range lines {
		lines[i] = "! " + lines[i]
	}
	return lines
}
