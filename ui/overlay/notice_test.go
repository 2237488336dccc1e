package overlay_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/theme"
)

func TestNoticeStaysUntilItIsClosed(t *testing.T) {
	n := &overlay.Notice{Title: "Head code", Code: "7f3a9-1c2e4-0b77d-91a3f", Text: strings.Repeat("what it is for ", 9)}
	th := theme.New(true, true)
	for w := 36; w <= 84; w += 12 {
		for h := 1; h <= 20; h++ {
			frame := ansi.Strip(n.View(th, w, h))
			if !strings.Contains(frame, n.Code) || len(strings.Split(frame, "\n")) > h {
				t.Fatalf("%d×%d:\n%s", w, h, frame)
			}
		}
	}
	if result, _ := n.Update(tea.KeyPressMsg{Code: 'x', Text: "x"}); result.Closed {
		t.Error("any key closes it")
	}
	result, cmd := n.Update(tea.KeyPressMsg{Code: 'c', Text: "c"})
	if result.Closed || cmd == nil || !strings.Contains(ansi.Strip(n.View(th, 60, 9)), "handed to the terminal") {
		t.Error("c does not copy")
	}
	if result, _ := n.Update(tea.KeyPressMsg{Code: tea.KeyEnter}); !result.Closed || result.Action != nil {
		t.Error("enter does not close it")
	}
}
