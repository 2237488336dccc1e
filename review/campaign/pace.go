package campaign

import "time"

const day = 24 * time.Hour

// leftPerDay returns how many items were left undecided at the end of each day, in UTC, from the day of opening to that of
// now; nil unless the campaign is open. It counts the decisions that stand now on the day on which they were made.
func (c *Campaign) leftPerDay(now time.Time) []int {
	if c.State != Open {
		return nil
	}
	first := c.OpenedAt.UTC().Truncate(day)
	left := make([]int, max(int(now.UTC().Sub(first)/day), 0)+1)
	for _, item := range c.Items {
		if d := c.Decision(item); d.Verdict != Undecided {
			left[min(max(int(d.At.UTC().Sub(first)/day), 0), len(left)-1)]--
		}
	}
	sum := len(c.Items)
	for i, n := range left {
		sum += n
		left[i] = sum
	}
	return left
}

// Pace compares how many items a day were decided so far with how many are needed from now on.
type Pace struct {
	Left      int // items without decision
	Days      int // from today to the due day, both counted; 0 if that is past
	SoFar     int // items decided a day since opening, rounded down
	Needed    int // items to be decided a day until the due day, rounded up; Left if that is past
	KeepsPace bool
}

// Pace returns the pace of an open campaign, and false of another.
func (s Summary) Pace(now time.Time) (p Pace, ok bool) {
	due, err := time.Parse(DateLayout, s.Due)
	if len(s.Left) == 0 || err != nil {
		return p, false
	}
	gone := len(s.Left)
	p.Left = s.Left[gone-1]
	p.Days = max(int(due.Sub(now.UTC().Truncate(day))/day)+1, 0)
	days := max(p.Days, 1)
	decided := s.Items - p.Left
	p.SoFar, p.Needed = decided/gone, (p.Left+days-1)/days
	p.KeepsPace = p.Days > 0 && decided*days >= p.Left*gone
	return p, true
}
