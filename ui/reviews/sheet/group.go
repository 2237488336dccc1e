package sheet

import (
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/ui/widget"
)

// order is a way to order and group the rows.
type order string

const (
	byRisk   order = "risk"
	byRole   order = "role"
	byPerson order = "person"
)

var orders = []order{byRisk, byRole, byPerson}

// carryGroup is the ID of the group that can be carried forward as a whole.
const carryGroup = "carry"

type riskGroup struct {
	id, label string
	wants     func(*row) bool
}

// riskGroups are the headings of the order by risk. A row goes under the first heading that matches.
var riskGroups = []riskGroup{
	{"exceptions", "past the rules", has(access.BreakGlass, access.OutOfBand, access.Drifted)},
	{"elevated", "elevated now", has(access.Elevated)},
	{"unexplained", "not explained by the audit log", has(access.Unexplained)},
	{"raised", "new or raised", has(access.CameBack, access.Raised, access.New)},
	{"privileged", "privileged", has(access.Privileged)},
	{"was-elevated", "elevated since the last review", has(access.WasElevated)},
	{"keys", "keys that need a look", has(access.KeyStronger, access.KeyNeverUsed)},
	{"unknown", "role not known", has(access.RoleUnknown)},
	{"dormant", "dormant", has(access.Dormant, access.NeverLoggedIn)},
	{"pending", "pending invitations", has(access.Pending)},
	{"other", "other hints", func(r *row) bool { return r.Flagged() }},
	{carryGroup, "unchanged, low risk", func(r *row) bool { return r.Carry }},
	{"rest", "no hints", func(*row) bool { return true }},
}

func has(hints ...string) func(*row) bool {
	return func(r *row) bool { return slices.ContainsFunc(hints, r.Has) }
}

// groupRows puts rows under headings. Within each they keep their order.
func groupRows(rows []*row, by order) []widget.Group[*row] {
	switch by {
	case byRole:
		return groupBy(rows, func(r *row) (id, label string) { return r.RoleID, r.Role })
	case byPerson:
		return groupBy(rows, func(r *row) (id, label string) {
			if r.Email == "" {
				return "", "service keys without an owner"
			}
			return strings.ToLower(r.Email), r.Email
		})
	}
	groups := make([]widget.Group[*row], len(riskGroups))
	for i, g := range riskGroups {
		groups[i] = widget.Group[*row]{ID: g.id, Label: g.label}
		if g.id == carryGroup {
			groups[i].Note = "c here carries forward"
		}
	}
	for _, r := range rows {
		i := slices.IndexFunc(riskGroups, func(g riskGroup) bool { return g.wants(r) })
		groups[i].Rows = append(groups[i].Rows, r)
	}
	return slices.DeleteFunc(groups, func(g widget.Group[*row]) bool { return len(g.Rows) == 0 })
}

// groupBy makes a group of each ID, in the order of their labels.
func groupBy(rows []*row, group func(*row) (id, label string)) []widget.Group[*row] {
	type named struct {
		name string // in lower case
		widget.Group[*row]
	}
	var found []*named
	byID := map[string]*named{}
	for _, r := range rows {
		id, label := group(r)
		g, ok := byID[id]
		if !ok {
			g = &named{strings.ToLower(label), widget.Group[*row]{ID: id, Label: label}}
			byID[id], found = g, append(found, g)
		}
		g.Rows = append(g.Rows, r)
	}
	slices.SortStableFunc(found, func(a, b *named) int { return strings.Compare(a.name, b.name) })
	groups := make([]widget.Group[*row], len(found))
	for i, g := range found {
		groups[i] = g.Group
	}
	return groups
}
