package widget

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/theme"
)

// browsed is a browser over four names, as somebody at the keyboard meets it.
type browsed struct {
	*Browser[string]
	t             *testing.T
	width, height int
	moved         []string // where Moved was called
}

func browse(t *testing.T, width, height int) *browsed {
	table := NewTable(func(s string) string { return s }, nil, Column[string]{Title: "name", Cut: Whole, Cell: func(s string) string { return s }})
	table.SetGroups([]Group[string]{{ID: "1", Label: "first", Rows: []string{"anna", "bert"}}, {ID: "2", Label: "second", Rows: []string{"cleo", "bertha"}}})
	b := &browsed{t: t, width: width, height: height}
	b.Browser = NewBrowser(table, func(p Pane, row string) []string {
		lines := []string{"all about " + row}
		for range 30 {
			lines = append(lines, "more")
		}
		return append(lines, "the end of "+row)
	})
	b.Title = func(row string) string { return "title of " + row }
	b.Moved = func() tea.Cmd { b.moved = append(b.moved, b.current()); return nil }
	return b
}

// press presses keys as the root does.
func (b *browsed) press(keys ...tea.KeyPressMsg) {
	b.t.Helper()
	for _, k := range keys {
		if binding, ok := keymap.Find(b.Keys(), k); ok {
			binding.Do()
		} else {
			b.Update(k)
		}
		b.frame()
	}
}

func (b *browsed) frame() string {
	b.t.Helper()
	frame := ansi.Strip(b.View(theme.New(true, true), b.width, b.height))
	lines := strings.Split(frame, "\n")
	if len(lines) != b.height {
		b.t.Fatalf("%d lines instead of %d", len(lines), b.height)
	}
	for _, line := range lines {
		if ansi.StringWidth(line) != b.width {
			b.t.Fatalf("%d cells instead of %d: %q", ansi.StringWidth(line), b.width, line)
		}
	}
	return frame
}

// shows asks that the frame holds all texts, or with "!" before it, that it does not.
func (b *browsed) shows(texts ...string) {
	b.t.Helper()
	frame := b.frame()
	for _, text := range texts {
		text, not := strings.CutPrefix(text, "!")
		if strings.Contains(frame, text) == not {
			b.t.Errorf("%q (not: %v) in\n%s", text, not, frame)
		}
	}
}

func typed(text string) (keys []tea.KeyPressMsg) {
	for _, r := range text {
		keys = append(keys, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return keys
}

var (
	esc   = tea.KeyPressMsg{Code: tea.KeyEscape}
	enter = tea.KeyPressMsg{Code: tea.KeyEnter}
	up    = tea.KeyPressMsg{Code: tea.KeyUp}
	down  = tea.KeyPressMsg{Code: tea.KeyDown}
)

func TestBrowserPutsDetailsWhereThereIsRoom(t *testing.T) {
	b := browse(t, Beside, 10)
	b.shows("▸  anna", "│all about anna", "23 more lines; enter shows all", "!title of")
	b = browse(t, Beside-1, 20)
	b.shows("▸  anna", "── title of anna ──", "\nall about anna")
	b = browse(t, Beside-1, 15) // a short list leaves room enough
	b.shows("▸  anna", "── title of anna ──", "bertha", "\nall about anna", "26 more lines")
	b = browse(t, Beside-1, 5)
	b.shows("▸  anna", "!all about")
	b.press(enter)
	b.shows("!▸", "all about anna", "1–4 of 32 lines")
	b.press(typed("G")...)
	b.shows("the end of anna")
	b.press(enter)
	b.shows("▸  anna")
}

func TestBrowserEscUndoesOneThingAfterTheOther(t *testing.T) {
	b := browse(t, 60, 12)
	b.Only("short", func(s string) bool { return len(s) < 5 })
	b.press(typed("/bert")...)
	b.shows(" / bert", "bert", "!anna", "!bertha")
	b.press(enter)
	b.shows("1 of 4 · only short · / bert")
	b.press(down)
	b.ToggleMark()
	b.press(enter)
	for _, want := range []string{"▸", "!●", "!/ bert", "!only short"} {
		if !b.Backs() {
			t.Fatal("there is nothing to undo")
		}
		b.press(esc)
		b.shows(want)
	}
	if b.Backs() {
		t.Error("there is something left to undo")
	}
	b.press(typed("/bert")...)
	b.press(esc)
	b.shows("anna", "!/ bert")
}

func TestBrowserTellsWhenAnotherRowIsCurrent(t *testing.T) {
	b := browse(t, 60, 12)
	b.frame()
	b.press(up, enter, enter, down) // to the heading, which folds and unfolds
	b.press(typed("/cleo")...)
	b.press(enter, down)
	b.Update(tea.MouseClickMsg{X: 1, Y: 0}) // the line of the filter
	b.Update(tea.MouseClickMsg{X: 1, Y: 2}) // the heading above cleo
	b.press(esc, down, down)
	if want := []string{"", "anna", "cleo", "", "cleo", "bertha"}; !slices.Equal(b.moved, want) {
		t.Errorf("it told of %q, not %q", b.moved, want)
	}
}
