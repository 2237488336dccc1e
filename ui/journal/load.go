package journal

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/record"
)

// entry is a line of the record with what is shown of it.
type entry struct {
	record.Line
	summary string
	text    string // what the filter searches, lower case
}

// loaded is what the request gen read.
type loaded struct {
	gen     int
	entries []entry
	err     error
}

// load reads the record, newest line first. Lines name items by their IDs; where the last population knows them, the
// summary names the person.
func (s *Screen) load() tea.Cmd {
	s.gen++
	gen, desk := s.gen, s.desk
	return func() tea.Msg {
		lines, err := desk.Workspace.Journal(desk.Context)
		if err != nil {
			return loaded{gen: gen, err: err}
		}
		titles := map[string]string{}
		if view, err := desk.Workspace.Access(desk.Context); err == nil {
			for _, r := range view.Rows {
				titles[r.Item] = r.Title()
			}
		}
		entries := make([]entry, len(lines))
		for i, l := range lines {
			e := entry{Line: l, summary: summarise(l, titles)}
			e.text = strings.ToLower(strings.Join([]string{l.Time.String(), l.Type, l.Actor, string(l.Assurance), e.summary, l.Hash}, " "))
			entries[len(lines)-1-i] = e
		}
		return loaded{gen: gen, entries: entries}
	}
}
