// Package trend compares campaigns over quarters. Its figures are those of the evidence packs of the campaigns.
package trend

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence/pack"
)

// Trend holds the figures of all campaigns that were opened, by quarter.
type Trend struct {
	Quarters []Quarter // the oldest first; empty if there is no campaign and no elevation
	Voided   int       // campaigns that were voided, and are left out
}

// Quarter holds a quarter of a year, in UTC.
type Quarter struct {
	Name       string // such as "2026-Q4"
	Begin      time.Time
	Campaigns  []Campaign // opened in it, in that order
	Elevations []int      // granted, by month; months that have not begun are left out
	BreakGlass int        // of the elevations: without approval
}

// Granted returns the number of elevations that were granted in the quarter.
func (q *Quarter) Granted() (n int) {
	for _, month := range q.Elevations {
		n += month
	}
	return n
}

// Alert says which campaigns are not made from Torq; empty if all are, or it is not recorded.
func (t *Trend) Alert() string {
	var alerts []string
	of := map[string][]string{}
	for i := range t.Quarters {
		for _, c := range t.Quarters[i].Campaigns {
			switch {
			case c.Alert == "":
				continue
			case of[c.Alert] == nil:
				alerts = append(alerts, c.Alert)
			}
			of[c.Alert] = append(of[c.Alert], c.Name)
		}
	}
	for i, alert := range alerts {
		alerts[i] = alert + " (" + strings.Join(of[alert], ", ") + ")"
	}
	return strings.Join(alerts, "; ")
}

// Campaign holds the figures of a campaign.
type Campaign struct {
	ID, Name string
	State    campaign.State
	Due      time.Time
	OpenedAt time.Time
	ClosedAt *time.Time // nil while it is open
	Source   string     // where its populations came from
	Alert    string     // what must be said of that; see pack.Origin
	Items    int
	Decided  int
	Revoked  int         // of the decided items
	Timing   pack.Timing // whether it was closed by its due date
	LateRows int         // items decided after the due date
	Proof    pack.Took   // of the proven changes: the time from the decision to the proof
	Proven   int         // changes
	Unproven int         // changes
	Flagged  int         // of the decided items
	Stamped  int         // of the flagged items: decided in under two seconds, or together with others
	// Previous is the campaign that was closed last before this one was opened; empty if there was none, or it does not count.
	Previous string
	// RevokedAgain and FlaggedAgain count items that were revoked or flagged in Previous, too; Again counts each of them once.
	RevokedAgain, FlaggedAgain, Again int
}

// Builder collects the campaigns of a trend.
type Builder struct {
	campaigns []Campaign
	findings  map[string]findings // by campaign
	voided    int
}

// findings are the items that a campaign flagged, and those that it revoked.
type findings struct{ flagged, revoked map[string]bool }

// Add adds a campaign that was opened. It does not keep the facts.
func (b *Builder) Add(f *pack.Facts) {
	c, s := f.Campaign, f.Summary()
	row := Campaign{
		ID: c.ID, Name: c.Name, State: c.State, Due: c.Due, OpenedAt: c.OpenedAt, Source: f.Origin.Source.String(), Alert: f.Origin.Alert(),
		Items: s.Items, Decided: s.Decided,
		Revoked: s.Verdicts[campaign.Revoke], Timing: f.Timing(), LateRows: len(s.Late), Proof: s.SinceDecided, Proven: s.Changes.Proven,
		Unproven: s.Changes.Unproven, Flagged: s.Flagged, Stamped: len(s.Stamped), Previous: c.Previous,
	}
	if c.Closing != nil {
		row.ClosedAt = &c.Closing.At
	}
	found := findings{map[string]bool{}, map[string]bool{}}
	for r := range f.Reviewed() {
		if r.Decided() && r.Flagged() {
			found.flagged[r.Item] = true
		}
		if r.Decision.Verdict == campaign.Revoke {
			found.revoked[r.Item] = true
		}
	}
	if b.findings == nil {
		b.findings = map[string]findings{}
	}
	b.findings[c.ID] = found
	b.campaigns = append(b.campaigns, row)
}

// AddVoid counts a campaign that was voided, and so has no figures.
func (b *Builder) AddVoid() { b.voided++ }

