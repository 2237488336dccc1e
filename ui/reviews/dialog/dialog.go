// Package dialog holds the conversations about a whole campaign: opening it, signing off an assignment, handing items
// over, closing it, exporting the result. Each is a command that reads the data it needs and returns messages of
// package screen, so that any screen can start it.
package dialog

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// ask shows a dialog.
func ask(d overlay.Dialog) tea.Msg { return screen.OpenDialog{Dialog: d} }

// as asks something in the name of the current user, and first asks for that name if it is not known yet.
func as(env *screen.Env, then tea.Cmd) tea.Cmd {
	return env.Asks(screen.Send(screen.Identify{Then: then}))
}

// recorded returns the messages that tell the user what was recorded.
func recorded(more tea.Msg, format string, args ...any) tea.Msg {
	said := screen.Notify{Text: fmt.Sprintf(format, args...), Level: screen.Good}
	batch := tea.BatchMsg{screen.Send(screen.Recorded{}), screen.Send(said)}
	if more != nil {
		batch = append(batch, screen.Send(more))
	}
	return batch
}

// refused shows why nothing was done.
func refused(err error) tea.Msg { return screen.Failed{Err: err} }
