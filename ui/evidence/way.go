package evidence

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/evidence/trace"
	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// traceOf asks for the way of an item.
type traceOf string

// waypoint is a step with its number.
type waypoint struct {
	trace.Step
	n int
}

// newWay returns a list with the trace of an item, step by step under the headings of the stages.
func newWay(t trace.Trace) *list[waypoint] {
	dim := func(th *theme.Theme, _ waypoint) lipgloss.Style { return th.Dim }
	table := widget.NewTable(
		func(w waypoint) string { return fmt.Sprint(w.n) }, func(w waypoint) string { return w.Text + "\n" + w.By },
		widget.Column[waypoint]{Title: "when (UTC)", Cut: widget.Whole, Drop: 1, Cell: func(w waypoint) string { return w.At.UTC().Format("2006-01-02 15:04:05") }, Style: dim},
		widget.Column[waypoint]{Title: "what", Least: 20, Most: 50, Cell: func(w waypoint) string { return w.Text }},
		widget.Column[waypoint]{Title: "who", Least: 14, Most: 28, Drop: 2, Cut: widget.Middle, Cell: func(w waypoint) string { return w.By }},
	)
	table.Fields = []filter.Field[waypoint]{
		{
			Name: "when", Says: "time in UTC, as 2026-12-01T09:30", Column: "when (UTC)", Text: func(w waypoint) string { return w.At.UTC().Format(time.RFC3339) },
			Number: func(w waypoint) int64 { return w.At.UnixNano() },
		},
		{Name: "what", Says: "what happened", Text: func(w waypoint) string { return w.Text }},
		{Name: "who", Says: "person or program", Text: func(w waypoint) string { return w.By }},
		{Name: "stage", Says: "stage of the way", Hidden: true, Text: func(w waypoint) string { return string(w.Stage) }},
		{Name: "fact", Says: "values that the details show", Hidden: true, Text: values},
	}
	var groups []widget.Group[waypoint]
	for n, s := range t.Steps {
		if last := len(groups) - 1; last < 0 || groups[last].Label != string(s.Stage) {
			groups = append(groups, widget.Group[waypoint]{ID: fmt.Sprint(n), Label: string(s.Stage)})
		}
		g := &groups[len(groups)-1]
		g.Rows = append(g.Rows, waypoint{s, n})
	}
	table.SetGroups(groups)
	return &list[waypoint]{widget.NewBrowser(table, tellStep), "trace of " + t.Title}
}

func values(w waypoint) string {
	var b strings.Builder
	for _, f := range w.Facts {
		b.WriteString(f.Value + " ")
	}
	return b.String()
}

func tellStep(pane widget.Pane, w waypoint) []string {
	th := pane.Theme
	p := facts(th, pane.Width, w.Text, th.Title)
	p.Add("when", w.At.UTC().Format("2006-01-02 15:04:05.000 UTC"), th.Text)
	p.Add("who", w.By, th.Text)
	for _, f := range w.Facts {
		p.Add(f.Name, f.Value, th.Text)
	}
	if l := w.Line; l != nil {
		p.Add("journal", fmt.Sprintf("%s, line %d", l.Writer, l.Seq), th.Text)
		p.Add("hash", l.Hash, th.Dim)
	}
	return p.Lines()
}

// trace follows an item of the campaign.
func (s *Screen) trace(item string) tea.Cmd {
	env, service, id := s.env, s.service, s.id
	return s.fetch("following "+item, func() (page, error) {
		t, err := service.Trace(env.Context, id, item)
		if err != nil {
			return nil, err
		}
		return newWay(t), nil
	})
}

// askTrace asks whom to follow.
func (s *Screen) askTrace() tea.Cmd {
	return s.env.OpenDialog(&overlay.Prompt{
		Title: "Trace", Label: "Follow whose access? An e-mail address, the name of an API key, or an item", Hint: "o.reyes@example.com",
		Check:  needed("a name is needed"),
		Action: func(text string) tea.Msg { return screen.For(s, traceOf(text)) },
	})
}
