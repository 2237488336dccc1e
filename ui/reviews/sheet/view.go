package sheet

import (
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// headLines is how many lines stand above the list.
const headLines = 2

// Where the current row's pane stands.
const (
	besideFrom = 96 // columns from which list and pane stand side by side
	belowFrom  = 18 // lines from which the pane stands below the list where there is no room beside it
	belowLines = 7
)

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
	body := m.body(th, width, height-headLines) // before what is above it, which says which rows are in the window
	return widget.Clip(strings.Join([]string{m.head(th, width), m.subhead(th, width), body}, "\n"), width, height)
}

// body draws the list and what is known of the current row.
func (m *Model) body(th *theme.Theme, width, height int) string {
	if height <= 0 {
		return ""
	}
	m.listWidth = width
	switch {
	case m.details:
		m.listWidth = 0
		return widget.Clip(m.pane(th, width-1, height), width, height)
	case width >= besideFrom:
		right := min(width*45/100, 76)
		m.listWidth = width - right - 1
		return widget.Split(th, m.table.View(th, m.listWidth, height), m.pane(th, right, height), m.listWidth, right, height)
	case height+headLines >= belowFrom:
		list := m.table.View(th, width, height-belowLines-1)
		return strings.Join([]string{list, widget.Rule(th, m.paneTitle(), width), widget.Clip(m.brief(th, width), width, belowLines)}, "\n")
	}
	return m.table.View(th, width, height)
}

// failure says why there is nothing to show, and the way out of it.
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
	if s.State == campaign.Closed {
		return "closed"
	}
	return "due " + s.Due + ", " + widget.Due(s.Due, m.desk.Now())
}

// subhead says what the list shows, or holds the filter while it is typed.
func (m *Model) subhead(th *theme.Theme, width int) string {
	if m.typing {
		return widget.Spread(th, " "+m.filter.View(th, "/", max(1, min(width-24, 60))), th.Dim.Render(m.table.Count()+" "), width)
	}
	var parts []string
	switch {
	case m.mine:
		parts = []string{"your share"}
	case m.shared():
		parts = []string{"all shares"}
	}
	parts = append(parts, "by "+string(m.order))
	if m.open {
		parts = append(parts, "undecided only")
	}
	if m.hint != "" {
		parts = append(parts, "hint "+m.hint)
	}
	if v := m.filter.Value(); v != "" {
		parts = append(parts, "/"+v)
	}
	right := m.table.Position()
	if folded := m.table.FoldedAway(); folded > 0 {
		right += fmt.Sprintf(" · %d folded", folded)
	}
	if m.narrowed() {
		right += " · " + m.table.Count() + " match"
	}
	if n := m.table.MarkedCount(); n > 0 {
		right = words.Count(n, "row") + " marked · " + right
	}
	return widget.Spread(th, th.Dim.Render(th.Clean(" "+strings.Join(parts, " · "))), th.Dim.Render(th.Clean(right)+" "), width)
}
