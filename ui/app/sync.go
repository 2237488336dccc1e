package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// syncing is the running sync. There is never more than one.
type syncing struct {
	gen    int
	cancel context.CancelFunc // nil unless one is running
	moved  bool               // Torq has answered something
	slow   bool               // it takes longer to begin than it does by itself
}

func (s *syncing) running() bool { return s.cancel != nil }

// synced is the result of a sync; step reports its progress.
type (
	synced struct {
		result review.SyncResult
		err    error
	}
	step struct{ screen.Working }
)

// believed reports that the user confirmed an implausibly short list.
type believed struct{}

func (m *model) startSync(opt review.SyncOptions) tea.Cmd {
	if m.sync.running() {
		m.say(screen.Notify{Text: "a sync is running already"})
		return nil
	}
	ctx, cancel := context.WithCancel(m.env.Context)
	m.sync = syncing{gen: m.sync.gen + 1, cancel: cancel}
	m.work(screen.Working{What: "syncing"})
	m.standing.now.Connection = review.Syncing
	gen, env, workspace := m.sync.gen, m.env, m.workspace
	return tea.Batch(
		m.broadcast(screen.Status{Overview: m.standing.now}),
		tea.Tick(patience, func(time.Time) tea.Msg { return patienceOver{syncing: true, gen: gen} }),
		func() tea.Msg {
			defer cancel()
			opt.Progress = func(what string, done, total int) {
				env.Send(step{screen.Working{What: what, Done: done, Total: total}})
			}
			result, err := workspace.Sync(ctx, opt)
			return synced{result, err}
		},
	)
}

func (m *model) stepped(s step) {
	if m.sync.running() {
		m.sync.moved, m.sync.slow = true, false
		m.work(s.Working)
	}
}

func (m *model) synced(msg synced) tea.Cmd {
	m.sync.cancel = nil
	m.work(screen.Working{End: true})
	m.record.read = false // read the standing again even where nothing was recorded
	switch {
	case errors.Is(msg.err, population.ErrDrop):
		return tea.Batch(m.look(), m.overlays.PushUnasked(&overlay.Confirm{
			Title: "Is that right?", Question: msg.err.Error() + ".",
			Details: []string{"Torq may have answered incompletely. Believe it only if that many really went."},
			Yes:     "believe it and sync", No: "keep the one before", Danger: true, Action: believed{},
		}))
	case msg.err != nil:
		m.fail(msg.err)
	default:
		m.say(screen.Notify{Text: summary(msg.result), Level: screen.Good})
	}
	return m.look()
}

// summary describes the result of a sync in one line.
func summary(r review.SyncResult) string {
	text := fmt.Sprintf("synced %d people, %d roles, %d API keys in %d requests", r.Users, r.Roles, r.Keys, r.Requests)
	switch {
	case r.First:
	case r.Added+r.Removed+r.Changed == 0:
		text += "; nothing changed"
	default:
		text += fmt.Sprintf("; %d new, %d gone, %d changed", r.Added, r.Removed, r.Changed)
	}
	if len(r.Gaps) > 0 {
		missing := make([]string, len(r.Gaps))
		for i, g := range r.Gaps {
			missing[i] = g.Resource
		}
		text += "; could not read " + strings.Join(missing, ", ")
	}
	return text
}
