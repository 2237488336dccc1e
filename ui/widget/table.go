package widget

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/theme"
)

// Table shows a window onto any number of rows. Rows are known by their ID: refreshing, sorting and filtering never
// move the cursor off the row it is on, nor lose a mark. Only the rows in the window are drawn, so a frame costs the
// same over ten rows and over a hundred thousand.
//
// Rows may come in groups, each under a heading that can be folded; the cursor stops at headings too. When the row
// under the cursor is folded away the cursor goes to the heading, when it is filtered away to the nearest line after
// it, and when it is gone to the line that took its place.
//
// A Table is not copied and belongs to one screen. The compiler makes every method once for each kind of row, and again
// in each Browser; the larger ones are not inlined there, which keeps the binary small.
type Table[R any] struct {
	Columns []Column[R]
	Header  bool   // draw the column titles
	Empty   string // what to say where there is nothing to show

	id   func(R) string
	text func(R) string

	entries []entry[R] // all rows, group by group
	groups  []group
	sorted  sorted[R]
	loads   int // how often the rows were replaced

	// Fields are what the filter can ask of a row by name, and what the rows can be sorted by.
	Fields []filter.Field[R]

	asked     string // the filter as it was typed
	query     filter.Query[R]
	fuzzy     bool // nothing matches letter by letter; rows pass that have the letters in their order
	predicate func(R) bool
	matches   []int                     // the entries that pass both, in order
	values    map[string][]filter.Value // of fields, by their names; found when first needed

	folded   map[string]bool // by group ID
	narrowed map[string]bool // the same under the present filter
	marks    map[string]bool // by row ID

	lines  []int // what could be shown: an index into entries, or ^index into groups
	heads  []int // which lines are headings, ascending
	cursor int   // index into lines; 0 when there are none
	want   place // where the cursor belongs; differs from cursor while that is hidden
	top    int   // first line in the window
	window int   // lines in the window, as last drawn
	headed bool  // the titles were drawn above it
	drawn  int

	drawnCells []cell // of the lines from cellsFrom on, column by column, as last measured
	cellsFrom  int
	whole      int // the width in which nothing that was measured since the rows were loaded is cut
}

// Column is one column of a Table. It is as wide as its widest text around the window, where there is room; a column
// without any text takes no room.
type Column[R any] struct {
	Title string
	Least int // cells without which the column is left out; a Whole column has no other width than its own
	Most  int // cells it gets before columns with a higher Drop get any; 0: as many as its text has
	Drop  int // 0 stays as long as anything fits; otherwise the highest leaves first when it gets narrow
	Cut   Cut // how its texts are cut
	Right bool
	Cell  func(R) string // raw text; the table makes it harmless and cuts it
	// Style is the look of the cell, such as th.Warn; nil is plain.
	Style func(th *theme.Theme, row R) lipgloss.Style
}

// Group is a run of rows under a heading: "▾ dormant (9) ───────── note ─".
type Group[R any] struct {
	ID, Label, Note string
	Rows            []R
}

type group struct {
	id, label, note string
	start, end      int // in entries
	matched         int
	headless        bool
}

type entry[R any] struct {
	row   R
	id    string
	text  string // lower case; fetched when first needed
	ready bool
	match bool
}

// place is a line by name, so that it can be found again. The zero place is the first row.
type place struct {
	heading bool
	id      string
	at      int // in entries or groups; -1 if it is gone
}

// NewTable makes an empty table. id names a row and is unique among the rows. text returns the text in which the filter
// looks for words, each value on a line of its own; nil takes the text of the cells.
func NewTable[R any](id, text func(R) string, columns ...Column[R]) *Table[R] {
	t := &Table[R]{
		Columns: columns, Header: true,
		id: id, text: text,
		folded: map[string]bool{}, narrowed: map[string]bool{}, marks: map[string]bool{},
		window: 10, want: place{at: gone},
	}
	if text == nil {
		t.text = t.cells
	}
	return t
}

func (t *Table[R]) cells(row R) string {
	var b strings.Builder
	for _, c := range t.Columns {
		b.WriteString(c.Cell(row))
		b.WriteByte('\n')
	}
	return b.String()
}

// SetRows replaces all rows by rows without headings.
func (t *Table[R]) SetRows(rows []R) { t.Take(t.prepare([]Group[R]{{Rows: rows}}, true)) }

// SetGroups replaces all rows. Groups without rows keep their heading; a single group without an ID has none. Fold state
// stays with the group's ID.
func (t *Table[R]) SetGroups(groups []Group[R]) { t.Take(t.Prepare(groups)) }

// Prepared are groups of rows that a table can take at once.
type Prepared[R any] struct {
	groups  []group
	entries []entry[R]
}

// Prepare does of SetGroups what needs nothing but the rows, for use in a command.
func (t *Table[R]) Prepare(groups []Group[R]) Prepared[R] {
	return t.prepare(groups, len(groups) == 1 && groups[0].ID == "")
}

func (t *Table[R]) prepare(groups []Group[R], headless bool) Prepared[R] {
	rows := 0
	for _, g := range groups {
		rows += len(g.Rows)
	}
	p := Prepared[R]{make([]group, 0, len(groups)), make([]entry[R], 0, rows)}
	for _, g := range groups {
		start := len(p.entries)
		for _, r := range g.Rows {
			p.entries = append(p.entries, entry[R]{row: r, id: t.id(r)})
		}
		p.groups = append(p.groups, group{id: g.ID, label: g.Label, note: g.Note, start: start, end: len(p.entries), headless: headless})
	}
	return p
}

// Take replaces all rows by prepared ones, which are not used again.
func (t *Table[R]) Take(p Prepared[R]) {
	before := t.entries
	t.groups, t.entries, t.values, t.whole = p.groups, p.entries, nil, 0
	t.loads++
	t.forgetMarks()
	t.resort(before)
	t.find()
	t.match(false)
}

// gone is the place of what is not there.
const gone = -1

// find looks up where the wanted line is now.
func (t *Table[R]) find() {
	t.want.at = gone
	if t.want.heading {
		t.want.at = slices.IndexFunc(t.groups, func(g group) bool { return g.id == t.want.id })
		return
	}
	t.want.at = slices.IndexFunc(t.entries, func(e entry[R]) bool { return e.id == t.want.id })
}
