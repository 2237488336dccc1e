package reviewing

import (
	"reflect"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/campaigns/dialog"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

// window is the review screen in front of a reviewer, over a workspace of its own. It is driven as the root does: every
// command runs to its end, what screens ask of the root is carried out, and keys go to the topmost dialog or the screen.
type window struct {
	*office
	*Model
	stack overlay.Stack
	said  []string
	held  bool      // commands wait until release
	queue []tea.Cmd // waiting
	left  bool
}

// window opens the campaign for somebody; "" is nobody in particular.
func (o *office) window(as string) *window {
	o.Helper()
	desk := &screen.Desk{Context: o.Context(), Workspace: o.workspace(as), Now: clock{o}.Now, Send: func(tea.Msg) {}}
	w := &window{office: o, Model: New(desk, o.campaign)}
	w.send(screen.Shown{})
	w.said = nil
	return w
}

func (w *window) send(msg tea.Msg) {
	w.Helper()
	w.run(w.handle(msg))
}

// run runs commands and what comes of them, in the order in which they were given.
func (w *window) run(cmds ...tea.Cmd) {
	w.Helper()
	w.queue = append(w.queue, cmds...)
	if !w.held {
		w.runUntil(func() bool { return false })
	}
}

// runUntil runs what waits until something holds.
func (w *window) runUntil(holds func() bool) {
	w.Helper()
	for len(w.queue) > 0 && !holds() {
		cmd := w.queue[0]
		w.queue = w.queue[1:]
		if cmd != nil {
			w.queue = append(w.queue, w.handle(cmd()))
		}
	}
}

// release lets the commands run that waited.
func (w *window) release() {
	w.Helper()
	w.held = false
	w.run()
}

// handle does with one message what the root does.
func (w *window) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			w.queue = append(w.queue, c)
		}
	case screen.Asked:
		return w.handle(msg.Msg)
	case screen.Ask:
		w.stack.Push(msg.Dialog)
	case screen.Identify:
		return msg.Then
	case screen.Say:
		w.said = append(w.said, msg.Text)
	case screen.Failed:
		w.said = append(w.said, "failed: "+msg.Err.Error())
	case screen.Recorded:
		return screen.Send(screen.Changed{})
	case dialog.Do:
		return tea.Cmd(msg)
	case Left:
		w.left = true
	default:
		if w.stack.Wants(msg) {
			result, cmd := w.stack.Update(msg)
			return tea.Batch(cmd, screen.Send(result.Action))
		}
		return w.Update(msg)
	}
	return nil
}

var named = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "down": {Code: tea.KeyDown}, "up": {Code: tea.KeyUp},
	"pgdown": {Code: tea.KeyPgDown},
	"space":  {Code: tea.KeySpace, Text: " "}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl}, "ctrl+r": {Code: 'r', Mod: tea.ModCtrl},
	"alt+1": {Code: '1', Mod: tea.ModAlt}, "alt+2": {Code: '2', Mod: tea.ModAlt},
}

// press presses keys one after the other.
func (w *window) press(keys ...string) {
	w.Helper()
	for _, k := range keys {
		msg, ok := named[k]
		if !ok {
			msg = tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
		}
		w.send(msg)
	}
}

// write replaces what a line of text holds.
func (w *window) write(text string) {
	w.Helper()
	w.press("ctrl+u")
	w.send(tea.PasteMsg{Content: text})
}

// wait lets time pass.
func (w *window) wait(d time.Duration) { w.now = w.now.Add(d) }

// current is the row under the cursor.
func (w *window) current() *row {
	w.Helper()
	r, ok := w.table.Current()
	if !ok {
		w.Fatalf("the cursor is on no row:\n%s", w.frame())
	}
	return r
}

// goTo moves to the first row in sight that passes.
func (w *window) goTo(pass func(*row) bool) *row {
	w.Helper()
	i := slices.IndexFunc(w.table.Visible(), pass)
	if i < 0 {
		w.Fatalf("no such row in sight:\n%s", w.frame())
	}
	w.table.To(w.table.Visible()[i].Item)
	w.follow()
	return w.current()
}

// plain is a row of no risk that can be decided.
func (w *window) plain(r *row) bool { return w.isOpen(r) && !r.Flagged() && !r.Privileged }

// frame is the screen with its dialogs as somebody without colours sees it.
func (w *window) frame() string { return w.draw(theme.New(true, true), 160, 45) }

func (w *window) draw(th *theme.Theme, width, height int) string {
	lines := strings.Split(ansi.Strip(w.stack.View(th, w.View(th, width, height), width, height)), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func (w *window) sees(texts ...string) {
	w.Helper()
	frame := w.frame()
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			w.Fatalf("%q is not on the screen; said %q:\n%s", text, w.said, frame)
		}
	}
}

// hears holds what was said since the last time to the texts.
func (w *window) hears(texts ...string) {
	w.Helper()
	all := strings.Join(w.said, "\n")
	for _, text := range texts {
		if !strings.Contains(all, text) {
			w.Fatalf("said %q, want %q", w.said, text)
		}
	}
	w.said = nil
}

// barredKey is why a key does nothing now, as footer, help and palette show it.
func (w *window) barredKey(key string) string {
	w.Helper()
	for _, g := range w.Keys() {
		for _, b := range g.Keys {
			if reflect.DeepEqual(b.Binding.Keys(), []string{key}) {
				return b.Disabled
			}
		}
	}
	w.Fatalf("%s is not among the keys", key)
	return ""
}
