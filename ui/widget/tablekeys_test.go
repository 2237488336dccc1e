package widget_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/widget"
)

func TestTableKeys(t *testing.T) {
	tab := newTable()
	tab.SetGroups([]widget.Group[person]{{ID: "all", Label: "all", Rows: people(100)}})
	tab.View(th, 80, 21) // 20 lines of rows
	for _, c := range []struct {
		msg  tea.Msg
		want string
	}{
		{tea.KeyPressMsg{Code: 'j', Text: "j"}, "user00001@example.com"},
		{tea.KeyPressMsg{Code: tea.KeyUp}, "user00000@example.com"},
		{tea.KeyPressMsg{Code: 'd', Mod: tea.ModCtrl}, "user00010@example.com"},
		{tea.KeyPressMsg{Code: tea.KeyPgDown}, "user00030@example.com"},
		{tea.MouseWheelMsg{Button: tea.MouseWheelDown}, "user00033@example.com"},
		{tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}, "user00034@example.com"},
		{tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl}, "user00024@example.com"},
		{tea.KeyPressMsg{Code: 'G', Text: "G", Mod: tea.ModShift, ShiftedCode: 'G'}, "user00099@example.com"},
		{tea.KeyPressMsg{Code: 'g', Text: "g"}, "heading all"},
		{tea.KeyPressMsg{Code: tea.KeyEnter}, "heading all"},
	} {
		if !tab.Update(c.msg) {
			t.Errorf("%v is not taken", c.msg)
		}
		if got := current(tab); got != c.want {
			t.Errorf("after %v on %s, want %s", c.msg, got, c.want)
		}
	}
	if !tab.Folded("all") || !tab.IsMarked("user00033@example.com") {
		t.Error("enter does not fold or space does not mark")
	}
	tab.ToggleFold("all")
	tab.Move(1)
	if tab.Update(tea.KeyPressMsg{Code: tea.KeyEnter}) {
		t.Error("enter on a row is the screen's")
	}
}
