package sheet

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// targets returns the marked rows, or the current one; nil, with what is said, if the current user cannot decide on one.
func (m *Model) targets() ([]*row, tea.Cmd) {
	rows := m.list.MarkedOrCurrent()
	if len(rows) == 0 {
		return nil, say(screen.Info, "this is a heading; move to a row, or mark rows with space")
	}
	for _, r := range rows {
		if why := m.barred(r); why != "" {
			return nil, say(screen.Warn, r.Title()+": "+why)
		}
	}
	return rows, nil
}

const dayHint = "2026-12-31, or 30d for 30 days from now"

// askUntil asks for the last day for which rows are certified, and for the reason that certifying together may need.
func (m *Model) askUntil() tea.Cmd {
	rows, said := m.targets()
	if rows == nil {
		return said
	}
	read := func(text string) (string, error) {
		return campaign.ParseDay("the last day for which it is certified", text, m.env.Now())
	}
	return m.env.OpenDialog(&overlay.Prompt{
		Title: "Certify " + named(rows) + " until a day",
		Label: "The last day for which the access is right. When it has passed, Home and the next campaign say so.",
		Hint:  dayHint,
		Check: func(text string) error { _, err := read(text); return err },
		Action: func(text string) tea.Msg {
			day, err := read(text)
			if err != nil {
				return screen.Failed{Err: err}
			}
			d := decide{rows: rows, verdict: campaign.Certify, until: day}
			d.bulk = len(rows) > 1 && needReason(rows) > 0
			return screen.For(m, d)
		},
	})
}

// named returns the title of one row, or how many there are.
func named(rows []*row) string {
	if len(rows) == 1 {
		return rows[0].Title()
	}
	return words.Count(len(rows), "row")
}

// delayed is the wish to postpone rows, as far as it is known; postponed says that it was recorded, or why not.
type (
	delayed struct {
		rows  []*row
		delay campaign.Delay
		asked bool // who is asked is known, or that no person is
	}
	postponed struct {
		delayed
		err error
	}
)

// askLater asks for the day on which rows come back.
func (m *Model) askLater() tea.Cmd {
	rows, said := m.targets()
	if rows == nil {
		return said
	}
	if m.writing() {
		return say(screen.Info, "decisions are still being written; try again in a moment")
	}
	for _, r := range rows {
		if !r.undecided() {
			return say(screen.Warn, r.Title()+" is decided; u takes that back first")
		}
	}
	read := func(text string) (string, error) {
		return campaign.ParseDay("on which it comes back", text, m.env.Now())
	}
	return m.env.OpenDialog(&overlay.Prompt{
		Title: "Postpone " + named(rows),
		Label: fmt.Sprintf("Until when? The campaign is due %s; that stays. Nothing can be signed off before a postponed row is back or decided.", m.sheet.Summary.Due),
		Hint:  dayHint,
		Check: func(text string) error { _, err := read(text); return err },
		Action: func(text string) tea.Msg {
			day, err := read(text)
			if err != nil {
				return screen.Failed{Err: err}
			}
			return screen.For(m, delayed{rows: rows, delay: campaign.Delay{Until: day}})
		},
	})
}

// delay asks for what is missing, and postpones the rows.
func (m *Model) delay(d delayed) tea.Cmd {
	switch {
	case !d.asked:
		return m.env.OpenDialog(&overlay.Prompt{
			Title: "Postpone " + named(d.rows), Label: "Whom do you ask until then? tuar sends no message. Leave it empty to ask no one.", Hint: "an e-mail address",
			Check: func(text string) error {
				if text == "" {
					return nil
				}
				return person.Check(text)
			},
			Action: func(text string) tea.Msg {
				d.delay.Ask, d.asked = text, true
				return screen.For(m, d)
			},
		})
	case d.delay.Reason == "":
		return m.env.OpenDialog(&overlay.Prompt{
			Title: "Postpone " + named(d.rows), Label: "Why is it postponed?", Hint: "why, for the record",
			Check: func(text string) error { _, err := reason.Check("postponing", text); return err },
			Action: func(text string) tea.Msg {
				d.delay.Reason = text
				return screen.For(m, d)
			},
		})
	}
	for _, r := range d.rows {
		d.delay.Items = append(d.delay.Items, r.Item)
	}
	if len(d.rows) == 1 && !m.toNextOpen() {
		m.list.Move(1)
	}
	env, service, id := m.env, m.service, m.campaign
	m.busy = true
	return screen.Fetch(m, func() tea.Msg {
		_, err := service.Postpone(env.Context, id, d.delay)
		return postponed{d, err}
	})
}

// settleLater shows what became of postponing.
func (m *Model) settleLater(msg postponed) tea.Cmd {
	m.busy = false
	if msg.err != nil {
		return tea.Batch(screen.Send(screen.Failed{Err: msg.err}), m.next(), m.load())
	}
	m.made++
	m.known += len(msg.delay.Items)
	m.list.ClearMarks()
	text := "postponed " + named(msg.rows) + " until " + msg.delay.Until + "; u takes it back"
	return tea.Batch(m.next(), screen.Send(screen.Recorded{}), say(screen.Good, text), m.load())
}
