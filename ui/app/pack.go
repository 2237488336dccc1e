package app

import (
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// pack returns the open evidence pack; nil for a workspace.
func (m *model) pack() *review.Pack { return m.workspace.Pack() }

// keys returns the bindings of the screen in front, with the keys that the user chose. In a pack the acting ones are disabled with a reason.
func (m *model) keys() []screen.Group {
	groups := m.bound.Apply(m.screen().Keys())
	if m.pack() == nil {
		return groups
	}
	for _, g := range groups {
		for i := range g.Keys {
			if g.Keys[i].Acts {
				g.Keys[i].Disabled = core.ReadOnly
			}
		}
	}
	return groups
}

// refused reports whether a screen asked for an action that is not allowed in a pack, and tells the user. Disabled keys
// are the first safeguard, this is the second, and the use cases are the third.
func (m *model) refused(msg tea.Msg) bool {
	if m.pack() == nil {
		return false
	}
	switch msg.(type) {
	case screen.Identify, screen.Sync, screen.Connect, screen.Reap, screen.Settings:
		m.say(screen.Notify{Text: core.ReadOnly, Level: screen.Warn})
		return true
	}
	return false
}

// loud reports whether there is something that must be seen on every screen, however small.
func (m *model) loud() bool { return m.pack() != nil && !m.pack().Result.OK }

// banner returns the line under the header of a pack: its name, and whether it is valid.
func (m *model) banner(width int) string {
	p, th := m.pack(), m.th
	if wrong := p.Wrong(); wrong != "" {
		return th.Error.Render(th.Fit(" "+th.Alert+" THIS PACK DOES NOT CHECK OUT: "+wrong, width))
	}
	text := "evidence pack · it checks out · as of " + p.AsOf.UTC().Format("2 Jan 2006 15:04 UTC")
	if p.Simulated() {
		text = "evidence pack · SIMULATED, not Torq · it checks out · as of " + p.AsOf.UTC().Format("2 Jan 2006 15:04 UTC")
	}
	return widget.Rule(th, text, width)
}
