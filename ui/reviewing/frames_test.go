package reviewing

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/theme"
)

// bodies are what the root leaves of the terminals.
var bodies = []struct {
	name          string
	width, height int
}{{"60x16", 60, 14}, {"80x24", 80, 21}, {"160x45", 160, 42}}

// scenes are the screen in its different states, by the keys that lead there.
var scenes = []struct {
	name string
	keys []string
}{
	{"start", nil},
	{"verdicts", []string{"c", "r", "a", "d", "enter", "n", "alt+1", "enter", "c", "g", "j"}},
	{"heading", []string{"G", "k"}},
	{"details", []string{"enter"}},
	{"reduce", []string{"d"}},
	{"filter", []string{"/", "o", "w", "n", "e", "r"}},
	{"marks", []string{"space", "j", "space", "space"}},
	{"bulk-reason", []string{"space", "space", "c"}},
	{"carry", []string{"G", "k", "c"}},
	{"hints", []string{"f"}},
	{"nothing", []string{"/", "z", "z", "z", "enter"}},
}

func TestFrames(t *testing.T) {
	o := newOffice(t)
	for _, scene := range scenes {
		w := o.window(o.me)
		for range scene.keys {
			w.draw(theme.New(true, true), 80, 21)
		}
		w.press(scene.keys...)
		w.wait(3 * time.Minute)
		for _, size := range bodies {
			t.Run(scene.name+"-"+size.name, func(t *testing.T) {
				golden.RequireEqual(t, w.draw(theme.New(true, true), size.width, size.height))
			})
		}
		if scene.name == "verdicts" {
			t.Run("ascii", func(t *testing.T) { golden.RequireEqual(t, w.draw(theme.New(true, false), 80, 21)) })
			t.Run("dark", func(t *testing.T) { golden.RequireEqual(t, w.View(theme.New(true, true), 80, 21)) })
			t.Run("light", func(t *testing.T) { golden.RequireEqual(t, w.View(theme.New(false, true), 80, 21)) })
			for w.decided > 0 {
				w.press("u")
			}
		}
	}
}

// Every frame has as many lines as asked for, none too wide, and nothing in it that moves a terminal's cursor.
func TestEveryFrameFitsEverySize(t *testing.T) {
	t.Parallel()
	o := quarterLater(t, true)
	o.open(o.workspace(o.me), torqtest.NastyNames[0]+" review", o.me, second)
	reading := New(o.window(o.me).desk, o.campaign)
	failed := o.window(o.me)
	failed.err = fmt.Errorf("line 3 of %s\x1b[2J does not check out", strings.Repeat("journal/", 30))
	screens := map[string]*Model{"reading": reading, "failed": failed.Model}
	for _, scene := range scenes {
		w := o.window(o.me)
		w.frame()
		w.press(scene.keys...)
		screens[scene.name] = w.Model
	}
	nasty := o.window(o.me)
	nasty.press("/", "\u202e", "é", "enter")
	screens["nasty filter"] = nasty.Model
	for name, m := range screens {
		for _, unicode := range []bool{true, false} {
			th := theme.New(true, unicode)
			for _, width := range []int{40, 60, 95, 96, 160, 200} {
				for _, height := range []int{1, 2, 10, 14, 17, 18, 42, 60} {
					checkFrame(t, fmt.Sprintf("%s at %d×%d, unicode %v", name, width, height, unicode), m.View(th, width, height), width, height, unicode)
				}
			}
		}
	}
}

func checkFrame(t *testing.T, what, frame string, width, height int, unicode bool) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) != height {
		t.Fatalf("%s: %d lines", what, len(lines))
	}
	for i, line := range lines {
		text := ansi.Strip(line)
		if got := ansi.StringWidth(text); got > width {
			t.Fatalf("%s: line %d is %d cells: %q", what, i, got, text)
		}
		for _, r := range text {
			if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u202e' || r == '\u200b' || !unicode && r > '~' {
				t.Fatalf("%s: line %d has %+q in %q", what, i, r, text)
			}
		}
	}
}

func TestNastyNamesAreShownAsWhatTheyAre(t *testing.T) {
	t.Parallel()
	o := quarterLater(t, true)
	o.open(o.workspace(o.me), "Nasty", o.me)
	w := o.window(o.me)
	w.table.SetFolded(carryGroup, false)
	th, nasty := theme.New(true, true), 0
	for _, r := range w.table.Visible() {
		if th.Clean(r.Title()) == r.Title() {
			continue
		}
		nasty++
		w.table.To(r.Item)
		shown, _ := strings.CutSuffix(strings.TrimSpace(th.Fit(r.Title(), 25)), th.Ellipsis())
		w.sees(shown)
	}
	if nasty < 5 {
		t.Errorf("%d rows have nasty names", nasty)
	}
	w.goTo(func(r *row) bool { return strings.Contains(r.Title(), "\x1b[2J") })
	golden.RequireEqual(t, w.draw(theme.New(true, true), 160, 42))
}
