package sheet

import (
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/widget"
)

// order is a way to order and group the rows.
type order string

const (
	byRisk   order = "risk"
	byRole   order = "role"
	byPerson order = "person"

	byReviewer order = "reviewer"
)

var orders = []order{byRisk, byRole, byPerson, byReviewer}

// groupRows puts rows under headings. Within each they keep their order. person returns what is equal for all addresses of
// one person.
func groupRows(rows []*row, by order, person func(email string) string) []widget.Group[*row] {
	switch by {
	case byRole:
		return groupBy(rows, func(r *row) (id, label string) { return r.RoleID, r.Role })
	case byPerson:
		return groupBy(rows, func(r *row) (id, label string) {
			if r.Email != "" {
				return person(r.Email), r.Email
			}
			if r.Kind == access.Key {
				return "", "service keys without an owner"
			}
			return "/" + string(r.Kind), r.Kind.Plural() // no address has a slash first
		})
	case byReviewer:
		return groupBy(rows, func(r *row) (id, label string) { return strings.ToLower(r.Reviewer), r.Reviewer })
	}
	groups := make([]widget.Group[*row], len(campaign.RiskGroups))
	for i, g := range campaign.RiskGroups {
		groups[i] = widget.Group[*row]{ID: g.ID, Label: g.Label}
		if g.ID == campaign.CarryGroup {
			groups[i].Note = "press c to re-certify them"
		}
	}
	for _, r := range rows {
		i := r.RiskGroup()
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
