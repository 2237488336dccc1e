package widget_test

import (
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// newForm makes a form of a text, a choice, a field with its own keys and a hidden text.
func newForm(pressed *[]string) *widget.Form {
	f := &widget.Form{Title: "Order", Fields: []widget.Field{
		widget.Text("name", "what to call it", "first"),
		widget.Choose("size", []string{"small", "middle", "large"}, "middle"),
		{
			Label: "colour", Show: func(*theme.Theme, int) string { return "red" },
			Press: func(press tea.KeyPressMsg) (bool, tea.Cmd) {
				*pressed = append(*pressed, press.String())
				return press.String() != "enter", nil
			},
		},
		widget.Text("secret", "shown as stars", ""),
	}}
	f.Fields[3].Input.Hide()
	f.Fields[0].Notes = func(th *theme.Theme, width int) []string { return widget.Block(th, th.Dim, "a note", width) }
	return f
}

func TestFormKeysMoveChooseSaveAndLeave(t *testing.T) {
	var pressed []string
	f := newForm(&pressed)
	for i, step := range []struct {
		key   string
		event widget.Event
		at    int
		value string // of the field that had the focus
	}{
		{"up", widget.Moved, 3, "first"},
		{"x", widget.Changed, 3, "x"},
		{"tab", widget.Moved, 0, "x"},
		{"y", widget.Changed, 0, "firsty"},
		{"left", widget.Moved, 0, "firsty"},
		{"enter", widget.Moved, 1, "firsty"},
		{"right", widget.Changed, 1, "large"},
		{"l", widget.Changed, 1, "small"},
		{"h", widget.Changed, 1, "large"},
		{"space", widget.Changed, 1, "small"},
		{"q", widget.Moved, 1, "small"},
		{"down", widget.Moved, 2, "small"},
		{"q", widget.Changed, 2, ""},
		{"shift+tab", widget.Moved, 1, ""},
		{"down", widget.Moved, 2, "small"},
		{"enter", widget.Moved, 3, ""},
		{"ctrl+s", widget.Save, 3, "x"},
		{"esc", widget.Leave, 3, "x"},
		{"enter", widget.Save, 3, "x"},
	} {
		at := f.At
		event, _ := f.Update(keymap.Press(step.key))
		if event != step.event || f.At != step.at || f.Value(at) != step.value {
			t.Fatalf("step %d, %s: event %d at %d, field %d is %q; want %+v", i, step.key, event, f.At, at, f.Value(at), step)
		}
	}
	if got := strings.Join(pressed, " "); got != "q enter" {
		t.Errorf("the field's own keys were %q", got)
	}
}

func TestFormPasteReachesOnlyATextWithTheFocus(t *testing.T) {
	f := newForm(new([]string))
	for f.At = range f.Fields {
		before := f.Value(f.At)
		event, _ := f.Update(tea.PasteMsg{Content: "pasted\n"})
		text := f.Fields[f.At].Input != nil
		if got := f.Value(f.At); text != (event == widget.Changed) || text != (got == before+"pasted") || !text && got != before {
			t.Errorf("field %d: event %d, %q after %q", f.At, event, got, before)
		}
	}
}

func TestFormShowsARefusalAtItsFieldUntilSomethingChanges(t *testing.T) {
	f := newForm(new([]string))
	f.At = 3
	f.Refuse(0, errors.New("that name is taken\x1b[2J"), "take another")
	drawn := func() string {
		return ansi.Strip(strings.Join(f.Lines(theme.New(true, true), 60), "\n"))
	}
	lines := strings.Split(drawn(), "\n")
	if f.At != 0 || !strings.Contains(lines[1], "! that name is taken") || !strings.Contains(lines[2], "take another") {
		t.Errorf("at %d:\n%s", f.At, drawn())
	}
	if text := drawn(); strings.Contains(text, "a note") || strings.Contains(text, "\x1b") {
		t.Errorf("the note stands beside the refusal, or it is not clean:\n%q", text)
	}
	f.Update(keymap.Press("tab"))
	if !strings.Contains(drawn(), "taken") {
		t.Errorf("moving took the refusal away:\n%s", drawn())
	}
	f.Update(keymap.Press("right"))
	if text := drawn(); strings.Contains(text, "taken") || strings.Contains(text, "another") || !strings.Contains(text, "a note") {
		t.Errorf("a change left the refusal:\n%s", text)
	}
}

// TestFormIsExactAndKeepsTheFocusInSight draws it in any size, with a refusal of several lines at the focus.
func TestFormIsExactAndKeepsTheFocusInSight(t *testing.T) {
	f := newForm(new([]string))
	f.Fields[3].Input.SetValue("hunter2")
	f.Saving, f.Warning = "saving…", "mind the gap"
	aside := func(width int, _ bool) []string { return []string{strings.Repeat("aside ", 40), "more"} }
	for _, unicode := range []bool{true, false} {
		th := theme.New(true, unicode)
		for _, width := range []int{30, 60, 111, 112, 200} {
			for _, height := range []int{1, 3, 7, 14, 30, 60} {
				for at := range f.Fields {
					f.Refuse(at, errors.New(strings.Repeat("no ", 60)), "")
					frame := ansi.Strip(f.View(th, width, height, aside))
					lines := strings.Split(frame, "\n")
					focus := false
					for _, line := range lines {
						focus = focus || strings.HasPrefix(line, " "+th.Cursor+" "+f.Fields[at].Label)
						if ansi.StringWidth(line) != width {
							t.Fatalf("%d×%d: %d cells: %q", width, height, ansi.StringWidth(line), line)
						}
					}
					if len(lines) != height || !focus || strings.Contains(frame, "hunter2") {
						t.Fatalf("%d×%d, field %d: %d lines, focus %v:\n%s", width, height, at, len(lines), focus, frame)
					}
				}
			}
		}
	}
}
