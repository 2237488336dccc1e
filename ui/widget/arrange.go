package widget

import (
	"fmt"
	"slices"
	"strings"
)

// SetFilter shows only rows whose text contains every word of query, in any case. "" shows all. Groups with a match are
// unfolded until the user folds them; without a filter every group is as it was before.
func (t *Table[R]) SetFilter(query string) {
	words := strings.Fields(strings.ToLower(query))
	if !slices.Equal(words, t.words) {
		clear(t.narrowed)
	}
	t.words = words
	t.match()
}

// Words returns the words of the filter, in lower case.
func (t *Table[R]) Words() []string { return t.words }

// SetPredicate shows only rows that pass, on top of the words of SetFilter. nil lets all pass.
func (t *Table[R]) SetPredicate(pass func(R) bool) {
	t.predicate = pass
	clear(t.narrowed)
	t.match()
}

// Filtered reports whether a filter or predicate is set.
func (t *Table[R]) Filtered() bool { return len(t.words) > 0 || t.predicate != nil }

// Count returns the number of rows as text: "312", or "12 of 312" under a filter. Folded rows count.
func (t *Table[R]) Count() string {
	if t.Filtered() {
		return fmt.Sprintf("%d of %d", t.matched, len(t.entries))
	}
	return fmt.Sprint(len(t.entries))
}

// Matched returns the number of rows that pass the filter, folded ones included, and the number of all rows.
func (t *Table[R]) Matched() (matched, total int) { return t.matched, len(t.entries) }

// ToggleFold folds or unfolds a group.
func (t *Table[R]) ToggleFold(group string) { t.SetFolded(group, !t.Folded(group)) }

// SetFolded folds or unfolds a group; one that is not there yet will come folded.
func (t *Table[R]) SetFolded(group string, folded bool) {
	if t.Filtered() {
		t.narrowed[group] = folded
	} else {
		t.folded[group] = folded
	}
	t.arrange()
}

// Folded reports whether a group is folded.
func (t *Table[R]) Folded(group string) bool {
	if t.Filtered() {
		return t.narrowed[group]
	}
	return t.folded[group]
}

// match looks at every row once.
func (t *Table[R]) match() {
	t.matched = 0
	for gi := range t.groups {
		g := &t.groups[gi]
		g.matched = 0
		for i := g.start; i < g.end; i++ {
			e := &t.entries[i]
			if e.match = t.passes(e); e.match {
				g.matched++
			}
		}
		t.matched += g.matched
	}
	t.arrange()
}

func (t *Table[R]) passes(e *entry[R]) bool {
	if len(t.words) > 0 {
		if !e.ready {
			e.text, e.ready = strings.ToLower(t.text(e.row)), true
		}
		for _, w := range t.words {
			if !strings.Contains(e.text, w) {
				return false
			}
		}
	}
	return t.predicate == nil || t.predicate(e.row)
}

// arrange lists the lines anew and puts the cursor where it belongs.
func (t *Table[R]) arrange() {
	t.lines, t.heads = t.lines[:0], t.heads[:0]
	const unknown = -1
	at := unknown                 // the line of the wanted place, or the nearest after it
	known, folded := false, false // the place still exists; it is folded away
	add := func(line int) {
		if known && at == unknown {
			at = len(t.lines)
		}
		t.lines = append(t.lines, line)
	}
	for gi, g := range t.groups {
		known = known || t.want.heading && t.want.id == g.id
		hidden := g.matched == 0 && t.Filtered()
		if !hidden && !g.headless {
			t.heads = append(t.heads, len(t.lines))
			add(^gi)
		}
		closed := t.Folded(g.id) && !g.headless
		for i := g.start; i < g.end; i++ {
			e := &t.entries[i]
			if !known && !t.want.heading && e.id == t.want.id {
				known = true
				if closed && !hidden {
					at, folded = len(t.lines)-1, true
				}
			}
			if e.match && !closed {
				add(i)
			}
		}
	}
	switch {
	case at != unknown:
		t.cursor = at
	case known: // hidden, with nothing after it
		t.cursor = len(t.lines) - 1
	}
	t.settle(folded)
}

// settle puts the cursor on a line that is there, rather on a row than on the heading above it unless it came from a
// heading or was folded into it.
func (t *Table[R]) settle(folded bool) {
	t.cursor = max(0, min(t.cursor, len(t.lines)-1))
	if len(t.lines) == 0 {
		return
	}
	if next := t.cursor + 1; !folded && !t.want.heading && t.lines[t.cursor] < 0 && next < len(t.lines) && t.lines[next] >= 0 {
		t.cursor = next
	}
	t.want = t.place(t.cursor)
}

// place names a line.
func (t *Table[R]) place(line int) place {
	if i := t.lines[line]; i >= 0 {
		return place{id: t.entries[i].id}
	}
	return place{heading: true, id: t.groups[^t.lines[line]].id}
}
