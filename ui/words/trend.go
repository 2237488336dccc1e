package words

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/evidence/trend"
)

// NoCampaign is shown for a quarter in which no campaign was opened.
const NoCampaign = "no campaign"

// Rate returns a percentage as a bar of five cells with its number, "█░░░░  12%"; a dash if there is nothing to divide by.
// The bar is full only at 100, and empty only at 0.
func Rate(percent int, ok bool) string {
	if !ok {
		return "-"
	}
	const cells = 5
	full := min((percent*cells+99)/100, cells-1+percent/100)
	return fmt.Sprintf("%s%s %3d%%", strings.Repeat("█", full), strings.Repeat("░", cells-full), percent)
}

// Timing says whether a campaign was done by its due date.
func Timing(t pack.Timing) string {
	switch t {
	case pack.OnTime:
		return "yes"
	case pack.Moved:
		return "due date moved"
	case pack.Late:
		return "late"
	case pack.NotDue:
		return "open"
	case pack.Overdue:
		return "OVERDUE"
	}
	return string(t)
}

// Proof says how long it took from a decision to its proof, and how many changes are not proven.
func Proof(c *trend.Campaign) string {
	var parts []string
	if c.Proof.N > 0 {
		parts = append(parts, pack.Span(c.Proof.Median))
	}
	if c.Unproven > 0 {
		parts = append(parts, fmt.Sprintf("%d not proven", c.Unproven))
	}
	if len(parts) == 0 {
		return "-"
	}
	return strings.Join(parts, ", ")
}

// Repeats says how many findings the campaign before had, too, and how many of them were revoked in both.
func Repeats(c *trend.Campaign) string {
	if c.Again == 0 {
		return Again(c)
	}
	return fmt.Sprintf("%d (%d revoked)", c.Again, c.RevokedAgain)
}

// Again returns how many findings the campaign before had, too; a dash if there is none before.
func Again(c *trend.Campaign) string {
	if c.Previous == "" {
		return "-"
	}
	return strconv.Itoa(c.Again)
}

// Elevated says how many elevations each month had, such as "2 + 5 + 0", and how many were without approval.
func Elevated(q *trend.Quarter) string {
	months := make([]string, len(q.Elevations))
	for i, n := range q.Elevations {
		months[i] = strconv.Itoa(n)
	}
	text := strings.Join(months, " + ")
	if q.BreakGlass > 0 {
		text += fmt.Sprintf(", %d break-glass", q.BreakGlass)
	}
	return text
}
