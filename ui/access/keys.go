package access

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

var keys = struct{ details, filter, hints, order, diff, sync, clear, back key.Binding }{
	details: key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", "details")),
	filter:  key.NewBinding(key.WithKeys("/"), key.WithHelp("/", "filter")),
	hints:   key.NewBinding(key.WithKeys("f"), key.WithHelp("f", "hints")),
	order:   key.NewBinding(key.WithKeys("o"), key.WithHelp("o", "order")),
	diff:    key.NewBinding(key.WithKeys("D"), key.WithHelp("D", "what changed")),
	sync:    key.NewBinding(key.WithKeys("S"), key.WithHelp("S", "sync")),
	clear:   key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", "clear filter")),
	back:    key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", "list")),
}

var typing = []screen.Group{{Title: "Filter", Keys: []screen.Binding{
	{Binding: key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", "keep"))},
	{Binding: key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", "clear"))},
}}}

// Keys are the bindings that work now.
func (s *Screen) Keys() []screen.Group {
	if s.filter != nil {
		return typing
	}
	move := screen.Group{Title: "Move", Keys: moves(s.table.Keys)}
	if s.diff != nil {
		return []screen.Group{{Title: "What changed", Keys: []screen.Binding{{Binding: keys.back}}}, move}
	}
	own := []screen.Binding{{Binding: keys.filter}, {Binding: keys.hints}, {Binding: keys.order}, {Binding: keys.diff}, {Binding: keys.sync, Acts: true}}
	if s.syncing {
		own[len(own)-1].Disabled = "a sync is running"
	}
	if !s.read {
		why := "the record is being read"
		if s.problem != nil {
			why = "nothing has been read from Torq yet"
		}
		for i := range own[:len(own)-1] {
			own[i].Disabled = why
		}
		return []screen.Group{{Title: "Access", Keys: own}}
	}
	switch {
	case s.wide: // they stand beside the list
	case s.details:
		own = append([]screen.Binding{{Binding: keys.back}}, own...)
	default:
		own = append([]screen.Binding{{Binding: keys.details}}, own...)
	}
	switch {
	case s.details && !s.wide:
	case s.query != "" || s.hint != "":
		own = append(own, screen.Binding{Binding: keys.clear})
	}
	return []screen.Group{{Title: "Access", Keys: own}, move}
}

func moves(k widget.TableKeys) []screen.Binding {
	return []screen.Binding{
		{Binding: k.Down},
		{Binding: k.Up},
		{Binding: k.HalfDown},
		{Binding: k.HalfUp},
		{Binding: k.PageDown},
		{Binding: k.PageUp},
		{Binding: k.Top},
		{Binding: k.Bottom},
	}
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case s.filter != nil:
		return s.typed(msg)
	case s.diff != nil && key.Matches(msg, keys.back):
		s.diff = nil
		return nil
	case s.diff != nil:
		s.diff.table.Update(msg)
		return nil
	}
	switch _, heading := s.table.CurrentGroup(); {
	case key.Matches(msg, s.table.Keys.Mark):
	case key.Matches(msg, keys.details) && !heading && !s.wide:
		s.details = !s.details
	case key.Matches(msg, keys.filter):
		s.filter = widget.NewInput("words that must all occur: a name, a role, a hint")
		s.filter.SetValue(s.query)
	case key.Matches(msg, keys.hints):
		return s.desk.Ask(s.hintChoice())
	case key.Matches(msg, keys.order):
		return s.rearrange((s.order + 1) % orders)
	case key.Matches(msg, keys.diff):
		return s.compare()
	case key.Matches(msg, keys.sync):
		return screen.Send(screen.Sync{})
	case key.Matches(msg, keys.back) && s.details && !s.wide:
		s.details = false
	case key.Matches(msg, keys.clear):
		s.search("")
		s.only("")
	default:
		s.table.Update(msg)
	}
	return nil
}

// typed hands a key to the filter, which works while it is typed.
func (s *Screen) typed(msg tea.Msg) tea.Cmd {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch press.String() {
		case "enter":
			s.filter = nil
			return nil
		case "esc":
			s.filter = nil
			s.search("")
			return nil
		}
	}
	cmd := s.filter.Update(msg)
	s.search(s.filter.Value())
	return cmd
}

func (s *Screen) search(query string) {
	if query != s.query {
		s.query = query
		s.table.SetFilter(query)
	}
}
