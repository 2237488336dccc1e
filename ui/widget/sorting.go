package widget

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/theme"
)

// sorted is how the rows are sorted inside their groups. The zero value leaves them as they came.
type sorted[R any] struct {
	by   *filter.Field[R] // nil: as they came
	down bool
	perm []int // the place in which the row at each place came; nil: the same
}

// sortKey is what a row is sorted by.
type sortKey struct {
	number int64
	text   string
}

// SortBy sorts the rows inside each group by a field, now and after every change of the rows; equal rows keep the order
// they came in. The empty name leaves rows as they come.
func (t *Table[R]) SortBy(field string, down bool) {
	f := filter.Find(t.Fields, field)
	t.reorder(f, down, t.sorting(f, down, t.sorted.perm)())
}

// SortedBy returns the field that the rows are sorted by, empty for none, and whether the highest comes first.
func (t *Table[R]) SortedBy() (field string, down bool) {
	if t.sorted.by == nil {
		return "", false
	}
	return t.sorted.by.Name, t.sorted.down
}

// sorting reads what rows are sorted by. It returns what sorts: a function that needs nothing of the table any more and
// returns the places in which the rows came, in their new order. start is an order to begin with; the nearer it is, the
// less there is to do.
func (t *Table[R]) sorting(f *filter.Field[R], down bool, start []int) func() []int {
	if f == nil {
		return func() []int { return nil }
	}
	keys := make([]sortKey, len(t.entries))
	for i := range t.entries {
		keys[t.came(i)] = keyOf(f, t.entries[i].row)
	}
	bounds := make([]int, 0, len(t.groups))
	for _, g := range t.groups {
		bounds = append(bounds, g.end)
	}
	order := make([]int, len(keys))
	for i := range order {
		order[i] = i
	}
	if len(start) == len(order) {
		copy(order, start)
	}
	return func() []int { return sortKeys(keys, bounds, order, down) }
}

func keyOf[R any](f *filter.Field[R], row R) sortKey {
	switch {
	case f.Number != nil:
		return sortKey{number: f.Number(row)}
	case f.Is != nil && f.Is(row):
		return sortKey{number: 1}
	case f.Is != nil:
		return sortKey{}
	}
	return sortKey{text: strings.ToLower(f.Text(row))}
}

// sortKeys sorts order, which holds places in keys, between each two bounds.
func sortKeys(keys []sortKey, bounds, order []int, down bool) []int {
	from := 0
	for _, to := range bounds {
		slices.SortFunc(order[from:to], func(i, j int) int {
			a, b := &keys[i], &keys[j]
			c := cmp.Or(cmp.Compare(a.number, b.number), strings.Compare(a.text, b.text))
			if down {
				c = -c
			}
			return cmp.Or(c, cmp.Compare(i, j))
		})
		from = to
	}
	return order
}

// came returns the place in which the row at a place came.
func (t *Table[R]) came(i int) int {
	if t.sorted.perm == nil {
		return i
	}
	return t.sorted.perm[i]
}

// reorder puts the rows in an order made by sorting.
func (t *Table[R]) reorder(f *filter.Field[R], down bool, perm []int) {
	t.permute(perm)
	t.sorted.by, t.sorted.down = f, down
	t.find()
	t.match(false)
}

// permute puts the rows into the places given by those in which they came; nil as they came.
func (t *Table[R]) permute(perm []int) {
	if t.sorted.perm != nil {
		came := make([]entry[R], len(t.entries))
		for i, e := range t.entries {
			came[t.sorted.perm[i]] = e
		}
		t.entries = came
	}
	if perm != nil {
		placed := make([]entry[R], len(t.entries))
		for i, at := range perm {
			placed[i] = t.entries[at]
		}
		t.entries = placed
	}
	t.sorted.perm = perm
}

// resort sorts rows that have just been loaded, beginning with the order in which they stood before.
func (t *Table[R]) resort(before []entry[R]) {
	t.sorted.perm = nil
	if t.sorted.by == nil {
		return
	}
	t.permute(t.sorting(t.sorted.by, t.sorted.down, t.likeBefore(before))())
}

// likeBefore returns the places of rows in the order in which they stood before, group by group; new ones come last.
func (t *Table[R]) likeBefore(before []entry[R]) []int {
	if len(before) == 0 {
		return nil
	}
	places := make(map[string]int, len(t.entries))
	for i, e := range t.entries {
		places[e.id] = i
	}
	order := make([]int, len(t.entries))
	next := make([]int, len(t.groups)) // where the next row of each group goes
	of := func(at int) int {
		g, _ := slices.BinarySearchFunc(t.groups, at, func(g group, at int) int {
			if g.end <= at {
				return -1
			}
			return 1
		})
		return g
	}
	for i, g := range t.groups {
		next[i] = g.start
	}
	put := func(at int) {
		g := of(at)
		order[next[g]] = at
		next[g]++
	}
	for _, e := range before {
		if at, ok := places[e.id]; ok {
			put(at)
			delete(places, e.id)
		}
	}
	if len(places) > 0 {
		for i, e := range t.entries {
			if _, left := places[e.id]; left {
				put(i)
			}
		}
	}
	return order
}

