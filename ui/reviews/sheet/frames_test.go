package sheet

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/uitest"
)

var (
	usual = []uitest.Size{uitest.Usual}
	all   = []uitest.Size{uitest.Small, uitest.Usual, uitest.Large}
)

// scenes are the screen in its different states, by the keys that lead there, with the sizes whose frames are kept and
// what must be seen at every size.
var scenes = []struct {
	name  string
	keys  []string
	kept  []uitest.Size
	texts []string
}{
	{"start", nil, all, []string{"0 of 182", "exceptions (3)", "! u.mendes@example", "out-of-band"}},
	{"verdicts", []string{"c", "r", "a", "d", "enter", "n", "alt+1", "enter", "c", "g", "j"}, all[1:], []string{
		"5 of 182", "certify", "✗ u.weber@example", "- k.wright@example", "to Contri",
	}},
	{"heading", []string{"G", "k"}, nil, []string{"110 folded", "unchanged, low risk (110)", "press c to re-certify them", "no hints (1)"}},
	{"details", []string{"enter"}, usual, []string{"u.mendes@example.com", "Owner, privileged", "Contributor → Owner in Torq"}},
	{"reduce", []string{"d"}, usual, []string{"Reduce u.mendes@example.com from Owner", "12 permissions", "enter choose"}},
	{"filter", []string{"/", "o", "w", "n", "e", "r"}, usual, []string{"/ owner", "30 of 182", "privileged (10 of 18)"}},
	{"marks", []string{"space", "j", "space", "space"}, usual, []string{"2 rows marked", "● ! u.mendes@example", "● ! k.wright@example"}},
	{"bulk-reason", []string{"space", "space", "c"}, usual, []string{"Certify 2 rows", "2 are privileged or flagged", "alt+1–6 ready answers"}},
	{"carry", []string{"G", "k", "c"}, usual, []string{"unchanged, low risk (110)"}},
	{"hints", []string{"f"}, usual, []string{"undecided only", "182 rows", "key-stronger-than-owner"}},
	{"nothing", []string{"/", "z", "z", "z", "enter"}, nil, []string{"/ zzz", "0 of 182", "nothing matches; esc shows everything again"}},
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
		w.Look(t, scene.name, scene.kept, scene.texts...)
		if scene.name == "verdicts" {
			t.Run("ascii", func(t *testing.T) { uitest.Golden(t, w.Draw(theme.New(true, false), 80, 21)) })
			t.Run("dark", func(t *testing.T) { uitest.Golden(t, w.View(theme.New(true, true), 80, 21)) })
			t.Run("light", func(t *testing.T) { uitest.Golden(t, w.View(theme.New(false, true), 80, 21)) })
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
	seen := o.window(o.me)
	reading := o.model(seen.env, seen.workspace)
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
	w.list.SetFolded(campaign.CarryGroup, false)
	th, nasty := theme.New(true, true), 0
	for _, r := range w.list.Visible() {
		if th.Clean(r.Title()) == r.Title() {
			continue
		}
		nasty++
		w.list.To(r.Item)
		shown, _ := strings.CutSuffix(strings.TrimSpace(th.Fit(r.Title(), 25)), th.Ellipsis())
		w.Sees(shown)
	}
	if nasty < 5 {
		t.Errorf("%d rows have nasty names", nasty)
	}
	w.goTo(func(r *row) bool { return strings.Contains(r.Email, "\x1b[2J") })
	uitest.Golden(t, w.Draw(theme.New(true, true), 160, 42))
}
