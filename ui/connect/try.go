package connect

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/settings"
)

// tried is the answer to an attempt; stillTrying comes when it takes longer than anybody expects.
type (
	tried struct {
		attempt int
		may     []review.Permission
		err     error
	}
	stillTrying int
)

// patience is how long a test may take before the dialog says what it may be waiting for.
const patience = 3 * time.Second

// try tests the key in a command; esc ends it.
func (d *Dialog) try() tea.Cmd {
	ctx, cancel := context.WithCancel(d.desk.Context)
	d.attempt++
	d.stage, d.slow, d.err, d.cancel = testing, false, nil, cancel
	attempt, workspace := d.attempt, d.desk.Workspace
	request := review.ConnectRequest{Credentials: settings.Credentials{
		Region: settings.Regions[d.region], ClientID: d.id.Value(), Secret: d.secret.Value(),
	}}
	return tea.Batch(
		func() tea.Msg {
			defer cancel()
			may, err := workspace.Connect(ctx, request)
			return tried{attempt, may, err}
		},
		tea.Tick(patience, func(time.Time) tea.Msg { return stillTrying(attempt) }),
	)
}

// finish shows what came of it. The secret is not kept longer than it is needed.
func (d *Dialog) finish(t tried) {
	if t.err != nil {
		d.stage, d.err = filling, t.err
		return
	}
	d.stage, d.may = connected, t.may
	d.secret.SetValue("")
}
