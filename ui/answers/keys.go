package answers

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/explain"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// About is the row that keys ask about: whose it is, and which item it is. Both may be empty.
type About struct{ Email, Item string }

// Keys returns the bindings by which a section asks about the current row. unread is the reason why nothing can be asked
// now, none that there is no row; ask puts the answer in front.
func Keys(env *screen.Env, service Service, to screen.Receiver, row About, unread, none string, ask func(Question) tea.Cmd) []screen.Binding {
	person, item := unread, unread
	if unread == "" && row.Item == "" {
		person, item = none, none
	} else if unread == "" && row.Email == "" {
		person = "it belongs to no person"
	}
	return []screen.Binding{
		{Binding: keymap.Key("X", "explain"), Disabled: person, Do: func() tea.Cmd { return ask(Question{Person: row.Email}) }},
		{Binding: keymap.Key("W", "who can"), Disabled: unread, Do: func() tea.Cmd { return env.Asks(AskPermission(env, service, to)) }},
		{Binding: keymap.Key("L", "what if removed"), Disabled: item, Do: func() tea.Cmd {
			return ask(Question{Wish: explain.Wish{Remove: []string{row.Item}}})
		}},
	}
}

// Asked returns the question that a dialog asks, if the message is one.
func Asked(msg tea.Msg) (q Question, ok bool) {
	a, ok := msg.(asked)
	return a.Question, ok
}

// AskPermission opens the choice of permissions; the receiver gets what Asked understands.
func AskPermission(env *screen.Env, service Service, to screen.Receiver) tea.Cmd {
	return func() tea.Msg {
		all, err := service.Permissions(env.Context)
		if err != nil {
			return screen.Failed{Err: err}
		}
		var entries []overlay.Entry
		things := map[string]int{}
		for _, p := range all {
			thing, _, _ := strings.Cut(p.Name, ".")
			if things[thing]++; things[thing] == 2 { // a pattern is worth offering
				entries = append(entries, overlay.Entry{Name: thing + ".*", Note: "any of them", Action: screen.For(to, asked{Question{Permission: thing + ".*"}})})
			}
			note := words.Some(p.Roles, 3)
			if p.Privileged {
				note = "privileged · " + note
			}
			entries = append(entries, overlay.Entry{Name: p.Name, Note: note, Action: screen.For(to, asked{Question{Permission: p.Name}})})
		}
		if len(entries) == 0 {
			return screen.Notify{Text: "Torq listed no permissions of roles", Level: screen.Warn}
		}
		return screen.OpenDialog{Dialog: overlay.NewChoice("Who can …", entries)}
	}
}

// AskRole opens the choice of the role that another is compared with; the receiver gets what Asked understands.
func AskRole(env *screen.Env, service Service, to screen.Receiver, with string) tea.Cmd {
	return func() tea.Msg {
		all, err := service.Roles(env.Context)
		if err != nil {
			return screen.Failed{Err: err}
		}
		var entries []overlay.Entry
		for _, other := range all {
			if other != with {
				entries = append(entries, overlay.Entry{Name: other, Action: screen.For(to, asked{Question{Roles: [2]string{with, other}}})})
			}
		}
		if len(entries) == 0 {
			return screen.Notify{Text: "there is no other role to compare with", Level: screen.Warn}
		}
		return screen.OpenDialog{Dialog: overlay.NewChoice("Compare "+with+" with …", entries)}
	}
}

// Keys returns the key table as it is now.
func (m *Model) Keys() []screen.Group {
	a := m.front()
	if a.read && a.list.Typing() {
		return a.list.Keys()
	}
	back := screen.Binding{Binding: keymap.Key("esc", "back"), Do: m.back}
	if !a.read {
		return []screen.Group{{Title: "Answer", Keys: []screen.Binding{back}}}
	}
	groups := a.list.Keys()
	row := About{}
	if f, ok := a.list.Current(); ok {
		row = About{f.Email, f.Item}
	}
	ask := Keys(m.env, m.service, m, row, "", "this line is about no person, key or mapping", m.ask)
	switch row.Email {
	case "", a.question.Person:
		ask[0].Disabled = "this line is about no other person"
	default:
		ask[0].Disabled = ""
	}
	groups[0].Keys = append(ask, groups[0].Keys...)
	if !a.list.Backs() {
		groups[0].Keys = append(groups[0].Keys, back)
	}
	return groups
}

// back goes to the answer before, or leaves the page.
func (m *Model) back() tea.Cmd {
	if len(m.answers) > 1 {
		m.answers = m.answers[:len(m.answers)-1]
		return nil
	}
	return screen.Send(screen.Left{Page: m})
}
