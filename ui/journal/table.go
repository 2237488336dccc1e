package journal

import (
	"time"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

func newTable(now func() time.Time) *widget.Table[entry] {
	dim := func(th *theme.Theme, _ entry) lipgloss.Style { return th.Dim }
	t := widget.NewTable(
		func(e entry) string { return e.Hash },
		func(e entry) string { return e.text },
		widget.Column[entry]{
			Title: "when", Cut: widget.Whole, Cell: func(e entry) string { return when(e.Time.Time, now()) },
			Style: dim,
		},
		widget.Column[entry]{Title: "what", Cut: widget.Whole, Cell: func(e entry) string { return e.Type }},
		widget.Column[entry]{Title: "who", Least: 14, Most: 24, Drop: 2, Cut: widget.Middle, Cell: func(e entry) string { return e.Actor }},
		widget.Column[entry]{
			Title: "known by", Cut: widget.Whole, Drop: 3,
			Cell: func(e entry) string { return string(e.Assurance) }, Style: dim,
		},
		widget.Column[entry]{Title: "summary", Least: 18, Most: 28, Cell: func(e entry) string { return e.summary }, Style: func(th *theme.Theme, e entry) lipgloss.Style {
			if e.refused != "" {
				return th.Bad
			}
			return th.Text
		}},
	)
	t.Fields = []filter.Field[entry]{
		{
			Name: "when", Says: "time in UTC, as 2026-12-01T09:30", Text: func(e entry) string { return e.Time.String() },
			Number: func(e entry) int64 { return e.Time.UnixNano() },
		},
		{Name: "what", Says: "type of the line", Text: func(e entry) string { return e.Type }},
		{Name: "who", Says: "author", Text: func(e entry) string { return e.Actor }},
		{Name: "known", Says: "how the author is known", Column: "known by", Text: func(e entry) string { return string(e.Assurance) }},
		{Name: "summary", Says: "what the line says", Text: func(e entry) string { return e.summary }},
		{Name: "writer", Says: "machine that wrote it", Hidden: true, Text: func(e entry) string { return e.Writer }},
		{Name: "hash", Says: "hash of the line", Hidden: true, Text: func(e entry) string { return e.Hash }},
		{Name: "data", Says: "data of the line, as JSON", Hidden: true, Text: func(e entry) string { return string(e.Data) }},
		{Name: "refused", Says: "it has no effect", Is: func(e entry) bool { return e.refused != "" }},
	}
	t.Empty = "the record is empty: nothing has been done in this workspace yet"
	return t
}

// when returns the minute of t, or the day if it is not in this year.
func when(t, now time.Time) string {
	if t = t.In(now.Location()); t.Year() == now.Year() {
		return t.Format("02 Jan 15:04")
	}
	return t.Format("2006-01-02")
}
