package widget

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/theme"
)

// Pane is the room in which the details of a row are drawn.
type Pane struct {
	Theme         *theme.Theme
	Width, Height int
	Alone         bool // it stands in place of the list and scrolls: everything is shown
	Below         bool // it stands below the list, under a rule with the title
}

// Browser is a list with a filter and with the details of the current row beside it, below it, or in its place.
//
// esc undoes one thing after the other: a filter being typed, details in place of the list, marks, the words of the
// filter, rows left out by Only. After that, esc belongs to the screen.
type Browser[R any] struct {
	*Table[R]
	Details func(p Pane, row R) []string // nil: there is only the list
	Heading func(p Pane) []string        // what is drawn for a heading; nil: how to fold it
	Title   func(row R) string           // of the pane below the list; may be nil
	Hint    string                       // what an empty filter says
	Open    func() keymap.Binding        // what enter does on a row; nil shows its details
	Filters Filters                      // the saved ones; none if it is empty
	Moved   func() tea.Cmd               // called after the current row is another one; may be nil

	details  bool // in place of the list
	scroll   Scroll
	filter   *Input // nil unless the filter is being typed
	naming   *Input // nil unless a name is typed under which the filter is saved
	offers   offers // how it can go on
	saved    map[string]string
	menu     *sortMenu // nil unless what to sort by is being chosen
	sortings int       // how often it was chosen
	query    string
	only     string // what Only says of the rows that are shown

	listTop, listWidth int // the first line of the table and its width, as last drawn; no width: it was not
	besides            int // the width of the list with the details beside it; 0 where they are not
	drawnWidth         int // of both together, as last drawn
}

// NewBrowser makes a browser over a table.
func NewBrowser[R any](t *Table[R], details func(p Pane, row R) []string) *Browser[R] {
	return &Browser[R]{Table: t, Details: details, Hint: "words that must all occur; -word: not"}
}

// Typing reports whether letters are text for the filter, or choose what to sort by.
func (b *Browser[R]) Typing() bool { return b.filter != nil || b.menu != nil }

// Alone reports whether the details stand in place of the list.
func (b *Browser[R]) Alone() bool { return b.details }

// Filter returns the filter as it was typed.
func (b *Browser[R]) Filter() string { return b.query }

// Search shows only rows with all words of the query.
func (b *Browser[R]) Search(query string) {
	if query != b.query {
		b.query = query
		b.SetFilter(query)
	}
}

// Only shows the rows that pass, and says so in the words of label; nil shows all.
func (b *Browser[R]) Only(label string, pass func(R) bool) {
	b.only = label
	b.SetPredicate(pass)
}

// Shows returns the label given to Only; empty if all rows are shown.
func (b *Browser[R]) Shows() string { return b.only }

// Narrowed reports whether rows are left out.
func (b *Browser[R]) Narrowed() bool { return b.query != "" || b.only != "" }

// undo returns what esc does in the list, and the word for it; nil if it does nothing.
func (b *Browser[R]) undo() (word string, do func()) {
	switch {
	case b.details:
		return "list", func() { b.details = false }
	case b.MarkedCount() > 0:
		return "clear marks", b.ClearMarks
	case b.query != "":
		return "clear filter", func() { b.Search("") }
	case b.only != "":
		return "show all", func() { b.Only("", nil) }
	}
	return "", nil
}

// Backs reports whether esc undoes something in the list.
func (b *Browser[R]) Backs() bool {
	_, do := b.undo()
	return do != nil
}

// List shows the list and all its rows.
func (b *Browser[R]) List() {
	b.details, b.filter, b.naming, b.menu = false, nil, nil, nil
	b.Search("")
	b.Only("", nil)
}

// Keys returns the keys that look into the list, and those that move in it; while the filter is typed, its own alone.
func (b *Browser[R]) Keys() []keymap.Group {
	if b.naming != nil {
		return b.namingKeys()
	}
	if b.filter != nil {
		return []keymap.Group{{Title: "Filter", Keys: slices.Concat([]keymap.Binding{
			keymap.Line("enter", "keep", b.does(func() { b.filter = nil })),
			keymap.Line("tab", "complete", b.does(func() { b.complete(1) })),
		}, b.savedKeys(), []keymap.Binding{
			keymap.Line("shift+tab", "the offer before", b.does(func() { b.complete(-1) })),
			keymap.Line("esc", "clear", b.does(func() { b.filter = nil; b.Search("") })),
		})}}
	}
	if b.menu != nil {
		return b.sortKeys()
	}
	see := keymap.Group{Title: "See"}
	group, heading := b.CurrentGroup()
	switch {
	case heading:
		see.Keys = append(see.Keys, keymap.Line("enter", "fold", b.does(func() { b.ToggleFold(group) })))
	case b.Open != nil:
		see.Keys = append(see.Keys, b.Open())
	case b.details:
	case b.Details != nil && len(b.lines) > 0:
		see.Keys = append(see.Keys, keymap.Line("enter", "details", b.does(func() { b.details, b.scroll = true, Scroll{} })))
	}
	if word, do := b.undo(); do != nil {
		var also []string
		if b.details && b.Open == nil {
			also = []string{"enter"}
		}
		see.Keys = append(see.Keys, keymap.Line("esc", word, b.does(do), also...))
	}
	see.Keys = append(see.Keys, keymap.Line("/", "filter", b.does(b.startFilter)))
	if len(b.Fields) > 0 {
		see.Keys = append(see.Keys, keymap.Line("O", "sort", b.does(b.startSorting)))
	}
	if b.details {
		return []keymap.Group{see, Moves(b.scroll.Page(), func(lines int) tea.Cmd { b.scroll.Move(lines); return nil })}
	}
	move := Moves(b.Page(), func(lines int) tea.Cmd { return b.watch(func() { b.Move(lines) }) })
	move.Keys = append(move.Keys, keymap.Line("z", "row to the middle", b.does(b.Center))) // zz as well
	return []keymap.Group{see, move}
}

