package widget

import (
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/safetext"
	"github.com/tuar-dev/tuar/ui/theme"
)

const (
	gutter  = 2   // cursor sign, mark sign; every column has one blank before it
	longest = 120 // cells that a column gets at most; the details show the whole text
	stretch = 64  // lines that are measured together, so that columns rest while one moves among them
)

// Cut says how a text is shortened that does not fit.
type Cut = safetext.Cut

// The ways to cut the texts of a column.
const (
	Words  = safetext.Words  // at the end, between two words: sentences, lists of hints, names
	Middle = safetext.Middle // in the middle, both ends stay: e-mail addresses and IDs
	Whole  = safetext.End    // the column is as wide as its text: dates, states, signs, bars
)

// cell is the text of a row in a column, made harmless, and its width.
type cell struct {
	text  string
	width int
}

// measure fetches the cells of the lines around the window, in stretches that do not depend on its height, and returns
// the natural width of each column: of its widest text and of its title, 0 where all texts are empty.
func (t *Table[R]) measure(th *theme.Theme) []int {
	from := t.top / stretch * stretch
	end := min((t.top+t.window+stretch-1)/stretch*stretch, len(t.lines))
	n := len(t.Columns)
	t.cellsFrom, t.drawnCells = from, t.drawnCells[:0]
	natural := make([]int, n)
	for _, line := range t.lines[from:max(end, from)] {
		for i := range t.Columns {
			var c cell
			if line >= 0 {
				c.text, c.width = th.Measure(t.Columns[i].Cell(t.entries[line].row), longest)
			}
			natural[i] = max(natural[i], c.width)
			t.drawnCells = append(t.drawnCells, c)
		}
	}
	for i, c := range t.Columns {
		if natural[i] > 0 && t.Header {
			natural[i] = max(natural[i], ansi.StringWidth(th.Clean(c.Title+t.direction(th, c.Title))))
		}
		natural[i] = min(natural[i], longest)
	}
	t.whole = max(t.whole, total(natural))
	return natural
}

// total returns the width of a table with columns of these widths.
func total(widths []int) int {
	sum := gutter
	for _, w := range widths {
		if w > 0 {
			sum += w + 1
		}
	}
	return sum
}

// layout returns the width of each column in a table width cells wide; 0 leaves the column out. The widths, with the
// blanks and the gutter, never exceed width. In a wider table no column is narrower, and none is missing.
//
// Columns come in by their Drop, the lowest first. Each comes with its least width, and those that are there grow to
// their Most before the next Drop comes. When all are there, the room that is left goes cell by cell to the column that
// lacks most of its natural width. What nobody lacks stands at the end, or before a last column set to the right.
func (t *Table[R]) layout(natural []int, width int) []int {
	widths := make([]int, len(natural))
	room := width - gutter
	highest := 0
	for _, c := range t.Columns {
		highest = max(highest, c.Drop)
	}
	for drop := 0; drop <= highest; drop++ {
		for i, c := range t.Columns {
			if c.Drop != drop || natural[i] == 0 {
				continue
			}
			least := natural[i]
			if c.Cut != Whole {
				least = min(least, max(c.Least, 1))
			}
			if room < least+1 && drop > 0 {
				return widths
			}
			widths[i] = least
			room -= least + 1
		}
		if drop == 0 && room < 0 {
			t.squeeze(widths, room)
			return widths
		}
		room = t.complete(widths, natural, room)
	}
	for ; room > 0; room-- {
		neediest, most := -1, 0
		for i, w := range widths {
			if lacks := natural[i] - w; w > 0 && lacks > most {
				neediest, most = i, lacks
			}
		}
		if neediest < 0 {
			break
		}
		widths[neediest]++
	}
	if n := len(widths) - 1; n > 0 && t.Columns[n].Right && widths[n] > 0 { // it stands at the edge
		widths[n-1] += room
	}
	return widths
}

// complete lets the columns grow to their Most, those first that lack least of it, and returns the room that is left.
func (t *Table[R]) complete(widths, natural []int, room int) int {
	for room > 0 {
		next, least := -1, 0
		for i, w := range widths {
			most := natural[i]
			if c := t.Columns[i]; c.Most > 0 {
				most = min(most, c.Most)
			}
			if lacks := most - w; w > 0 && lacks > 0 && (next < 0 || lacks < least) {
				next, least = i, lacks
			}
		}
		if next < 0 {
			break
		}
		given := min(least, room)
		widths[next] += given
		room -= given
	}
	return room
}

// squeeze takes the cells that lack from the columns that can be cut, the widest first, then from all from the right,
// which may leave none of a column.
func (t *Table[R]) squeeze(widths []int, room int) {
	const least = 6
	for room < 0 {
		widest := -1
		for i, w := range widths {
			if t.Columns[i].Cut != Whole && w > least && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
		room++
	}
	for i := len(widths) - 1; i >= 0 && room < 0; i-- { // one cell at least
		cut := min(-room, max(widths[i]-1, 0))
		widths[i] -= cut
		room += cut
	}
	for i := len(widths) - 1; i >= 0 && room < 0; i-- {
		if widths[i] > 0 {
			room += widths[i] + 1
			widths[i] = 0
		}
	}
}
