package reviewing

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
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
		return widget.Clip("\n  "+th.Clean(m.err.Error())+"\n\n  "+th.Dim.Render("ctrl+r reads again, esc goes back"), width, height)
	case m.sheet == nil:
		return widget.Clip("\n  "+th.Dim.Render("reading the campaign"+th.Ellipsis()), width, height)
	}
	lines := []string{m.head(th, width), m.subhead(th, width)}
	body := height - headLines
	switch {
	case m.details && width < besideFrom:
		lines = append(lines, widget.Clip(m.pane(th, width-1, body), width, body))
	case width >= besideFrom:
		right := min(width*45/100, 76)
		left := width - right - 1
		lines = append(lines, widget.Split(th, m.table.View(th, left, body), m.pane(th, right, body), left, right, body))
	case height >= belowFrom:
		list := body - belowLines - 1
		lines = append(lines, m.table.View(th, width, list), widget.Rule(th, m.paneTitle(), width),
			widget.Clip(m.brief(th, width), width, belowLines))
	default:
		lines = append(lines, m.table.View(th, width, body))
	}
	return widget.Clip(strings.Join(lines, "\n"), width, height)
}

// head names the campaign and how far it is.
func (m *Model) head(th *theme.Theme, width int) string {
	s := m.sheet.Summary
	right := fmt.Sprintf("%d of %d", m.decided, m.total)
	if left := m.pace.left(m.total - m.decided); left != "" && width >= 100 {
		right += " · " + left
	}
	bar := widget.Progress(th, m.decided, m.total, max(0, min(28, width/5)))
	left := " " + th.Title.Render(th.Clean(s.Name)) + th.Dim.Render(" · "+m.when())
	return spread(left, bar+"  "+th.Clean(right)+" ", width)
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
		return spread(" "+m.filter.View(th, "/", max(1, min(width-24, 60))), th.Dim.Render(m.table.Count()+" "), width)
	}
	parts := []string{"all shares"}
	if m.mine {
		parts[0] = "your share"
	}
	parts = append(parts, "by "+string(m.order))
	if m.open {
		parts = append(parts, "undecided only")
	}
	if m.hint != "" {
		parts = append(parts, "hint "+m.hint)
	}
	if v := m.filter.Value(); v != "" {
		parts = append(parts, "/"+th.Clean(v))
	}
	right := m.table.Position()
	if folded := m.table.FoldedAway(); folded > 0 {
		right += fmt.Sprintf(" · %d folded", folded)
	}
	if m.narrowed() {
		right += " · " + m.table.Count() + " match"
	}
	if n := m.table.MarkedCount(); n > 0 {
		right = count(n, "row") + " marked · " + right
	}
	return spread(th.Dim.Render(" "+strings.Join(parts, " · ")), th.Dim.Render(th.Clean(right)+" "), width)
}

// spread puts left and right at the two ends of a line; what does not fit goes from the left.
func spread(left, right string, width int) string {
	room := width - ansi.StringWidth(right)
	if room < 1 {
		return widget.Line(right, width)
	}
	return widget.Line(left, room) + right
}
