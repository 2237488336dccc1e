package reviews

import (
	"strings"

	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// View draws exactly height lines of width cells.
func (s *Screen) View(th *theme.Theme, width, height int) string {
	if page, over := s.pages.Front(); over {
		return page.View(th, width, height)
	}
	var lines []string
	if s.err != nil {
		lines = append(lines, th.Error.Render(th.Fit(" "+th.Alert+" "+s.err.Error(), width)))
		if hint := screen.WayOut(s.err); hint != "" {
			lines = append(lines, th.Dim.Render(th.Fit("   "+hint, width)))
		}
	}
	s.drawn = len(lines)
	switch {
	case !s.read:
		lines = append(lines, th.Dim.Render(th.Fit("  reading the campaigns"+th.Ellipsis(), width)))
	case len(s.all) > 0:
		lines = append(lines, s.list.View(th, width, height-len(lines)))
	case s.err == nil:
		lines = append(lines, empty(th, width))
	}
	return widget.Clip(strings.Join(lines, "\n"), width, height)
}

func empty(th *theme.Theme, width int) string {
	var lines []string
	for _, text := range []string{
		"", "There is no campaign yet.", "",
		"A campaign is a review of who has which role: what is in it, by when, by whom.",
		"Press n for a new one. It needs a sync first: press S on Home if there was none.",
	} {
		lines = append(lines, th.Block("  "+text, width)...)
	}
	return strings.Join(lines, "\n")
}
