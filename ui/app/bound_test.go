package app

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/ui/keymap"
)

func TestChosenKeysAreShownAndWork(t *testing.T) {
	o := newOffice(t, true)
	o.sync()
	o.app = newModel(o.env, o.Workspace, look{dark: true, unicode: true, bound: keymap.Choice{
		"filter": {"ctrl+f"}, "help": {"f"}, "hints": {"?"}, "down": {"n"}, "ask-for-a-role": {"j"},
	}})
	o.start(120, 35)
	o.press("2")
	if frame := o.frame(); !strings.Contains(frame, "ctrl+f filter") || strings.Contains(frame, "/ filter") {
		t.Errorf("the footer shows\n%s", frame)
	}
	at := o.frame()
	o.press("n")
	if o.frame() == at {
		t.Error("n does not move down")
	}
	o.press("f")
	if frame := o.frame(); !strings.Contains(frame, "Keys in Access") || !strings.Contains(frame, "n/↓") {
		t.Errorf("f does not open the help with the chosen keys:\n%s", frame)
	}
	o.press("esc", "ctrl+f")
	if !o.app.screen().Typing() {
		t.Error("ctrl+f does not start the filter")
	}
	o.press("esc", "/")
	if o.app.screen().Typing() {
		t.Error("/ still starts the filter")
	}
	o.press(":")
	for _, k := range "filter" {
		o.press(string(k))
	}
	if frame := o.frame(); !strings.Contains(frame, "ctrl+f") {
		t.Errorf("the palette shows\n%s", frame)
	}
	o.press("enter")
	if !o.app.screen().Typing() {
		t.Error("the palette does not start the filter")
	}
}
