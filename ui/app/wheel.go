package app

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// wheel lets at most one turn of the mouse wheel through per frame, so that keys never queue behind a flood of them.
type wheel struct {
	last time.Time
	now  func() time.Time
}

const wheelEvery = 16 * time.Millisecond

func newWheel() *wheel { return &wheel{now: time.Now} }

// filter returns a filter for tea.WithFilter.
func (w *wheel) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	if _, ok := msg.(tea.MouseWheelMsg); !ok {
		return msg
	}
	now := w.now()
	if now.Sub(w.last) < wheelEvery {
		return nil
	}
	w.last = now
	return msg
}
