package connect

import (
	"strings"

	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

const promise = "Create a service key in Torq under your avatar, API Keys. The secret goes into this computer's keyring and " +
	"nowhere else; nothing is kept before Torq has accepted it. No key yet? tuar connect --handoff writes the request."

const withoutKeyring = "Quit with ctrl+c, and either run tuar connect, which can use the key for one run, or set TORQ_CLIENT_ID and " +
	"TORQ_CLIENT_SECRET and start tuar again."

// View implements overlay.Dialog. The fields come first, so that a small screen cuts the explanation and never a field.
func (d *Dialog) View(th *theme.Theme, width, height int) string {
	lines := d.permissions(th, width)
	if !d.connected {
		lines = append(d.form.Lines(th, width), "")
		if d.noKeyring != nil {
			lines = append(lines, widget.Block(th, th.Warn, "no keyring: "+d.noKeyring.Error(), width)...)
			lines = append(lines, widget.Block(th, th.Text, withoutKeyring, width)...)
		} else {
			lines = append(lines, widget.Block(th, th.Dim, promise, width)...)
		}
	}
	return strings.Join(lines[:min(len(lines), height)], "\n")
}

// permissions describes what the key may read.
func (d *Dialog) permissions(th *theme.Theme, width int) []string {
	lines := []string{
		th.Good.Render(th.Fit(th.Yes+" connected; the secret is in the keyring", width)), "",
		th.Fit("This key may read:", width),
	}
	for _, p := range d.may {
		text, style := th.Yes+" "+p.Resource, th.Good
		if !p.Allowed {
			text, style = th.No+" "+p.Resource, th.Warn
			if p.Detail != "" {
				text += ": " + p.Detail
			}
		}
		lines = append(lines, style.Render(th.Fit("  "+text, width)))
	}
	return append(lines, "", th.Fit("Read everyone's access now?", width))
}
