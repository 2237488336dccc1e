package changes

import (
	"fmt"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/uitest"
)

var usual = []uitest.Size{uitest.Usual}

// scenes follow one another in one office, with the sizes whose frames are kept and what must be seen at every size.
var scenes = []struct {
	name  string
	do    func(*window)
	kept  []uitest.Size
	texts []string
}{
	{"planned", func(w *window) { w.Press("g", "j") }, []uitest.Size{uitest.Usual, uitest.Large}, []string{"0 of 10", "10 to do", "· to do", "a.lee@example.com"}},
	{"comes-back", func(w *window) {
		for _, c := range w.list.Visible() {
			if len(c.Comeback) > 0 {
				w.list.To(c.Item)
			}
		}
	}, nil, []string{"▸  · to do w.wright@example"}},
	{"confirm", func(w *window) { w.Press("x") }, usual, []string{"Make 10 changes in Torq?", "5 people are removed", "2 API keys are deleted, which cannot be undone", "▸ cancel"}},
	{"proven", func(w *window) { w.Press("y", "g", "j") }, []uitest.Size{uitest.Large}, []string{"10 of 10", "proven (10)", "✓ corroborated"}},
	{"came-back", func(w *window) {
		if err := w.Torq.Invite(w.revoked[0].Email, "Operator"); err != nil {
			w.Fatal(err)
		}
		w.Clock.Advance(3 * time.Hour)
		w.Press("v", "g", "j")
	}, usual, []string{"9 of 10", "1 came back", "failed or came back (1)", "! came back"}},
	{"heading", func(w *window) { w.Press("g") }, nil, []string{"▸▾ failed or came back (1)"}},
	{"details", func(w *window) { w.Press("j", "enter") }, usual, []string{"it was proven, and the access is there again"}},
	{"undo", func(w *window) { w.Press("esc", "Z", "g", "j") }, usual, []string{"· undo of", "7 to do, 3 blocked", "invite as Operator"}},
	{"filter", func(w *window) { w.Press("/", "v", "i", "e", "w") }, nil, []string{"/ view", "to do (3 of 7)"}},
	{"nothing", func(w *window) { w.Press("z", "z", "z", "enter") }, nil, []string{"/ viewzzz", "nothing matches; esc shows everything again"}},
}

func TestFrames(t *testing.T) {
	w := newOffice(t, decided{revoked: 5, reduced: 3, keys: 2, sso: true}).admin()
	for _, s := range scenes {
		s.do(w)
		w.Look(t, s.name, s.kept, s.texts...)
	}
}

func TestFramesWhileChangesAreMade(t *testing.T) {
	w := newOffice(t, decided{revoked: 5, reduced: 3, keys: 2}).admin()
	moves := 0
	w.onMove = func() {
		if moves++; moves == 4 {
			w.Look(t, "applying", usual, "making the changes in Torq: 4 of 10", "to do (6)")
		}
	}
	w.Press("x", "y")
}

func TestFramesOfAChecklist(t *testing.T) {
	o := newOffice(t, decided{revoked: 3, reduced: 2, keys: 1})
	o.NotOffered()
	w := o.admin()
	w.Press("x", "y", "g", "j", "j")
	w.Look(t, "checklist", usual, "1 failed, 5 by hand", "by hand (5)")
	w.Press("space", "space", "d")
	w.Look(t, "tick", usual, "Did you make 1 change in Torq's console?", "c.novak@example.com: remove", "▸ tick off 1")
	w.Press("y")
	w.Look(t, "ticked", nil, "by hand (4)", "ticked off")
	t.Run("ascii", func(t *testing.T) { uitest.Golden(t, w.Draw(theme.New(true, false), 80, 21)) })
}

func TestEveryFrameFitsEverySize(t *testing.T) {
	o := newOffice(t, decided{revoked: 4, reduced: 2, keys: 2, sso: true, nasty: true})
	w := o.admin()
	unread, failed := New(w.env, nil, o.campaign), New(w.env, nil, o.campaign)
	failed.take(planned{err: fault.New(fault.Damaged, "line 3 does not check out").WithHint("restore it")})
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
