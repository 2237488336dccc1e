// Package connect is the dialog that connects a workspace: it asks for region, client ID and secret, has them tested,
// says what the key may read, and offers the first sync.
package connect

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// The fields of the form.
const (
	region = iota
	clientID
	secret
)

// Workspace is what the dialog asks of the workspace.
type Workspace interface {
	// Connect tests a key and keeps it, and returns what it may read.
	Connect(ctx context.Context, req review.ConnectRequest) ([]population.Permission, error)
	// CheckSecrets returns why no secret can be kept on this machine, nil if one can.
	CheckSecrets(ctx context.Context) error
}

// Dialog is an overlay.Dialog. While it tests the key it waits for a message that the root hands it.
type Dialog struct {
	env  *screen.Env
	ask  Workspace
	form widget.Form // its Saving says what a test under way waits for

	noKeyring error // why no secret can be kept here; nil if one can, or while that is not known

	attempt   int // counts the tests, to tell a late answer from the one waited for
	cancel    context.CancelFunc
	connected bool
	may       []population.Permission // what the key may read, once connected
}

var _ overlay.Dialog = (*Dialog)(nil)

// New makes the dialog, with the region set to the one given if Torq has it.
func New(env *screen.Env, ask Workspace, in string) *Dialog {
	d := &Dialog{env: env, ask: ask, form: widget.Form{Fields: []widget.Field{
		region:   widget.Choose("Region", settings.Regions, in),
		clientID: widget.Text("Client ID", "the key's client ID", ""),
		secret:   widget.Text("Client secret", "shown as stars", ""),
	}}}
	d.form.Fields[secret].Input.Hide()
	return d
}

// Close ends a test that is still running; nothing is kept then.
func (d *Dialog) Close() {
	if d.cancel != nil {
		d.cancel()
		d.cancel = nil
	}
	d.attempt++
}

// Heading implements overlay.Dialog.
func (d *Dialog) Heading() string { return "Connect to Torq" }

// Keys implements overlay.Dialog.
func (d *Dialog) Keys() []key.Binding {
	next, back := screen.Key("enter", "next", "enter").Binding, screen.Key("shift+tab", "back", "shift+tab").Binding
	switch {
	case d.connected:
		return []key.Binding{screen.Key("enter", "sync now", "enter").Binding}
	case d.form.Saving != "":
		return nil
	case d.form.At == region:
		return []key.Binding{screen.Key("←/→", "choose", "left", "right").Binding, next}
	case d.form.Last():
		return []key.Binding{screen.Key("enter", "test and keep", "enter").Binding, back}
	}
	return []key.Binding{next, back}
}

// filling says that the fields take keys: no test is under way, and none has succeeded.
func (d *Dialog) filling() bool { return d.form.Saving == "" && !d.connected }

// Typing implements overlay.Writer.
func (d *Dialog) Typing() bool { return d.filling() && d.form.At != region }

// Update implements overlay.Dialog.
func (d *Dialog) Update(msg tea.Msg) (overlay.Result, tea.Cmd) {
	switch msg := msg.(type) {
	case tried:
		if msg.attempt == d.attempt {
			d.finish(msg)
		}
	case keyringSeen:
		d.noKeyring = msg.err
	case stillTrying:
		if int(msg) == d.attempt && d.form.Saving != "" {
			d.form.Saving = "still waiting: for Torq, or for your keyring to be unlocked; esc cancels"
		}
	case tea.KeyPressMsg, tea.PasteMsg:
		if press, ok := msg.(tea.KeyPressMsg); ok && d.connected && press.String() == "enter" {
			return overlay.Done(screen.Sync{}), nil
		}
		if d.filling() {
			return overlay.Result{}, d.input(msg)
		}
	}
	return overlay.Result{}, nil
}

func (d *Dialog) input(msg tea.Msg) tea.Cmd {
	event, cmd := d.form.Update(msg)
	if event == widget.Save {
		return d.try()
	}
	return cmd
}
