package widget

import (
	"fmt"
	"sort"
	"strings"

	"github.com/tuar-dev/tuar/ui/filter"
)

// SetFilter shows only rows that pass a filter; its language is that of package filter. "" shows all. Groups with a match
// are unfolded until the user folds them; without a filter every group is as it was before.
//
// A filter that goes on where the last one ended looks only at the rows that passed that one.
func (t *Table[R]) SetFilter(text string) {
	if text == t.asked {
		return
	}
	query := filter.New(t.Fields, text)
	narrows := t.Filtered() && query.Narrows(t.query)
	t.asked, t.query = text, query
	clear(t.narrowed)
	t.match(narrows)
}

// Query returns the filter.
func (t *Table[R]) Query() filter.Query[R] { return t.query }

// Fuzzy reports whether nothing matches the filter letter by letter, so that rows are shown that have its letters in
// their order.
func (t *Table[R]) Fuzzy() bool { return t.fuzzy && len(t.matches) > 0 }

// SetPredicate shows only rows that pass, on top of the words of SetFilter. nil lets all pass.
func (t *Table[R]) SetPredicate(pass func(R) bool) {
	t.predicate = pass
	clear(t.narrowed)
	t.match(false)
}

// Filtered reports whether a filter or predicate is set.
func (t *Table[R]) Filtered() bool { return !t.query.Empty() || t.predicate != nil }

// Count returns the number of rows as text: "312", or "12 of 312" under a filter. Folded rows count.
func (t *Table[R]) Count() string {
	if t.Filtered() {
		return fmt.Sprintf("%d of %d", len(t.matches), len(t.entries))
	}
	return fmt.Sprint(len(t.entries))
}

// Matched returns the number of rows that pass the filter, folded ones included, and the number of all rows.
func (t *Table[R]) Matched() (matched, total int) { return len(t.matches), len(t.entries) }

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

// match finds the rows that pass: of those that passed before if the filter only became narrower, else of all.
func (t *Table[R]) match(narrower bool) {
	t.fuzzy = narrower && t.fuzzy
	from := t.matches
	if !narrower {
		from = nil
	}
	t.look(from, narrower)
	if len(t.matches) == 0 && !t.fuzzy && t.query.Fuzzes() {
		t.fuzzy = true
		t.look(nil, false)
	}
	t.arrange()
}

// look looks at some of the rows, or at all.
func (t *Table[R]) look(among []int, some bool) {
	var passed []int
	if some {
		passed = among[:0]
	} else {
		among, passed = nil, make([]int, 0, len(t.entries))
	}
	words, next := t.query.Words(), 0
	for gi := range t.groups {
		g := &t.groups[gi]
		before := len(passed)
		if some {
			for ; next < len(among) && among[next] < g.end; next++ {
				passed = t.pass(passed, among[next], words)
			}
		} else {
			for i := g.start; i < g.end; i++ {
				passed = t.pass(passed, i, words)
			}
		}
		g.matched = len(passed) - before
	}
	t.matches = passed
}

// pass adds the row if it passes.
func (t *Table[R]) pass(passed []int, i int, words bool) []int {
	e := &t.entries[i]
	if words && !e.ready {
		e.text, e.ready = strings.ToLower(t.text(e.row)), true
	}
	if e.match = t.query.Match(e.row, e.text, t.fuzzy) && (t.predicate == nil || t.predicate(e.row)); e.match {
		passed = append(passed, i)
	}
	return passed
}

// arrange lists the lines anew and puts the cursor where it belongs: on the wanted line, on the heading it is folded
// under, or else on the nearest after it.
func (t *Table[R]) arrange() {
	t.lines, t.heads = t.lines[:0], t.heads[:0]
	at, folded, next := gone, false, 0
	want := t.want
	for gi, g := range t.groups {
		rows := t.matches[next : next+g.matched]
		next += g.matched
		hidden := g.matched == 0 && t.Filtered()
		closed := t.Folded(g.id) && !g.headless
		if !hidden && !g.headless {
			if at == gone && want.at != gone && (want.heading && gi >= want.at || !want.heading && g.start > want.at) {
				at = len(t.lines)
			}
			t.heads = append(t.heads, len(t.lines))
			t.lines = append(t.lines, ^gi)
		}
		within := !want.heading && g.start <= want.at && want.at < g.end
		switch {
		case closed && within && !hidden:
			at, folded = len(t.lines)-1, true
		case !closed:
			if at == gone && want.at != gone {
				first := 0
				switch {
				case want.heading && gi < want.at:
					first = len(rows)
				case !want.heading:
					first = sort.SearchInts(rows, want.at)
				}
				if first < len(rows) {
					at = len(t.lines) + first
				}
			}
			t.lines = append(t.lines, rows...)
		}
	}
	switch {
	case at != gone:
		t.cursor = at
	case want.at != gone: // hidden, with nothing after it
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
		return place{id: t.entries[i].id, at: i}
	}
	group := ^t.lines[line]
	return place{heading: true, id: t.groups[group].id, at: group}
}
