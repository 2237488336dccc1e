// Package uitest runs a screen in a test as the root of the app does: the test sends keys, and checks the frames and
// messages.
package uitest

import (
	"reflect"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

// Window shows one screen. Every command runs to its end, what the screen asks of the root is carried out, and keys go
// to the topmost dialog or the screen.
type Window struct {
	Screen screen.Screen
	Stack  overlay.Stack
	Said   []string // what was said at the bottom, failures included

	Width, Height int  // of the frames that are looked at
	Held          bool // commands wait until Release
	Hasty         bool // what waits for time to pass is left out
	Silent        bool // Identify gets no answer
	Identified    int  // how often that was asked

	// Root handles, like the root of the app, a message that the window does not know, and reports whether it did.
	Root func(tea.Msg) (tea.Cmd, bool)

	t     testing.TB
	queue []tea.Cmd
}

// Open shows the screen that make returns, once it has read what it shows.
func Open(w *reviewtest.World, make func(*screen.Env) screen.Screen) *Window {
	w.Helper()
	win := &Window{t: w.TB, Width: 160, Height: 45}
	win.Screen = make(&screen.Env{Context: w.Context(), Now: w.Clock.Now, Send: func(tea.Msg) {}})
	win.Send(screen.Activated{})
	win.Said = nil
	return win
}

// Send delivers a message, and runs the resulting commands.
func (w *Window) Send(msg tea.Msg) {
	w.t.Helper()
	w.Run(w.handle(msg))
}

// Later puts commands behind those that wait, for use while commands run.
func (w *Window) Later(cmds ...tea.Cmd) { w.queue = append(w.queue, cmds...) }

// Run runs commands and those that result from them, in order.
func (w *Window) Run(cmds ...tea.Cmd) {
	w.t.Helper()
	w.Later(cmds...)
	if !w.Held {
		w.RunUntil(func() bool { return false })
	}
}

// RunUntil runs what waits until something holds.
func (w *Window) RunUntil(holds func() bool) {
	w.t.Helper()
	for len(w.queue) > 0 && !holds() {
		cmd := w.queue[0]
		w.queue = w.queue[1:]
		if cmd != nil && !(w.Hasty && Waits(cmd)) {
			w.queue = append(w.queue, w.handle(cmd()))
		}
	}
}

// Release lets the commands run that waited.
func (w *Window) Release() {
	w.t.Helper()
	w.Held = false
	w.Run()
}

// handle does with one message what the root does.
func (w *Window) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case nil:
		return nil
	case tea.BatchMsg:
		w.queue = append(w.queue, msg...)
		return nil
	case screen.Asked:
		return w.handle(msg.Msg)
	case screen.Delivery:
		return msg.Deliver()
	case screen.Run:
		return tea.Cmd(msg)
	case screen.OpenDialog:
		w.Stack.Push(msg.Dialog)
		w.Frame() // a dialog learns its size when it is drawn
		return nil
	case screen.Identify:
		if w.Identified++; w.Silent {
			return nil
		}
		return msg.Then
	case screen.Notify:
		w.Said = append(w.Said, msg.Text)
		return nil
	case screen.Failed:
		w.Said = append(w.Said, "failed: "+msg.Err.Error())
		return nil
	case screen.Recorded:
		return screen.Send(screen.Changed{})
	}
	if w.Root != nil {
		if cmd, done := w.Root(msg); done {
			return cmd
		}
	}
	if w.Stack.Wants(msg) {
		result, cmd := w.Stack.Update(msg)
		return tea.Batch(cmd, screen.Send(result.Action))
	}
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch b, own := keymap.Find(w.Screen.Keys(), press); {
		case own && b.Disabled != "" && !w.Screen.Typing():
			w.Said = append(w.Said, b.Help().Desc+": "+b.Disabled)
			return nil
		case own && b.Disabled == "" && b.Do != nil:
			return b.Do()
		}
	}
	return w.Screen.Update(msg)
}

// Press presses keys one after the other: letters, or names such as enter, ctrl+u or alt+1.
func (w *Window) Press(keys ...string) {
	w.t.Helper()
	for _, k := range keys {
		w.Send(keymap.Press(k))
	}
}

// Type types a text, letter by letter.
func (w *Window) Type(text string) {
	w.t.Helper()
	for _, r := range text {
		w.Send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// Write replaces what a line of text holds.
func (w *Window) Write(text string) {
	w.t.Helper()
	w.Press("ctrl+u")
	w.Send(tea.PasteMsg{Content: text})
}

// Frame returns the screen with its dialogs, without colours.
func (w *Window) Frame() string { return w.Draw(theme.New(true, true), w.Width, w.Height) }

// Draw returns the same in that theme and size.
func (w *Window) Draw(th *theme.Theme, width, height int) string {
	return Plain(w.Stack.View(th, w.Screen.View(th, width, height), width, height))
}

// Plain returns a frame without colours, and without the blanks at the ends of its lines.
func Plain(frame string) string {
	lines := strings.Split(ansi.Strip(frame), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// Sees checks that all of the texts are on the screen. The pane at the right may break them into lines.
func (w *Window) Sees(texts ...string) {
	w.t.Helper()
	frame := w.Frame()
	pane := besides(frame)
	for _, text := range texts {
		if !strings.Contains(frame, text) && !strings.Contains(pane, text) {
			w.t.Fatalf("%q is not on the screen; said %q:\n%s", text, w.Said, frame)
		}
	}
}

// Misses checks that none of the texts is on the screen.
func (w *Window) Misses(texts ...string) {
	w.t.Helper()
	frame := w.Frame()
	for _, text := range texts {
		if strings.Contains(frame, text) || strings.Contains(besides(frame), text) {
			w.t.Fatalf("%q is on the screen; said %q:\n%s", text, w.Said, frame)
		}
	}
}

// Cursor returns the line of the list that the cursor is on, without its sign.
func (w *Window) Cursor() string {
	w.t.Helper()
	frame := w.Frame()
	for line := range strings.SplitSeq(frame, "\n") {
		if text, ok := strings.CutPrefix(line, theme.New(true, true).Cursor); ok {
			list, _, _ := strings.Cut(text, "│")
			return strings.TrimSpace(list)
		}
	}
	w.t.Fatalf("there is no cursor:\n%s", frame)
	return ""
}

// besides returns the text at the right of a frame, without its line breaks.
func besides(frame string) string {
	var words []string
	for line := range strings.SplitSeq(frame, "\n") {
		parts := strings.Split(line, "│")
		words = append(words, strings.Fields(parts[len(parts)-1])...)
	}
	return strings.Join(words, " ")
}

// Hears holds what was said since the last time to the texts.
func (w *Window) Hears(texts ...string) {
	w.t.Helper()
	all := strings.Join(w.Said, "\n")
	for _, text := range texts {
		if !strings.Contains(all, text) {
			w.t.Fatalf("said %q, want %q:\n%s", w.Said, text, w.Frame())
		}
	}
	w.Said = nil
}

// Disabled returns the reason why a key does nothing now, as footer, help and palette show it; "" if it does something.
func (w *Window) Disabled(key string) string {
	w.t.Helper()
	for _, g := range w.Screen.Keys() {
		for _, b := range g.Keys {
			if reflect.DeepEqual(b.Binding.Keys(), []string{key}) {
				return b.Disabled
			}
		}
	}
	w.t.Fatalf("%s is not among the keys", key)
	return ""
}
