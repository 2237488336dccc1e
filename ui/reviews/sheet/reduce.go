package sheet

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// lesser is a role that rows could be given instead of theirs.
type lesser struct {
	population.Role
	barred string   // why it cannot be chosen; empty if it can
	moves  bool     // for some row it is a move
	gains  []string // permissions that some row does not have now
}

// askRole asks which role to give instead. Roles that only remove permissions come first, those that remove the least
// at the top; then those that also add some, which are moves; roles that cannot be decided for every row come last,
// with the reason.
func (m *Model) askRole(d decide) tea.Cmd {
	if slices.ContainsFunc(d.rows, func(r *row) bool { return r.Kind == access.Role }) {
		return m.askScopes(d)
	}
	sheet := m.from(d.rows[0])
	for _, r := range d.rows[1:] {
		if r.Workspace != d.rows[0].Workspace {
			return say(screen.Warn, "these rows are of several workspaces, whose roles differ; reduce those of one workspace at a time")
		}
	}
	if len(sheet.Roles) == 0 {
		return say(screen.Warn, "Torq listed no roles to this API key, so there is none to reduce to")
	}
	rows := slices.Clone(d.rows) // one for each role they have: the others with it compare alike
	slices.SortStableFunc(rows, func(a, b *row) int { return cmp.Compare(a.RoleID, b.RoleID) })
	rows = slices.CompactFunc(rows, func(a, b *row) bool { return a.RoleID == b.RoleID })
	roles := make([]lesser, len(sheet.Roles))
	for i, role := range sheet.Roles {
		roles[i] = m.compare(role, rows)
	}
	slices.SortFunc(roles, func(a, b lesser) int {
		return cmp.Or(cmp.Compare(min(1, len(a.barred)), min(1, len(b.barred))), cmp.Compare(len(a.gains), len(b.gains)),
			cmp.Compare(len(b.Scopes), len(a.Scopes)), cmp.Compare(a.Name, b.Name))
	})
	entries := make([]overlay.Entry, len(roles))
	for i, role := range roles {
		chosen := d
		chosen.toRole = role.ID
		note := words.Count(len(role.Scopes), "permission")
		if role.moves && role.barred == "" {
			chosen.verdict, chosen.gains = campaign.Move, role.gains
			note = fmt.Sprintf("move: %s, %d of them new", note, len(role.gains))
		}
		entries[i] = overlay.Entry{Name: role.Name, Note: note, Disabled: role.barred, Action: screen.For(m, chosen)}
	}
	title := "Reduce " + words.Count(len(d.rows), "row")
	if len(d.rows) == 1 {
		title = fmt.Sprintf("Reduce %s from %s", d.rows[0].Title(), d.rows[0].Role)
	}
	return m.env.OpenDialog(overlay.NewChoice(title, entries))
}

func (m *Model) compare(role population.Role, rows []*row) lesser {
	l := lesser{Role: role}
	for _, r := range rows {
		verdict, why := campaign.Exchange(m.from(r).Rules, r.Row, role)
		switch {
		case r.RoleID == role.ID:
			l.barred = r.Title() + " has it already"
		case verdict == "":
			l.barred = why
		case verdict == campaign.Move:
			l.moves = true
		}
		for _, gained := range access.Gains(r.Permissions, role.Scopes) {
			if !slices.Contains(l.gains, gained) {
				l.gains = append(l.gains, gained)
			}
		}
	}
	return l
}

// askMove asks for the reason of a move, and shows the permissions that it adds.
func (m *Model) askMove(d decide) tea.Cmd {
	role := m.role(d.rows[0], d.toRole)
	gains := "Torq does not list all that is gained."
	if len(d.gains) > 0 {
		gains = role.Name + " also grants " + strings.Join(d.gains, ", ") + "."
	}
	title := "Move " + words.Count(len(d.rows), "row") + " to " + role.Name
	if len(d.rows) == 1 {
		title = fmt.Sprintf("Move %s from %s to %s", d.rows[0].Title(), d.rows[0].Role, role.Name)
	}
	return m.env.OpenDialog(&overlay.Prompt{
		Title: title, Label: gains + " A move needs a reason.", Canned: m.sheet.CannedReasons,
		Check: func(text string) error {
			if text == "" {
				return errors.New("a reason is needed; esc leaves the access as it is")
			}
			return nil
		},
		Action: func(text string) tea.Msg {
			d.reason = text
			return screen.For(m, d)
		},
	})
}

// role returns the role of that ID in the workspace of the row.
func (m *Model) role(of *row, id string) population.Role {
	for _, r := range m.from(of).Roles {
		if r.ID == id {
			return r
		}
	}
	return population.Role{ID: id, Name: id}
}

// verdictFor returns the verdict on one of the rows that are given another role: the same role may be a reduction for
// one row and a move for another.
func (m *Model) verdictFor(d decide, r *row) campaign.Verdict {
	if d.toRole == "" || d.anew {
		return d.verdict
	}
	if verdict, _ := campaign.Exchange(m.from(r).Rules, r.Row, m.role(r, d.toRole)); verdict != "" {
		return verdict
	}
	return d.verdict
}
