package sheet

import (
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/screen"
)

// resume goes to the item at which the review was left, or else to the first row that is open.
func (m *Model) resume(item string) {
	m.kept = item
	if m.list.To(item) {
		return
	}
	if r, ok := m.byID[item]; ok && r.Carry {
		m.list.SetFolded(campaign.CarryGroup, false)
		if m.list.To(item) {
			return
		}
		m.list.SetFolded(campaign.CarryGroup, true)
	}
	if r, ok := m.list.Current(); ok && !m.isOpen(r) {
		m.toNextOpen()
	}
}

// remember keeps the current row as the place to resume at, when it has changed since.
func (m *Model) remember() tea.Cmd {
	if m.at == "" || m.at == m.kept || m.service.Pack() != nil {
		return nil
	}
	m.kept = m.at
	env, service, id, item := m.env, m.service, m.campaign, m.at
	return func() tea.Msg {
		if err := service.SaveResumeItem(env.Context, id, item); err != nil {
			return screen.Failed{Err: err}
		}
		return nil
	}
}

// follow keeps the time the current row has been in front.
func (m *Model) follow() {
	item := ""
	if r, ok := m.list.Current(); ok {
		item = r.Item
	}
	if item == m.at {
		return
	}
	if was, ok := m.byID[m.at]; ok {
		was.seen += m.env.Now().Sub(m.since)
	}
	m.at, m.since = item, m.env.Now()
}

// dwell returns how long the row has been in front of the reviewer, in milliseconds.
func (m *Model) dwell(r *row) int64 {
	seen := r.seen
	if r.Item == m.at {
		seen += m.env.Now().Sub(m.since)
	}
	return seen.Milliseconds()
}