// Trend returns the figures of the campaigns that were added, with elevations, as of now.
func (b *Builder) Trend(elevations []elevation.Row, now time.Time) Trend {
	t := Trend{Voided: b.voided}
	quarters := map[period]*Quarter{}
	at := func(when time.Time) *Quarter {
		p := periodOf(when)
		if quarters[p] == nil {
			quarters[p] = &Quarter{Name: p.String(), Begin: p.begin(), Elevations: make([]int, p.monthsBegun(now))}
		}
		return quarters[p]
	}
	for _, c := range b.campaigns {
		b.compare(&c)
		q := at(c.OpenedAt)
		q.Campaigns = append(q.Campaigns, c)
	}
	for i := range elevations {
		e := &elevations[i]
		if !pack.Granted(e.State) {
			continue
		}
		when := grantedAt(e).UTC()
		q, month := at(when), (int(when.Month())-1)%monthsPerQuarter
		for len(q.Elevations) <= month { // the clock that granted it was ahead of this one
			q.Elevations = append(q.Elevations, 0)
		}
		q.Elevations[month]++
		if e.BreakGlass {
			q.BreakGlass++
		}
	}
	if len(quarters) == 0 {
		return t
	}
	t.fill(quarters, at, now)
	return t
}

// fill adds the quarters, and those in between without a campaign, up to the present one.
func (t *Trend) fill(quarters map[period]*Quarter, at func(time.Time) *Quarter, now time.Time) {
	first := periodOf(now)
	for p := range quarters {
		first = min(first, p)
	}
	for p := max(first, periodOf(now)-longest); p <= periodOf(now); p++ {
		at(p.begin())
	}
	for _, q := range quarters {
		slices.SortFunc(q.Campaigns, func(a, b Campaign) int { return cmp.Or(a.OpenedAt.Compare(b.OpenedAt), cmp.Compare(a.ID, b.ID)) })
		t.Quarters = append(t.Quarters, *q)
	}
	slices.SortFunc(t.Quarters, func(a, b Quarter) int { return cmp.Compare(a.Name, b.Name) })
}

// compare counts the findings that the campaign before had, too.
func (b *Builder) compare(c *Campaign) {
	was, ok := b.findings[c.Previous]
	if !ok { // it was voided since
		c.Previous = ""
		return
	}
	is := b.findings[c.ID]
	for item := range is.revoked {
		if was.revoked[item] {
			c.RevokedAgain++
		}
	}
	for item := range is.flagged {
		if was.flagged[item] {
			c.FlaggedAgain++
			if is.revoked[item] && was.revoked[item] {
				c.Again--
			}
		}
	}
	c.Again += c.RevokedAgain + c.FlaggedAgain
}

// grantedAt returns when an elevation gave its role: when a list of Torq first showed it, else when it was to begin.
func grantedAt(e *elevation.Row) time.Time {
	switch {
	case e.ActiveAt != nil:
		return *e.ActiveAt
	case e.StartsAt != nil:
		return *e.StartsAt
	}
	return e.RequestedAt
}

// period is a quarter of a year, counted from the first of year 0.
type period int

const (
	quartersPerYear  = 4
	monthsPerQuarter = 3
	longest          = period(20 * quartersPerYear) // before now, that quarters without a campaign are shown
)

func periodOf(t time.Time) period {
	t = t.UTC()
	return period(t.Year()*quartersPerYear + (int(t.Month())-1)/monthsPerQuarter)
}

// String returns the quarter, such as "2026-Q4".
func (p period) String() string {
	return fmt.Sprintf("%04d-Q%d", p/quartersPerYear, p%quartersPerYear+1)
}

func (p period) begin() time.Time {
	return time.Date(int(p/quartersPerYear), time.Month(p%quartersPerYear*monthsPerQuarter+1), 1, 0, 0, 0, 0, time.UTC)
}

// monthsBegun returns how many months of the quarter have begun.
func (p period) monthsBegun(now time.Time) int {
	now = now.UTC()
	begun := now.Year()*quartersPerYear*monthsPerQuarter + int(now.Month()) - int(p)*monthsPerQuarter
	return max(0, min(begun, monthsPerQuarter))
}
