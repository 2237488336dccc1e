package sheet

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/timeline"
	"github.com/tuar-dev/tuar/ui/screen"
)

// mostEvents bounds how many events of the audit log the details of a row show.
const mostEvents = 5

// logs reads what is kept of Torq's audit log. A review of several workspaces has none.
type logs interface {
	AuditLog(context.Context) (*timeline.Log, error)
}

type logLoaded struct{ log *timeline.Log }

// loadLog reads the kept audit log behind the sheet, which does not wait for it.
func (m *Model) loadLog() tea.Cmd {
	service, ok := m.service.(logs)
	if !ok {
		return nil
	}
	env := m.env
	return m.newest.Along(m, func() tea.Msg {
		log, err := service.AuditLog(env.Context)
		if err != nil {
			return screen.Failed{Err: err}
		}
		return logLoaded{log}
	})
}

// cameAbout adds how the access of a row came about, by the audit log, the newest first; of several lines only the first if
// there is little room.
func (m *Model) cameAbout(p *paper, r *row) {
	if r.Workspace != "" {
		return // the log is of one workspace
	}
	var certified time.Time
	if r.Previous != nil {
		certified = r.Previous.DecidedAt
	}
	told := m.log.Of(&r.Row)
	label := "came about"
	for i, line := range told.Told(certified, m.sheet.RoleName, mostEvents) {
		if i > 0 && p.Brief {
			return
		}
		p.field(label, line)
		label = " "
	}
}