// direction returns the sign behind the title of a column by which the rows are sorted.
func (t *Table[R]) direction(th *theme.Theme, title string) string {
	if t.sorted.by == nil || !t.sorted.by.In(title) {
		return ""
	}
	return " " + t.arrow(th)
}

func (t *Table[R]) arrow(th *theme.Theme) string {
	if t.sorted.down {
		return th.Down
	}
	return th.Up
}

// sortLine tells by what the rows are sorted if no title in sight does.
func (t *Table[R]) sortLine(th *theme.Theme) string {
	if t.sorted.by == nil {
		return ""
	}
	if t.Header && slices.ContainsFunc(t.Columns, func(c Column[R]) bool { return t.sorted.by.In(c.Title) && c.Drop == 0 }) {
		return ""
	}
	return "by " + t.sorted.by.Name + " " + t.arrow(th)
}

// manyRows is from how many rows on they are sorted in a command.
const manyRows = 10_000

// delivery is a message for a browser, which the root delivers.
type delivery func() tea.Cmd

// Deliver carries the message out. Only the root calls it.
func (d delivery) Deliver() tea.Cmd { return d() }

// sortBy sorts by a field: many rows in a command, so that keys are answered meanwhile. What comes late, after other rows
// or another order, is forgotten.
func (b *Browser[R]) sortBy(field string, down bool) tea.Cmd {
	b.sortings++
	if len(b.entries) < manyRows {
		b.SortBy(field, down)
		return nil
	}
	f := filter.Find(b.Fields, field)
	sort, loaded, asked := b.sorting(f, down, b.sorted.perm), b.loads, b.sortings
	return func() tea.Msg {
		perm := sort()
		return delivery(func() tea.Cmd {
			switch {
			case b.sortings != asked:
				return nil
			case b.loads != loaded:
				return b.sortBy(field, down)
			}
			b.reorder(f, down, perm)
			return nil
		})
	}
}

// sortMenu chooses what to sort by. It stands in one line above the list.
type sortMenu struct{ at int } // 0: as the rows came; then the fields

// startSorting shows the menu, on the field that the rows are sorted by.
func (b *Browser[R]) startSorting() {
	b.details = false
	b.menu = &sortMenu{1}
	if b.sorted.by != nil {
		b.menu.at = 1 + slices.Index(filter.Names(b.Fields), b.sorted.by.Name)
	}
}

// sortKeys returns the keys of the menu.
func (b *Browser[R]) sortKeys() []keymap.Group {
	step := func(n int) func() tea.Cmd {
		return b.does(func() { b.menu.at = (b.menu.at + n + len(b.Fields) + 1) % (len(b.Fields) + 1) })
	}
	keys := []keymap.Binding{
		keymap.Line("enter", "sort", func() tea.Cmd { return b.sortAt(b.menu.at) }),
		keymap.Line("right", "next", step(1), "tab", "down", "l"),
		keymap.Line("left", "before", step(-1), "shift+tab", "up", "h"),
		keymap.Line("esc", "leave", b.does(func() { b.menu = nil })),
	}
	for n := range min(len(b.Fields)+1, 10) {
		keys = append(keys, keymap.Line(fmt.Sprint(n), "by "+b.sortName(n), func() tea.Cmd { return b.sortAt(n) }))
	}
	return []keymap.Group{{Title: "Sort", Keys: keys}}
}

func (b *Browser[R]) sortName(n int) string {
	if n == 0 {
		return "usual order"
	}
	return b.Fields[n-1].Name
}

// sortAt sorts by an entry of the menu. The one that it is sorted by already turns round.
func (b *Browser[R]) sortAt(n int) tea.Cmd {
	b.menu = nil
	if n == 0 {
		return b.sortBy("", false)
	}
	name := b.sortName(n)
	by, down := b.SortedBy()
	return b.sortBy(name, by == name && !down)
}

// sortChoice draws the menu in one line, from the entry under the cursor on.
func (b *Browser[R]) sortChoice(th *theme.Theme, width int) string {
	line := th.Accent.Render(" sort by")
	room := width - ansi.StringWidth(" sort by")
	count := len(b.Fields) + 1
	from := 0
	if b.menu.at > 4 {
		from = b.menu.at - 4
	}
	for n := from; n < count; n++ {
		text := b.sortName(n)
		if n < 10 {
			text = fmt.Sprint(n, " ", text)
		}
		if n > 0 && b.sorted.by == &b.Fields[n-1] {
			text += " " + b.arrow(th)
		}
		if room -= ansi.StringWidth(text) + 2; room < 0 {
			break
		}
		style := th.Dim
		if n == b.menu.at {
			style = th.Selected
		}
		line += "  " + style.Render(th.Clean(text))
	}
	return Line(line, width)
}
