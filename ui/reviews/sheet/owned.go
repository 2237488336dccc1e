package sheet

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// owned returns the rows that hang on the person of a row and are not revoked: private API keys, and claim mappings by their
// address.
func (m *Model) owned(r *row) (rows []*row) {
	for _, item := range m.sheet.Owned(r.Row) {
		if o, here := m.byID[item]; here && o.own(o.Decision).Verdict != campaign.Revoke {
			rows = append(rows, o)
		}
	}
	return rows
}

// wantOwned asks whether to revoke the marked people, or the current one, with all that hangs on them. Each row gets a
// decision of its own.
func (m *Model) wantOwned() tea.Cmd {
	rows := m.list.MarkedOrCurrent()
	if len(rows) == 0 {
		return say(screen.Info, "move to a person to revoke them with their API keys and mappings")
	}
	var all []*row
	among := map[string]bool{}
	hanging := 0
	var left []string
	for _, r := range rows {
		if why := m.barred(r); why != "" {
			return say(screen.Warn, r.Title()+": "+why)
		}
		owned := m.owned(r)
		hanging += len(owned)
		for _, one := range append([]*row{r}, owned...) {
			switch why := m.barred(one); {
			case among[one.Item], one.own(one.Decision).Verdict == campaign.Revoke:
			case why != "":
				left = append(left, "not this one: "+one.Title()+": "+why)
			default:
				all = append(all, one)
			}
			among[one.Item] = true
		}
	}
	if hanging == 0 {
		return say(screen.Info, "no undecided API key or mapping here hangs on them; r revokes")
	}
	names := make([]string, len(all))
	for i, r := range all {
		names[i] = r.Title() + ", " + r.Role
	}
	return m.env.OpenDialog(&overlay.Confirm{
		Title: "Revoke with keys and mappings", Question: fmt.Sprintf("Revoke %s, each with a decision of its own?", words.Count(len(all), "row")),
		Details: append(names, left...), Yes: "revoke " + fmt.Sprint(len(all)), Danger: true,
		Action: screen.For(m, decide{rows: all, verdict: campaign.Revoke}),
	})
}

// hanging says what still hangs on a person who was revoked alone; empty if nothing does.
func (m *Model) hanging(d campaign.Decision) string {
	r, ok := m.byID[d.Item]
	if !ok || d.Verdict != campaign.Revoke {
		return ""
	}
	owned := m.owned(r)
	if len(owned) == 0 {
		return ""
	}
	hang := "hang"
	if len(owned) == 1 {
		hang = "hangs"
	}
	return fmt.Sprintf("; %s %s on them (%s): R revokes them together", words.Count(len(owned), "row"), hang, owned[0].Title())
}
