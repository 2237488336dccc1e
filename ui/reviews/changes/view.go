package changes

import (
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// headLines is how many lines stand above the list.
const headLines = 3

// Where the current change's pane stands.
const (
	besideFrom = 96 // columns from which list and pane stand side by side
	belowFrom  = 18 // lines from which the pane stands below the list where there is no room beside it
	belowLines = 8
)

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
	body := m.body(th, width, height-headLines) // before what is above it, which says which rows are in the window
	lines := []string{m.head(th, width), th.Fit(" "+summary(m.plan), width), m.subhead(th, width), body}
	return widget.Clip(strings.Join(lines, "\n"), width, height)
}

// body draws the list and what is known of the current change.
func (m *Model) body(th *theme.Theme, width, height int) string {
	if height <= 0 {
		return ""
	}
	m.listWidth = width
	switch {
	case len(m.plan.Changes) == 0:
		m.listWidth = 0
		return ""
	case m.details:
		m.listWidth = 0
		return widget.Clip(m.pane(th, width, height, false), width, height)
	case width >= besideFrom:
		right := min(width*45/100, 76)
		m.listWidth = width - right - 1
		return widget.Split(th, m.table.View(th, m.listWidth, height), m.pane(th, right, height, false), m.listWidth, right, height)
	case height+headLines >= belowFrom:
		list := m.table.View(th, width, height-belowLines-1)
		return strings.Join([]string{list, widget.Rule(th, m.paneTitle(), width), widget.Clip(m.pane(th, width, belowLines, true), width, belowLines)}, "\n")
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

// head names the campaign and how much is proven.
func (m *Model) head(th *theme.Theme, width int) string {
	what := "remediation"
	if m.plan.Undo {
		what = "undo of the remediation"
	}
	left := " " + th.Title.Render(th.Clean(m.plan.Name)) + th.Dim.Render(th.Clean(" · "+what))
	proven, wanted := m.plan.Progress()
	bar := widget.Progress(th, proven, wanted, max(0, min(28, width/5)))
	return widget.Spread(th, left, bar+th.Clean(fmt.Sprintf("  %d of %d ", proven, wanted)), width)
}

// subhead says what is under way or what the list shows, or holds the filter while it is typed.
func (m *Model) subhead(th *theme.Theme, width int) string {
	if m.typing {
		return widget.Spread(th, " "+m.filter.View(th, "/", max(1, min(width-24, 60))), th.Dim.Render(m.table.Count()+" "), width)
	}
	right := m.table.Position()
	if m.narrowed() {
		right += " · " + m.table.Count() + " match"
	}
	if n := m.table.MarkedCount(); n > 0 {
		right = fmt.Sprintf("%d marked · %s", n, right)
	}
	left := th.Dim.Render(th.Clean(" " + m.basis()))
	if m.job != nil {
		left = th.Info.Render(th.Clean(" " + m.job.progress()))
	}
	return widget.Spread(th, left, th.Dim.Render(th.Clean(right)+" "), width)
}

// basis is the listing that the plan rests on, and what narrows the list.
func (m *Model) basis() string {
	parts := []string{"listing taken " + widget.Ago(m.plan.TakenAt, m.desk.Now())}
	if m.group != "" {
		for _, g := range groups {
			if g.id == m.group {
				parts = append(parts, "only "+g.label)
			}
		}
	}
	if v := m.filter.Value(); v != "" {
		parts = append(parts, "/"+v)
	}
	return strings.Join(parts, " · ")
}

// progress is how far a job is.
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
	m.group = id
	if id == "" {
		m.table.SetPredicate(nil)
		return
	}
	of := map[remediation.State]string{}
	for _, g := range groups {
		for _, s := range g.states {
			of[s] = g.id
		}
	}
	m.table.SetPredicate(func(c *remediation.Change) bool { return of[c.State] == id })
}

// narrowed says whether changes are filtered out.
func (m *Model) narrowed() bool { return m.group != "" || m.filter.Value() != "" }
