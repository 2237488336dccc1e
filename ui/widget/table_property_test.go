package widget_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// walk holds a table against a plain description of what it should show.
type walk struct {
	t       *rapid.T
	table   *widget.Table[person]
	groups  []widget.Group[person]
	folded  map[string]bool // without a filter
	narrow  map[string]bool // under the present one
	marks   map[string]bool
	filter  string
	reverse bool
}

// TestTableOnRandomWalks checks after each of many random operations that the right rows are there in the right order,
// the cursor is on one of them and in the window, marks are kept, and the drawing has exactly the size asked for.
func TestTableOnRandomWalks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &walk{t: t, table: newTable(), folded: map[string]bool{}, narrow: map[string]bool{}, marks: map[string]bool{}}
		t.Repeat(map[string]func(*rapid.T){
			"load":   w.load,
			"sort":   w.keeping(w.sort),
			"filter": w.keeping(w.setFilter),
			"fold":   w.keeping(w.fold),
			"move":   func(t *rapid.T) { w.table.Move(rapid.IntRange(-30, 30).Draw(t, "by")) },
			"top":    func(*rapid.T) { w.table.Top() },
			"bottom": func(*rapid.T) { w.table.Bottom() },
			"to":     w.to,
			"next":   func(*rapid.T) { w.table.Next(func(p person) bool { return p.role == "Viewer" }) },
			"mark":   w.mark,
			"marks":  w.markAll,
			"":       w.check,
		})
	})
}

func (w *walk) load(t *rapid.T) {
	w.groups = nil
	kept := map[string]bool{}
	for _, id := range []string{"new", "dormant", "low"}[:rapid.IntRange(0, 3).Draw(t, "groups")] {
		g := widget.Group[person]{ID: id, Label: rapid.SampledFrom([]string{"low risk", "山田\x1b[2J", ""}).Draw(t, "label")}
		for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(0, 60), 0, 40, rapid.ID[int]).Draw(t, "rows") {
			p := person{fmt.Sprintf("%s%02d@example.com", id, n), []string{"Owner", "Viewer"}[n%2], "·"}
			g.Rows = append(g.Rows, p)
			if w.marks[p.email] {
				kept[p.email] = true
			}
		}
		w.groups = append(w.groups, g)
	}
	w.marks = kept
	w.table.SetGroups(w.groups)
}

// keeping checks that what is done does not move the cursor off a row that is still there.
func (w *walk) keeping(do func(*rapid.T)) func(*rapid.T) {
	return func(t *rapid.T) {
		before, ok := w.table.Current()
		do(t)
		if after, _ := w.table.Current(); ok && slices.Contains(w.visible(), before) && after != before {
			t.Errorf("the cursor moved from %v to %v", before, after)
		}
	}
}

func (w *walk) sort(*rapid.T) {
	w.reverse = true
	w.table.SortBy("email", true)
}

func (w *walk) setFilter(t *rapid.T) {
	was := w.filter
	w.filter = rapid.SampledFrom([]string{"", "0", "VIEWER", "owner 1", "new", "nothing like it"}).Draw(t, "filter")
	if w.filter != was {
		clear(w.narrow) // a filter unfolds what it matches
	}
	w.table.SetFilter(w.filter)
}

func (w *walk) fold(t *rapid.T) {
	id := rapid.SampledFrom([]string{"new", "dormant", "low"}).Draw(t, "group")
	w.closed()[id] = !w.closed()[id]
	w.table.ToggleFold(id)
}

// closed are the groups that are folded just now.
func (w *walk) closed() map[string]bool {
	if w.filter != "" {
		return w.narrow
	}
	return w.folded
}

func (w *walk) to(t *rapid.T) {
	rows := w.visible()
	if len(rows) == 0 {
		t.Skip("nothing to go to")
	}
	p := rapid.SampledFrom(rows).Draw(t, "row")
	if got, _ := w.table.Current(); !w.table.To(p.email) {
		t.Errorf("cannot go from %v to %v", got, p)
	}
	if got, _ := w.table.Current(); got != p {
		t.Errorf("went to %v, is on %v", p, got)
	}
}

