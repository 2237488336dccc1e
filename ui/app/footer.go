package app

import (
	"charm.land/bubbles/v2/key"

	"github.com/tuar-dev/tuar/ui/widget"
)

// footer is the status while there is one, or what is being waited for, else the keys that work now.
func (m *model) footer(width int) []string {
	if lines := m.status.lines(m.th, width); lines != nil {
		for i := range lines {
			lines[i] = widget.Line(lines[i], width)
		}
		return lines
	}
	if m.forKeyring() {
		return []string{m.th.Info.Render(m.th.Fit(" … waiting for your keyring to be unlocked, esc cancels", width))}
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
		keys = append(keys, global.palette, global.help)
	}
	return []string{widget.KeyLine(m.th, keys, width)}
}
