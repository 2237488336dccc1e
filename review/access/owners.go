package access

import (
	"cmp"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// owners counts the people with the most privileged role.
type owners struct {
	roles map[string]bool // the most privileged role, and others that grant as much
	count int
	limit int
}

// newOwners counts them among rows; none where the rules have no limit.
func newOwners(rules Rules, roles []population.Role, rows []Row) owners {
	o := owners{roles: map[string]bool{}, limit: rules.OwnerLimit}
	if !rules.raises(SecondEdition) || o.limit < 1 {
		return o
	}
	most := power{}
	for i := range roles {
		switch p := powerOf(rules, roles[i].Scopes); p.compare(most) {
		case +1:
			most, o.roles = p, map[string]bool{roles[i].ID: true}
		case 0:
			if p.privileged > 0 {
				o.roles[roles[i].ID] = true
			}
		}
	}
	people := map[string]bool{}
	for i := range rows {
		r := &rows[i]
		if r.Kind != User || !o.roles[r.RoleID] {
			continue
		}
		if r.Roster != nil {
			people["roster/"+r.Roster.Email] = true
		} else {
			people[cmp.Or(person.Key(r.Email), r.Item)] = true
		}
	}
	o.count = len(people)
	return o
}

// raise raises the hint of a row of one of too many.
func (o owners) raise(r *Row, hs *raising) {
	if o.count > o.limit && r.Kind == User && o.roles[r.RoleID] {
		hs.add(ManyOwners, "%d people hold %s, limit %d", o.count, r.Role, o.limit)
		hs.size(o.count)
	}
}

// power is how much a role grants: of the permissions that make a role privileged, and of all.
type power struct{ privileged, all int }

const everything = 1 << 30 // more permissions than any role lists

func powerOf(rules Rules, scopes []string) (p power) {
	for _, s := range scopes {
		if s == "*" {
			return power{everything, everything}
		}
		if _, privileged := rules.privilegedBy([]string{s}); privileged {
			p.privileged++
		}
	}
	if p.privileged > 0 {
		p.all = len(scopes)
	}
	return p
}

func (p power) compare(other power) int {
	return cmp.Or(cmp.Compare(p.privileged, other.privileged), cmp.Compare(p.all, other.all))
}
