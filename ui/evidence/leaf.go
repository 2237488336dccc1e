package evidence

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// leaf is a list with everything that is known of its current row beside it, below it, or in its place.
type leaf[R any] struct {
	name  string
	table *widget.Table[R]
	tell  func(th *theme.Theme, width int, row R) []string
	open  func(R) tea.Cmd // what enter does; nil shows the details
	does  string          // what that is called

	details    bool // in place of the list
	scroll     int  // lines of the details above the window
	seen       bool // the last frame had the details beside the list or below it
	filter     *widget.Input
	query      string
	tableWidth int
}

var (
	keyFilter  = bind("/", "filter")
	keyDetails = bind("enter", "details")
	keyList    = bind("enter", "list")
	keyKeep    = bind("enter", "keep")
	keyClear   = bind("esc", "clear")
)

func bind(name, does string, also ...string) key.Binding {
	return key.NewBinding(key.WithKeys(append([]string{name}, also...)...), key.WithHelp(name, does))
}

func (l *leaf[R]) heading() string {
	if l.query != "" {
		return l.name + " · " + l.table.Count() + " · / " + l.query
	}
	return l.name
}

func (l *leaf[R]) typing() bool { return l.filter != nil }

func (l *leaf[R]) narrowed() bool { return l.details || l.query != "" }

func (l *leaf[R]) back() bool {
	switch {
	case l.details:
		l.details = false
	case l.query != "":
		l.search("")
	default:
		return false
	}
	return true
}

func (l *leaf[R]) search(query string) {
	l.query = query
	l.table.SetFilter(query)
}

func (l *leaf[R]) keys() []screen.Binding {
	if l.filter != nil {
		return []screen.Binding{{Binding: keyKeep}, {Binding: keyClear}}
	}
	enter := keyDetails
	if l.details {
		enter = keyList
	}
	if l.open != nil {
		enter = bind("enter", l.does, "t")
	}
	return []screen.Binding{{Binding: enter}, {Binding: keyFilter}}
}

func (l *leaf[R]) moves() []screen.Binding {
	var out []screen.Binding
	k := l.table.Keys
	for _, b := range []key.Binding{k.Down, k.Up, k.Top, k.Bottom, k.HalfDown, k.HalfUp, k.PageDown, k.PageUp} {
		out = append(out, screen.Binding{Binding: b})
	}
	return out
}

func (l *leaf[R]) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if l.filter != nil {
			return l.typed(msg)
		}
		return l.press(msg)
	case tea.PasteMsg:
		if l.filter != nil {
			return l.typed(msg)
		}
	case tea.MouseWheelMsg:
		if l.details {
			l.scroll = max(0, l.scroll+map[tea.MouseButton]int{tea.MouseWheelUp: -1, tea.MouseWheelDown: 1}[msg.Button])
		} else {
			l.table.Update(msg)
		}
	case tea.MouseClickMsg:
		if !l.details && msg.X < l.tableWidth {
			l.table.Click(msg.Y)
		}
	}
	return nil
}

func (l *leaf[R]) press(msg tea.KeyPressMsg) tea.Cmd {
	row, on := l.table.Current()
	_, heading := l.table.CurrentGroup()
	switch {
	case key.Matches(msg, keyFilter):
		l.details = false
		l.filter = widget.NewInput("words that must all occur")
		l.filter.SetValue(l.query)
	case l.open != nil && on && key.Matches(msg, bind("enter", "", "t")):
		return l.open(row)
	case key.Matches(msg, keyDetails) && !heading:
		l.details, l.scroll = !l.details, 0
	case l.details:
		l.scroll = rolled(msg, l.table.Keys, l.scroll, l.table.Page())
	default:
		l.table.Update(msg)
	}
	return nil
}

// typed hands a key to the filter, which works while it is typed.
func (l *leaf[R]) typed(msg tea.Msg) tea.Cmd {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch press.String() {
		case "enter":
			l.filter = nil
			return nil
		case "esc":
			l.filter = nil
			l.search("")
			return nil
		}
	}
	cmd := l.filter.Update(msg)
	l.search(l.filter.Value())
	return cmd
}

// rolled is where a text is scrolled to by the keys that move in a list; drawing it bounds that.
func rolled(msg tea.KeyPressMsg, k widget.TableKeys, from, page int) int {
	switch {
	case key.Matches(msg, k.Down):
		from++
	case key.Matches(msg, k.Up):
		from--
	case key.Matches(msg, k.HalfDown, k.PageDown):
		from += max(1, page/2)
	case key.Matches(msg, k.HalfUp, k.PageUp):
		from -= max(1, page/2)
	case key.Matches(msg, k.Top):
		from = 0
	case key.Matches(msg, k.Bottom):
		from = 1 << 20
	}
	return max(0, from)
}
