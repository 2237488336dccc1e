package widget_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

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
