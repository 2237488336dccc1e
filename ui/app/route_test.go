package app

import (
	"errors"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/uitest"
)

func (o *office) section() screen.Section { return o.app.tabs[o.app.front].section }

func (o *office) wants(section screen.Section) {
	o.t.Helper()
	if got := o.section(); got != section {
		o.t.Errorf("in %s, want %s", got, section)
	}
}

func (o *office) shows(text string) {
	o.t.Helper()
	if frame := o.frame(); !strings.Contains(frame, text) {
		o.t.Errorf("%q is not to be seen in\n%s", text, frame)
	}
}

// quits reports whether the key ends the app.
func (o *office) quits(name string) bool {
	_, cmd := o.app.Update(keymap.Press(name))
	if cmd == nil || uitest.Waits(cmd) {
		return false
	}
	_, quit := cmd().(tea.QuitMsg)
	return quit
}

func ready(t *testing.T) *office {
	o := newOffice(t, true)
	o.sync()
	o.start(100, 30)
	return o
}

func TestSections(t *testing.T) {
	o := ready(t)
	for _, step := range []struct {
		key  string
		want screen.Section
	}{
		{"2", screen.Access},
		{"tab", screen.Reviews},
		{"4", screen.Elevations},
		{"tab", screen.Evidence},
		{"6", screen.Journal},
		{"tab", screen.Home},
		{"shift+tab", screen.Journal},
		{"ctrl+o", screen.Home},
		{"ctrl+o", screen.Journal},
		{"ctrl+o", screen.Evidence},
		{"ctrl+o", screen.Elevations},
		{"ctrl+o", screen.Reviews},
		{"ctrl+o", screen.Access},
		{"ctrl+o", screen.Home},
		{"ctrl+o", screen.Home},
	} {
		o.press(step.key)
		o.wants(step.want)
	}
	o.shows("q quits")
}

func TestTypingTakesTheKeysOfTheRoot(t *testing.T) {
	o := ready(t)
	o.press("2", "/")
	if o.quits("q") {
		t.Error("q quits while the filter is typed")
	}
	o.press("4", "?", ":")
	o.wants(screen.Access)
	o.shows("q4?:")
	if !o.quits("ctrl+c") {
		t.Error("ctrl+c does not quit while the filter is typed")
	}
	o.press("esc")
	o.wants(screen.Access)
	if strings.Contains(o.frame(), "q4?:") {
		t.Error("esc left the filter there")
	}
	o.press("esc")
	o.wants(screen.Access)
	o.shows("nothing to close; ctrl+o goes back to where you were")
}

func TestEscClosesOneThingAtATime(t *testing.T) {
	o := ready(t)
	o.press("2", "/", "a", "enter", "f")
	for _, still := range []string{"Show only", " / a"} {
		o.shows(still)
		o.press("esc")
		o.wants(screen.Access)
	}
	o.press("esc")
	o.wants(screen.Access)
	o.press("ctrl+o")
	o.wants(screen.Home)
}

func TestDialogsTakeAllKeys(t *testing.T) {
	o := ready(t)
	o.press("?")
	o.press("2")
	o.wants(screen.Home)
	if !o.quits("ctrl+c") {
		t.Error("ctrl+c does not quit over a dialog")
	}
	if o.quits("q") {
		t.Error("q over the help quits the app")
	}
	if !o.app.overlays.Empty() {
		t.Error("q did not close the help")
	}
	if !o.quits("q") {
		t.Error("q does not quit")
	}
}

func TestPaletteDoesWhatTheKeyDoes(t *testing.T) {
	o := ready(t)
	for _, open := range []string{":", "ctrl+p"} {
		o.press("1", open)
		o.write("Journal")
		o.press("enter")
		o.wants(screen.Journal)
	}
	o.press("2", ":")
	o.write("order")
	o.press("enter")
	o.shows("by role")
}

func TestDisabledKeysSayWhy(t *testing.T) {
	o := ready(t)
	o.press("c")
	o.shows("connect: the environment says which key to use")
	if !o.app.overlays.Empty() {
		t.Error("a disabled key did something")
	}
	o.press("j")
	if strings.Contains(o.frame(), "the environment says") {
		t.Error("the next key did not clear the line")
	}
}

func TestErrorsShowTheirWayOut(t *testing.T) {
	o := ready(t)
	o.send(screen.Failed{Err: fault.New(fault.Refused, "that is your own access").WithHint("give it to somebody else with: w")})
	o.shows("! that is your own access")
	o.shows("give it to somebody else with: w")
}

// TestNoScreenHidesAKeyOfTheRoot holds the screens to what is promised everywhere; esc alone may be theirs. And every
// key that the palette can press is the key that is named.
func TestNoScreenHidesAKeyOfTheRoot(t *testing.T) {
	o := ready(t)
	for i, tb := range o.app.tabs {
		o.app.front = i
		for _, b := range append(o.app.numbers(), o.app.global.next, o.app.global.previous, o.app.global.palette, o.app.global.help, o.app.global.quit, o.app.global.interrupt, o.app.global.suspend) {
			for _, k := range b.Keys() {
				if own, taken := keymap.Find(tb.screen.Keys(), keymap.Press(k)); taken {
					t.Errorf("%s takes %s for %q", tb.section, k, own.Help().Desc)
				}
			}
		}
		for _, g := range o.app.groups() {
			for _, b := range g.Keys {
				for _, k := range b.Keys() {
					if !key.Matches(keymap.Press(k), b.Binding) {
						t.Errorf("%s: the palette cannot press %s", tb.section, k)
					}
				}
			}
		}
	}
}

func TestGoesStraightIntoACampaign(t *testing.T) {
	o := ready(t)
	id := o.campaign("Q4 2026 access review", o.clock.Now().AddDate(0, 0, 7))
	o.open()
	o.app.start = o.app.visit(screen.Navigate{Section: screen.Reviews, Campaign: id})
	o.start(100, 30)
	o.wants(screen.Reviews)
	o.shows("of 182")
}

// sheet is a screen with something to come back to.
type sheet struct{ screen.Screen }

func (sheet) Resume() string { return "q4-1f3c" }

func TestOnlyWhatIsInFrontIsResumed(t *testing.T) {
	o := ready(t)
	o.app.tabs[2].screen = sheet{o.app.tabs[2].screen}
	if got := o.app.resume(); got != "" {
		t.Errorf("on Home it would resume %q", got)
	}
	o.press("3")
	if got := o.app.resume(); got != "q4-1f3c" {
		t.Errorf("it would resume %q", got)
	}
}

func TestRootHearsOfOtherProcesses(t *testing.T) {
	o := ready(t)
	o.press("6")
	o.shows(" 4 lines ") // the first sync adopts the settings and reads the audit log
	o.sync()             // as another process would
	o.run(o.app.look())
	o.shows("5 lines")
}

func TestRecordInTroubleIsSaidOnce(t *testing.T) {
	o := ready(t)
	damaged := mark{err: errors.New("line 3 does not check out"), read: true}
	o.send(damaged)
	o.shows("line 3 does not check out")
	o.press("j")
	o.send(damaged)
	if strings.Contains(o.frame(), "line 3") {
		t.Error("it is said again and again")
	}
}

func TestAnOlderAnswerChangesNothing(t *testing.T) {
	o := ready(t)
	o.send(stood{gen: o.app.standing.gen - 1})
	o.shows("connected")
}
