package words

import (
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Opening says in lines what opening a draft would hold, and who would decide on what. Lines that begin with ! need a
// look.
func Opening(plan campaign.Plan, p campaign.Preview, now time.Time) []string {
	lines := []string{
		fmt.Sprintf("population %s, taken %s; frozen from then on", population.Short(p.Population), widget.Ago(p.TakenAt, now)),
	}
	if !p.RosterAt.IsZero() {
		lines = append(lines, "roster imported "+widget.Ago(p.RosterAt, now)+"; frozen as well")
	}
	lines = append(lines,
		fmt.Sprintf("%d people · %d keys · %d privileged · %d flagged", p.Users, p.Keys, p.Privileged, p.Flagged))
	for _, s := range p.Assignments {
		lines = append(lines, Assigned(s))
	}
	for _, s := range p.Second {
		lines = append(lines, fmt.Sprintf("%s decides on %s after them, in a second stage", s.Reviewer, Count(len(s.Items), "item")))
	}
	if len(p.Second) > 0 {
		lines = append(lines, "if both disagree: "+p.Disagreement.Words())
	}
	if p.Undecided != "" {
		lines = append(lines, p.Undecided.Words(p.Fallback))
	}
	if n := len(p.SecondAlone); n > 0 {
		lines = append(lines, fmt.Sprintf("! %s for a second stage, on which no other person may decide: name another second reviewer first", Count(n, "item")))
	}
	if n := len(p.OwnAccess); n > 0 {
		lines = append(lines, fmt.Sprintf("! %s assigned to their own holders: hand them over after opening, with h", Count(n, "item")))
	}
	if plan.Due.Before(now.AddDate(0, 0, -1)) {
		lines = append(lines, "! the due date, "+plan.Due.Format(campaign.DateLayout)+", has passed")
	}
	return lines
}

// Undecided says in lines what becomes of the items that are undecided when a campaign is closed.
func Undecided(left campaign.Leftover) []string {
	if len(left.Undecided) == 0 {
		return nil
	}
	n := Count(len(left.Undecided), "item")
	var lines []string
	switch {
	case len(left.Counted) > 0:
		lines = append(lines, fmt.Sprintf("! %s undecided: they count as revoked, as the campaign said at opening, in no reviewer's name", n))
		if p := len(left.Privileged); p > 0 {
			lines = append(lines, fmt.Sprintf("! %d of them privileged", p))
		}
	case len(left.ToFallback) > 0:
		lines = append(lines, fmt.Sprintf("! %s undecided: %s to the fallback reviewer %s before the campaign can be closed", n, Count(len(left.ToFallback), "item"), left.Fallback))
	default:
		lines = append(lines, fmt.Sprintf("! %s undecided: they keep their access in Torq", n))
	}
	if p := len(left.Disagree); p > 0 {
		lines = append(lines, fmt.Sprintf("! on %s the two reviewers disagree", Count(p, "item")))
	}
	return lines
}
