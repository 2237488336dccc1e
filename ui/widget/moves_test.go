package widget_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/widget"
)

func TestBrowserMovesMarksAndFoldsByKeys(t *testing.T) {
	tab := newTable()
	tab.SetGroups([]widget.Group[person]{{ID: "all", Label: "all", Rows: people(100)}})
	list := widget.NewBrowser(tab, nil)
	list.View(th, 80, 21) // 20 lines of rows
	for _, c := range []struct{ key, want string }{
		{"j", "user00001@example.com"},
		{"up", "user00000@example.com"},
		{"ctrl+d", "user00010@example.com"},
		{"pgdown", "user00030@example.com"},
		{"wheel", "user00033@example.com"},
		{"space", "user00034@example.com"},
		{"ctrl+u", "user00024@example.com"},
		{"G", "user00099@example.com"},
		{"g", "heading all"},
		{"g", "heading all"},
		{"ctrl+f", "user00019@example.com"},
		{"ctrl+b", "heading all"},
		{"enter", "heading all"},
	} {
		if c.key == "wheel" {
			list.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
		} else if b, ok := keymap.Find(append(list.Keys(), keymap.Group{Keys: []keymap.Binding{list.Mark("")}}), keymap.Press(c.key)); ok {
			b.Do()
		}
		if got := current(tab); got != c.want {
			t.Errorf("after %s on %s, want %s", c.key, got, c.want)
		}
	}
	if !tab.Folded("all") || !tab.IsMarked("user00033@example.com") {
		t.Error("enter does not fold or space does not mark")
	}
	if list.Unmark().Do(); tab.MarkedCount() > 0 || list.Unmark().Disabled == "" {
		t.Error("the marks are not cleared")
	}
}

func TestCenterPutsTheCursorIntoTheMiddle(t *testing.T) {
	tab := newTable()
	tab.SetRows(people(100))
	tab.Header = false
	tab.View(th, 80, 21)
	for cursor, line := range map[int]int{0: 0, 50: 10, 99: 20} {
		tab.Top()
		tab.Move(cursor)
		tab.Center()
		for n, text := range strings.Split(ansi.Strip(tab.View(th, 80, 21)), "\n") {
			if at := strings.HasPrefix(text, th.Cursor); at != (n == line) {
				t.Errorf("cursor on row %d: line %d is %q", cursor, n, text)
			}
		}
	}
}
