package changes

import (
	"fmt"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/uitest"
)

// bodies are what the root leaves of the terminals.
var bodies = []struct {
	name          string
	width, height int
}{{"80x24", 80, 21}, {"160x45", 160, 42}}

func (w *window) golden(t *testing.T, scene string) {
	t.Helper()
	for _, size := range bodies {
		t.Run(scene+"-"+size.name, func(t *testing.T) {
			golden.RequireEqual(t, w.Draw(theme.New(true, true), size.width, size.height))
		})
	}
}

// scene leads the screen somewhere.
type scene struct {
	name string
	do   func(*window)
}

// scenes follow one another in one office.
var scenes = []scene{
	{"planned", func(w *window) { w.Press("g", "j") }},
	{"comes-back", func(w *window) {
		for _, c := range w.table.Visible() {
			if len(c.Comeback) > 0 {
				w.table.To(c.Item)
			}
		}
	}},
	{"confirm", func(w *window) { w.Press("x") }},
	{"proven", func(w *window) { w.Press("y", "g", "j") }},
	{"came-back", func(w *window) {
		if err := w.Torq.Invite(w.revoked[0].Email, "Operator"); err != nil {
			w.Fatal(err)
		}
		w.Clock.Advance(3 * time.Hour)
		w.Press("v", "g", "j")
	}},
	{"heading", func(w *window) { w.Press("g") }},
	{"details", func(w *window) { w.Press("j", "enter") }},
	{"undo", func(w *window) { w.Press("esc", "z", "g", "j") }},
	{"filter", func(w *window) { w.Press("/", "v", "i", "e", "w") }},
	{"nothing", func(w *window) { w.Press("z", "z", "z", "enter") }},
}

func TestFrames(t *testing.T) {
	w := newOffice(t, decided{revoked: 5, reduced: 3, keys: 2, sso: true}).admin()
	for _, s := range scenes {
		s.do(w)
		w.golden(t, s.name)
	}
}

func TestFramesWhileChangesAreMade(t *testing.T) {
	w := newOffice(t, decided{revoked: 5, reduced: 3, keys: 2}).admin()
	moves := 0
	w.onMove = func() {
		if moves++; moves == 4 {
			w.golden(t, "applying")
		}
	}
	w.Press("x", "y")
}

func TestFramesOfAChecklist(t *testing.T) {
	o := newOffice(t, decided{revoked: 3, reduced: 2, keys: 1})
	o.NotOffered()
	w := o.admin()
	w.Press("x", "y", "g", "j", "j")
	w.golden(t, "checklist")
	w.Press("space", "space", "d")
	w.golden(t, "tick")
	w.Press("y")
	w.golden(t, "ticked")
	t.Run("ascii", func(t *testing.T) { golden.RequireEqual(t, w.Draw(theme.New(true, false), 80, 21)) })
}

func TestEveryFrameFitsEverySize(t *testing.T) {
	o := newOffice(t, decided{revoked: 4, reduced: 2, keys: 2, sso: true, nasty: true})
	w := o.admin()
	unread, failed := New(w.desk, o.campaign), New(w.desk, o.campaign)
	failed.take(planned{of: failed, err: fault.New(fault.Damaged, "line 3 does not check out").WithHint("restore it")})
	checkFrames(t, "unread", unread)
	checkFrames(t, "failed", failed)
	for _, s := range scenes {
		s.do(w)
		checkFrames(t, s.name, w.Model)
	}
}

func checkFrames(t *testing.T, what string, m *Model) {
	t.Helper()
	for _, unicode := range []bool{true, false} {
		th := theme.New(true, unicode)
		for _, width := range []int{20, 40, 60, 80, 95, 96, 120, 160} {
			for _, height := range []int{1, 3, 4, 7, 14, 17, 18, 21, 42} {
				uitest.CheckFrame(t, fmt.Sprintf("%s %d×%d unicode %v", what, width, height, unicode), m.View(th, width, height), width, height, unicode)
			}
		}
	}
}
