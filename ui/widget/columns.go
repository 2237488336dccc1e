package widget

const gutter = 2 // cursor sign, mark sign; every column has one blank before it

// layout returns the width of each column in a table width cells wide; 0 leaves the column out. The widths, with the
// blanks and the gutter, never exceed width.
func (t *Table[R]) layout(width int) []int {
	widths := make([]int, len(t.Columns))
	room := width - gutter
	for i, c := range t.Columns {
		widths[i] = max(c.Width, 1)
		room -= widths[i] + 1
	}
	for room < 0 {
		i := t.nextToDrop(widths)
		if i < 0 {
			break
		}
		room += widths[i] + 1
		widths[i] = 0
	}
	for i := len(widths) - 1; i >= 0 && room < 0; i-- { // those that should stay: cut from the right, one cell at least
		cut := min(-room, widths[i]-1)
		if cut > 0 {
			widths[i] -= cut
			room += cut
		}
	}
	for i := len(widths) - 1; i >= 0 && room < 0; i-- {
		if widths[i] > 0 {
			room += widths[i] + 1
			widths[i] = 0
		}
	}
	if room > 0 {
		t.share(widths, room)
	}
	return widths
}

// nextToDrop returns the column still there with the highest Drop, the rightmost of them; -1 if none may go.
func (t *Table[R]) nextToDrop(widths []int) int {
	next, highest := -1, 1
	for i, c := range t.Columns {
		if widths[i] > 0 && c.Drop >= highest {
			next, highest = i, c.Drop
		}
	}
	return next
}

// share gives the room to the flexible columns by their weight.
func (t *Table[R]) share(widths []int, room int) {
	weight := 0
	for i, c := range t.Columns {
		if widths[i] > 0 {
			weight += c.Flex
		}
	}
	for i, c := range t.Columns {
		if widths[i] > 0 && c.Flex > 0 {
			part := room * c.Flex / weight
			widths[i] += part
			room -= part
			weight -= c.Flex
		}
	}
}
