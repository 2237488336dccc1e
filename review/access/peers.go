package access

import (
	"strconv"
	"strings"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/roster"
)

// peers counts which roles the people of each group of the roster hold. It is made in one pass over the rows.
type peers struct {
	rules  Rules
	roles  rolePower
	groups map[peerGroup]*peerCount
}

// peerGroup is a group of people by the roster: a department, or the people of one manager.
type peerGroup struct{ kind, key string }

// The kinds of groups.
const (
	department = "department"
	managed    = "manager"
)

// peerCount holds the members of one group who have an account here.
type peerCount struct {
	name  string // as the roster first has it
	roles map[*roster.Line][]string
	held  map[string]int // by role: members who hold it or a larger one, once asked for
}

// newPeers returns the groups of the rows; nil where the rules ask for none, or there is no roster.
func newPeers(rules Rules, rows []Row, roles rolePower) *peers {
	if !rules.raises(SecondEdition) || rules.PeerGroup < 1 || rules.PeerPercent < 1 {
		return nil
	}
	p := &peers{rules, roles, map[peerGroup]*peerCount{}}
	for i := range rows {
		r := &rows[i]
		if !isPeer(r) {
			continue
		}
		for _, g := range groupsOf(r.Roster) {
			of := p.groups[g]
			if of == nil {
				of = &peerCount{name: nameOf(g, r.Roster), roles: map[*roster.Line][]string{}, held: map[string]int{}}
				p.groups[g] = of
			}
			of.roles[r.Roster] = append(of.roles[r.Roster], r.RoleID)
		}
	}
	return p
}

// isPeer reports whether a row counts in its holder's groups: an account of a person who is at work now.
func isPeer(r *Row) bool {
	return r.Kind == User && r.Roster != nil && r.Standing == roster.Employed && r.Roster.Type != roster.Service
}

func groupsOf(l *roster.Line) []peerGroup {
	groups := make([]peerGroup, 0, 2)
	if key := strings.ToLower(strings.TrimSpace(l.Department)); key != "" {
		groups = append(groups, peerGroup{department, key})
	}
	if key := person.Key(l.Manager); key != "" {
		groups = append(groups, peerGroup{managed, key})
	}
	return groups
}

func nameOf(g peerGroup, l *roster.Line) string {
	if g.kind == department {
		return "in " + l.Department
	}
	return "under " + l.Manager
}

// holders returns how many members hold the role, or one that grants all that it grants.
func (p *peers) holders(of *peerCount, role string) int {
	if n, known := of.held[role]; known {
		return n
	}
	n := 0
	for _, held := range of.roles {
		for _, one := range held {
			if p.roles.covers(one, role) {
				n++
				break
			}
		}
	}
	of.held[role] = n
	return n
}

// raise raises the hint of a role that is unusual in the groups of its holder.
func (p *peers) raise(r *Row, hs *raising) {
	if p == nil || !isPeer(r) || len(r.Permissions) == 0 {
		return
	}
	text := ""
	for _, g := range groupsOf(r.Roster) {
		of := p.groups[g]
		size := len(of.roles)
		if size < p.rules.PeerGroup {
			continue
		}
		n := p.holders(of, r.RoleID)
		if n*100 > size*p.rules.PeerPercent {
			continue
		}
		if text != "" {
			text += "; "
		}
		hold := " hold "
		if n == 1 {
			hold = " holds "
		}
		text += strconv.Itoa(n) + " of " + strconv.Itoa(size) + " " + of.name + hold + r.Role + " or a larger role"
	}
	if text != "" {
		hs.add(PeerOutlier, "%s", text)
	}
}

// rolePower compares roles by what they grant.
type rolePower struct {
	permissions map[string][]string
	gains       compared
}

func newRolePower(roles []population.Role) rolePower {
	p := rolePower{make(map[string][]string, len(roles)), compared{}}
	for i := range roles {
		p.permissions[roles[i].ID] = roles[i].Scopes
	}
	return p
}

// covers reports whether role a grants all that role b grants, or is the same.
func (p rolePower) covers(a, b string) bool {
	if a == b {
		return true
	}
	has, known := p.permissions[a]
	return known && len(has) > 0 && len(p.gains.of(b, p.permissions[b], a, has)) == 0
}
