package app

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// reviewer opens the review of a campaign, with everything still to be decided in sight.
func reviewer(t *testing.T) *office {
	o := newOffice(t, true)
	o.year()
	o.start(120, 40)
	o.press("3", "enter")
	if !strings.Contains(o.frame(), "by risk") {
		t.Fatalf("this is no review:\n%s", o.frame())
	}
	return o
}

// lines is how many lines the record has.
func (o *office) lines() int {
	o.t.Helper()
	all, err := o.Journal(o.t.(*testing.T).Context())
	if err != nil {
		o.t.Fatal(err)
	}
	return len(all)
}

func unsure(o *office, keys string) {
	for _, k := range strings.Split(keys, "") {
		o.send(overlay.Unsure{Msg: keymap.Press(k)})
	}
}

// TestKeysOfABurstDecideNothing sends keys as the reader marks them when they came faster than a hand types.
func TestKeysOfABurstDecideNothing(t *testing.T) {
	o := reviewer(t)
	before := o.lines()
	unsure(o, "crauUA ")
	if got := o.lines(); got != before || !strings.Contains(o.frame(), "too fast for a hand") {
		t.Errorf("%d lines are new:\n%s", got-before, o.frame())
	}
	if strings.Contains(o.frame(), "marked") {
		t.Errorf("rows are marked:\n%s", o.frame())
	}
	unsure(o, "jj")
	o.press("c")
	if got := o.lines(); got != before+1 {
		t.Errorf("a single key gives %d lines", got-before)
	}
	unsure(o, "nrevoked by mgr")
	if got := o.lines(); got != before+1 || !strings.Contains(o.frame(), "revoked by mgr") {
		t.Errorf("%d lines are new; the text should stand in the dialog:\n%s", got-before-1, o.frame())
	}
}

// TestKeysWaitForTheDialogTheyAskedFor types on before a dialog is there.
func TestKeysWaitForTheDialogTheyAskedFor(t *testing.T) {
	o := reviewer(t)
	before := o.lines()
	_, cmd := o.app.Update(keymap.Press("s")) // the dialog reads the record first
	for _, k := range []string{"c", "r", "y", "enter", "x"} {
		o.send(keymap.Press(k))
	}
	if got := o.lines(); got != before {
		t.Fatalf("%d lines are new", got-before)
	}
	o.run(cmd)
	if got := o.lines(); got != before || !strings.Contains(o.frame(), "Sign off") {
		t.Errorf("%d lines are new:\n%s", got-before, o.frame())
	}
	o.press("esc")
	_, cmd = o.app.Update(keymap.Press("s"))
	o.press("c", "esc") // gives up waiting
	o.run(cmd)
	if !o.app.overlays.Empty() || o.lines() != before {
		t.Errorf("the dialog came all the same:\n%s", o.frame())
	}
}

// TestNothingActsUnseen presses keys in windows too small for a row, among them one that says it is 0×0.
func TestNothingActsUnseen(t *testing.T) {
	o := reviewer(t)
	before := o.lines()
	for _, size := range []window{{12, 4, true}, {0, 0, true}, {39, 40, true}, {120, 9, true}} {
		o.app.window = size
		o.press("c", "r", "A", "s", "enter", "y", "?")
		if got := o.lines(); got != before || !o.app.overlays.Empty() {
			t.Errorf("%v: %d lines are new", size, got-before)
		}
		if !strings.Contains(o.frame(), "This terminal is") {
			t.Errorf("%v: it does not say so:\n%s", size, o.frame())
		}
	}
	o.app.window = window{120, 40, true}
	o.press("c")
	if got := o.lines(); got != before+1 {
		t.Errorf("large again, %d lines are new", got-before)
	}
}

// TestKeysOfAnyLayout presses the key of c under a Russian layout, in terminals of both kinds.
func TestKeysOfAnyLayout(t *testing.T) {
	o := reviewer(t)
	before := o.lines()
	es := tea.KeyPressMsg{Code: 'с', Text: "с"}
	o.send(es)
	if got := o.lines(); got != before || !strings.Contains(o.frame(), "Latin letters") || !o.app.View().KeyboardEnhancements.ReportAllKeysAsEscapeCodes {
		t.Errorf("%d lines are new:\n%s", got-before, o.frame())
	}
	o.press("j")
	o.send(es)
	if strings.Contains(o.frame(), "Latin letters") {
		t.Error("it says so twice")
	}
	es.BaseCode = 'c'
	o.send(es)
	if got := o.lines(); got != before+1 {
		t.Errorf("with the report of the key, %d lines are new", got-before)
	}
	o.press("/")
	o.send(es)
	if !strings.Contains(o.frame(), "/ с") {
		t.Errorf("a letter of any script is text:\n%s", o.frame())
	}
}

// TestMessagesHideNothing says something long in a small window: the keys and the rows stay.
func TestMessagesHideNothing(t *testing.T) {
	o := reviewer(t)
	for _, size := range [][2]int{{40, 10}, {60, 16}, {80, 24}} {
		o.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		o.app.status.clear()
		was := strings.Split(o.frame(), "\n")
		o.send(screen.Notify{Text: strings.Repeat("a long story ", 20)})
		is := strings.Split(o.frame(), "\n")
		for i := range was {
			if (was[i] == is[i]) != (i != len(was)-2) {
				t.Errorf("%v: line %d was %q and is %q", size, i, was[i], is[i])
			}
		}
		o.press("!")
		if !strings.Contains(o.frame(), "Log:") || !strings.Contains(o.frame(), "a long story") {
			t.Errorf("%v: the whole message cannot be read:\n%s", size, o.frame())
		}
		o.press("esc")
	}
}
