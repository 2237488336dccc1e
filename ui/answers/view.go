package answers

import (
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/ui/explained"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// headLines is how many lines stand above the list.
const headLines = 1

func newTable() *widget.Table[fact] {
	t := widget.NewTable(
		func(f fact) string { return f.id },
		func(f fact) string { return f.text },
		widget.Column[fact]{Least: 14, Most: 24, Cell: func(f fact) string { return f.Label }, Style: func(th *theme.Theme, _ fact) lipgloss.Style { return th.Dim }},
		widget.Column[fact]{Least: 30, Cell: func(f fact) string { return f.Text }, Style: func(th *theme.Theme, f fact) lipgloss.Style { return style(th, f.Weight) }},
	)
	t.Header = false
	t.Empty = "nothing is known of this"
	return t
}

func style(th *theme.Theme, w explained.Weight) lipgloss.Style {
	switch w {
	case explained.Plain:
		return th.Text
	case explained.Dim:
		return th.Dim
	case explained.Warn:
		return th.Warn
	case explained.Alarm:
		return th.Bad
	}
	return th.Text
}

// detail draws a fact as a whole.
func detail(pane widget.Pane, f fact) []string {
	p := &widget.Facts{Theme: pane.Theme, Width: pane.Width}
	if f.Label != "" {
		p.Add("", f.Label, pane.Theme.Title)
	}
	for part := range strings.SplitSeq(f.Text, "; ") {
		for text := range strings.SplitSeq(part, " · ") {
			p.Add("", text, style(pane.Theme, f.Weight))
		}
	}
	return p.Lines()
}

// View draws exactly height lines of width cells.
func (m *Model) View(th *theme.Theme, width, height int) string {
	a := m.front()
	switch {
	case a.err != nil:
		lines := th.Block(" "+a.err.Error(), width)
		for i := range lines {
			lines[i] = th.Warn.Render(lines[i])
		}
		if hint := screen.WayOut(a.err); hint != "" {
			lines = append(lines, th.Dim.Render(th.Fit("   "+hint, width)))
		}
		lines = append(lines, th.Dim.Render(th.Fit(" esc goes back", width)))
		return widget.Clip(strings.Join(lines, "\n"), width, height)
	case !a.read:
		return widget.Clip(th.Dim.Render(th.Fit(" reading the record"+th.Ellipsis(), width)), width, height)
	}
	head := th.Title.Render(th.Fit(" "+a.page.Title+" · "+a.page.About, width))
	return widget.Clip(head+"\n"+a.list.View(th, width, max(height-headLines, 0)), width, height)
}
