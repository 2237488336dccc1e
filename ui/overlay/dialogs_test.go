package overlay_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/theme"
)

func revoke() *overlay.Confirm {
	return &overlay.Confirm{
		Title: "Revoke", Question: "Revoke the access of 2 people?",
		Details: []string{"a.berg@example.com  Owner", "d.ito@example.com\x1b[2J  Viewer"},
		Yes:     "revoke", Danger: true, Action: chosen("revoke"),
	}
}

func TestConfirm(t *testing.T) {
	shows(t, open(revoke()), `
  ╭─ Revoke ─────────────────────────────────────────────╮
  │ ! Revoke the access of 2 people?                     │
  │                                                      │
  │ a.berg@example.com  Owner                            │
  │ d.ito@example.com␛[2J  Viewer                        │
  │                                                      │
  │   revoke   ▸ cancel                                  │
  │                                                      │
  │ y revoke  n cancel  ←/→ choose  esc back             │
  ╰──────────────────────────────────────────────────────╯`)
	for keys, want := range map[string]tea.Msg{
		"y": chosen("revoke"), "n": nil, "enter": nil, "left enter": chosen("revoke"), "left left enter": nil,
	} {
		if got := press(open(revoke()), strings.Fields(keys)...); !got.Closed || got.Action != want {
			t.Errorf("%s gives %v, want %v", keys, got, want)
		}
	}
	if got := press(open(&overlay.Confirm{Action: chosen("ok")}), "enter"); got.Action != chosen("ok") {
		t.Errorf("enter on a harmless question gives %v", got)
	}
}

// TestNothingIsConfirmedUnread draws dialogs with more to read than fits, in all sizes: whatever is pressed, they
// confirm nothing before the last of it was in sight, and everything comes in sight on the way there.
func TestNothingIsConfirmedUnread(t *testing.T) {
	var details []string
	for i := range 30 {
		details = append(details, fmt.Sprintf("person%02d loses a role with quite a long name, and this is how that sentence ends%02d", i, i))
	}
	for name, dialog := range map[string]func() overlay.Dialog{
		"y": func() overlay.Dialog {
			return &overlay.Confirm{Question: "Remove?", Details: details, Action: chosen("go")}
		},
		"enter": func() overlay.Dialog {
			return &overlay.Confirm{Question: "Remove?", Details: details, Action: chosen("go")}
		},
		"3 0 enter": func() overlay.Dialog {
			return &overlay.Confirm{Question: "Remove?", Details: details, Count: 30, Action: chosen("go")}
		},
		"x enter": func() overlay.Dialog {
			return &overlay.Prompt{Label: strings.Join(details, " "), Action: func(string) tea.Msg { return chosen("go") }}
		},
	} {
		for _, size := range [][2]int{{40, 10}, {60, 16}, {80, 24}} {
			s := open(dialog())
			seen := draw(s, size[0], size[1])
			for last := ""; !strings.Contains(strings.Join(strings.Fields(seen), " "), "ends29"); {
				if got := press(s, strings.Fields(name)...); got.Closed || got.Action != nil {
					t.Fatalf("%s, %v: confirmed with more below:\n%s", name, size, draw(s, size[0], size[1]))
				}
				press(s, "backspace", "backspace", "down")
				now := draw(s, size[0], size[1])
				if now == last {
					t.Fatalf("%s, %v: it does not scroll:\n%s", name, size, now)
				}
				last = now
				seen += "\n" + now
			}
			for i := range 30 {
				if !strings.Contains(seen, fmt.Sprintf("ends%02d", i)) {
					t.Errorf("%s, %v: detail %d never came in sight", name, size, i)
				}
			}
			press(s, "down", "down") // the last word may not be the last line of the box
			draw(s, size[0], size[1])
			if got := press(s, strings.Fields(name)...); got.Action != chosen("go") {
				t.Errorf("%s, %v: read, and gives %v:\n%s", name, size, got, draw(s, size[0], size[1]))
			}
		}
	}
}

// TestAnUnsureKeyConfirmsNothing sends keys as they come from pasted text: they write, and choose nothing.
func TestAnUnsureKeyConfirmsNothing(t *testing.T) {
	for _, d := range []overlay.Dialog{
		&overlay.Confirm{Action: chosen("go")}, &overlay.Confirm{Count: 1, Action: chosen("go")}, &overlay.Notice{Code: "1234"},
		&overlay.Prompt{Action: func(string) tea.Msg { return chosen("go") }}, overlay.NewChoice("Which?", []overlay.Entry{{Name: "one", Action: chosen("go")}}),
	} {
		s := open(d)
		for _, k := range []string{"y", "1", "enter", "n", "o", "enter"} {
			if got, _ := s.Update(overlay.Unsure{Msg: keymap.Press(k)}); got.Closed {
				t.Errorf("%T: %s closes it with %v", d, k, got.Action)
			}
		}
		if !strings.Contains(draw(s, 60, 16), "too fast for a hand") {
			t.Errorf("%T does not say why:\n%s", d, draw(s, 60, 16))
		}
	}
	s := open(&overlay.Prompt{Action: func(text string) tea.Msg { return chosen(text) }})
	for _, k := range strings.Split("revoked", "") {
		s.Update(overlay.Unsure{Msg: keymap.Press(k)})
	}
	if got := press(s, "enter"); got.Action != chosen("revoked") {
		t.Errorf("got %v", got)
	}
}

func TestTypedCount(t *testing.T) {
	for keys, want := range map[string]tea.Msg{
		"enter": nil, "y": nil, "1 4 enter": nil, "1 4 3 enter": chosen("go"), "1 4 4 backspace 3 enter": chosen("go"),
		"1 4 3 0 enter": nil, "0 1 4 3 enter": nil,
	} {
		got := press(open(&overlay.Confirm{Count: 143, Action: chosen("go")}), strings.Fields(keys)...)
		if got.Action != want || got.Closed != (want != nil) {
			t.Errorf("%s gives %v, want %v", keys, got, want)
		}
	}
}

