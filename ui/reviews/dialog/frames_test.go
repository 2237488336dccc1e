package dialog

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/uitest"
)

func signOff() *signing {
	assignment := campaign.AssignmentSummary{
		Reviewer: "p.lang@example.com", Items: 72, Bulk: 9, Fast: 3, Undecided: make([]string, 12),
		Counts: map[campaign.Verdict]int{campaign.Certify: 48, campaign.Reduce: 2, campaign.Revoke: 10, campaign.Undecided: 12},
	}
	by := record.Actor{Email: "p.lang@example.com", Assurance: record.Declared}
	return newSigning(campaign.Summary{Name: "Q4 2026 access review"}, assignment, assured(by, ""), func(s string) tea.Msg { return s })
}

func TestSignOffFrames(t *testing.T) {
	for name, size := range map[string][2]int{"80x24": {80, 24}, "160x45": {160, 45}} {
		t.Run(name, func(t *testing.T) {
			var stack overlay.Stack
			stack.Push(signOff())
			lines := strings.Split(ansi.Strip(stack.View(theme.New(true, true), "", size[0], size[1])), "\n")
			for i := range lines {
				lines[i] = strings.TrimRight(lines[i], " ")
			}
			uitest.Golden(t, strings.Join(lines, "\n")+"\n")
		})
	}
}

// TestTheStatementAndTheSignerAreAlwaysInSight holds the dialog to its room, and to what must be read before signing.
func TestTheStatementAndTheSignerAreAlwaysInSight(t *testing.T) {
	for _, unicode := range []bool{true, false} {
		th := theme.New(true, unicode)
		for w := 36; w <= 84; w += 3 {
			for h := 7; h <= 40; h++ {
				what := fmt.Sprintf("%d×%d, unicode %v", w, h, unicode)
				frame := ansi.Strip(signOff().View(th, w, h))
				lines := strings.Split(frame, "\n")
				if len(lines) > h {
					t.Fatalf("%s: %d lines", what, len(lines))
				}
				for _, line := range lines {
					if ansi.StringWidth(line) > w {
						t.Fatalf("%s: %q is too wide", what, line)
					}
				}
				seen := frame
				s := signOff()
				for s.View(th, w, h); !s.text.Read(); seen += "\n" + ansi.Strip(s.View(th, w, h)) { // what does not fit is read first
					if result, _ := s.Update(tea.KeyPressMsg{Code: tea.KeyEnter}); result.Closed {
						t.Fatalf("%s: signed unread", what)
					}
					s.Update(tea.KeyPressMsg{Code: tea.KeyDown})
				}
				seen = strings.Join(strings.Fields(seen), " ")
				for _, want := range []string{"I have reviewed", "signed by", "p.lang@example.com"} {
					if !strings.Contains(seen, want) {
						t.Fatalf("%s: %q is missing:\n%s", what, want, frame)
					}
				}
				if result, _ := s.Update(tea.KeyPressMsg{Code: tea.KeyEnter}); !result.Closed {
					t.Fatalf("%s: not signed", what)
				}
			}
		}
	}
}

func TestTheStatementCanBeReplacedAndPasted(t *testing.T) {
	s := signOff()
	s.Update(tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl})
	s.Update(tea.PasteMsg{Content: "Done,\n\x1b[2Jwith "})
	for _, r := range "care" {
		s.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	result, _ := s.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	if want := "Done, ␛[2Jwithcare"; !result.Closed || result.Action != want {
		t.Errorf("closed %v with %q, want %q", result.Closed, result.Action, want)
	}
}

func TestLongListsOfNamesAreCutAndCounted(t *testing.T) {
	if got := strings.Join(shorten([]string{"a", "b", "c", "d"}), " "); got != "a b c d" {
		t.Error(got)
	}
	if got := strings.Join(shorten([]string{"a", "b", "c", "d", "e"}), " "); got != "a b c 2 more" {
		t.Error(got)
	}
}
