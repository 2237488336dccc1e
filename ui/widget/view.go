package widget

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/safetext"
	"github.com/tuar-dev/tuar/ui/theme"
)

// View draws the titles and the rows around the cursor: exactly height lines of exactly width cells.
func (t *Table[R]) View(th *theme.Theme, width, height int) string {
	t.drawn = 0
	if width <= 0 || height <= 0 {
		return ""
	}
	t.headed = t.Header && height > 1
	t.window = height
	if t.headed {
		t.window--
	}
	t.scroll()
	widths := t.layout(t.measure(th), width)
	lines := make([]string, 0, height)
	if t.headed {
		lines = append(lines, t.titles(th, widths, width))
	}
	for line := t.top; line < len(t.lines) && line < t.top+t.window; line++ {
		if i := t.lines[line]; i < 0 {
			lines = append(lines, t.heading(th, t.groups[^i], line == t.cursor, width))
		} else {
			lines = append(lines, t.row(th, line, widths, width))
		}
		t.drawn++
	}
	if empty := t.empty(); len(t.lines) == 0 && empty != "" {
		lines = append(lines, th.Dim.Render(th.Fit("  "+empty, width)))
	}
	for len(lines) < height {
		lines = append(lines, safetext.Spaces(width))
	}
	return strings.Join(lines, "\n")
}

// empty returns what a list without lines says.
func (t *Table[R]) empty() string {
	if t.Filtered() && len(t.entries) > 0 {
		return "nothing matches; esc shows everything again"
	}
	return t.Empty
}

// scroll moves the window as little as possible so that the cursor is inside and no line is left blank for nothing.
func (t *Table[R]) scroll() {
	t.top = max(t.top, t.cursor-t.window+1)
	t.top = min(t.top, t.cursor, max(0, len(t.lines)-t.window))
	t.top = max(t.top, 0)
}

func (t *Table[R]) titles(th *theme.Theme, widths []int, width int) string {
	var b strings.Builder
	b.WriteString(safetext.Spaces(min(gutter, width)))
	for i, c := range t.Columns {
		if widths[i] > 0 {
			b.WriteByte(' ')
			title, cells := th.Measure(c.Title+t.direction(th, c.Title), longest)
			b.WriteString(th.Shorten(title, cells, widths[i], Whole, c.Right))
		}
	}
	return th.Header.Render(pad(b.String(), width))
}

func (t *Table[R]) row(th *theme.Theme, line int, widths []int, width int) string {
	e, selected := &t.entries[t.lines[line]], line == t.cursor
	cells := t.drawnCells[(line-t.cellsFrom)*len(widths):]
	var b strings.Builder
	b.Grow(width + 64)
	base, cursor, mark := lipgloss.NewStyle(), " ", " "
	if selected {
		base, cursor = th.Selected, th.Cursor
	}
	if t.marks[e.id] {
		mark = th.Mark
	}
	paint := func(style lipgloss.Style, s string) {
		if selected {
			style = style.Inherit(base)
		}
		b.WriteString(style.Render(s))
	}
	if width < gutter {
		return Line(cursor+mark, width)
	}
	if selected || mark != " " {
		paint(th.Accent, cursor+mark)
	} else {
		b.WriteString("  ")
	}
	used := gutter
	for i, c := range t.Columns {
		if widths[i] == 0 {
			continue
		}
		text := th.Shorten(cells[i].text, cells[i].width, widths[i], c.Cut, c.Right)
		used += widths[i] + 1
		switch {
		case !t.query.Empty():
			style := base
			if c.Style != nil {
				style = c.Style(th, e.row)
			}
			paint(base, " ")
			pieces(text, t.query.Marks(c.Title, text, t.fuzzy), func(s string, hit bool) {
				if hit {
					paint(style.Underline(true), s)
				} else {
					paint(style, s)
				}
			})
		case c.Style != nil:
			paint(base, " ")
			paint(c.Style(th, e.row), text)
		case selected:
			b.WriteString(base.Render(" " + text))
		default:
			b.WriteByte(' ')
			b.WriteString(text)
		}
	}
	if rest := safetext.Spaces(width - used); rest != "" {
		paint(base, rest)
	}
	return b.String()
}

// pieces passes on a text in pieces that are marked or not; nil marks nothing.
func pieces(text string, hits []bool, piece func(s string, hit bool)) {
	if hits == nil {
		piece(text, false)
		return
	}
	from := 0
	for i := 1; i <= len(text); i++ {
		if i == len(text) || hits[i] != hits[from] {
			piece(text[from:i], hits[from])
			from = i
		}
	}
}

func (t *Table[R]) heading(th *theme.Theme, g group, selected bool, width int) string {
	fold, cursor, style := th.Unfolded, " ", th.Group
	if t.Folded(g.id) {
		fold = th.Folded
	}
	if selected {
		cursor, style = th.Cursor, style.Inherit(th.Selected)
	}
	count := fmt.Sprint(g.end - g.start)
	if t.Filtered() {
		count = fmt.Sprintf("%d of %s", g.matched, count)
	}
	left := fmt.Sprintf("%s%s %s (%s)", cursor, fold, th.Clean(g.label), count)
	right := ""
	if g.note != "" {
		right = " " + th.Clean(g.note) + " " + th.Horizontal
	}
	rule := width - ansi.StringWidth(left) - 1 - ansi.StringWidth(right)
	if rule < 1 {
		rule, right = rule+ansi.StringWidth(right), ""
	}
	if rule > 0 {
		left += " " + strings.Repeat(th.Horizontal, rule) + right
	}
	return style.Render(th.Fit(left, width))
}

// RowsDrawn returns the number of rows and headings that the last View drew.
func (t *Table[R]) RowsDrawn() int { return t.drawn }

// Position returns the range of rows in the last View: "41–60 of 312", counting visible rows and not headings.
func (t *Table[R]) Position() string {
	rows := len(t.lines) - len(t.heads)
	first := t.rowsBefore(t.top)
	last := t.rowsBefore(min(t.top+t.window, len(t.lines)))
	switch {
	case rows == 0:
		return "none"
	case last <= first+1:
		return fmt.Sprintf("%d of %d", max(last, 1), rows)
	}
	return fmt.Sprintf("%d–%d of %d", first+1, last, rows)
}

// FoldedAway returns the number of rows that pass the filter but are in folded groups.
func (t *Table[R]) FoldedAway() int { return len(t.matches) - (len(t.lines) - len(t.heads)) }

func (t *Table[R]) rowsBefore(line int) int {
	heads, _ := slices.BinarySearch(t.heads, line)
	return line - heads
}

// Click moves to the row or heading on line y of the last View and reports whether there is one.
func (t *Table[R]) Click(y int) bool {
	line, ok := t.lineAt(y)
	if ok {
		t.moveTo(line)
	}
	return ok
}

func (t *Table[R]) lineAt(y int) (line int, ok bool) {
	if t.headed {
		y--
	}
	line = t.top + y
	return line, y >= 0 && y < t.window && line < len(t.lines)
}
