package journal

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/record"
)

// entry holds a line of the record and how it is shown.
type entry struct {
	record.Line
	summary string
	refused string // why it has no effect; empty if it may have
	before  bool   // an act from before rights counted
	known   string // how its author is known
	text    string // in which the filter looks for words, lower case
}

// loaded answers a request to read the record.
type loaded struct {
	entries []entry
	err     error
}

// load reads the record, newest line first.
func (s *Screen) load() tea.Cmd {
	env, service := s.env, s.service
	return s.newest.Fetch(s, func() tea.Msg {
		lines, err := service.Journal(env.Context)
		if err != nil {
			return loaded{err: err}
		}
		standing, err := service.Standing(env.Context)
		if err != nil {
			return loaded{err: err}
		}
		entries, say := make([]entry, len(lines)), service.Sentences(env.Context)
		for i, l := range lines {
			e := entry{Line: l, summary: say(l), refused: standing.Refused(l), before: standing.FromBefore(l), known: standing.Known(l).String()}
			if e.refused != "" {
				e.summary = "refused: " + e.summary
			}
			e.text = strings.ToLower(strings.Join([]string{
				l.Time.String(), l.Type, l.Actor, string(l.Assurance), e.summary, e.refused,
			}, "\n"))
			entries[len(lines)-1-i] = e
		}
		return loaded{entries: entries}
	})
}