func reason() *overlay.Prompt {
	return &overlay.Prompt{
		Title: "Reason", Label: "Why does d.ito@example.com keep Owner?", Hint: "a few words",
		Canned: []string{"still needed", "left the company"},
		Check: func(text string) error {
			if text == "" {
				return errors.New("a reason is required")
			}
			return nil
		},
		Action: func(text string) tea.Msg { return chosen(text) },
	}
}

func TestPrompt(t *testing.T) {
	s := open(reason())
	press(s, "enter")
	shows(t, s, `
  ╭─ Reason ─────────────────────────────────────────────╮
  │ Why does d.ito@example.com keep Owner?               │
  │ > a few words                                        │
  │ ! a reason is required                               │
  │ 1  still needed                                      │
  │ 2  left the company                                  │
  │                                                      │
  │ enter done  alt+1–2 ready answers  esc back          │
  ╰──────────────────────────────────────────────────────╯`)
	if got := press(s, "alt+2", "!", "enter"); got.Action != chosen("left the company!") {
		t.Errorf("a ready answer, edited, gives %v", got)
	}
	if got := press(open(reason()), "3", "2", "enter"); got.Action != chosen("32") {
		t.Errorf("digits without a ready answer give %v", got)
	}
	s = open(reason())
	s.Update(tea.PasteMsg{Content: "moved\nteam\u202e\n"})
	if got := press(s, "enter"); got.Action != chosen("moved team⟨U+202E⟩") {
		t.Errorf("a paste gives %v", got)
	}
}

func TestSecretIsNotShown(t *testing.T) {
	s := open(&overlay.Prompt{Title: "Secret", Secret: true, Value: "hunter2", Action: func(text string) tea.Msg { return chosen(text) }})
	if view := draw(s, 60, 16); strings.Contains(view, "hunter2") || !strings.Contains(view, "*******") {
		t.Errorf("shown:\n%s", view)
	}
	if got := press(s, "enter"); got.Action != chosen("hunter2") {
		t.Errorf("enter gives %v", got)
	}
}

func commands() *overlay.Choice {
	return overlay.NewChoice("Commands", []overlay.Entry{
		{Name: "certify", Note: "keep the access", Key: "c", Action: chosen("c")},
		{Name: "revoke", Key: "r", Disabled: "the campaign is closed", Action: chosen("r")},
		{Name: "sign off", Note: "close your share", Key: "s", Action: chosen("s")},
	})
}

func TestPalette(t *testing.T) {
	s := open(commands())
	shows(t, s, `
  ╭─ Commands ───────────────────────────────────────────╮
  │ / type to filter                                     │
  │ ▸  certify  keep the access                        c │
  │    revoke   not now: the campaign is closed        r │
  │    sign off close your share                       s │
  │                                                      │
  │ ↑/↓ move  enter choose  esc back                     │
  ╰──────────────────────────────────────────────────────╯`)
	if got := press(s, "down", "enter"); got.Closed {
		t.Errorf("a disabled command gives %v", got)
	}
	if got := press(s, "down", "enter"); got.Action != chosen("s") {
		t.Errorf("the third gives %v", got)
	}
	if got := press(open(commands()), "s", "h", "a", "r", "enter"); got.Action != chosen("s") {
		t.Errorf("filtered by a word of the note: %v", got)
	}
	if got := press(open(commands()), "x", "x", "enter"); got.Closed {
		t.Errorf("nothing matches, but enter gives %v", got)
	}
}

func TestSecondClickChooses(t *testing.T) {
	s := open(commands())
	draw(s, 60, 16)
	click := tea.MouseClickMsg{X: 10, Y: 8, Button: tea.MouseLeft} // the third command
	if got, _ := s.Update(click); got.Closed {
		t.Fatal("the first click chose")
	}
	if got, _ := s.Update(click); got.Action != chosen("s") {
		t.Errorf("the second click gives %v", got)
	}
}

func TestHelpScrollsAndCloses(t *testing.T) {
	var keys []key.Binding
	for i := range 30 {
		keys = append(keys, key.NewBinding(key.WithKeys("x"), key.WithHelp(fmt.Sprintf("f%d", i), fmt.Sprintf("action %d", i))))
	}
	keys[29].SetEnabled(false)
	s := open(&overlay.Help{Title: "Keys", Groups: []overlay.HelpGroup{{Title: "All", Keys: keys}}})
	if view := draw(s, 60, 16); !strings.Contains(view, "action 0") || strings.Contains(view, "action 29") {
		t.Errorf("at the top:\n%s", view)
	}
	press(s, "G")
	if view := draw(s, 60, 16); strings.Contains(view, "action 0") || !strings.Contains(view, "action 29 (not now)") {
		t.Errorf("at the end:\n%s", view)
	}
	wide := draw(s, 120, 24)
	if !strings.Contains(wide, "action 0") || !strings.Contains(wide, "action 29") {
		t.Errorf("two columns do not show all:\n%s", wide)
	}
	if got := press(s, "?"); !got.Closed {
		t.Error("? does not close it")
	}
}

func TestPlainTerminalGetsPlainDialogs(t *testing.T) {
	th := theme.New(true, false)
	for _, d := range []overlay.Dialog{revoke(), reason(), commands()} {
		for _, r := range open(d).View(th, "", 60, 16) {
			if r > '~' {
				t.Errorf("%s draws %c", d.Heading(), r)
			}
		}
	}
}
