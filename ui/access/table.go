package access

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/ui/fields"
	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

func newTable(taken func() time.Time) *widget.Table[row] {
	dim := func(th *theme.Theme, _ row) lipgloss.Style { return th.Dim }
	t := widget.NewTable(
		func(r row) string { return r.Item },
		func(r row) string { return r.text },
		widget.Column[row]{Title: "who or what", Least: 22, Most: 28, Cut: widget.Middle, Cell: func(r row) string { return r.Title() }},
		widget.Column[row]{Title: "role", Least: 10, Most: 14, Cell: func(r row) string { return r.Role }},
		widget.Column[row]{Title: "status", Cut: widget.Whole, Drop: 3, Cell: func(r row) string { return fields.Status(&r.Row) }, Style: dim},
		widget.Column[row]{Title: "sign-in", Cut: widget.Whole, Drop: 4, Cell: func(r row) string { return fields.SignIn(&r.Row) }, Style: dim},
		widget.Column[row]{Title: "idle", Cut: widget.Whole, Drop: 2, Cell: func(r row) string { return last(r.Row, taken()) }},
		widget.Column[row]{Title: "hints", Least: 12, Most: 18, Drop: 1, Cell: func(r row) string { return r.hints }, Style: func(th *theme.Theme, _ row) lipgloss.Style {
			return th.Warn
		}},
	)
	t.Fields = filter.Over(fields.Access(), func(r row) *access.Row { return &r.Row })
	return t
}

// last returns the time between the last sign-in, or the last use of a key, and the snapshot.
func last(r access.Row, taken time.Time) string {
	switch {
	case !r.Kind.HoldsRole():
		return ""
	case r.LastLoginAt == nil:
		return "never"
	}
	return strings.TrimSuffix(widget.Before(*r.LastLoginAt, taken), " before")
}
