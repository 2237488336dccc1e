package evidence

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/evidence/trend"
	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// trendPage shows all campaigns by quarter, each figure as bars under each other.
type trendPage struct {
	*list[trendRow]
	trend trend.Trend
}

// trendRow is a campaign in its quarter, or a quarter without one.
type trendRow struct {
	quarter *trend.Quarter
	of      *trend.Campaign // nil in a quarter without a campaign
	first   bool            // of the quarter
}

func (r trendRow) key() string {
	if r.of == nil {
		return r.quarter.Name
	}
	return r.of.ID
}

// whenFirst returns a text of the quarter, in the first row of it.
func (r trendRow) whenFirst(text string) string {
	if r.first {
		return text
	}
	return ""
}

// figure returns a cell about the campaign; empty in a quarter without one.
func figure(of func(*trend.Campaign) string) func(trendRow) string {
	return func(r trendRow) string {
		if r.of == nil {
			return ""
		}
		return of(r.of)
	}
}

// rate returns a bar of five cells with its number.
func rate(of func(*trend.Campaign) (int, bool)) func(trendRow) string {
	return figure(func(c *trend.Campaign) string { return words.Rate(of(c)) })
}

// showTrend fetches the trend and shows it.
func (s *Screen) showTrend() tea.Cmd {
	env, service := s.env, s.service
	return s.fetch("comparing the campaigns", func() (page, error) {
		t, err := service.Trend(env.Context)
		if err != nil {
			return nil, err
		}
		return s.newTrend(t), nil
	})
}

func (s *Screen) newTrend(t trend.Trend) *trendPage {
	dim := func(th *theme.Theme, _ trendRow) lipgloss.Style { return th.Dim }
	table := widget.NewTable(
		trendRow.key,
		func(r trendRow) string {
			return r.quarter.Name + "\n" + cmp.Or(figure(func(c *trend.Campaign) string { return c.Name })(r), words.NoCampaign)
		},
		widget.Column[trendRow]{Title: "quarter", Cut: widget.Whole, Cell: func(r trendRow) string { return r.whenFirst(r.quarter.Name) }},
		widget.Column[trendRow]{
			Title: "campaign", Least: 12, Most: 28,
			Cell: func(r trendRow) string {
				return cmp.Or(figure(func(c *trend.Campaign) string { return c.Name })(r), words.NoCampaign)
			},
			Style: func(th *theme.Theme, r trendRow) lipgloss.Style {
				if r.of == nil {
					return th.Dim
				}
				return th.Text
			},
		},
		widget.Column[trendRow]{Title: "done", Cut: widget.Whole, Cell: rate((*trend.Campaign).Completion)},
		widget.Column[trendRow]{Title: "on time", Cut: widget.Whole, Cell: figure(func(c *trend.Campaign) string { return words.Timing(c.Timing) }), Style: timingLook},
		widget.Column[trendRow]{Title: "revoked", Cut: widget.Whole, Drop: 1, Cell: rate((*trend.Campaign).RevokeRate)},
		widget.Column[trendRow]{Title: "rubber st.", Cut: widget.Whole, Drop: 2, Cell: rate((*trend.Campaign).StampRate)},
		widget.Column[trendRow]{Title: "proof", Least: 12, Drop: 3, Cell: figure(words.Proof)},
		widget.Column[trendRow]{Title: "repeat", Cut: widget.Whole, Drop: 4, Cell: figure(words.Again)},
		widget.Column[trendRow]{Title: "elevations", Cut: widget.Whole, Drop: 5, Cell: func(r trendRow) string { return r.whenFirst(words.Elevated(r.quarter)) }, Style: dim},
	)
	table.Fields = []filter.Field[trendRow]{
		{Name: "quarter", Says: "quarter, as 2026-Q4", Text: func(r trendRow) string { return r.quarter.Name }},
		{Name: "campaign", Says: "name", Text: figure(func(c *trend.Campaign) string { return c.Name })},
		{Name: "timing", Says: "on time, late and so on", Column: "on time", Text: figure(func(c *trend.Campaign) string { return words.Timing(c.Timing) })},
		{Name: "id", Says: "name in the record", Hidden: true, Text: figure(func(c *trend.Campaign) string { return c.ID })},
	}
	table.Empty = "no quarter"
	table.SetRows(rowsOf(t))
	name := "trend over the quarters"
	if t.Voided > 0 {
		name += fmt.Sprintf(" (%d voided left out)", t.Voided)
	}
	l := &list[trendRow]{widget.NewBrowser(table, tellTrend), name}
	l.Open = func() screen.Binding {
		r, on := l.Current()
		b := screen.Binding{Binding: keymap.Key("enter", "its evidence")}
		if !on || r.of == nil {
			b.Disabled = "there is no campaign"
			return b
		}
		b.Do = func() tea.Cmd { return s.choose(r.of.ID) }
		return b
	}
	return &trendPage{l, t}
}

