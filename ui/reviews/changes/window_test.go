package changes

import (
	"sync"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/uitest"
)

// window is the screen in front of somebody, over a workspace of its own.
type window struct {
	*office
	*uitest.Window
	*Model
	workspace *review.Workspace

	synced int    // syncs asked for
	left   bool   // the screen was left
	onMove func() // called while changes are made, after each is shown
	onRead func() // called once while Torq is read

	mu       sync.Mutex
	progress []string
}

// window opens the remediation for somebody; "" is nobody in particular.
func (o *office) window(as string) *window {
	o.Helper()
	w := &window{office: o, workspace: o.Open(as)}
	w.Window = uitest.Open(o.World, func(env *screen.Env) screen.Screen {
		env.Send = w.sent
		w.Model = New(env, w.workspace, o.campaign)
		return w.Model
	})
	w.Height = 42
	w.Root = func(msg tea.Msg) (tea.Cmd, bool) {
		switch msg.(type) {
		case screen.Sync:
			w.synced++
		case screen.Left:
			w.left = true
		default:
			return nil, false
		}
		return nil, true
	}
	return w
}

// esc presses that key while commands run.
func (w *window) esc() tea.Cmd {
	b, _ := keymap.Find(w.Model.Keys(), keymap.Press("esc"))
	return b.Do()
}

// admin opens it for the administrator.
func (o *office) admin() *window { return o.window(o.Torq.Admin()) }

// sent takes what a command sends while it runs. Changes come from the goroutine the test runs on.
func (w *window) sent(msg tea.Msg) {
	switch msg := msg.(type) {
	case screen.Working:
		w.mu.Lock()
		defer w.mu.Unlock()
		w.progress = append(w.progress, msg.What)
		if do := w.onRead; do != nil {
			w.onRead = nil
			do()
		}
	case screen.Addressed:
		msg.Deliver()
		if w.onMove != nil {
			w.onMove()
		}
	}
}

// to moves to the change of somebody.
func (w *window) to(email string) *remediation.Change {
	w.Helper()
	for _, c := range w.list.Visible() {
		if c.Email == email {
			w.list.To(c.Item)
			return c
		}
	}
	w.Fatalf("%s is not in sight:\n%s", email, w.Frame())
	return nil
}
