package sheet

import (
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// headLines is the number of lines above the list.
const headLines = 2

// View draws exactly height lines of at most width cells.
func (m *Model) View(th *theme.Theme, width, height int) string {
	if width <= 0 || height <= 0 {
		return ""
	}
	switch {
	case m.err != nil:
		return widget.Clip(m.failure(th, width), width, height)
	case m.sheet == nil:
		return widget.Clip("\n  "+th.Dim.Render("reading the campaign"+th.Ellipsis()), width, height)
	}
	body := m.list.View(th, width, height-headLines) // before what is above it, which says which rows are in the window
	return widget.Clip(strings.Join([]string{m.head(th, width), m.subhead(th, width), body}, "\n"), width, height)
}

// failure explains why there is nothing to show, and the remedy.
func (m *Model) failure(th *theme.Theme, width int) string {
	lines := append([]string{""}, th.Block(th.Alert+" "+m.err.Error(), max(1, width-4))...)
	if hint := screen.WayOut(m.err); hint != "" {
		lines = append(lines, th.Block(hint, max(1, width-4))...)
	}
	lines = append(lines, "", th.Dim.Render("ctrl+r reads again, esc goes back"))
	return strings.Join(lines, "\n  ")
}

// head names the campaign and how far it is.
func (m *Model) head(th *theme.Theme, width int) string {
	s := m.sheet.Summary
	right := fmt.Sprintf("%d of %d", m.decided, m.total)
	if left := m.pace.left(m.total - m.decided); left != "" && width >= 100 {
		right += " · " + left
	}
	bar := widget.Progress(th, m.decided, m.total, max(0, min(28, width/5)))
	left := " " + th.Title.Render(th.Clean(s.Name)) + th.Dim.Render(th.Clean(" · "+m.when()))
	return widget.Spread(th, left, bar+"  "+th.Clean(right)+" ", width)
}

func (m *Model) when() string {
	s := m.sheet.Summary
	if s.Ended() {
		return string(s.State)
	}
	return "due " + s.Due + ", " + widget.Due(s.Due, m.env.Now())
}

// subhead shows the assignment, the order and the visible range of the list.
func (m *Model) subhead(th *theme.Theme, width int) string {
	left := " by " + string(m.order)
	switch {
	case m.of != "":
		left = " assignment of " + m.of + " ·" + left
	case m.mine:
		left = " your assignment ·" + left
	case m.shared():
		left = " all assignments ·" + left
	}
	if m.joined {
		left += m.partsText()
	}
	right := m.list.Position()
	if folded := m.list.FoldedAway(); folded > 0 {
		right += fmt.Sprintf(" · %d folded", folded)
	}
	if n := m.sheet.Summary.Postponed; n > 0 {
		right += fmt.Sprintf(" · %d postponed", n)
	}
	if n := m.list.MarkedCount(); n > 0 {
		right = words.Count(n, "row") + " marked · " + right
	}
	return widget.Spread(th, th.Dim.Render(th.Clean(left)), th.Dim.Render(th.Clean(right)+" "), width)
}
