package access

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/ui/widget"
)

// order is the order and grouping of the rows.
type order int

const (
	byPerson order = iota
	byRole
	byRisk
	orders
)

func (o order) String() string { return [...]string{"person", "role", "risk"}[o] }

// arranged are the rows in their order.
type arranged struct {
	rows widget.Prepared[row]
	anew bool // the user chose another order: begin at its top
}

// rearrange puts the rows in another order, in a command: sorting a hundred thousand takes a while.
func (s *Screen) rearrange(o order) tea.Cmd {
	s.order = o
	if !s.read {
		return nil
	}
	rows, prepare := s.rows, s.list.Prepare
	return s.newest.Fetch(s, func() tea.Msg { return arranged{prepare(o.arrange(rows)), true} })
}

func (s *Screen) arrange(a arranged) {
	s.list.Take(a.rows)
	if a.anew {
		s.list.Top()
	}
}

// arrange returns the rows in groups. One without an ID has no heading.
func (o order) arrange(rows []row) []widget.Group[row] {
	sorted := slices.Clone(rows)
	byTitle := func(a, b row) int { return cmp.Or(cmp.Compare(a.Title(), b.Title()), cmp.Compare(a.Item, b.Item)) }
	switch o {
	case byRole:
		slices.SortFunc(sorted, func(a, b row) int {
			return cmp.Or(cmp.Compare(a.Role, b.Role), cmp.Compare(a.RoleID, b.RoleID), byTitle(a, b))
		})
		return grouped(sorted, func(r row) string { return "role/" + r.RoleID }, func(r row) (label, note string) {
			if r.Privileged {
				note = "privileged"
			}
			return r.Role, note
		})
	case byRisk:
		seriousness := map[string]int{}
		for i, name := range access.HintNames() {
			seriousness[name] = i
		}
		worst := func(r row) int {
			if len(r.Hints) == 0 {
				return len(seriousness)
			}
			return seriousness[r.Hints[0].Name]
		}
		slices.SortFunc(sorted, func(a, b row) int {
			return cmp.Or(cmp.Compare(worst(a), worst(b)), cmp.Compare(b.Risk, a.Risk), byTitle(a, b))
		})
		label := func(r row) string {
			if len(r.Hints) == 0 {
				return "no hints"
			}
			return r.Hints[0].Name
		}
		return grouped(sorted, func(r row) string { return "hint/" + label(r) }, func(r row) (string, string) { return label(r), "" })
	}
	slices.SortFunc(sorted, byTitle)
	return []widget.Group[row]{{Rows: sorted}}
}

// grouped cuts sorted rows where the ID changes.
func grouped(rows []row, id func(row) string, say func(row) (label, note string)) []widget.Group[row] {
	var groups []widget.Group[row]
	for start := 0; start < len(rows); {
		end := start + 1
		for end < len(rows) && id(rows[end]) == id(rows[start]) {
			end++
		}
		label, note := say(rows[start])
		groups = append(groups, widget.Group[row]{ID: id(rows[start]), Label: label, Note: note, Rows: rows[start:end]})
		start = end
	}
	return groups
}
