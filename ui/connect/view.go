package connect

import (
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

const promise = "Create a service key in Torq under your avatar, API Keys. The secret goes into this computer's keyring and " +
	"nowhere else; nothing is kept before Torq has accepted it. No key yet? tuar connect --handoff writes the request."

// View implements overlay.Dialog.
func (d *Dialog) View(th *theme.Theme, width, height int) string {
	var lines []string
	switch d.stage {
	case connected:
		lines = d.permissions(th, width)
	default:
		lines = d.form(th, width)
	}
	return strings.Join(lines[:min(len(lines), height)], "\n")
}

// form puts the fields first, so that a small screen cuts the explanation and never a field.
func (d *Dialog) form(th *theme.Theme, width int) []string {
	lines := []string{
		d.label(th, region, "Region") + d.regions(th),
		d.label(th, clientID, "Client ID") + d.id.View(th, "", max(width-16, 1)),
		d.label(th, secret, "Client secret") + d.secret.View(th, "", max(width-16, 1)),
		"",
	}
	add := func(style lipgloss.Style, text string) {
		for _, line := range th.Block(text, width) {
			lines = append(lines, style.Render(line))
		}
	}
	switch {
	case d.stage == testing && d.slow:
		add(th.Info, "still waiting: for Torq, or for your keyring to be unlocked; esc cancels")
	case d.stage == testing:
		add(th.Info, "asking Torq what this key may read…")
	case d.err != nil:
		add(th.Error, th.Alert+" "+d.err.Error())
		if hint := screen.WayOut(d.err); hint != "" {
			add(th.Text, hint)
		}
	default:
		add(th.Dim, promise)
	}
	return lines
}

func (d *Dialog) label(th *theme.Theme, f field, text string) string {
	style, cursor := th.Dim, " "
	if d.field == f && d.stage == filling {
		style, cursor = th.Title, th.Cursor
	}
	return style.Render(cursor + " " + th.Fit(text, 14))
}

func (d *Dialog) regions(th *theme.Theme) string {
	var b strings.Builder
	for i, name := range settings.Regions {
		if i == d.region {
			b.WriteString(th.ButtonActive.Render("[" + name + "]"))
		} else {
			b.WriteString(th.Button.Render(" " + name + " "))
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// permissions says what the key may read.
func (d *Dialog) permissions(th *theme.Theme, width int) []string {
	lines := []string{th.Good.Render(th.Fit(th.Yes+" connected; the secret is in the keyring", width)), "", th.Fit("This key may read:", width)}
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
