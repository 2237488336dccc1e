package widget_test

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// completing makes a form of two fields; the first completes addresses.
func completing(t *testing.T, value string) *widget.Form {
	t.Helper()
	f := &widget.Form{Title: "Form", Fields: []widget.Field{widget.Text("reviewers", "", value), widget.Text("due", "", "")}}
	f.Fields[0].Rule = "e-mail addresses with commas between"
	f.Fields[0].Complete = func() []string {
		return []string{"z.recent@example.com", "a.berg@example.com", "a.lee@example.com", "m.berg@example.com"}
	}
	return f
}

func TestATextIsCompleted(t *testing.T) {
	for _, c := range []struct{ typed, keys, want string }{
		{"a", "tab", "a.berg@example.com"},
		{"a", "enter", "a.berg@example.com"},
		{"A.L", "tab", "a.lee@example.com"},
		{"lee", "tab", "a.lee@example.com"},                 // it is within
		{"berg", "ctrl+n ctrl+n tab", "m.berg@example.com"}, // another one
		{"berg", "ctrl+p tab", "m.berg@example.com"},
		{"x@example.org, m", "tab", "x@example.org,m.berg@example.com"},
		{"", "ctrl+n tab", "z.recent@example.com"},
		{"", "tab", ""}, // nothing was begun
		{"new@example.org", "enter", "new@example.org"},   // not known
		{"a.lee@example.com", "tab", "a.lee@example.com"}, // whole already
	} {
		f := completing(t, c.typed)
		for key := range strings.FieldsSeq(c.keys) {
			f.Update(keymap.Press(key))
		}
		if got := strings.ReplaceAll(f.Value(0), ", ", ","); got != c.want {
			t.Errorf("%q and %s make %q, not %q", c.typed, c.keys, got, c.want)
		}
	}
}

func TestCompletionsAndTheRuleStandBelowTheField(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}} {
		f := completing(t, "e")
		shown := f.View(theme.New(true, true), size[0], size[1], func(int, bool) []string { return nil })
		at := strings.Index(shown, "z.recent@example.com")
		if at < 0 || strings.Index(shown, "a.berg@example.com") < at || !strings.Contains(shown, "with commas between") {
			t.Errorf("at %v:\n%s", size, shown)
		}
		f.Update(keymap.Press("tab"))
		if shown = f.View(theme.New(true, true), size[0], size[1], func(int, bool) []string { return nil }); strings.Contains(shown, "berg") {
			t.Errorf("completions of another field:\n%s", shown)
		}
	}
}
