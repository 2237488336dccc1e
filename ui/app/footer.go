package app

import (
	"charm.land/bubbles/v2/key"

	"github.com/tuar-dev/tuar/ui/widget"
)

// footer returns the line of messages, and below it the keys that work now.
func (m *model) footer(width int) []string {
	said := m.status.line(m.th, m.global.log.Help().Key, width)
	if said == "" && m.forKeyring() {
		said = m.th.Info.Render(m.th.Fit(" … waiting for your keyring to be unlocked, esc cancels", width))
	}
	var keys []key.Binding
	for _, g := range m.keys() {
		for _, b := range g.Keys {
			if b.Disabled == "" {
				keys = append(keys, b.Binding)
			}
		}
	}
	if !m.screen().Typing() {
		keys = append(keys, m.global.palette, m.global.help)
	}
	return []string{widget.Line(said, width), widget.KeyLine(m.th, keys, width)}
}
