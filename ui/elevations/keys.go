package elevations

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// action is a key, why it does nothing now, and what it does.
type action struct {
	key    key.Binding
	barred string
	asks   bool // a dialog or a form comes before anything is recorded
	do     func() tea.Cmd
}

func bind(name, does string) key.Binding {
	return key.NewBinding(key.WithKeys(name), key.WithHelp(name, does))
}

// actions are what can be done, to the current elevation or at all.
func (s *Screen) actions() []action {
	r, ok := s.table.Current()
	on := func(name, does, barred string, do func(elevation.Row) tea.Cmd) action {
		switch {
		case len(s.rows) == 0:
			barred = "there is no elevation yet"
		case !ok:
			barred = "this is a heading; move to an elevation"
		}
		return action{bind(name, does), barred, name != "m", func() tea.Cmd { return do(r) }}
	}
	return []action{
		{bind("n", "ask for a role"), "", true, s.ask},
		on("a", "approve", s.cannotApprove(r), s.approve),
		on("d", "deny", s.cannotDeny(r), s.deny),
		on("x", s.ending(r), s.cannotEnd(r), s.end),
		on("e", "extend", s.cannotExtend(r), s.extend),
		on("m", "what they did meanwhile", neverActive(r), s.listen),
		{bind("R", "reap now"), "", false, func() tea.Cmd { return screen.Send(screen.Reap{}) }},
	}
}

// ending is what ending means to who is at the keyboard.
func (s *Screen) ending(r elevation.Row) string {
	own := person.Same(r.Email, s.me) || person.Same(r.RequestedBy, s.me)
	switch held := r.State == elevation.Active || r.State == elevation.Overdue; {
	case own && held:
		return "I'm done"
	case own && r.State.Live():
		return "withdraw"
	case held:
		return "take away"
	}
	return "end now"
}

// cannotApprove says why the person may not approve; like the others, by the record once that was read.
func (s *Screen) cannotApprove(r elevation.Row) string {
	known := s.known[r.ID].Disabled
	switch {
	case r.State != elevation.Requested:
		return "it is " + string(r.State)
	case person.Same(r.RequestedBy, s.me):
		return "you asked for it; somebody else must approve"
	case person.Same(r.Email, s.me):
		return "it is you who is to have the role; somebody else must approve"
	}
	return known.Approve
}

func (s *Screen) cannotDeny(r elevation.Row) string {
	switch {
	case r.State == elevation.Active || r.State == elevation.Overdue:
		return "it is given already; x takes it away"
	case r.State != elevation.Requested && r.State != elevation.Approved:
		return "it is " + string(r.State)
	case person.Same(r.RequestedBy, s.me) || person.Same(r.Email, s.me):
		return "it concerns yourself; x withdraws it"
	}
	return s.known[r.ID].Disabled.Deny
}

func (s *Screen) cannotExtend(r elevation.Row) string {
	if r.State != elevation.Active {
		return "it is " + string(r.State) + ", not active"
	}
	return s.known[r.ID].Disabled.Extend
}

func (s *Screen) cannotEnd(r elevation.Row) string {
	if !r.State.Live() {
		return "it is " + string(r.State)
	}
	return s.known[r.ID].Disabled.End
}

func neverActive(r elevation.Row) string {
	if r.ActiveAt == nil {
		return "it was never active"
	}
	return ""
}

var (
	keyFilter  = bind("/", "filter")
	keyState   = bind("f", "by state")
	keyDetails = bind("enter", "details")
	keyBack    = bind("esc", "back")
)

var typing = []screen.Group{{Title: "Filter", Keys: []screen.Binding{
	{Binding: bind("enter", "keep")}, {Binding: bind("esc", "clear")},
}}}

// Keys are the bindings that work now.
func (s *Screen) Keys() []screen.Group {
	switch {
	case s.form != nil:
		return s.form.Keys()
	case s.filter != nil:
		return typing
	}
	doing := screen.Group{Title: "Elevation"}
	for _, a := range s.actions() {
		doing.Keys = append(doing.Keys, screen.Binding{Binding: a.key, Disabled: a.barred, Acts: true, Asks: a.asks})
	}
	none := ""
	if len(s.rows) == 0 {
		none = "there is no elevation yet"
	}
	see := screen.Group{Title: "See", Keys: []screen.Binding{{Binding: keyFilter, Disabled: none}, {Binding: keyState, Disabled: none}}}
	if _, heading := s.table.CurrentGroup(); !heading {
		see.Keys = append(see.Keys, screen.Binding{Binding: keyDetails, Disabled: none})
	}
	move := screen.Group{Title: "Move", Keys: moves(s.table.Keys)}
	if s.details || s.narrowed() {
		see.Keys = append([]screen.Binding{{Binding: keyBack}}, see.Keys...)
	}
	if s.details {
		return []screen.Group{see, doing, move}
	}
	return []screen.Group{doing, see, move}
}

func moves(k widget.TableKeys) []screen.Binding {
	var out []screen.Binding
	for _, b := range []key.Binding{k.Down, k.Up, k.Top, k.Bottom, k.HalfDown, k.HalfUp, k.PageDown, k.PageUp, k.Fold} {
		out = append(out, screen.Binding{Binding: b})
	}
	return out
}

// narrowed says whether elevations are filtered out.
func (s *Screen) narrowed() bool { return s.query != "" || s.state != "" }
