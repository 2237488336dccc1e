package journal

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/share"
	"github.com/tuar-dev/tuar/ui/screen"
)

// check holds the verification that runs, and the result of the one before.
type check struct {
	running bool
	result  string // "" before the first
	bad     bool
}

// checked answers a request to verify the record.
type checked struct {
	writers []record.WriterCheck
	shared  *share.Status // nil if the record is not shared
	err     error
}

func (s *Screen) verify() tea.Cmd {
	s.check = check{running: true}
	env, service := s.env, s.service
	return screen.Fetch(s, func() tea.Msg {
		writers, err := service.CheckJournal(env.Context)
		if err != nil {
			return checked{err: err}
		}
		shared, err := service.ShareStatus(env.Context)
		return checked{writers, shared, err}
	})
}

// done keeps the result on the screen, and says it.
func (c *check) done(msg checked) tea.Cmd {
	c.running = false
	if msg.err != nil {
		return screen.Send(screen.Failed{Err: msg.err})
	}
	lines, wrong := 0, []string{}
	for _, w := range msg.writers {
		lines += w.Lines
		if !w.OK {
			wrong = append(wrong, w.Writer+": "+w.Detail)
		}
	}
	if len(wrong) > 0 {
		c.bad, c.result = true, "does not check out: "+strings.Join(wrong, "; ")
		return screen.Send(screen.Failed{Err: fault.New(fault.Damaged, "the record %s", c.result)})
	}
	if msg.shared != nil && len(msg.shared.Refused) > 0 {
		first := msg.shared.Refused[0]
		c.bad, c.result = true, "checks out here; in the shared repository, what does not fit was refused: "+first.String()
		if first.Good.Seq > 0 {
			c.result += "; the last good line is " + first.LastGood()
		}
		return screen.Send(screen.Failed{Err: fault.New(fault.Damaged, "the record %s", c.result).WithHint("%s", fault.ShareStatus.With())})
	}
	writers := "1 writer"
	if len(msg.writers) != 1 {
		writers = fmt.Sprint(len(msg.writers), " writers")
	}
	c.result = fmt.Sprintf("verified: %d lines of %s, all hashes match", lines, writers)
	return screen.Send(screen.Notify{Text: "the record checks out: " + c.result, Level: screen.Good})
}
