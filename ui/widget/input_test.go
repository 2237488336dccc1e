package widget_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

func TestInput(t *testing.T) {
	th, in := theme.New(true, true), widget.NewInput("type to filter")
	if got := ansi.Strip(in.View(th, "/ ", 20)); got != "/ type to filter    " {
		t.Errorf("empty: %q", got)
	}
	for _, r := range "own" {
		in.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	in.Update(tea.PasteMsg{Content: " er\u202e\nx\n"})
	if got, want := in.Value(), "owner⟨U+202E⟩ x"; got != want {
		t.Errorf("value %q, want %q", got, want)
	}
	if got := ansi.Strip(in.View(th, "/ ", 8)); ansi.StringWidth(got) != 8 || !strings.Contains(got, " x") {
		t.Errorf("narrow: %q does not show the end where the cursor is", got)
	}
	in.Hide()
	if got := ansi.Strip(in.View(th, "", 20)); strings.Contains(got, "owner") {
		t.Errorf("hidden text is shown: %q", got)
	}
}
