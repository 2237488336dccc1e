package access

import (
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/roster"
)

// peers counts which roles the people of each group of the roster hold. It is made in one pass over the rows.
type peers struct {
	rules       Rules
	roles       rolePower
	departments map[string]*peerCount // by the text of the roster, and by its normal form
	managers    map[string]*peerCount
}

// peerCount counts the people of one group, a department or those of one manager, who have an account here.
type peerCount struct {
	name  string // as the roster first has it
	size  int
	roles map[int]int            // people with one account, by role
	multi map[*roster.Line][]int // roles of those with several
	told  map[int]string         // by role, once asked for; see peers.tell
}

// newPeers returns the groups of the rows; nil where the rules ask for none.
func newPeers(rules Rules, rows []Row, roles rolePower) *peers {
	if !rules.raises(SecondEdition) || rules.PeerGroup < 1 || rules.PeerPercent < 1 {
		return nil
	}
	p := &peers{rules, roles, map[string]*peerCount{}, map[string]*peerCount{}}
	first := make(map[*roster.Line]int, len(rows)) // role of the first account
	for i := range rows {
		r := &rows[i]
		if !isPeer(r) {
			continue
		}
		role := roles.index(r.RoleID)
		was, several := first[r.Roster]
		if !several {
			first[r.Roster] = role
		}
		for _, of := range p.groupsOf(r.Roster) {
			switch {
			case of == nil:
			case !several:
				of.size++
				of.roles[role]++
			default:
				of.another(r.Roster, was, role)
			}
		}
	}
	return p
}

// another counts a further account of a person, of whose first account the role was counted.
func (c *peerCount) another(l *roster.Line, first, role int) {
	if c.multi == nil {
		c.multi = map[*roster.Line][]int{}
	}
	if c.multi[l] == nil {
		c.multi[l] = []int{first}
		c.roles[first]--
	}
	c.multi[l] = append(c.multi[l], role)
}

// isPeer reports whether a row counts in its holder's groups: an account of a person who is at work now.
func isPeer(r *Row) bool {
	return r.Kind == User && r.Roster != nil && r.Standing == roster.Employed && r.Roster.Type != roster.Service
}

// groupsOf returns the groups of a person by department and by manager; nil where the roster does not say.
func (p *peers) groupsOf(l *roster.Line) [2]*peerCount {
	return [2]*peerCount{
		group(p.departments, l.Department, "in ", func(text string) string { return strings.ToLower(strings.TrimSpace(text)) }),
		group(p.managers, l.Manager, "under ", person.Key),
	}
}

// group returns the group of a text of the roster. Texts with one normal form share a group.
func group(groups map[string]*peerCount, text, where string, normal func(string) string) *peerCount {
	if text == "" {
		return nil
	}
	of, known := groups[text]
	if known {
		return of
	}
	if key := normal(text); key != "" {
		if of = groups[key]; of == nil {
			of = &peerCount{name: where + text, roles: map[int]int{}, told: map[int]string{}}
			groups[key] = of
		}
	}
	groups[text] = of
	return of
}

// holders returns how many people hold the role, or one that grants all that it grants.
func (p *peers) holders(of *peerCount, role int) int {
	n := 0
	for one, people := range of.roles {
		if p.roles.covers(one, role) {
			n += people
		}
	}
	for _, held := range of.multi {
		for _, one := range held {
			if p.roles.covers(one, role) {
				n++
				break
			}
		}
	}
	return n
}

// raise raises the hint of a role that is unusual in the groups of its holder.
func (p *peers) raise(r *Row, hs *raising) {
	if p == nil || !isPeer(r) || len(r.Permissions) == 0 {
		return
	}
	text := ""
	for _, of := range p.groupsOf(r.Roster) {
		if of == nil || of.size < p.rules.PeerGroup {
			continue
		}
		role := p.roles.index(r.RoleID)
		told, known := of.told[role]
		if !known {
			told = p.tell(of, role, r.Role)
			of.told[role] = told
		}
		if text != "" && told != "" {
			text += "; "
		}
		text += told
	}
	if text != "" {
		*hs = append(*hs, Hint{Name: PeerOutlier, Why: text, Fact: text})
	}
}

// tell says how many people of the group hold the role or a larger one; empty if that is not unusual.
func (p *peers) tell(of *peerCount, role int, name string) string {
	n := p.holders(of, role)
	if n*100 > of.size*p.rules.PeerPercent {
		return ""
	}
	hold := "hold"
	if n == 1 {
		hold = "holds"
	}
	return fmt.Sprintf("%d of %d %s %s %s or a larger role", n, of.size, of.name, hold, name)
}

// rolePower compares roles by what they grant. Roles are numbered; one that Torq does not list has no number of its own.
type rolePower struct {
	numbers map[string]int
	scopes  [][]string
	larger  [][]int8 // of two roles: +1 the first covers the second, -1 it does not, 0 not compared yet
}

const unlisted = -1

func newRolePower(roles []population.Role) rolePower {
	p := rolePower{numbers: make(map[string]int, len(roles)), scopes: make([][]string, len(roles)), larger: make([][]int8, len(roles))}
	for i := range roles {
		p.numbers[roles[i].ID], p.scopes[i], p.larger[i] = i, roles[i].Scopes, make([]int8, len(roles))
	}
	return p
}

func (p rolePower) index(role string) int {
	if i, listed := p.numbers[role]; listed {
		return i
	}
	return unlisted
}

// covers reports whether role a grants all that role b grants, or is the same.
func (p rolePower) covers(a, b int) bool {
	if a == unlisted || b == unlisted {
		return false
	}
	if p.larger[a][b] == 0 {
		p.larger[a][b] = -1
		if a == b || len(p.scopes[a]) > 0 && len(missingFrom(p.scopes[b], p.scopes[a])) == 0 {
			p.larger[a][b] = +1
		}
	}
	return p.larger[a][b] > 0
}
