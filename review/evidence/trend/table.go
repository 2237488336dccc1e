package trend

import (
	"strconv"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/tabular"
)

// Percent returns n of total in whole percent, rounded down, but neither 0 nor 100 unless that is exact.
func Percent(n, total int) int {
	switch {
	case n <= 0 || total <= 0:
		return 0
	case n >= total:
		return 100
	}
	return min(max(n*100/total, 1), 99)
}

// Completion returns the decided items in percent of all. ok is false, here and below, if there is nothing to divide by.
func (c *Campaign) Completion() (percent int, ok bool) {
	return Percent(c.Decided, c.Items), c.Items > 0
}

// RevokeRate returns the revoked items in percent of the decided ones.
func (c *Campaign) RevokeRate() (percent int, ok bool) {
	return Percent(c.Revoked, c.Decided), c.Decided > 0
}

// StampRate returns the flagged items that were decided in under two seconds or together with others, in percent of the
// flagged ones that were decided.
func (c *Campaign) StampRate() (percent int, ok bool) {
	return Percent(c.Stamped, c.Flagged), c.Flagged > 0
}

// line is a row of the table: a campaign in its quarter, or a quarter without one.
type line struct {
	*Quarter
	first bool      // of its quarter
	of    *Campaign // nil in a quarter without a campaign
}

func (l line) any() bool { return l.of != nil }

// campaign returns the campaign, or one without figures.
func (l line) campaign() *Campaign {
	if l.of == nil {
		return &Campaign{}
	}
	return l.of
}

var fields = tabular.Fields[line]{
	tabular.TextOf("quarter", func(l line) string { return l.Name }),
	tabular.TextOf("campaign", func(l line) string { return l.campaign().ID }),
	tabular.TextOf("name", func(l line) string { return l.campaign().Name }),
	tabular.TextOf("state", func(l line) campaign.State { return l.campaign().State }),
	tabular.TextOf("due", func(l line) string {
		if l.of == nil {
			return ""
		}
		return l.of.Due.Format(campaign.DateLayout)
	}),
	tabular.TimeOf("opened_at", func(l line) *time.Time { return &l.campaign().OpenedAt }),
	tabular.TimeOf("closed_at", func(l line) *time.Time { return l.campaign().ClosedAt }),
	tabular.TextOf("timing", func(l line) pack.Timing { return l.campaign().Timing }),
	number("items", func(c *Campaign) int { return c.Items }),
	number("decided", func(c *Campaign) int { return c.Decided }),
	percent("completion_percent", (*Campaign).Completion),
	number("decided_late", func(c *Campaign) int { return c.LateRows }),
	number("revoked", func(c *Campaign) int { return c.Revoked }),
	percent("revoke_percent", (*Campaign).RevokeRate),
	number("changes_proven", func(c *Campaign) int { return c.Proven }),
	number("changes_not_proven", func(c *Campaign) int { return c.Unproven }),
	tabular.NumberOf("median_seconds_to_proof", func(l line) int64 { return int64(l.of.Proof.Median / time.Second) }).
		OnlyIf(func(l line) bool { return l.campaign().Proof.N > 0 }),
	number("flagged", func(c *Campaign) int { return c.Flagged }),
	number("rubber_stamped", func(c *Campaign) int { return c.Stamped }),
	percent("rubber_stamp_percent", (*Campaign).StampRate),
	tabular.TextOf("campaign_before", func(l line) string { return l.campaign().Previous }),
	again("repeat_findings", func(c *Campaign) int { return c.Again }),
	again("revoked_again", func(c *Campaign) int { return c.RevokedAgain }),
	again("flagged_again", func(c *Campaign) int { return c.FlaggedAgain }),
	tabular.NumberOf("elevations", func(l line) int { return l.Granted() }).OnlyIf(line.isFirst),
	tabular.ListOf("elevations_by_month", func(l line) []string {
		months := make([]string, len(l.Elevations))
		for i, n := range l.Elevations {
			months[i] = strconv.Itoa(n)
		}
		return months
	}).OnlyIf(line.isFirst),
	tabular.NumberOf("break_glass", func(l line) int { return l.BreakGlass }).OnlyIf(line.isFirst),
	tabular.TextOf("source", func(l line) string { return l.campaign().Source }),
}

func (l line) isFirst() bool { return l.first }

func number(name string, of func(*Campaign) int) tabular.Field[line] {
	return tabular.NumberOf(name, func(l line) int { return of(l.of) }).OnlyIf(line.any)
}

// again is a number that is only there if there is a campaign before.
func again(name string, of func(*Campaign) int) tabular.Field[line] {
	return tabular.NumberOf(name, func(l line) int { return of(l.of) }).OnlyIf(func(l line) bool { return l.campaign().Previous != "" })
}

func percent(name string, of func(*Campaign) (int, bool)) tabular.Field[line] {
	return tabular.NumberOf(name, func(l line) int { n, _ := of(l.of); return n }).OnlyIf(func(l line) bool {
		_, ok := of(l.campaign())
		return ok
	})
}

// Table returns the trend for programs and spreadsheets: a row for each campaign, and one for each quarter without a
// campaign. What is of the quarter and not of a campaign is in the first row of the quarter.
func (t Trend) Table() *tabular.Table {
	var lines []line
	for i := range t.Quarters {
		q := &t.Quarters[i]
		if len(q.Campaigns) == 0 {
			lines = append(lines, line{Quarter: q, first: true})
		}
		for k := range q.Campaigns {
			lines = append(lines, line{q, k == 0, &q.Campaigns[k]})
		}
	}
	return tabular.Of("trend", fields, lines)
}
