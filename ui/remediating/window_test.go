package remediating

import (
	"reflect"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/ui/campaigns/dialog"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

// window is the screen in front of somebody, over a workspace of its own. It is driven as the root does: every command
// runs to its end, what the screen asks of the root is carried out, and keys go to the topmost dialog or the screen.
type window struct {
	*office
	*Model
	stack  overlay.Stack
	said   []string
	queue  []tea.Cmd
	asked  int    // how often it was asked who is at the keyboard
	mute   bool   // nobody answers that
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
	w := &window{office: o}
	desk := &screen.Desk{Context: o.Context(), Workspace: o.workspace(as), Now: clock{o}.Now, Send: w.sent}
	w.Model = New(desk, o.campaign)
	w.send(screen.Shown{})
	w.said = nil
	return w
}

// admin opens it for the administrator.
func (o *office) admin() *window { return o.window(o.torq.Admin()) }

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
	case moved:
		w.Update(msg)
		if w.onMove != nil {
			w.onMove()
		}
	}
}

func (w *window) send(msg tea.Msg) {
	w.Helper()
	w.queue = append(w.queue, w.handle(msg))
	for len(w.queue) > 0 {
		cmd := w.queue[0]
		w.queue = w.queue[1:]
		if cmd != nil {
			w.queue = append(w.queue, w.handle(cmd()))
		}
	}
}

// handle does with one message what the root does.
func (w *window) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		w.queue = append(w.queue, msg...)
	case screen.Asked:
		return w.handle(msg.Msg)
	case screen.Ask:
		w.stack.Push(msg.Dialog)
	case screen.Identify:
		if w.asked++; !w.mute {
			return msg.Then
		}
	case screen.Say:
		w.said = append(w.said, msg.Text)
	case screen.Failed:
		w.said = append(w.said, "failed: "+msg.Err.Error())
	case screen.Recorded:
		return screen.Send(screen.Changed{})
	case screen.Sync:
		w.synced++
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
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "space": {Code: tea.KeySpace, Text: " "},
	"down": {Code: tea.KeyDown}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl}, "ctrl+r": {Code: 'r', Mod: tea.ModCtrl},
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

// to moves to the change of somebody.
func (w *window) to(email string) *remediation.Change {
	w.Helper()
	for _, c := range w.table.Visible() {
		if c.Email == email {
			w.table.To(c.Item)
			return c
		}
	}
	w.Fatalf("%s is not in sight:\n%s", email, w.frame())
	return nil
}

// frame is the screen with its dialogs as somebody without colours sees it.
func (w *window) frame() string { return w.draw(theme.New(true, true), 160, 42) }

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
			w.Fatalf("said %q, want %q:\n%s", w.said, text, w.frame())
		}
	}
	w.said = nil
}

// barred is why a key does nothing now, as footer, help and palette show it.
func (w *window) barred(key string) string {
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
