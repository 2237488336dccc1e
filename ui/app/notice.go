package app

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/safetext"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// notice tells the current user once, some minutes before its end, that their elevation ends soon; and once more after
// an extension.
func (m *model) notice(now time.Time) tea.Cmd {
	known := m.standing.now.People
	for _, r := range m.standing.now.Elevations {
		if !lent(r) || !now.Before(*r.EndsAt) || r.EndsAt.Sub(now) > m.standing.now.Notice {
			continue
		}
		if told := m.reaping.told[r.ID]; told.Equal(*r.EndsAt) || !known.Same(r.Email, m.me) && !known.Same(r.RequestedBy, m.me) {
			continue
		}
		m.reaping.told[r.ID] = *r.EndsAt
		text := fmt.Sprintf("%s ends in %s, at %s", r.Role, widget.Left(*r.EndsAt, now), widget.Clock(*r.EndsAt, now))
		if !known.Same(r.Email, m.me) {
			text = r.Email + ": " + text
		}
		m.say(screen.Notify{Text: text, Level: screen.Warn})
		return tea.Raw(notification(m.term, text))
	}
	return nil
}

// terminal describes the terminal, from its environment.
type terminal struct {
	name string // TERM
	vte  bool   // GNOME's family, which knows another sequence than the rest
}

// notification returns the sequence that rings the bell, which every terminal supports. Unless the terminal is known to
// print unknown sequences, it also asks for a desktop notification: by OSC 9, or by OSC 777 for terminals that support
// only that. Others ignore both.
func notification(t terminal, text string) string {
	const most = 200
	text = safetext.ASCII.Fit(strings.ReplaceAll("tuar: "+text, ";", ","), min(most, ansi.StringWidth(text)+6))
	switch {
	case t.name == "" || t.name == "dumb" || t.name == "linux" || strings.HasPrefix(t.name, "vt"):
		return "\a"
	case t.vte || strings.HasPrefix(t.name, "rxvt"):
		return "\x1b]777;notify;tuar;" + text + "\x1b\\\a"
	}
	return ansi.Notify(text) + "\a"
}
