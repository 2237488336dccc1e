package app

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/screen"
)

// The times at which what goes on beside the app goes on: first, when the app is drawn, and again after a while.
const (
	besideFirst = time.Second
	besideAgain = 6 * time.Second
)

// besideDone tells that something was done beside the app.
type besideDone struct {
	end bool
	err error
}

// goBeside has something done beside the app after that time.
func (m *model) goBeside(after time.Duration) tea.Cmd {
	if m.beside == nil {
		return nil
	}
	ctx, do := m.env.Context, m.beside
	return tea.Tick(after, func(time.Time) tea.Msg {
		end, err := do(ctx)
		return besideDone{end, err}
	})
}

func (m *model) besideDone(msg besideDone) tea.Cmd {
	if msg.err != nil {
		if m.env.Context.Err() == nil {
			m.say(screen.Notify{Text: msg.err.Error()})
		}
		return nil
	}
	if m.standing.now.Share == nil { // the record may be shared since
		return tea.Batch(m.stand(), m.goBeside(besideAgain))
	}
	if msg.end {
		return nil
	}
	return m.goBeside(besideAgain)
}
