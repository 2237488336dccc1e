package sheet

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/ui/reviews/dialog"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/uitest"
)

// window is the review screen in front of a reviewer, over a workspace of its own.
type window struct {
	*office
	*uitest.Window
	*Model
	workspace *review.Workspace
	left      bool
}

// window opens the campaign for somebody; "" is nobody in particular.
func (o *office) window(as string) *window {
	o.Helper()
	w := &window{office: o, workspace: o.Open(as)}
	w.Window = uitest.Open(o.World, func(env *screen.Env) screen.Screen {
		w.Model = o.model(env, w.workspace)
		return w.Model
	})
	w.Root = func(msg tea.Msg) (tea.Cmd, bool) {
		_, left := msg.(screen.Left)
		w.left = w.left || left
		return nil, left
	}
	return w
}

// model makes the review screen of the campaign.
func (o *office) model(env *screen.Env, w *review.Workspace) *Model {
	return New(env, w, dialog.New(env, w), o.campaign)
}

// wait lets time pass.
func (w *window) wait(d time.Duration) { w.Clock.Advance(d) }

// current is the row under the cursor.
func (w *window) current() *row {
	w.Helper()
	r, ok := w.list.Current()
	if !ok {
		w.Fatalf("the cursor is on no row:\n%s", w.Frame())
	}
	return r
}

// goTo moves to the first row in sight that passes.
func (w *window) goTo(pass func(*row) bool) *row {
	w.Helper()
	i := slices.IndexFunc(w.list.Visible(), pass)
	if i < 0 {
		w.Fatalf("no such row in sight:\n%s", w.Frame())
	}
	w.list.To(w.list.Visible()[i].Item)
	w.follow()
	return w.current()
}

// plain is a row of no risk that can be decided.
func (w *window) plain(r *row) bool { return w.isOpen(r) && !r.Flagged() && !r.Privileged }
