package sheet

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/ui/screen"
)

// loaded is the answer to load, with everything done already that takes time where there are many rows.
type loaded struct {
	made  int // acts made before it
	sheet *campaign.Sheet
	rows  []*row // by risk, then by title
	byID  map[string]*row
	place string // where the reviewer was last
	said  map[string][]comment.Row
	err   error
}

// load reads the sheet. While decisions are being written it waits until that is done, since a sheet read meanwhile may
// or may not contain them.
func (m *Model) load() tea.Cmd {
	if m.again = m.writing(); m.again {
		return nil
	}
	made, env, service, id := m.made, m.env, m.service, m.campaign
	talks := m.talks
	return m.newest.Fetch(m, func() tea.Msg {
		sheet, err := service.Sheet(env.Context, id)
		if err != nil {
			return loaded{made: made, err: err}
		}
		said := map[string][]comment.Row{}
		if talks != nil {
			comments, err := talks.Comments(env.Context, id)
			if err != nil {
				return loaded{made: made, err: err}
			}
			for _, c := range comments {
				said[c.Item] = append(said[c.Item], c)
			}
		}
		rows, byID := rowsOf(sheet)
		return loaded{made, sheet, rows, byID, service.ResumeItem(env.Context, sheet.Summary.ID), said, nil}
	})
}

func rowsOf(sheet *campaign.Sheet) ([]*row, map[string]*row) {
	all := make([]row, len(sheet.Rows))
	rows, byID := make([]*row, len(all)), make(map[string]*row, len(all))
	for i, r := range sheet.Rows {
		all[i] = newRow(r)
		rows[i], byID[r.Item] = &all[i], &all[i]
	}
	slices.SortStableFunc(rows, func(a, b *row) int { return campaign.CompareRisk(&a.SheetRow, &b.SheetRow) })
	return rows, byID
}

// take shows a sheet that was read.
func (m *Model) take(msg loaded) tea.Cmd {
	if m.writing() || msg.made != m.made { // it may lack what was decided since
		return m.load()
	}
	if m.err = msg.err; m.err != nil {
		return screen.Send(screen.Failed{Err: m.err})
	}
	first, old := m.sheet == nil, m.byID
	m.sheet, m.rows, m.byID, m.said = msg.sheet, msg.rows, msg.byID, msg.said
	m.persons = personsOf(m.sheet, m.rows)
	m.campaign, m.known = m.sheet.Summary.ID, m.sheet.Summary.Revision
	for item, was := range old {
		if was.seen > 0 || was.note != "" {
			if r, ok := m.byID[item]; ok {
				r.seen, r.note = was.seen, was.note
			}
		}
	}
	if !first {
		m.arrange()
		return nil
	}
	m.mine = m.of == "" && m.shared() && slices.ContainsFunc(m.rows, m.isMine)
	m.list.SetFolded(campaign.CarryGroup, true)
	m.list.SetFolded(campaign.LaterGroup, true)
	m.arrange()
	m.resume(msg.place)
	if m.sheet.Summary.State == campaign.Open {
		return say(screen.Info, "note: time per row and bulk decisions are recorded")
	}
	return nil
}

// revision is the number of journal lines about the campaign.
type revision struct{ number int }

// check asks whether other users recorded something about the campaign. Its cost does not depend on the number of rows.
func (m *Model) check() tea.Cmd {
	if m.sheet == nil {
		return nil
	}
	env, service, id := m.env, m.service, m.campaign
	return screen.Fetch(m, func() tea.Msg {
		summary, err := service.Campaign(env.Context, id)
		if err != nil {
			return screen.Failed{Err: err}
		}
		return revision{summary.Revision}
	})
}

// checked reads the sheet again if the record contains more than this screen wrote. While it is writing it cannot tell;
// the write leads to another check.
func (m *Model) checked(msg revision) tea.Cmd {
	if msg.number > m.known && !m.writing() {
		return m.load()
	}
	return nil
}
