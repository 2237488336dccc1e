// Package overlay draws dialogs over a screen: confirmation, text prompt, choice, command palette and help.
//
// The root of the app owns one Stack. It passes the messages that the stack Wants to the topmost dialog, and carries
// out the Action with which a dialog closes. A dialog changes nothing itself. esc always closes the topmost one without
// an action.
package overlay

import (
	"image"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/theme"
)

// Dialog is one box on the stack.
type Dialog interface {
	// Heading stands in the upper edge of the box.
	Heading() string
	// Keys returns the keys that work now, for the last line of the box. esc is added.
	Keys() []key.Binding
	// Update takes a message and says whether the dialog is done. It never sees esc; the mouse it sees in cells of its
	// body.
	Update(msg tea.Msg) (Result, tea.Cmd)
	// View draws the body: at most height lines of at most width cells.
	View(th *theme.Theme, width, height int) string
}

// Result is the effect of a message on a dialog. The zero Result keeps it open.
type Result struct {
	Closed bool
	Action tea.Msg // what the person chose; nil when the dialog was cancelled
}

// Done closes the dialog with what the person chose.
func Done(action tea.Msg) Result { return Result{Closed: true, Action: action} }

// Stack holds the open dialogs; only the topmost is drawn and gets messages. The zero Stack is empty and ready.
type Stack struct {
	layers []*layer
	body   image.Point // where the body of the topmost dialog was last drawn
}

// Writer is a dialog in which letters and digits may be text.
type Writer interface {
	// Typing says that they are now.
	Typing() bool
}

// Unsure is a key or click that the user may not have meant for the current screen. It came in a burst, like pasted
// text in a terminal without bracketed paste, or before its target was drawn. It can move and write, but confirms
// nothing.
type Unsure struct{ Msg tea.Msg }

// harmless reports whether an unsure input may reach the dialog.
func harmless(d Dialog, msg tea.Msg) bool {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		_, click := msg.(tea.MouseClickMsg)
		return !click
	}
	switch press.String() {
	case "esc", "up", "down", "left", "right", "pgup", "pgdown", "home", "end", "tab", "shift+tab", "backspace", "delete":
		return true
	}
	const edits = "abdefhkuw" // with ctrl, in a line of text
	w, ok := d.(Writer)
	return ok && w.Typing() && (press.Text != "" || press.Mod == tea.ModCtrl && strings.ContainsRune(edits, press.Code))
}

type layer struct {
	dialog Dialog
	unsure bool // the last input was, and did nothing
	deaf   bool // swallows input until it has been quiet
	quiet  int  // counts the inputs swallowed, to tell an old quiet message from the last
}

// A dialog that opened by itself accepts keys after no key has come for quietFor, and after deafFor at the latest.
const (
	quietFor = 400 * time.Millisecond
	deafFor  = 1500 * time.Millisecond
)

// quietMsg reports that a layer got no key since its count was n; n < 0 makes it accept keys in any case.
type quietMsg struct {
	layer *layer
	n     int
}

// Push opens a dialog the person asked for.
func (s *Stack) Push(d Dialog) { s.layers = append(s.layers, &layer{dialog: d}) }

// PushUnasked opens a dialog that pops up by itself. It ignores keys until none has come for a moment, so that keys
// meant for the screen do not answer it.
func (s *Stack) PushUnasked(d Dialog) tea.Cmd {
	l := &layer{dialog: d, deaf: true}
	s.layers = append(s.layers, l)
	return tea.Batch(
		after(quietFor, quietMsg{l, 0}),
		after(deafFor, quietMsg{l, -1}),
	)
}

func after(d time.Duration, msg tea.Msg) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return msg })
}

// Empty reports that no dialog is open.
func (s *Stack) Empty() bool { return len(s.layers) == 0 }

// Typing says that letters and digits are text for the topmost dialog.
func (s *Stack) Typing() bool {
	if s.Empty() {
		return false
	}
	w, ok := s.layers[len(s.layers)-1].dialog.(Writer)
	return ok && w.Typing()
}

// Clear closes all dialogs.
func (s *Stack) Clear() { s.layers = nil }

// Wants reports whether msg is for the stack alone: its own messages always, and keys, pastes and the mouse while a
// dialog is open. Other messages may be handed to Update as well, for dialogs that wait for something.
func (s *Stack) Wants(msg tea.Msg) bool {
	if _, ok := msg.(quietMsg); ok {
		return true
	}
	return !s.Empty() && isInput(msg)
}

func isInput(msg tea.Msg) bool {
	switch msg.(type) {
	case tea.KeyMsg, tea.PasteMsg, tea.MouseMsg, Unsure:
		return true
	}
	return false
}

// Update hands msg to the topmost dialog and takes it off the stack when it is done.
func (s *Stack) Update(msg tea.Msg) (Result, tea.Cmd) {
	if m, ok := msg.(quietMsg); ok {
		if m.n < 0 || m.n == m.layer.quiet {
			m.layer.deaf = false
		}
		return Result{}, nil
	}
	if s.Empty() {
		return Result{}, nil
	}
	top := s.layers[len(s.layers)-1]
	if top.deaf && isInput(msg) {
		top.quiet++
		return Result{}, after(quietFor, quietMsg{top, top.quiet})
	}
	if isInput(msg) {
		top.unsure = false
	}
	if u, ok := msg.(Unsure); ok {
		if msg = u.Msg; !harmless(top.dialog, msg) {
			top.unsure = true
			return Result{}, nil
		}
	}
	if press, ok := msg.(tea.KeyPressMsg); ok && press.String() == "esc" {
		s.layers = s.layers[:len(s.layers)-1]
		return Result{Closed: true}, nil
	}
	if click, ok := msg.(tea.MouseClickMsg); ok {
		click.X, click.Y = click.X-s.body.X, click.Y-s.body.Y
		msg = click
	}
	result, cmd := top.dialog.Update(msg)
	if result.Closed {
		s.layers = s.layers[:len(s.layers)-1]
	}
	return result, cmd
}
