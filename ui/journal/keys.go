package journal

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

var keys = struct{ details, filter, verify, clear, back key.Binding }{
	details: key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", "details")),
	filter:  key.NewBinding(key.WithKeys("/"), key.WithHelp("/", "filter")),
	verify:  key.NewBinding(key.WithKeys("v"), key.WithHelp("v", "verify")),
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
	verify := screen.Binding{Binding: keys.verify}
	if s.check.running {
		verify.Disabled = "it is being verified"
	}
	own := []screen.Binding{{Binding: keys.filter}, verify}
	switch {
	case s.wide: // they stand beside the list
	case s.details:
		own = append([]screen.Binding{{Binding: keys.back}}, own...)
	default:
		own = append([]screen.Binding{{Binding: keys.details}}, own...)
	}
	switch {
	case s.details && !s.wide:
	case s.query != "":
		own = append(own, screen.Binding{Binding: keys.clear})
	}
	return []screen.Group{{Title: "Journal", Keys: own}, {Title: "Move", Keys: moves(s.table.Keys)}}
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
	if s.filter != nil {
		return s.typed(msg)
	}
	switch {
	case key.Matches(msg, keys.details) && !s.wide:
		s.details = !s.details
	case key.Matches(msg, keys.filter):
		s.filter = widget.NewInput("words that must all occur")
		s.filter.SetValue(s.query)
	case key.Matches(msg, keys.verify):
		return s.verify()
	case key.Matches(msg, keys.back) && s.details && !s.wide:
		s.details = false
	case key.Matches(msg, keys.clear):
		s.search("")
	case key.Matches(msg, s.table.Keys.Mark):
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