// rowsOf returns the rows of a trend, the newest quarter first.
func rowsOf(t trend.Trend) (rows []trendRow) {
	for i := len(t.Quarters) - 1; i >= 0; i-- {
		q := &t.Quarters[i]
		if len(q.Campaigns) == 0 {
			rows = append(rows, trendRow{quarter: q, first: true})
		}
		for k := range q.Campaigns {
			rows = append(rows, trendRow{q, &q.Campaigns[k], k == 0})
		}
	}
	return rows
}

func timingLook(th *theme.Theme, r trendRow) lipgloss.Style {
	if r.of == nil {
		return th.Dim
	}
	switch r.of.Timing {
	case pack.OnTime:
		return th.Good
	case pack.Late, pack.Overdue:
		return th.Bad
	case pack.Moved:
		return th.Warn
	case pack.NotDue:
	}
	return th.Text
}

// tellTrend says what each figure of the row counts.
func tellTrend(pane widget.Pane, r trendRow) []string {
	th, q := pane.Theme, r.quarter
	if r.of == nil {
		p := facts(th, pane.Width, q.Name, th.Title)
		p.Add("campaign", "no campaign was opened in this quarter", th.Text)
		return append(p.Lines(), elevationBars(pane, q)...)
	}
	c := r.of
	p := facts(th, pane.Width, c.Name, th.Title)
	p.Add("state", string(c.State), th.Text)
	p.Add("opened", day(c.OpenedAt)+", due "+day(c.Due), th.Text)
	if c.ClosedAt != nil {
		p.Add("closed", day(*c.ClosedAt), th.Text)
	}
	p.Add("on time", words.Timing(c.Timing)+late(c), timingLook(th, r))
	p.Add("done", fmt.Sprintf("%d of %d items decided", c.Decided, c.Items), th.Text)
	p.Add("revoked", fmt.Sprintf("%d of %d decided", c.Revoked, c.Decided), th.Text)
	p.Add("proof", proofOf(c), th.Text)
	p.Add("stamps", fmt.Sprintf("%d of %d flagged rows were decided in under two seconds or together with others", c.Stamped, c.Flagged), th.Text)
	if c.Previous == "" {
		p.Add("repeat", "no campaign before to compare with", th.Text)
	} else {
		p.Add("repeat", fmt.Sprintf("%d items again since the campaign before: %d revoked, %d flagged", c.Again, c.RevokedAgain, c.FlaggedAgain), th.Text)
	}
	p.Add("source", c.Alert, th.Warn)
	return append(p.Lines(), elevationBars(pane, q)...)
}

func late(c *trend.Campaign) string {
	if c.LateRows == 0 {
		return ""
	}
	return fmt.Sprintf(", %d decided after the due date", c.LateRows)
}

func proofOf(c *trend.Campaign) string {
	text := fmt.Sprintf("%d changes proven, %d not proven", c.Proven, c.Unproven)
	if c.Proof.N > 0 {
		text += "; from decision to proof: " + c.Proof.String()
	}
	return text
}

// elevationBars shows the elevations of each month of the quarter.
func elevationBars(pane widget.Pane, q *trend.Quarter) []string {
	if len(q.Elevations) == 0 {
		return nil
	}
	bars := make([]widget.Bar, len(q.Elevations))
	for i, n := range q.Elevations {
		bars[i] = widget.Bar{Label: q.Begin.AddDate(0, i, 0).Format("Jan"), Value: n}
	}
	th := pane.Theme
	title := fmt.Sprintf("elevations granted: %d, %d by break-glass", q.Granted(), q.BreakGlass)
	lines := []string{"", " " + th.Dim.Render(th.Fit(title, max(1, pane.Width-2)))}
	for line := range strings.SplitSeq(widget.BarChart(th, bars, max(1, pane.Width-2), len(bars)), "\n") {
		lines = append(lines, " "+line)
	}
	return lines
}

func day(t time.Time) string { return t.UTC().Format("2 Jan 2006") }
