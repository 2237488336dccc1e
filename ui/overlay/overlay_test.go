package overlay_test

import (
	"fmt"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/theme"
)

type chosen string // the Action of the tests

func press(s *overlay.Stack, keys ...string) overlay.Result {
	var result overlay.Result
	for _, k := range keys {
		result, _ = s.Update(keymap.Press(k))
	}
	return result
}

func open(d overlay.Dialog) *overlay.Stack {
	s := &overlay.Stack{}
	s.Push(d)
	return s
}

// draw is what is on the screen, without styles and without the blanks at the ends of lines.
func draw(s *overlay.Stack, width, height int) string {
	view := ansi.Strip(s.View(theme.New(true, true), "", width, height))
	var lines []string
	for line := range strings.SplitSeq(view, "\n") {
		if line = strings.TrimRight(line, " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func shows(t *testing.T, s *overlay.Stack, want string) {
	t.Helper()
	if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), draw(s, 60, 16)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestDialogsHaveTheSizeOfTheScreen draws every dialog over a busy screen into all sizes, also after keys and pastes.
func TestDialogsHaveTheSizeOfTheScreen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unicode := rapid.Bool().Draw(t, "unicode")
		th := theme.New(rapid.Bool().Draw(t, "dark"), unicode)
		wild := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "山田 🚀", "a\nb\x1b[2J", strings.Repeat("many words ", 30)}))
		texts := rapid.SliceOfN(wild, 0, 40).Draw(t, "texts")
		text := wild.Draw(t, "text")
		var entries []overlay.Entry
		var keys []key.Binding
		for i, s := range texts {
			entries = append(entries, overlay.Entry{Name: s, Note: text, Key: fmt.Sprint(i), Disabled: []string{"", "closed"}[i%2]})
			keys = append(keys, key.NewBinding(key.WithKeys("x"), key.WithHelp(s, text)))
		}
		dialog := rapid.SampledFrom([]overlay.Dialog{
			&overlay.Confirm{Title: text, Question: text, Details: texts, Danger: true, Yes: text},
			&overlay.Confirm{Question: text, Details: texts, Count: 143},
			&overlay.Prompt{Title: text, Label: text, Hint: text, Canned: texts, Action: func(string) tea.Msg { return nil }},
			overlay.NewChoice(text, entries),
			&overlay.Help{Title: text, Groups: []overlay.HelpGroup{{Title: text, Keys: keys}, {Title: "moving", Keys: keys}}},
		}).Draw(t, "dialog")
		s := open(dialog)
		screen := strings.Repeat(th.Good.Render(strings.Repeat(th.Clean(text)+"山b", 40))+"\n", 60)
		for range rapid.IntRange(1, 4).Draw(t, "steps") {
			width := rapid.OneOf(rapid.IntRange(1, 170), rapid.SampledFrom([]int{60, 80, 160})).Draw(t, "width")
			height := rapid.OneOf(rapid.IntRange(1, 50), rapid.SampledFrom([]int{16, 24, 45})).Draw(t, "height")
			exact(t, s.View(th, screen, width, height), width, height)
			press(s, rapid.SampledFrom([]string{"down", "a", "1", "left"}).Draw(t, "key"))
			s.Update(tea.PasteMsg{Content: text})
			s.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
			s.Update(tea.MouseClickMsg{X: width / 2, Y: height / 2})
		}
	})
}

func exact(t *rapid.T, view string, width, height int) {
	t.Helper()
	lines := strings.Split(view, "\n")
	if len(lines) != height {
		t.Errorf("%d lines, want %d", len(lines), height)
	}
	for i, line := range lines {
		if got := ansi.StringWidth(line); got != width {
			t.Errorf("line %d is %d cells wide, want %d: %q", i, got, width, ansi.Strip(line))
		}
	}
}

func TestTheScreenStaysVisibleAround(t *testing.T) {
	s := open(&overlay.Confirm{Title: "Quit", Question: "Leave?"})
	screen := strings.Repeat(strings.Repeat("山", 40)+"\n", 16)
	lines := strings.Split(ansi.Strip(s.View(theme.New(true, true), screen, 61, 16)), "\n")
	for y, want := range map[int]string{
		0: strings.Repeat("山", 30) + " ",
		4: "山╭─ Quit ────────────────────────────────────────────────╮  ",
		5: "山│ Leave?                                                │  ",
	} {
		if lines[y] != want {
			t.Errorf("line %d is\n%q, want\n%q", y, lines[y], want)
		}
	}
}

func TestEscAlwaysCancelsTheTopmostOnly(t *testing.T) {
	s := open(overlay.NewChoice("Commands", nil))
	s.Push(&overlay.Confirm{Count: 3, Action: chosen("yes")})
	for range 2 {
		if got := press(s, "esc"); !got.Closed || got.Action != nil {
			t.Errorf("esc gives %v", got)
		}
	}
	if !s.Empty() {
		t.Error("a dialog is still open")
	}
}

func TestWants(t *testing.T) {
	s := &overlay.Stack{}
	if s.Wants(keymap.Press("x")) {
		t.Error("an empty stack takes keys")
	}
	s.Push(&overlay.Confirm{})
	for _, msg := range []tea.Msg{keymap.Press("x"), tea.PasteMsg{}, tea.MouseClickMsg{}} {
		if !s.Wants(msg) {
			t.Errorf("%T goes to the screen behind the dialog", msg)
		}
	}
	if s.Wants(chosen("sync done")) {
		t.Error("the dialog keeps a result from the screen")
	}
}

func TestUnaskedDialogWaitsForQuiet(t *testing.T) {
	t.Parallel()
	s := &overlay.Stack{}
	timers := s.PushUnasked(&overlay.Confirm{Action: chosen("yes")})().(tea.BatchMsg)
	_, again := s.Update(keymap.Press("y"))
	s.Update(timers[0]()) // quiet since it opened: no longer true
	if got := press(s, "y"); got.Closed {
		t.Fatal("a key meant for the screen answered")
	}
	s.Update(again()) // overtaken by the second y
	if got := press(s, "esc"); got.Closed {
		t.Fatal("it listened before it was quiet")
	}
	_, again = s.Update(keymap.Press("y"))
	s.Update(again())
	if got := press(s, "y"); got.Action != chosen("yes") {
		t.Errorf("after quiet it gives %v", got)
	}
}

func TestUnaskedDialogListensInTheEnd(t *testing.T) {
	t.Parallel()
	s := &overlay.Stack{}
	timers := s.PushUnasked(&overlay.Confirm{Action: chosen("yes")})().(tea.BatchMsg)
	press(s, "j", "j")
	s.Update(timers[1]())
	if got := press(s, "y"); got.Action != chosen("yes") {
		t.Errorf("keys without end keep it deaf: %v", got)
	}
}
