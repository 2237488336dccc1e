package uitest

import (
	"reflect"
	"runtime"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

// OpenDialog shows a dialog over an empty screen. The messages of its commands go to it, as long as it is open.
func OpenDialog(w *reviewtest.World, make func(*screen.Env) overlay.Dialog) *Window {
	w.Helper()
	var dialog overlay.Dialog
	win := Open(w, func(env *screen.Env) screen.Screen {
		dialog = make(env)
		return behind{dialog}
	})
	win.Hasty = true
	win.Stack.Push(dialog)
	win.Frame()
	return win
}

// behind is the empty screen behind a dialog.
type behind struct{ dialog overlay.Dialog }

func (b behind) Update(msg tea.Msg) tea.Cmd {
	_, cmd := b.dialog.Update(msg)
	return cmd
}

func (behind) View(_ *theme.Theme, width, height int) string {
	return strings.TrimSuffix(strings.Repeat(strings.Repeat(" ", width)+"\n", height), "\n")
}

// Dialog returns the dialog in front.
func (b behind) Dialog() overlay.Dialog { return b.dialog }

func (behind) Keys() []screen.Group { return nil }
func (behind) Typing() bool         { return false }

// Waits reports whether a command waits for time to pass.
func Waits(cmd tea.Cmd) bool {
	name := runtime.FuncForPC(reflect.ValueOf(cmd).Pointer()).Name()
	return strings.Contains(name, "Tick") || strings.Contains(name, "cursor")
}
