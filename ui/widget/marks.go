package widget

// ToggleMark marks the current row, or takes its mark away.
func (t *Table[R]) ToggleMark() {
	if row, ok := t.Current(); ok {
		id := t.id(row)
		t.setMark(id, !t.marks[id])
	}
}

// MarkAll marks the visible rows that pass (nil: all) and returns how many of the visible rows it marked now and how
// many did not pass.
//
//go:noinline
func (t *Table[R]) MarkAll(pass func(R) bool) (marked, refused int) {
	for _, i := range t.lines {
		if i < 0 {
			continue
		}
		e := &t.entries[i]
		switch {
		case pass != nil && !pass(e.row):
			refused++
		case !t.marks[e.id]:
			t.marks[e.id] = true
			marked++
		}
	}
	return marked, refused
}

// ClearMarks takes all marks away.
func (t *Table[R]) ClearMarks() { clear(t.marks) }

// IsMarked reports whether the row with that ID is marked.
func (t *Table[R]) IsMarked(id string) bool { return t.marks[id] }

// MarkedCount returns the number of marked rows, hidden ones included.
func (t *Table[R]) MarkedCount() int { return len(t.marks) }

// Marked returns the marked rows in row order. Rows hidden by a filter or fold keep their marks and are among them.
//
//go:noinline
func (t *Table[R]) Marked() []R {
	if len(t.marks) == 0 {
		return nil
	}
	rows := make([]R, 0, len(t.marks))
	for _, e := range t.entries {
		if t.marks[e.id] {
			rows = append(rows, e.row)
		}
	}
	return rows
}

// MarkedOrCurrent returns the rows that an action applies to: the marked rows, or the current row if none is marked. It
// is empty on a heading without marks.
//
//go:noinline
func (t *Table[R]) MarkedOrCurrent() []R {
	if rows := t.Marked(); len(rows) > 0 {
		return rows
	}
	if row, ok := t.Current(); ok {
		return []R{row}
	}
	return nil
}

func (t *Table[R]) setMark(id string, marked bool) {
	if marked {
		t.marks[id] = true
	} else {
		delete(t.marks, id)
	}
}

// forgetMarks drops the marks of rows that are no longer there.
func (t *Table[R]) forgetMarks() {
	if len(t.marks) == 0 {
		return
	}
	kept := make(map[string]bool, len(t.marks))
	for _, e := range t.entries {
		if t.marks[e.id] {
			kept[e.id] = true
		}
	}
	t.marks = kept
}
