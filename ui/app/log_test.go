package app

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/screen"
)

// TestTheLogTellsWhatWasDone syncs, decides and hears something, and reads all of it with !.
func TestTheLogTellsWhatWasDone(t *testing.T) {
	o := reviewer(t)
	o.send(tea.WindowSizeMsg{Width: 160, Height: 45})
	o.send(screen.Notify{Text: "said a while ago"})
	o.press("c", "!")
	frame := o.frame()
	for _, want := range []string{"Log: requests, acts and messages", "said a while ago", "tuar decide ", "--certify"} {
		if !strings.Contains(frame, want) {
			t.Errorf("no %q in\n%s", want, frame)
		}
	}
	for _, r := range "decide" {
		o.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	o.press("enter")
	if frame := o.frame(); !strings.Contains(frame, "This command does the same") || !strings.Contains(frame, "c copy") {
		t.Errorf("it cannot be copied:\n%s", frame)
	}
	o.press("esc", "esc")
	o.press("1", "S", "!")
	frame = o.frame()
	for _, want := range []string{"GET /", "200", " ms"} {
		if !strings.Contains(frame, want) {
			t.Errorf("no %q in\n%s", want, frame)
		}
	}
	for _, secret := range []string{"page_token", "Bearer", o.key.Secret} {
		if strings.Contains(frame, secret) {
			t.Errorf("%s is shown", secret)
		}
	}
}
