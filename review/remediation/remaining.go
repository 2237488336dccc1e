package remediation

import (
	"path"
	"strings"
	"unicode"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// manages says whether a role may manage users for all that is known: by a permission that says so in any spelling, or
// because it is Torq's own preset Owner.
func manages(r *population.Role) bool {
	if r.Custom != nil && !*r.Custom && strings.EqualFold(strings.TrimSpace(r.Name), "Owner") {
		return true
	}
	for _, s := range r.Scopes {
		if match, err := path.Match(strings.ToLower(s), "user.write"); err == nil && match || managing(s) {
			return true
		}
	}
	return false
}

// managing says whether a scope is one that manages users, however it is written: users.write, user:manage, UserAdmin,
// admin, *. A word that is not known here makes it something else.
func managing(scope string) bool {
	of := map[string]bool{}
	for _, word := range wordsOf(scope) {
		kind, known := scopeWords[word]
		if !known {
			return false
		}
		of[kind] = true
	}
	switch {
	case of["read"] && !of["write"]:
		return false
	case of["any"]: // *, user.*, *.write, but not playbook.*, whose first word is not known here
		return true
	}
	return of["all"] || of["users"] && of["write"]
}

// scopeWords are the words of which a scope that manages users is made.
var scopeWords = map[string]string{
	"*": "any", "admin": "all", "admins": "all", "administrator": "all", "administrators": "all", "owner": "all", "root": "all",
	"superuser": "all", "superadmin": "all",
	"user": "users", "users": "users", "member": "users", "members": "users", "account": "users", "accounts": "users",
	"write": "write", "manage": "write", "manager": "write", "management": "write", "edit": "write", "modify": "write", "update": "write",
	"delete": "write", "remove": "write", "readwrite": "write", "rw": "write", "full": "write", "crud": "write",
	"read": "read", "workspace": "", "workspaces": "", "organization": "", "organizations": "", "org": "", "torq": "", "iam": "", "access": "", "all": "", "any": "",
}

// wordsOf splits a scope at everything that is neither letter, digit nor *, and where a capital follows a small letter.
func wordsOf(scope string) []string {
	var out []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			out = append(out, strings.ToLower(string(word)))
			word = word[:0]
		}
	}
	var last rune
	for _, r := range scope {
		switch {
		case r == '*':
			end()
			out = append(out, "*")
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
		default:
			if unicode.IsUpper(r) && unicode.IsLower(last) {
				end()
			}
			word = append(word, r)
		}
		last = r
	}
	end()
	return out
}

// remaining are the users that a plan leaves so far, by what they will be when nothing is lent.
type remaining struct {
	roles      map[string]*population.Role
	holds      map[string]string // role ID by user ID, when nothing is lent
	verified   map[string]bool
	roleMapped map[string]bool // who gets another role at the next sign-in for certain, by a claim mapping
	broadest   map[string]bool // IDs of the broadest roles in use at first
}

// newRemaining is everybody in a listing.
func newRemaining(l *listingIndex) *remaining {
	c := &remaining{roles: l.roles, holds: map[string]string{}, verified: map[string]bool{}, roleMapped: map[string]bool{}, broadest: map[string]bool{}}
	certain := map[string]string{} // role IDs by the addresses of claim mappings that stand before all others
	for _, m := range l.p.Mappings {
		if !isEmail(m) {
			break
		}
		if key := person.Key(m.ClaimValue); certain[key] == "" {
			certain[key] = m.RoleID
		}
	}
	for id, u := range l.byID {
		c.holds[id] = l.lastingRole(u)
		c.verified[id] = u.Status == population.StatusVerified
		role, mapped := certain[person.Key(u.Email)]
		c.roleMapped[id] = u.SSO && mapped && role != c.holds[id]
	}
	// The broadest role of those who can sign in, and of all: an invitation may never be accepted.
	c.markBroadest(func(id string) bool { return c.verified[id] })
	c.markBroadest(func(string) bool { return true })
	return c
}

// markBroadest marks the roles with the most permissions among those that some users hold.
func (c *remaining) markBroadest(among func(id string) bool) {
	most := 0
	for id, role := range c.holds {
		if among(id) {
			most = max(most, c.breadth(role))
		}
	}
	for id, role := range c.holds {
		if among(id) && most > 0 && c.breadth(role) == most {
			c.broadest[role] = true
		}
	}
}

// breadth is how much a role may do: the number of its permissions; what may do everything is broader than any list.
func (c *remaining) breadth(roleID string) int {
	r, ok := c.roles[roleID]
	if !ok {
		return 0
	}
	for _, s := range r.Scopes {
		if strings.TrimSpace(s) == "*" {
			return 1 << 30
		}
	}
	return len(r.Scopes)
}

// stays says whether a user can sign in and will have the role after that.
func (c *remaining) stays(id string) bool { return c.verified[id] && !c.roleMapped[id] }

// managers is how many can sign in and are known to manage users, but for one.
func (c *remaining) managers(but string) int {
	n := 0
	for id, role := range c.holds {
		if r, ok := c.roles[role]; ok && id != but && c.stays(id) && manages(r) {
			n++
		}
	}
	return n
}

// heldByOthers says whether anybody else who is left holds the role, of those who can sign in if this one can.
func (c *remaining) heldByOthers(id, roleID string) bool {
	for other, role := range c.holds {
		if other != id && role == roleID && (c.stays(other) || !c.stays(id)) {
			return true
		}
	}
	return false
}

// loss is what a change leaves the workspace without.
type loss int

const (
	noLoss      loss = iota
	unknownLoss      // it is not known for certain who can still manage users
	lastManager      // nobody who is known to manage users
)

// lossOf says what is lost if a user has that role from now on, or none.
func (c *remaining) lossOf(id, toRoleID string) loss {
	from, listed := c.holds[id]
	if !listed || from == toRoleID {
		return noLoss
	}
	role, known := c.roles[from]
	if to, gets := c.roles[toRoleID]; !gets || !manages(to) {
		switch {
		case c.managers(id) > 0:
		case known && manages(role) && c.verified[id]:
			return lastManager
		case !known || len(role.Scopes) == 0 || !c.covered(id, role):
			return unknownLoss
		}
	}
	if c.broadest[from] && !c.heldByOthers(id, from) {
		return unknownLoss
	}
	return noLoss
}

// covered says whether somebody else who can sign in may do all that a role may.
func (c *remaining) covered(id string, role *population.Role) bool {
	for other, held := range c.holds {
		if other == id || !c.stays(other) {
			continue
		}
		if r, ok := c.roles[held]; ok && holdsAll(r.Scopes, role.Scopes) {
			return true
		}
	}
	return false
}

func holdsAll(have, want []string) bool {
	set := make(map[string]bool, len(have))
	for _, s := range have {
		set[s] = true
	}
	for _, s := range want {
		if !set[s] && !set["*"] {
			return false
		}
	}
	return true
}

// expect notes what Torq was asked for and may not list yet: whoever loses the permission by it is not counted on.
func (c *remaining) expect(awaited map[string]string) {
	for id, roleID := range awaited {
		if r, ok := c.roles[roleID]; !ok || !manages(r) {
			c.give(id, roleID)
		}
	}
}

// give notes that the plan gives a user that role, or none.
func (c *remaining) give(id, roleID string) {
	if roleID == "" {
		delete(c.holds, id)
		return
	}
	c.holds[id] = roleID
}
