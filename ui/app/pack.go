package app

import (
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// pack is the evidence pack that is looked into; nil if it is a workspace that is worked in.
func (m *model) pack() *review.Pack { return m.env.Workspace.Pack() }

// keys are the bindings of the screen in front. In a pack those that act say why they do not.
func (m *model) keys() []screen.Group {
	groups := m.screen().Keys()
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

// refused reports whether a screen asked for what is not done in a pack, and says so. Its keys do not ask for it: this
// is the second lock, and the use cases are the third.
func (m *model) refused(msg tea.Msg) bool {
	if m.pack() == nil {
		return false
	}
	switch msg.(type) {
	case screen.Identify, screen.Sync, screen.Connect, screen.Reap, screen.Settings:
		m.status.say(screen.Notify{Text: core.ReadOnly, Level: screen.Warn}, m.env.Now())
		return true
	}
	return false
}

// loud reports whether there is something that must be seen on every screen, however small.
func (m *model) loud() bool { return m.pack() != nil && !m.pack().Result.OK }

// banner is the line under the header of a pack: what it is, and above all whether it checks out.
func (m *model) banner(width int) string {
	p, th := m.pack(), m.th
	if wrong := p.Wrong(); wrong != "" {
		return th.Error.Render(th.Fit(" "+th.Alert+" THIS PACK DOES NOT CHECK OUT: "+wrong, width))
	}
	return widget.Rule(th, "evidence pack · it checks out · as of "+p.AsOf.UTC().Format("2 Jan 2006 15:04 UTC"), width)
}
