package form

import (
	"fmt"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/words"
)

// untimed returns a line that warns if no timer ends the elevation while tuar is closed; empty if one does.
func (m *Model) untimed() string {
	switch {
	case m.lend == nil:
	case !m.lend.Timer.Installed:
		return "nothing ends it while tuar is closed: no timer"
	case !m.lend.Timer.Running:
		return "nothing ends it while tuar is closed: the timer does not run"
	}
	return ""
}

// meaning describes the effect of the elevation, as far as it is chosen.
func (m *Model) meaning(th *theme.Theme, width int) []string {
	lines := []string{th.Header.Render(th.Fit(" what it means", width))}
	add := func(style lipgloss.Style, text string) {
		for _, line := range th.Block(text, max(1, width-2)) {
			lines = append(lines, " "+style.Render(line))
		}
	}
	switch {
	case m.err != nil:
		add(th.Error, th.Alert+" "+m.err.Error())
		return lines
	case m.lend == nil:
		add(th.Dim, "reading"+th.Ellipsis())
		return lines
	}
	if way := m.lend.Methods; way.Why != "" {
		add(th.Error, th.Alert+" "+way.Why)
		add(th.Dim, screen.Advice(way.Hint))
	}
	if m.glass {
		add(th.Error, th.Alert+" BREAK-GLASS: no approval. The role is given at once, all users of tuar see it, and the next review must look at it.")
	}
	if warning := m.untimed(); warning != "" {
		add(th.Warn, th.Alert+" Nothing ends it while tuar is closed: "+m.timerWords()+". If tuar is closed, the role stays past its end. Install a timer: "+fault.Schedule.With().String())
	} else {
		add(th.Good, th.Yes+" It ends also while tuar is closed: a timer ("+m.lend.Timer.Kind+") looks every minute.")
	}
	m.gains(th, add)
	if m.lend.Methods.Why == "" {
		how := "by Torq's API, as far as it offers that"
		if len(m.lend.Methods.Methods) > 0 && m.lend.Methods.Methods[0] == order.Webhook {
			how = "by a Torq workflow, ordered by its webhook"
		}
		add(th.Text, "The role is changed "+how+", and counts as given only when a new listing shows it. The clock starts when it is approved.")
	}
	return lines
}

func (m *Model) timerWords() string {
	t := m.lend.Timer
	switch {
	case !t.Installed && t.Detail != "":
		return "no timer is installed (" + t.Detail + ")"
	case !t.Installed:
		return "no timer is installed"
	case t.Detail != "":
		return "the timer does not run (" + t.Detail + ")"
	}
	return "the timer is installed and does not run"
}

// gains adds the permissions that the role adds to the one held now, and the effect of the next sign-in.
func (m *Model) gains(th *theme.Theme, add func(lipgloss.Style, string)) {
	r, ok := m.chosen()
	u, holds, there := m.person()
	if !ok {
		add(th.Dim, "The role replaces the current one, which is restored at the end.")
		return
	}
	if !there {
		return
	}
	more := access.Gains(holds.Scopes, r.Scopes)
	switch {
	case len(r.Scopes) == 0 || len(holds.Scopes) == 0:
		add(th.Warn, fmt.Sprintf("Torq does not list what %s and %s may do, so what it gains is not known.", r.Name, holds.Name))
	case len(more) == 0:
		add(th.Warn, fmt.Sprintf("%s %s allows nothing that %s does not.", th.Alert, r.Name, holds.Name))
	default:
		add(th.Text, fmt.Sprintf("%s instead of %s may also: %s.", r.Name, holds.Name, words.Some(more, 8)))
	}
	if m.lend.Outlook != nil {
		for _, text := range m.lend.Outlook.AtSignIn(u.Email, r.ID, u.SSO) {
			add(th.Warn, th.Alert+" sign-in: "+text)
		}
	}
}
