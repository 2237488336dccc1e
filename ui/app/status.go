package app

import (
	"context"
	"errors"
	"time"

	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

// status is the line that replaces the keys for a while. The next key clears it; what is not an error also goes by
// itself.
type status struct {
	text, hint string
	level      screen.Level
	failed     bool
	until      time.Time // zero: until the next key
}

const statusFor = 8 * time.Second

func (s *status) clear() { *s = status{} }

func (s *status) say(say screen.Say, now time.Time) {
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
		m.status.say(screen.Say{Text: "cancelled"}, m.desk.Now())
	default:
		m.status = status{text: err.Error(), hint: screen.WayOut(err), failed: true}
	}
}

// lines are the status in at most three lines: the text in two, then what to do about it.
func (s *status) lines(th *theme.Theme, width int) []string {
	if s.text == "" || width < 4 {
		return nil
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
	const most = 2
	lines := th.Block(s.text, width-3)
	if len(lines) > most {
		rest := lines[most-1]
		lines = lines[:most]
		lines[most-1] = th.Fit(rest[:len(rest)-1], width-4) + th.Ellipsis()
	}
	for i, line := range lines {
		lines[i] = style.Render(" " + sign + " " + line)
		sign = " "
	}
	if s.hint != "" {
		lines = append(lines, th.Text.Render(th.Fit("   "+s.hint, width)))
	}
	return lines
}
