package changes

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// headLines is the number of lines above the list.
const headLines = 3

// View draws exactly height lines of at most width cells.
func (m *Model) View(th *theme.Theme, width, height int) string {
	if width <= 0 || height <= 0 {
		return ""
	}
	switch {
	case m.err != nil:
		return widget.Clip(m.failure(th, width), width, height)
	case m.plan == nil:
		return widget.Clip("\n  "+th.Dim.Render("making the plan"+th.Ellipsis()), width, height)
	}
	body := ""
	if len(m.plan.Changes) > 0 {
		body = m.list.View(th, width, height-headLines) // before what is above it, which says which rows are in the window
	}
	lines := []string{m.head(th, width), th.Fit(" "+summary(m.plan), width), m.subhead(th, width), body}
	return widget.Clip(strings.Join(lines, "\n"), width, height)
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

// head names the campaign and how much is proven.
func (m *Model) head(th *theme.Theme, width int) string {
	what := "remediation"
	if m.plan.Undo {
		what = "undo of the remediation"
	}
	left := " " + th.Title.Render(th.Clean(m.plan.Name)) + th.Dim.Render(th.Clean(" · "+what))
	f := m.plan.Figures()
	bar := widget.Progress(th, f.Proven, f.Decided, max(0, min(28, width/5)))
	return widget.Spread(th, left, bar+th.Clean(fmt.Sprintf("  %d of %d ", f.Proven, f.Decided)), width)
}

// subhead shows the job in progress, or the age of the listing behind the plan; and the range of changes in the window.
func (m *Model) subhead(th *theme.Theme, width int) string {
	right := m.list.Position()
	if n := m.list.MarkedCount(); n > 0 {
		right = fmt.Sprintf("%d marked · %s", n, right)
	}
	left := th.Dim.Render(th.Clean(" listing taken " + widget.Ago(m.plan.TakenAt, m.env.Now())))
	if m.job != nil {
		left = th.Info.Render(th.Clean(" " + m.job.progress()))
	}
	return widget.Spread(th, left, th.Dim.Render(th.Clean(right)+" "), width)
}

// progress describes the progress of a job.
func (j *job) progress() string {
	switch {
	case j.stopping && j.writes:
		return "stopping after the change under way…"
	case j.stopping:
		return "stopping…"
	case j.done < j.total:
		return fmt.Sprintf("%s: %d of %d; esc stops between two changes", j.what, j.done, j.total)
	case j.total > 0:
		return "reading Torq to prove the changes…; esc stops"
	}
	return j.what + "…; esc stops"
}

// show shows the changes of one group alone; "" is all.
func (m *Model) show(id string) {
	i := slices.IndexFunc(groups, func(g group) bool { return g.id == id })
	if i < 0 {
		m.list.Only("", nil)
		return
	}
	m.list.Only(groups[i].label, func(c *remediation.Change) bool { return slices.Contains(groups[i].states, c.State) })
}
