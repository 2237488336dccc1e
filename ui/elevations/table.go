package elevations

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/ui/fields"
	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// newTable makes the list; now tells the time, me the current user.
func newTable(now func() time.Time, me func() string) *widget.Table[elevation.Row] {
	type row = elevation.Row
	dim := func(th *theme.Theme, _ row) lipgloss.Style { return th.Dim }
	look := func(th *theme.Theme, r row) lipgloss.Style { return looks(th, r, now()) }
	t := widget.NewTable(func(r row) string { return r.ID }, searched,
		widget.Column[row]{Title: "who", Least: 14, Most: 28, Cut: widget.Middle, Cell: func(r row) string { return r.Email }},
		widget.Column[row]{Title: "role", Least: 8, Most: 18, Cell: func(r row) string { return r.Role }},
		widget.Column[row]{Title: "state", Cut: widget.Whole, Cell: func(r row) string { return word(r) }, Style: look},
		widget.Column[row]{Title: "", Cut: widget.Whole, Cell: func(r row) string { return when(r, now()) }, Style: look},
		widget.Column[row]{Title: "time left", Cut: widget.Whole, Drop: 3, Cell: func(r row) string { return bar(r, now()) }, Style: look},
		widget.Column[row]{Title: "until", Cut: widget.Whole, Drop: 2, Cell: func(r row) string { return until(r, now()) }, Style: dim},
		widget.Column[row]{Title: "reason", Least: 14, Drop: 4, Cell: reason, Style: dim},
	)
	t.Fields = filter.Over(fields.Elevations(me), func(r row) *elevation.Row { return &r })
	t.Empty = "nothing matches; esc shows all"
	return t
}

// searched returns the text in which the filter looks for words.
func searched(r elevation.Row) string {
	return strings.Join([]string{r.Email, r.Role, word(r), string(r.State), reason(r)}, "\n")
}

// word returns the state as a word; an elevation without approval stands out.
func word(r elevation.Row) string {
	text := string(r.State)
	switch r.State {
	case elevation.Requested:
		text = "waiting"
	case elevation.Overdue:
		text = "OVERDUE"
	case elevation.Approved, elevation.Active, elevation.Ended, elevation.Drifted, elevation.Denied, elevation.Withdrawn, elevation.Expired, elevation.Failed:
	}
	if r.BreakGlass {
		text += " !"
	}
	return text
}

func reason(r elevation.Row) string {
	if r.BreakGlass {
		return "break-glass: " + r.Reason
	}
	return r.Reason
}

// when returns the most relevant time: the time left, the time overdue, or the time since the end.
func when(r elevation.Row, now time.Time) string {
	switch {
	case r.State == elevation.Requested:
		return "for " + words.For(r.Granted)
	case r.State == elevation.Approved && r.StartsAt != nil && r.StartsAt.After(now):
		return "in " + widget.Left(*r.StartsAt, now)
	case r.State == elevation.Approved:
		return "not given yet"
	case r.State == elevation.Overdue:
		return widget.Left(now, *r.EndsAt) + " over"
	case r.State == elevation.Active && now.Before(*r.EndsAt):
		return widget.Left(*r.EndsAt, now) + " left"
	case r.State == elevation.Active:
		return "ending now"
	case r.EndedAt != nil:
		return widget.Ago(*r.EndedAt, now)
	}
	return "asked " + widget.Ago(r.RequestedAt, now)
}

// until returns the time at which it ends or ended.
func until(r elevation.Row, now time.Time) string {
	switch {
	case r.EndedAt != nil:
		return widget.Clock(*r.EndedAt, now)
	case r.EndsAt != nil:
		return widget.Clock(*r.EndsAt, now)
	}
	return ""
}

const barCells = 9

// bar returns the share of the time that is left, as a bar of text; only an active elevation has one.
func bar(r elevation.Row, now time.Time) string {
	if r.State != elevation.Active || r.StartsAt == nil || r.EndsAt == nil {
		return ""
	}
	whole, left := r.EndsAt.Sub(*r.StartsAt), max(r.EndsAt.Sub(now), 0)
	full := 0
	if whole > 0 {
		full = min(int(int64(barCells)*int64(left)/int64(whole)), barCells)
	}
	if left > 0 {
		full = max(full, 1)
	}
	return strings.Repeat("█", full) + strings.Repeat("░", barCells-full)
}

// soon is the remaining time below which an elevation is shown as ending.
const soon = 10 * time.Minute

func looks(th *theme.Theme, r elevation.Row, now time.Time) lipgloss.Style {
	switch r.State {
	case elevation.Requested:
		return th.Info
	case elevation.Approved:
		return th.Info
	case elevation.Active:
		if r.EndsAt.Sub(now) <= soon {
			return th.Warn
		}
		return th.Good
	case elevation.Overdue:
		return th.Error
	case elevation.Drifted, elevation.Failed:
		return th.Bad
	case elevation.Ended, elevation.Denied, elevation.Withdrawn, elevation.Expired:
	}
	return th.Dim
}

// The groups of the list, in their order.
const (
	waiting = "waiting"
	lent    = "lent"
	over    = "over"
)

// grouped puts waiting requests first, then active and approved elevations, the most pressing first, then those that
// have ended.
func grouped(rows []elevation.Row) []widget.Group[elevation.Row] {
	if len(rows) == 0 {
		return nil
	}
	groups := []widget.Group[elevation.Row]{{ID: waiting, Label: "waiting for approval"}, {ID: lent, Label: "active"}, {ID: over, Label: "ended"}}
	for _, r := range rows {
		g := &groups[2]
		switch {
		case r.State == elevation.Requested:
			g = &groups[0]
		case r.State.Live():
			g = &groups[1]
		}
		g.Rows = append(g.Rows, r)
	}
	slices.SortStableFunc(groups[1].Rows, func(a, b elevation.Row) int {
		return cmp.Or(-cmp.Compare(pressing[a.State], pressing[b.State]), a.EndsAt.Compare(*b.EndsAt))
	})
	return slices.DeleteFunc(groups, func(g widget.Group[elevation.Row]) bool { return len(g.Rows) == 0 })
}

var pressing = map[elevation.State]int{elevation.Overdue: 2, elevation.Active: 1}
