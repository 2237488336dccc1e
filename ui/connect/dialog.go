// Package connect is the dialog that connects a workspace: it asks for region, client ID and secret, has them tested,
// says what the key may read, and offers the first sync.
package connect

import (
	"context"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

type stage int

const (
	filling stage = iota
	testing
	connected
)

type field int

const (
	region field = iota
	clientID
	secret
	fields
)

// Dialog is an overlay.Dialog. While it tests the key it waits for a message that the root hands it.
type Dialog struct {
	desk *screen.Desk

	stage  stage
	field  field
	region int // in settings.Regions
	id     *widget.Input
	secret *widget.Input

	attempt int // counts the tests, to tell a late answer from the one waited for
	cancel  context.CancelFunc
	slow    bool
	err     error
	may     []review.Permission
}

var _ overlay.Dialog = (*Dialog)(nil)

// New makes the dialog, with the region set to the one given if Torq has it.
func New(desk *screen.Desk, in string) *Dialog {
	d := &Dialog{
		desk: desk, region: max(slices.Index(settings.Regions, in), 0),
		id: widget.NewInput("the key's client ID"), secret: widget.NewInput("shown as stars"),
	}
	d.secret.Hide()
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
	hint := func(name, does string) key.Binding {
		return key.NewBinding(key.WithKeys(name), key.WithHelp(name, does))
	}
	switch {
	case d.stage == connected:
		return []key.Binding{hint("enter", "sync now")}
	case d.stage == testing:
		return nil
	case d.field == region:
		return []key.Binding{hint("←/→", "choose"), hint("enter", "next")}
	case d.field == secret:
		return []key.Binding{hint("enter", "test and keep"), hint("shift+tab", "back")}
	}
	return []key.Binding{hint("enter", "next"), hint("shift+tab", "back")}
}

// Typing implements overlay.Writer.
func (d *Dialog) Typing() bool { return d.stage == filling && d.field != region }

// Update implements overlay.Dialog.
func (d *Dialog) Update(msg tea.Msg) (overlay.Result, tea.Cmd) {
	switch msg := msg.(type) {
	case tried:
		if msg.attempt == d.attempt {
			d.finish(msg)
		}
	case stillTrying:
		d.slow = d.slow || int(msg) == d.attempt
	case tea.PasteMsg:
		if d.stage == filling {
			return overlay.Result{}, d.typed(msg)
		}
	case tea.KeyPressMsg:
		switch d.stage {
		case filling:
			return overlay.Result{}, d.press(msg)
		case connected:
			if msg.String() == "enter" {
				return overlay.Done(screen.Sync{}), nil
			}
		}
	}
	return overlay.Result{}, nil
}

func (d *Dialog) press(msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "tab", "down":
		d.field = min(d.field+1, fields-1)
	case "shift+tab", "up":
		d.field = max(d.field-1, 0)
	case "enter":
		if d.field == secret {
			return d.try()
		}
		d.field++
	default:
		return d.typed(msg)
	}
	return nil
}

// typed hands the message to the field that has the focus.
func (d *Dialog) typed(msg tea.Msg) tea.Cmd {
	d.err = nil
	switch d.field {
	case clientID:
		return d.id.Update(msg)
	case secret:
		return d.secret.Update(msg)
	}
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch press.String() {
		case "left", "right", "space", "h", "l":
			d.region = (d.region + 1) % len(settings.Regions)
		}
	}
	return nil
}
