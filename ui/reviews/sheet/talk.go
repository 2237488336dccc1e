package sheet

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/notes"
	"github.com/tuar-dev/tuar/ui/screen"
)

// talk adds what was said on a row: who asked whom when, and who answered. In little room only open questions show.
func (m *Model) talk(p *paper, r *row) {
	for _, c := range m.said[r.Item] {
		label := c.Kind
		if c.Open {
			label = "open question"
		}
		if c.Open || !p.Brief {
			p.field(label, c.String())
		}
	}
}

// says returns the keys with which people say something about the current row.
func (m *Model) says(unread, closed string) []screen.Binding {
	if m.talks == nil {
		unread = "the rows are of several workspaces; open the review of one of them"
		closed = unread
	}
	return []screen.Binding{
		{Binding: keymap.Key("N", "note"), Disabled: unread, Acts: true, Asks: true, Do: m.editNote},
		{Binding: keymap.Key("H", "dismiss a hint"), Disabled: closed, Acts: true, Asks: true, Do: m.askDismissal},
		{Binding: keymap.Key("T", "comment or ask"), Disabled: closed, Acts: true, Asks: true, Do: m.askComment},
		{Binding: keymap.Key("Q", "answer a question"), Disabled: closed, Acts: true, Asks: true, Do: m.answer},
	}
}

// editNote asks for the note on the current row.
func (m *Model) editNote() tea.Cmd {
	r, ok := m.list.Current()
	if !ok {
		return say(screen.Info, "move to a row to write its note")
	}
	return m.env.OpenDialog(notes.Edit(m.env, m.talks, r.Row, screen.For(m, reread{})))
}

// askDismissal asks which hint on the current row is dismissed or restored.
func (m *Model) askDismissal() tea.Cmd {
	r, ok := m.list.Current()
	if !ok {
		return say(screen.Info, "move to a row to dismiss a hint on it")
	}
	return m.env.Asks(notes.Dismiss(m.env, m.talks, r.Row, screen.For(m, reread{})))
}

// askComment asks for a comment or a question on the current row.
func (m *Model) askComment() tea.Cmd {
	r, ok := m.list.Current()
	if !ok {
		return say(screen.Info, "move to a row to comment on it")
	}
	return m.env.OpenDialog(notes.Comment(m.env, m.talks, m.campaign, r.Row, screen.For(m, reread{})))
}

// answer asks for the answer to the oldest open question on the current row: first of those to the current user.
func (m *Model) answer() tea.Cmd {
	r, ok := m.list.Current()
	if !ok {
		return say(screen.Info, "move to a row to answer a question on it")
	}
	mine := func(c comment.Row) bool { return c.Open && m.sheet.People.Same(c.Asked, m.sheet.Actor.Email) }
	said := m.said[r.Item]
	i := slices.IndexFunc(said, mine)
	if i < 0 {
		i = slices.IndexFunc(said, func(c comment.Row) bool { return c.Open })
	}
	if i < 0 {
		return say(screen.Info, "no question on this row waits for an answer; T asks one")
	}
	return m.env.OpenDialog(notes.Answer(m.env, m.talks, said[i], mine(said[i]), screen.For(m, reread{})))
}
