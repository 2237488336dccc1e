package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/share"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// sharing is the state of the sync with the shared repository, which runs in the background. At most one runs at a time.
type sharing struct {
	off     bool // the user wants none in this run
	running bool
	last    time.Time // when the last one began; zero: none did
	due     time.Time // when the next begins because something was recorded; zero: nothing was
	busy    time.Time // until when others may well record something, as something was recorded lately
	refused int       // how many refusals the user was told of
}

// carried is the outcome of a sync with the shared repository, and how sharing stands after it.
type carried struct {
	out    share.Outcome
	status *share.Status
	err    error
}

// The app syncs with the shared repository a moment after something was recorded, so that what is recorded together
// goes out together, and every minute; more often at its start, and while people are at work here or elsewhere. It gives
// a server up that does not answer.
const (
	shareAfter  = 2 * time.Second
	shareOften  = 10 * time.Second
	shareEvery  = time.Minute
	busyFor     = 5 * time.Minute
	shareWithin = 45 * time.Second
)

// noteRecorded has the next sync with the shared repository begin soon.
func (s *sharing) noteRecorded(now time.Time) {
	if s.due.IsZero() {
		s.due = now.Add(shareAfter)
	}
	s.busy = now.Add(busyFor)
}

// keepSharing starts a sync with the shared repository if it is time for one.
func (m *model) keepSharing(now time.Time) tea.Cmd {
	s := &m.sharing
	if s.off || s.running || m.standing.now.Share == nil || m.pack() != nil {
		return nil
	}
	if s.last.IsZero() {
		s.busy = now.Add(busyFor)
	}
	every := shareEvery
	if now.Before(s.busy) && m.standing.now.Share.Problem == "" {
		every = shareOften
	}
	recorded := !s.due.IsZero() && !now.Before(s.due)
	if !recorded && now.Sub(s.last) < every {
		return nil
	}
	s.running, s.last, s.due = true, now, time.Time{}
	env, workspace := m.env, m.workspace
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(env.Context, shareWithin)
		defer cancel()
		out, err := workspace.SyncShare(ctx, false)
		status, unread := workspace.ShareStatus(env.Context)
		return carried{out, status, errors.Join(err, unread)}
	}
}

// carried shows what a sync has brought. That the repository cannot be reached is shown on Home and nowhere else: work
// goes on without it.
func (m *model) carried(msg carried) tea.Cmd {
	s := &m.sharing
	s.running = false
	if msg.status != nil {
		m.standing.now.Share = msg.status
	}
	cmds := []tea.Cmd{m.broadcast(screen.Status{Overview: m.standing.now})}
	if msg.out.Taken > 0 {
		m.say(screen.Notify{Text: words.Count(msg.out.Taken, "line") + " came in from other machines"})
		cmds = append(cmds, m.look())
	}
	refused := len(msg.out.Refused)
	if msg.err == nil && refused != s.refused {
		if refused > s.refused {
			text := "in the shared repository " + msg.out.Refused[0].String()
			if refused > 1 {
				text += fmt.Sprintf("; %d more", refused-1)
			}
			m.say(screen.Notify{Text: text, Level: screen.Warn})
		}
		s.refused = refused
		cmds = append(cmds, m.stand())
	}
	return tea.Batch(cmds...)
}
