package access

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/timeline"
	"github.com/tuar-dev/tuar/ui/fields"
	"github.com/tuar-dev/tuar/ui/screen"
)

// row is a row of access with what is shown of it.
type row struct {
	access.Row
	hints string // short names
	text  string // in which the filter looks for words, lower case
}

// loaded is the result of reading the access.
type loaded struct {
	arranged
	view campaign.AccessView
	rows []row
	err  error
}

// load reads everyone's access and puts it in order.
func (s *Screen) load() tea.Cmd {
	order, env, service, prepare := s.order, s.env, s.service, s.list.Prepare
	return s.newest.Fetch(s, func() tea.Msg {
		view, err := service.Access(env.Context)
		if err != nil {
			return loaded{err: err}
		}
		rows := make([]row, len(view.Rows))
		for i, r := range view.Rows {
			rows[i] = row{Row: r, hints: strings.Join(r.HintNames(), ", ")}
			rows[i].text = strings.ToLower(strings.Join([]string{
				r.Title(), r.Email, r.Role, fields.Status(&r), fields.SignIn(&r), rows[i].hints,
			}, "\n"))
		}
		return loaded{arranged: arranged{rows: prepare(order.arrange(rows))}, view: view, rows: rows}
	})
}

// logLoaded is what is kept of Torq's audit log.
type logLoaded struct{ log *timeline.Log }

// loadLog reads the kept audit log behind the list, which does not wait for it.
func (s *Screen) loadLog() tea.Cmd {
	env, service := s.env, s.service
	return s.newest.Along(s, func() tea.Msg {
		log, err := service.AuditLog(env.Context)
		if err != nil {
			return screen.Failed{Err: err}
		}
		return logLoaded{log}
	})
}
