package access

import (
	"cmp"
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// diff lists the changes since the sync before the last.
type diff struct {
	*widget.Browser[access.Difference]
	unread []string
}

// compared is the result of a comparison.
type compared struct {
	diff access.Diff
	err  error
}

func (s *Screen) compare() tea.Cmd {
	env, service := s.env, s.service
	return screen.Fetch(s, func() tea.Msg {
		d, err := service.Diff(env.Context, "", "")
		return compared{d, err}
	})
}

func (s *Screen) compared(msg compared) tea.Cmd {
	if msg.err != nil {
		return screen.Send(screen.Failed{Err: msg.err})
	}
	s.diff = newDiff(msg.diff)
	return nil
}

func newDiff(found access.Diff) *diff {
	t := widget.NewTable(
		func(d access.Difference) string { return d.Item }, nil,
		widget.Column[access.Difference]{Title: "item", Least: 20, Most: 34, Cut: widget.Middle, Cell: access.Difference.Title},
		widget.Column[access.Difference]{Title: "role", Least: 16, Most: 28, Cell: roles},
		widget.Column[access.Difference]{Title: "permissions", Least: 16, Drop: 1, Cell: permissions, Style: func(th *theme.Theme, d access.Difference) lipgloss.Style {
			if d.Change == access.Up {
				return th.Warn
			}
			return th.Dim
		}},
	)
	t.Fields = []filter.Field[access.Difference]{
		{Name: "who", Says: "person, key, mapping or role", Column: "item", Text: access.Difference.Title},
		{Name: "role", Says: "role before and now", Text: roles},
		{Name: "permission", Says: "permissions gained and lost", Column: "permissions", Text: permissions},
		{Name: "change", Says: "kind of the change", Hidden: true, Text: func(d access.Difference) string { return string(d.Change) }},
		{Name: "id", Says: "item", Hidden: true, Text: func(d access.Difference) string { return d.Item }},
	}
	t.Empty = "nothing changed since the sync before"
	var groups []widget.Group[access.Difference]
	for start := 0; start < len(found.Differences); {
		change, end := found.Differences[start].Change, start
		for end < len(found.Differences) && found.Differences[end].Change == change {
			end++
		}
		groups = append(groups, widget.Group[access.Difference]{
			ID: string(change), Label: string(change), Rows: found.Differences[start:end],
		})
		start = end
	}
	t.SetGroups(groups)
	return &diff{widget.NewBrowser(t, nil), found.Unread}
}

// roles says which role was taken for which.
func roles(d access.Difference) string {
	if d.FromRole == d.ToRole || d.FromRole == "" || d.ToRole == "" {
		return cmp.Or(d.ToRole, d.FromRole)
	}
	return d.FromRole + " → " + d.ToRole
}

func permissions(d access.Difference) string {
	var parts []string
	for _, side := range []struct {
		word string
		list []string
	}{{"gains", d.Gains}, {"loses", d.Loses}} {
		if len(side.list) > 0 {
			parts = append(parts, side.word+" "+strings.Join(side.list, ", "))
		}
	}
	if d.Detail != "" {
		parts = append(parts, d.Detail)
	}
	return strings.Join(parts, "; ")
}

// title states the number of changes and the lists that could not be compared.
func (d *diff) title() string {
	text := fmt.Sprintf("changed since the sync before: %s", d.Count())
	if len(d.unread) > 0 {
		text += "; not compared: " + strings.Join(d.unread, ", ")
	}
	return text
}