func (w *walk) mark(*rapid.T) {
	if p, ok := w.table.Current(); ok {
		if w.marks[p.email] {
			delete(w.marks, p.email)
		} else {
			w.marks[p.email] = true
		}
	}
	w.table.ToggleMark()
}

func (w *walk) markAll(*rapid.T) {
	isOwner := func(p person) bool { return p.role == "Owner" }
	for _, p := range w.visible() {
		if isOwner(p) {
			w.marks[p.email] = true
		}
	}
	w.table.MarkAll(isOwner)
}

// rows are all rows in order, those that pass keep.
func (w *walk) rows(keep func(group string, p person) bool) []person {
	all := []person{}
	for _, g := range w.groups {
		rows := slices.Clone(g.Rows)
		if w.reverse {
			slices.SortFunc(rows, func(a, b person) int { return cmp.Compare(b.email, a.email) })
		}
		for _, p := range rows {
			if keep(g.ID, p) {
				all = append(all, p)
			}
		}
	}
	return all
}

func (w *walk) visible() []person {
	return w.rows(func(group string, p person) bool {
		text := strings.ToLower(p.email + " " + p.role)
		for _, word := range strings.Fields(strings.ToLower(w.filter)) {
			if !strings.Contains(text, word) {
				return false
			}
		}
		return !w.closed()[group]
	})
}

func (w *walk) check(t *rapid.T) {
	same := gocmp.AllowUnexported(person{})
	if diff := gocmp.Diff(w.visible(), w.table.Visible(), same); diff != "" {
		t.Errorf("visible rows (-want +got):\n%s", diff)
	}
	marked := w.rows(func(_ string, p person) bool { return w.marks[p.email] })
	if diff := gocmp.Diff(marked, append([]person{}, w.table.Marked()...), same); diff != "" {
		t.Errorf("marked rows (-want +got):\n%s", diff)
	}
	current, onRow := w.table.Current()
	if onRow && !slices.Contains(w.visible(), current) {
		t.Errorf("the cursor is on the hidden row %v", current)
	}
	if _, heading := w.table.CurrentGroup(); len(w.visible()) > 0 && !onRow && !heading {
		t.Errorf("there are rows but the cursor is nowhere")
	}

	width, height := rapid.IntRange(0, 100).Draw(t, "width"), rapid.IntRange(1, 30).Draw(t, "height")
	unicode := rapid.Bool().Draw(t, "unicode")
	th := theme.New(true, unicode)
	view := w.table.View(th, width, height)
	exact(t, view, width, height)
	if w.table.RowsDrawn() > height {
		t.Errorf("drew %d rows in %d lines", w.table.RowsDrawn(), height)
	}
	cursors := 0
	for line := range strings.SplitSeq(ansi.Strip(view), "\n") {
		if strings.HasPrefix(line, th.Cursor) {
			cursors++
		}
	}
	if _, heading := w.table.CurrentGroup(); width > 1 && (onRow || heading) != (cursors == 1) {
		t.Errorf("%d lines carry the cursor:\n%s", cursors, ansi.Strip(view))
	}
}

type failer interface {
	Helper()
	Errorf(format string, args ...any)
}

// exact checks that a drawing is height lines of width cells; no width is no drawing.
func exact(t failer, view string, width, height int) {
	t.Helper()
	if width <= 0 || height <= 0 {
		if view != "" {
			t.Errorf("%q drawn into %d×%d cells", view, width, height)
		}
		return
	}
	lines := strings.Split(view, "\n")
	if len(lines) != height {
		t.Errorf("%d lines, want %d:\n%s", len(lines), height, ansi.Strip(view))
	}
	for i, line := range lines {
		if got := ansi.StringWidth(line); got != width {
			t.Errorf("line %d is %d cells wide, want %d: %q", i, got, width, ansi.Strip(line))
		}
	}
}
