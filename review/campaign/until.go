package campaign

import (
	"fmt"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/calendar"
	"github.com/tuar-dev/tuar/review/fault"
)

// ParseDay reads a day to come, in UTC: "2026-12-31", or "14d" or "2w" for as many days or weeks from now. what names it in
// errors. One that is no day, or is not after today, is a BadInput fault.
func ParseDay(what, text string, now time.Time) (string, error) {
	day, err := ParseDue(text, now)
	if err != nil || !day.After(calendar.Day(now)) {
		return "", fault.New(fault.BadInput, "%q is no day to come, %s", text, what).
			WithHint("use a day such as %s, or a time from now such as 14d or 2w", calendar.Day(now).AddDate(0, 0, 30).Format(DateLayout))
	}
	return day.Format(DateLayout), nil
}

// refusesUntil returns why a decision has no effect on account of the last day for which it certifies; empty if it may have.
// It holds whether or not rights count.
func (d Decided) refusesUntil(at time.Time) string {
	if d.Until == "" {
		return ""
	}
	if d.Decision != Certify {
		return "only certifying has a last day"
	}
	if end, ok := lastDay(d.Until); !ok || !at.Before(end) {
		return "its last day has passed, or is no day: " + d.Until
	}
	return ""
}

// checkUntil returns the fault of a choice that refusesUntil would refuse at that time.
func checkUntil(title string, choice Choice, at time.Time) error {
	if why := (Decided{Decision: choice.Verdict, Until: choice.Until}).refusesUntil(at); why != "" {
		return fault.New(fault.BadInput, "%s: %s", title, why).WithHint("name a day to come with: %s", fault.Again("--certify --until DATE"))
	}
	return nil
}

// earliest returns the earlier of two days, of which an empty one counts as never.
func earliest(a, b string) string {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

// Over reports whether the last day for which the decision certifies has passed at that time, and for how many days.
func (d *Decision) Over(at time.Time) (days int, over bool) {
	end, ok := lastDay(d.Until)
	if !ok || at.Before(end) {
		return 0, false
	}
	return 1 + int(at.Sub(end)/(24*time.Hour)), true
}

// Lapsed is a certificate whose last day has passed, and that no later campaign decided on.
type Lapsed struct {
	Campaign string
	Item     string
	Decision Decision
	Days     int // since the last day
}

// String says it as a phrase, for the holder of that name.
func (l Lapsed) String(title string) string {
	return fmt.Sprintf("%s was certified until %s by %s in %s: over since %s", title, l.Decision.Until, l.Decision.Reviewer, l.Campaign, some(l.Days, "day", "days"))
}

// Lapsed returns the certificates of closed campaigns that are over at that time, and on whose items no campaign decided
// later; in the order of the campaigns' closing, the last one first. Use it within core.Read.
func (b *Book) Lapsed(at time.Time) []Lapsed {
	if !slices.ContainsFunc(b.order, func(c *Campaign) bool { return c.limited }) {
		return nil
	}
	var out []Lapsed
	later := map[string]bool{} // items that a campaign closed later decided on
	for _, c := range b.Closed() {
		for _, item := range c.Items {
			d := c.Decision(item)
			if d.Verdict == Undecided || d.Verdict == Abstain {
				continue
			}
			if days, over := d.Over(at); over && !later[item] {
				out = append(out, Lapsed{c.ID, item, d, days})
			}
			later[item] = true
		}
	}
	return out
}