// Mark returns the key that marks the current row, or takes its mark away, and moves on.
func (b *Browser[R]) Mark(disabled string) keymap.Binding {
	mark := keymap.Line("space", "mark", b.does(func() { b.ToggleMark(); b.Move(1) }))
	mark.Disabled, mark.Alone = disabled, true
	return mark
}

// Unmark returns the key that clears all marks.
func (b *Browser[R]) Unmark() keymap.Binding {
	clear := keymap.Line("M", "clear marks", b.does(b.ClearMarks))
	if b.MarkedCount() == 0 {
		clear.Disabled = "nothing is marked"
	}
	return clear
}

// does makes a handler of do.
func (b *Browser[R]) does(do func()) func() tea.Cmd { return func() tea.Cmd { return b.watch(do) } }

// watch tells Moved where the current row is another one after do.
func (b *Browser[R]) watch(do func()) tea.Cmd {
	before := b.current()
	do()
	if b.current() == before {
		return nil
	}
	b.scroll = Scroll{}
	if b.Moved == nil {
		return nil
	}
	return b.Moved()
}

// current returns the ID of the current row, empty where there is none.
func (b *Browser[R]) current() string {
	if row, ok := b.Current(); ok {
		return b.id(row)
	}
	return ""
}

func (b *Browser[R]) startFilter() {
	b.details = false
	b.filter = NewInput(b.Hint)
	b.filter.SetValue(b.query)
	b.readSaved()
	b.offer()
}

// Update handles what is typed into the filter, and the mouse. Positions count from the browser's own corner.
func (b *Browser[R]) Update(msg tea.Msg) (cmd tea.Cmd) {
	moved := b.watch(func() {
		switch msg := msg.(type) {
		case tea.KeyPressMsg:
			switch {
			case b.naming != nil:
				cmd = b.naming.Update(msg)
			case b.filter == nil:
			case msg.Code == tea.KeyUp:
				b.Move(-1)
			case msg.Code == tea.KeyDown:
				b.Move(1)
			default:
				cmd = b.typed(msg)
			}
		case tea.PasteMsg:
			if b.naming != nil {
				cmd = b.naming.Update(msg)
			} else if b.filter != nil {
				cmd = b.typed(msg)
			}
		case tea.MouseWheelMsg:
			if b.details {
				b.scroll.Wheel(msg)
			} else {
				b.Wheel(msg)
			}
		case tea.MouseClickMsg:
			if msg.X < b.listWidth {
				b.Click(msg.Y - b.listTop)
			}
		}
	})
	return tea.Batch(cmd, moved)
}

// typed hands the filter a key or a paste; it works while it is typed.
func (b *Browser[R]) typed(msg tea.Msg) tea.Cmd {
	cmd := b.filter.Update(msg)
	if b.Search(b.meant(b.filter.Value())); b.filter.Raw() != b.offers.of {
		b.offer()
	}
	return cmd
}

// View draws exactly height lines of width cells.
func (b *Browser[R]) View(th *theme.Theme, width, height int) string {
	if width <= 0 || height <= 0 {
		return ""
	}
	var lines []string
	for _, line := range b.narrowing(th, width) {
		if height > 1 {
			lines = append(lines, line)
			height--
		}
	}
	b.listTop, b.listWidth = len(lines), width
	all := "; enter shows all"
	if b.Open != nil {
		all = ""
	}
	pane := func(p Pane) []string {
		if row, ok := b.Current(); ok {
			return b.Details(p, row)
		}
		if _, heading := b.CurrentGroup(); heading {
			if b.Heading != nil {
				return b.Heading(p)
			}
			return []string{th.Dim.Render(th.Fit(" enter folds or unfolds these rows", width))}
		}
		return nil
	}
	switch {
	case b.details:
		b.listWidth = 0
		text := b.scroll.View(th, pane(Pane{Theme: th, Width: width, Height: height, Alone: true}), width, height)
		lines = append(lines, Clip(text, width, height))
	case b.Details == nil:
		lines = append(lines, b.Table.View(th, width, height))
	case b.stands(th, width, height):
		b.listWidth = b.besides
		right := width - b.listWidth - 1
		list := b.Table.View(th, b.listWidth, height)
		lines = append(lines, Split(th, list, cut(pane(Pane{Theme: th, Width: right, Height: height}), th, right, height, all), b.listWidth, right, height))
	case len(b.lines) > 0 && rowsAbove(height, len(b.lines)) < height:
		title, rows := "", rowsAbove(height, len(b.lines))
		if row, ok := b.Current(); ok && b.Title != nil {
			title = b.Title(row)
		}
		list := b.Table.View(th, width, rows)
		room := height - rows - 1
		text := cut(pane(Pane{Theme: th, Width: width, Height: room, Below: true}), th, width, room, all)
		below := []string{list, Rule(th, title, width)}
		if room > 0 {
			below = append(below, Clip(text, width, room))
		}
		lines = append(lines, below...)
	default:
		lines = append(lines, b.Table.View(th, width, height))
	}
	return strings.Join(lines, "\n") // each is as wide and as high as it should be
}

// cut returns the first lines that fit; the last of them gives the number of the others, and how to see them.
func cut(lines []string, th *theme.Theme, width, height int, how string) string {
	if rest := len(lines) - height + 1; rest > 1 && height > 0 {
		more := th.Fit(fmt.Sprintf(" %d more lines%s", rest, how), width)
		lines = append(lines[:height-1:height-1], th.Dim.Render(more))
	}
	return strings.Join(lines, "\n")
}
