package app

import (
	"io"
	"os"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"golang.org/x/term"

	"github.com/tuar-dev/tuar/ui/keyboard"
	"github.com/tuar-dev/tuar/ui/overlay"
)

// filter handles each message before the app does: the keyboard's marks of keys that were not typed by hand, the size
// of the terminal at that moment, and the speed of the wheel.
type filter struct {
	wheel *wheel
	size  func() (width, height int, ok bool)
	hasty bool // the next key or click is
}

// measure asks the terminal how large it is.
func measure(out io.Writer) func() (width, height int, ok bool) {
	file, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return func() (int, int, bool) { return 0, 0, false }
	}
	return func() (int, int, bool) {
		width, height, err := term.GetSize(int(file.Fd()))
		return width, height, err == nil
	}
}

// message filters messages for tea.WithFilter.
func (f *filter) message(app tea.Model, msg tea.Msg) tea.Msg {
	if osc, ok := msg.(uv.UnknownOscEvent); ok {
		switch keyboard.MarkOf(string(osc)) {
		case keyboard.Hasty:
			f.hasty = true
			return nil
		case keyboard.Stuck:
			return stuck{}
		}
	}
	msg = f.wheel.filter(app, msg)
	_, size := msg.(tea.WindowSizeMsg)
	if s, ok := app.(*spaces); ok {
		app = s.models[s.at]
	}
	if m, ok := app.(*model); ok && (size || isInput(msg)) { // Bubble Tea takes 0×0 for 80×24, and hears of a change a moment late
		m.window.width, m.window.height, m.window.known = f.size()
	}
	switch input := msg.(type) {
	case tea.KeyPressMsg:
		if f.hasty || input.IsRepeat { // as some terminals report of a key that is held down
			f.hasty = false
			return overlay.Unsure{Msg: msg}
		}
	case tea.MouseClickMsg:
		if f.hasty {
			f.hasty = false
			return overlay.Unsure{Msg: msg}
		}
	}
	return msg
}

// window is the size of the terminal when the last input came.
type window struct {
	width, height int
	known         bool
}

// stuck says that the terminal began a sequence and does not end it.
type stuck struct{}
