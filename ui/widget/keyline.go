package widget

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/theme"
)

// KeyLine draws one line of keys with what they do, "c certify  r revoke  ? help". Disabled bindings are left out.
// Where it gets narrow keys go from the right, but the last one stays: put the way to all the others there.
func KeyLine(th *theme.Theme, bindings []key.Binding, width int) string {
	type item struct {
		text  string
		cells int
	}
	var items []item
	for _, b := range bindings {
		help := b.Help()
		if !b.Enabled() || help.Key == "" {
			continue
		}
		name, does := th.Clean(help.Key), th.Clean(help.Desc)
		items = append(items, item{
			th.KeyName.Render(name) + " " + th.KeyText.Render(does),
			ansi.StringWidth(name) + 1 + ansi.StringWidth(does),
		})
	}
	if len(items) == 0 {
		return Line("", width)
	}
	const gap = "  "
	last := items[len(items)-1]
	room := width - 1 - last.cells
	var b strings.Builder
	b.WriteByte(' ')
	for _, it := range items[:len(items)-1] {
		if room -= it.cells + len(gap); room < 0 {
			break
		}
		b.WriteString(it.text + gap)
	}
	b.WriteString(last.text)
	return Line(b.String(), width)
}
