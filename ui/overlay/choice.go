package overlay

import (
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Entry is one line of a Choice.
type Entry struct {
	Name     string
	Note     string  // what helps choosing
	Key      string  // the key that does the same from the screen
	Disabled string  // why it cannot be chosen now; "" if it can
	Action   tea.Msg // what choosing it does
}

// Choice picks one of several entries: type to filter by words, arrows to move, enter or a second click to choose.
// Entries that cannot be chosen stay in their place and say why.
type Choice struct {
	title string
	input *widget.Input
	table *widget.Table[numbered]
	total int
	wide  int // cells of the widest entry

	narrow func(text string) // shows the entries that fit the text
}

type numbered struct {
	Entry
	n int
}

const most = 16 // entries in sight

// NewChoice makes a choice with the cursor on the first entry.
func NewChoice(title string, entries []Entry) *Choice {
	rows := make([]numbered, len(entries))
	shortcut, wide := false, 0
	for i, e := range entries {
		rows[i] = numbered{e, i}
		wide = max(wide, ansi.StringWidth(e.Name)+ansi.StringWidth(note(rows[i]))+ansi.StringWidth(e.Key))
		shortcut = shortcut || e.Key != ""
	}
	look := func(th *theme.Theme, e numbered) lipgloss.Style {
		if e.Disabled != "" {
			return th.Dim
		}
		return th.Text
	}
	dim := func(th *theme.Theme, _ numbered) lipgloss.Style { return th.Dim }
	columns := []widget.Column[numbered]{
		{Least: 8, Most: 32, Cell: func(e numbered) string { return e.Name }, Style: look},
		{Least: 8, Cell: note, Style: dim},
	}
	t := widget.NewTable(
		func(e numbered) string { return strconv.Itoa(e.n) },
		func(e numbered) string { return e.Name + " " + e.Note + " " + e.Key }, columns...)
	t.Header, t.Empty = false, "nothing matches"
	t.SetRows(rows)
	c := &Choice{title, widget.NewInput("type to filter"), t, len(entries), wide, t.SetFilter}
	if shortcut {
		c.keyed()
	}
	return c
}

// keyed adds the column of keys, which is there at every width.
func (c *Choice) keyed() {
	c.table.Columns = append(c.table.Columns, widget.Column[numbered]{
		Cut: widget.Whole, Right: true, Cell: func(e numbered) string { return e.Key },
		Style: func(th *theme.Theme, _ numbered) lipgloss.Style { return th.Dim },
	})
}

func note(e numbered) string {
	if e.Disabled != "" {
		return "not now: " + e.Disabled
	}
	return e.Note
}

// Select puts the cursor on entry n, counted from 0.
func (c *Choice) Select(n int) { c.table.To(strconv.Itoa(n)) }

// Heading implements Dialog.
func (c *Choice) Heading() string { return c.title }

// Keys implements Dialog.
func (c *Choice) Keys() []key.Binding {
	return []key.Binding{hint("↑/↓", "move"), hint("enter", "choose")}
}

// Typing implements Writer.
func (c *Choice) Typing() bool { return true }

// Update implements Dialog.
func (c *Choice) Update(msg tea.Msg) (Result, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		c.table.Wheel(msg)
		return Result{}, nil
	case tea.MouseClickMsg:
		if before, _ := c.table.Current(); c.table.Click(msg.Y - 1) {
			if e, _ := c.table.Current(); e.n == before.n {
				return c.choose(), nil
			}
		}
		return Result{}, nil
	case tea.KeyPressMsg:
		switch msg.String() {
		case "up", "ctrl+p":
			c.table.Move(-1)
		case "down", "ctrl+n":
			c.table.Move(1)
		case "pgup":
			c.table.Move(-c.table.Page())
		case "pgdown":
			c.table.Move(c.table.Page())
		case "enter":
			return c.choose(), nil
		default:
			return Result{}, c.filter(msg)
		}
		return Result{}, nil
	}
	return Result{}, c.filter(msg)
}

func (c *Choice) choose() Result {
	if e, ok := c.table.Current(); ok && e.Disabled == "" {
		return Done(e.Action)
	}
	return Result{}
}

func (c *Choice) filter(msg tea.Msg) tea.Cmd {
	before := c.input.Value()
	cmd := c.input.Update(msg)
	if query := c.input.Value(); query != before {
		c.narrow(query)
		c.table.Top()
	}
	return cmd
}

// View implements Dialog. The height stays the same while the filter narrows the entries. Where a line is too narrow
// for the entry under the cursor, all of it stands below.
func (c *Choice) View(th *theme.Theme, width, height int) string {
	var whole []string
	if e, ok := c.table.Current(); ok && c.wide > width-6 {
		whole = th.Block(e.Name+"  "+note(e), width)
		whole = whole[:max(0, min(len(whole), height-3))]
	}
	lines := []string{c.input.View(th, "/ ", width)}
	if rows := min(height-1-len(whole), max(c.total, 1), most); rows > 0 {
		lines = append(lines, c.table.View(th, width, rows))
	}
	return strings.Join(append(lines, whole...), "\n")
}

// At puts the cursor on the entry of that place, and returns the choice.
func (c *Choice) At(n int) *Choice {
	c.table.To(strconv.Itoa(n))
	return c
}
