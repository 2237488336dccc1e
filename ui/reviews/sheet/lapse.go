package sheet

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// lapsed is the wish to revoke a row whose certificate is over, for a reason.
type lapsed struct {
	row *row
	why string
}

// cannotLapse says why the current row cannot be revoked as one whose certificate is over; empty if it can.
func (m *Model) cannotLapse() string {
	switch r, ok := m.list.Current(); {
	case m.sheet == nil:
		return ""
	case m.lapser == nil:
		return "review one workspace only for this"
	case m.sheet.Lapse != campaign.LapseRevoke:
		return "in this campaign nothing lapses, as it said at opening"
	case m.sheet.Summary.State != campaign.Closed:
		return "certificates lapse once the campaign is closed"
	case !ok:
		return "move to a row first"
	case r.Decision.Verdict != campaign.Certify:
		return "this row is not certified"
	default:
		if _, over := r.Decision.Over(m.env.Now()); !over {
			return "its certificate is not over"
		}
	}
	return ""
}

// askLapse asks why the current row is revoked now that its certificate is over.
func (m *Model) askLapse() tea.Cmd {
	r, _ := m.list.Current()
	days, _ := r.Decision.Over(m.env.Now())
	return m.env.OpenDialog(&overlay.Prompt{
		Title: "Revoke " + r.Title() + ", since its certificate is over",
		Label: fmt.Sprintf("It was certified until %s, %d days ago. It then counts as revoked; Torq is changed by the plan of this campaign only. Why?", r.Decision.Until, days),
		Hint:  "why, for the record",
		Check: func(text string) error {
			_, err := reason.Check("revoking what was certified until a day", text)
			return err
		},
		Action: func(text string) tea.Msg {
			return screen.For(m, lapsed{r, text})
		},
	})
}

// lapse records that the certificate of a row is over.
func (m *Model) lapse(msg lapsed) tea.Cmd {
	env, lapser, id := m.env, m.lapser, m.campaign
	return screen.Fetch(m, func() tea.Msg {
		if err := lapser.ConfirmLapse(env.Context, id, []string{msg.row.Item}, msg.why); err != nil {
			return screen.Failed{Err: err}
		}
		said := screen.Notify{Text: "revoked: " + msg.row.Title() + "; the plan of the campaign carries it out", Level: screen.Good}
		return tea.BatchMsg{screen.Send(screen.Recorded{}), screen.Send(said), m.load()}
	})
}
