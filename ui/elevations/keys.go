package elevations

import (
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
)

// Keys returns the key table as it is now.
func (s *Screen) Keys() []screen.Group {
	if form, over := s.form.Front(); over {
		return form.Keys()
	}
	groups := s.list.Keys()
	if s.list.Typing() {
		return groups
	}
	see, move := groups[0], groups[1]
	see.Keys = append(see.Keys, screen.Binding{Binding: keymap.Key("f", "by state"), Do: s.askState})
	if len(s.rows) == 0 {
		for i := range see.Keys {
			see.Keys[i].Disabled = "there is no elevation yet"
		}
	}
	doing := screen.Group{Title: "Elevation", Keys: s.acts()}
	if s.list.Alone() {
		return []screen.Group{see, doing, move}
	}
	return []screen.Group{doing, see, move}
}

// acts returns the bindings of actions, on the current elevation and in general.
func (s *Screen) acts() []screen.Binding {
	r, ok := s.list.Current()
	on := func(name, does, disabled string, do func(elevation.Row) tea.Cmd) screen.Binding {
		switch {
		case len(s.rows) == 0:
			disabled = "there is no elevation yet"
		case !ok:
			disabled = "this is a heading; move to an elevation"
		}
		return screen.Binding{Binding: keymap.Key(name, does), Disabled: disabled, Acts: true, Asks: true, Do: func() tea.Cmd { return do(r) }}
	}
	listen := on("m", "what they did meanwhile", neverActive(r), s.listen)
	listen.Asks = false
	end := on("x", s.ending(r), s.cannotEnd(r), s.end)
	end.Name = "end"
	return []screen.Binding{
		{Binding: keymap.Key("n", "ask for a role"), Acts: true, Asks: true, Do: s.ask},
		on("a", "approve", s.cannotApprove(r), s.approve),
		on("d", "deny", s.cannotDeny(r), s.deny),
		end,
		on("e", "extend", s.cannotExtend(r), s.extend),
		listen,
		{Binding: keymap.Key("R", "reap now"), Acts: true, Do: func() tea.Cmd { return screen.Send(screen.Reap{}) }},
	}
}

// ending returns the name of the end action as it appears to the current user.
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

// cannotApprove returns the reason why the current user may not approve. Like the other reasons, it comes from the
// record once that was read.
func (s *Screen) cannotApprove(r elevation.Row) string {
	known := s.known[r.ID].Disabled
	switch {
	case r.State != elevation.Requested:
		return "it is " + string(r.State)
	case person.Same(r.RequestedBy, s.me):
		return "you asked for it; another person must approve"
	case person.Same(r.Email, s.me):
		return "the role is for you; another person must approve"
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
