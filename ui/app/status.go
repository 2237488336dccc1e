package app

import (
	"context"
	"errors"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review/trail"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

// status is the last message. It has the line above the keys to itself, so that it never hides a key or a row of a
// list. The next key clears it; a message that is not an error also disappears by itself.
type status struct {
	text, hint string
	level      screen.Level
	failed     bool
	until      time.Time // zero: until the next key
}

const statusFor = 8 * time.Second

func (s *status) clear() { *s = status{} }

func (s *status) say(say screen.Notify, now time.Time) {
	*s = status{text: say.Text, level: say.Level, until: now.Add(statusFor)}
}

// age clears what had its time.
func (s *status) age(now time.Time) {
	if !s.until.IsZero() && now.After(s.until) {
		s.clear()
	}
}

// fail shows an error. Something cancelled on purpose is no failure.
func (m *model) fail(err error) {
	switch {
	case err == nil:
	case errors.Is(err, context.Canceled):
		m.say(screen.Notify{Text: "cancelled"})
	default:
		m.status = status{text: err.Error(), hint: screen.WayOut(err), failed: true}
		m.keep(trail.Error, m.status.whole())
	}
}

// line returns the status in one line. A longer text can be read with the key for it.
func (s *status) line(th *theme.Theme, shows string, width int) string {
	if s.text == "" || width < 4 {
		return ""
	}
	sign, style := " ", th.Text
	switch {
	case s.failed:
		sign, style = th.Alert, th.Error
	case s.level == screen.Good:
		sign, style = th.Yes, th.Good
	case s.level == screen.Warn:
		sign, style = th.Alert, th.Warn
	}
	text := " " + sign + " " + th.Clean(s.whole())
	if ansi.StringWidth(text) > width {
		more := "  " + shows + " shows all"
		return style.Render(th.Fit(text, max(0, width-len(more)))) + th.KeyName.Render(more)
	}
	return style.Render(text)
}

// whole returns the text with its hint.
func (s *status) whole() string {
	if s.hint == "" {
		return s.text
	}
	return s.text + "; " + s.hint
}
