package sheet

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/uitest"
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
			w.Draw(theme.New(true, true), 80, 21)
		}
		w.Press(scene.keys...)
		w.wait(3 * time.Minute)
		for _, size := range bodies {
			t.Run(scene.name+"-"+size.name, func(t *testing.T) {
				golden.RequireEqual(t, w.Draw(theme.New(true, true), size.width, size.height))
			})
		}
		if scene.name == "verdicts" {
			t.Run("ascii", func(t *testing.T) { golden.RequireEqual(t, w.Draw(theme.New(true, false), 80, 21)) })
			t.Run("dark", func(t *testing.T) { golden.RequireEqual(t, w.View(theme.New(true, true), 80, 21)) })
			t.Run("light", func(t *testing.T) { golden.RequireEqual(t, w.View(theme.New(false, true), 80, 21)) })
			for w.decided > 0 {
				w.Press("u")
			}
		}
	}
}

// Every frame has as many lines as asked for, none too wide, and nothing in it that moves a terminal's cursor.
func TestEveryFrameFitsEverySize(t *testing.T) {
	t.Parallel()
	o := quarterLater(t, true)
	o.open(o.Open(o.me), torqtest.NastyNames[0]+" review", o.me, second)
	reading := New(o.window(o.me).desk, o.campaign)
	failed := o.window(o.me)
	failed.err = fmt.Errorf("line 3 of %s\x1b[2J does not check out", strings.Repeat("journal/", 30))
	screens := map[string]*Model{"reading": reading, "failed": failed.Model}
	for _, scene := range scenes {
		w := o.window(o.me)
		w.Frame()
		w.Press(scene.keys...)
		screens[scene.name] = w.Model
	}
	nasty := o.window(o.me)
	nasty.Press("/", "\u202e", "é", "enter")
	screens["nasty filter"] = nasty.Model
	for name, m := range screens {
		for _, unicode := range []bool{true, false} {
			th := theme.New(true, unicode)
			for _, width := range []int{40, 60, 95, 96, 160, 200} {
				for _, height := range []int{1, 2, 10, 14, 17, 18, 42, 60} {
					uitest.CheckFrame(t, fmt.Sprintf("%s at %d×%d, unicode %v", name, width, height, unicode), m.View(th, width, height), width, height, unicode)
				}
			}
		}
	}
}

func TestNastyNamesAreShownAsWhatTheyAre(t *testing.T) {
	t.Parallel()
	o := quarterLater(t, true)
	o.open(o.Open(o.me), "Nasty", o.me)
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
		w.Sees(shown)
	}
	if nasty < 5 {
		t.Errorf("%d rows have nasty names", nasty)
	}
	w.goTo(func(r *row) bool { return strings.Contains(r.Title(), "\x1b[2J") })
	golden.RequireEqual(t, w.Draw(theme.New(true, true), 160, 42))
}
