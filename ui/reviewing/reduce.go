package reviewing

import (
	"cmp"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// lesser is a role that rows could be reduced to.
type lesser struct {
	population.Role
	barred string // why it cannot be chosen; empty if it can
	gains  int    // permissions that some row does not have now
}

// askRole asks to which role to reduce. What only takes away comes first, the least cut first; roles that are not
// smaller for every row come last, with the reason.
func (m *Model) askRole(d decide) tea.Cmd {
	if len(m.sheet.Roles) == 0 {
		return say(screen.Warn, "Torq listed no roles to this API key, so there is none to reduce to")
	}
	rows := slices.Clone(d.rows) // one for each role they have: the others with it compare alike
	slices.SortStableFunc(rows, func(a, b *row) int { return cmp.Compare(a.RoleID, b.RoleID) })
	rows = slices.CompactFunc(rows, func(a, b *row) bool { return a.RoleID == b.RoleID })
	roles := make([]lesser, len(m.sheet.Roles))
	for i, role := range m.sheet.Roles {
		roles[i] = m.compare(role, rows)
	}
	slices.SortFunc(roles, func(a, b lesser) int {
		return cmp.Or(cmp.Compare(min(1, len(a.barred)), min(1, len(b.barred))), cmp.Compare(a.gains, b.gains),
			cmp.Compare(len(b.Scopes), len(a.Scopes)), cmp.Compare(a.Name, b.Name))
	})
	entries := make([]overlay.Entry, len(roles))
	for i, role := range roles {
		chosen := d
		chosen.toRole = role.ID
		note := count(len(role.Scopes), "permission")
		if role.gains > 0 {
			note += fmt.Sprintf(", %d of them new", role.gains)
		}
		entries[i] = overlay.Entry{Name: role.Name, Note: note, Disabled: role.barred, Action: chosen}
	}
	title := "Reduce " + count(len(d.rows), "row")
	if len(d.rows) == 1 {
		title = fmt.Sprintf("Reduce %s from %s", d.rows[0].Title(), d.rows[0].Role)
	}
	return m.desk.Ask(overlay.NewChoice(title, entries))
}

func (m *Model) compare(role population.Role, rows []*row) lesser {
	l := lesser{Role: role}
	for _, r := range rows {
		l.gains = max(l.gains, len(access.Gains(r.Permissions, role.Scopes)))
		switch {
		case r.RoleID == role.ID:
			l.barred = r.Title() + " has it already"
		case !access.Smaller(m.sheet.Rules, r.Permissions, role.Scopes):
			l.barred = "not smaller than " + r.Role
		}
	}
	return l
}
