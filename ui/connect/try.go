package connect

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/screen"
)

// tried is the answer to an attempt; stillTrying comes when it takes long.
type (
	tried struct {
		attempt int
		may     []population.Permission
		err     error
	}
	stillTrying int
)

// keyringSeen is the answer to CheckKeyring.
type keyringSeen struct{ err error }

// CheckKeyring asks in a command whether a secret can be kept here, so that it is known before one is asked for.
func (d *Dialog) CheckKeyring() tea.Cmd {
	ctx, ask := d.env.Context, d.ask
	return func() tea.Msg { return keyringSeen{ask.CheckSecrets(ctx)} }
}

// patience is the time after which the dialog names what a test may be waiting for.
const patience = 3 * time.Second

// try tests the key in a command; esc ends it.
func (d *Dialog) try() tea.Cmd {
	ctx, cancel := context.WithCancel(d.env.Context)
	d.attempt++
	d.form.Saving, d.cancel = "asking Torq what this key may read…", cancel
	d.form.Accept()
	attempt, ask := d.attempt, d.ask
	request := review.ConnectRequest{Credentials: settings.Credentials{
		Region: d.form.Value(region), ClientID: d.form.Value(clientID), Secret: d.form.Value(secret),
	}}
	return tea.Batch(
		func() tea.Msg {
			defer cancel()
			may, err := ask.Connect(ctx, request)
			return tried{attempt, may, err}
		},
		tea.Tick(patience, func(time.Time) tea.Msg { return stillTrying(attempt) }),
	)
}

// finish shows the result of the test. The secret is not kept longer than it is needed.
func (d *Dialog) finish(t tried) {
	d.form.Saving = ""
	if t.err != nil {
		at := secret
		if d.form.Value(clientID) == "" {
			at = clientID
		}
		d.form.Refuse(at, t.err, screen.WayOut(t.err))
		return
	}
	d.connected, d.may = true, t.may
	d.form.Fields[secret].Input.SetValue("")
}
