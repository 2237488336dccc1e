package sheet

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// chosen is the assignment to show: the actor's own, one reviewer's, or all.
type chosen struct {
	mine     bool
	reviewer string
}

// askReviewer asks whose assignment to show.
func (m *Model) askReviewer() tea.Cmd {
	note := func(in func(*row) bool) string {
		decided, all := 0, 0
		for _, r := range m.rows {
			if in(r) {
				all++
				if !r.undecided() {
					decided++
				}
			}
		}
		return fmt.Sprintf("%d of %d decided", decided, all)
	}
	entries := []overlay.Entry{{Name: "all assignments", Note: note(func(*row) bool { return true }), Action: screen.For(m, chosen{})}}
	at := 0
	if slices.ContainsFunc(m.rows, m.isMine) {
		entries = append(entries, overlay.Entry{Name: "your assignment", Note: note(m.isMine), Action: screen.For(m, chosen{mine: true})})
		if m.mine {
			at = 1
		}
	}
	for _, reviewer := range m.sheet.Summary.Reviewers {
		if m.sheet.People.Same(reviewer, m.sheet.Actor.Email) {
			continue
		}
		if m.of != "" && m.sheet.People.Same(m.of, reviewer) {
			at = len(entries)
		}
		entries = append(entries, overlay.Entry{
			Name: reviewer, Note: note(func(r *row) bool { return m.sheet.People.Same(r.Reviewer, reviewer) }),
			Action: screen.For(m, chosen{reviewer: reviewer}),
		})
	}
	choice := overlay.NewChoice("Show the assignment of", entries)
	choice.Select(at)
	return m.env.OpenDialog(choice)
}

func (m *Model) choose(c chosen) {
	m.mine, m.of = c.mine, c.reviewer
	m.arrange()
}
