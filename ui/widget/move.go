package widget

// Current returns the row under the cursor; ok is false on a heading and in an empty table.
func (t *Table[R]) Current() (row R, ok bool) {
	if len(t.lines) == 0 || t.lines[t.cursor] < 0 {
		return row, false
	}
	return t.entries[t.lines[t.cursor]].row, true
}

// CurrentGroup returns the ID of the group the cursor is in. heading reports that it is on the heading itself.
func (t *Table[R]) CurrentGroup() (id string, heading bool) {
	if len(t.lines) == 0 {
		return "", false
	}
	line := t.lines[t.cursor]
	if line < 0 {
		return t.groups[^line].id, true
	}
	for _, g := range t.groups {
		if line < g.end {
			return g.id, false
		}
	}
	return "", false
}

// GroupRows returns the rows of a group that pass the filter, folded or not.
//
//go:noinline
func (t *Table[R]) GroupRows(id string) []R {
	var rows []R
	for _, g := range t.groups {
		if g.id != id {
			continue
		}
		for _, e := range t.entries[g.start:g.end] {
			if e.match {
				rows = append(rows, e.row)
			}
		}
	}
	return rows
}

// Visible returns the rows that pass the filter and are not folded away, in order.
func (t *Table[R]) Visible() []R {
	rows := make([]R, 0, len(t.lines)-len(t.heads))
	for _, i := range t.lines {
		if i >= 0 {
			rows = append(rows, t.entries[i].row)
		}
	}
	return rows
}

// Move moves the cursor by n lines, headings included, and stops at the ends.
func (t *Table[R]) Move(n int) { t.moveTo(t.cursor + n) }

// Page returns the number of lines of rows in the last View, which is the step of a page.
func (t *Table[R]) Page() int { return t.window }

// Center draws the row under the cursor in the middle of the window, as far as there are rows on both sides.
func (t *Table[R]) Center() { t.top = t.cursor - t.window/2 }

// Top moves to the first line.
func (t *Table[R]) Top() { t.moveTo(0) }

// Bottom moves to the last line.
func (t *Table[R]) Bottom() { t.moveTo(len(t.lines) - 1) }

// To moves to the row with that ID and reports whether it is visible.
func (t *Table[R]) To(id string) bool {
	for line, i := range t.lines {
		if i >= 0 && t.entries[i].id == id {
			t.moveTo(line)
			return true
		}
	}
	return false
}

// Next moves down to the nearest visible row that passes, going round at the end; it reports whether there is one
// besides the current row.
//
//go:noinline
func (t *Table[R]) Next(pass func(R) bool) bool {
	for n := 1; n < len(t.lines); n++ {
		line := (t.cursor + n) % len(t.lines)
		if i := t.lines[line]; i >= 0 && pass(t.entries[i].row) {
			t.moveTo(line)
			return true
		}
	}
	return false
}

func (t *Table[R]) moveTo(line int) {
	if len(t.lines) == 0 {
		return
	}
	t.cursor = max(0, min(line, len(t.lines)-1))
	t.want = t.place(t.cursor)
}
