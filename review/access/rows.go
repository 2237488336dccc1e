package access

import (
	"cmp"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/roster"
)

// view holds what Rows needs while it raises hints.
type view struct {
	rules       Rules
	now         time.Time
	memory      Memory
	roles       map[string]*population.Role
	rolesRead   bool
	privileged  map[string]string // role ID → the scope that makes it privileged
	userByEmail map[string]*population.User
	told        map[string]told // by hint
	marks       Marks
	people      *roster.Index
	here        map[string]bool // items, if there is a memory
	gains       compared        // of a key's role over its owner's
	raises      comparedSince   // of a role over the one that was decided on
	peers       *peers
	owners      owners
	lookAlike   map[string]string // by address
}

// Rows joins the population into rows with their hints as of now, which is when the population was taken, and the marks
// among them, and with what the roster says about the holders, ordered by item. memory, marks and people may be nil. With
// kinds, only items of these kinds are joined.
func Rows(p *population.Population, rules Rules, now time.Time, memory Memory, marks Marks, people *roster.Index, kinds ...Kind) []Row {
	v := &view{
		rules: rules, now: now, memory: memory, marks: marks, people: people, roles: rolesByID(p), rolesRead: !p.HasGap("roles"),
		privileged:  map[string]string{},
		userByEmail: make(map[string]*population.User, len(p.Users)),
		gains:       compared{}, raises: comparedSince{},
	}
	var imported time.Time
	if people != nil {
		imported = people.ImportedAt
	}
	v.told = tell(rules, now, imported)
	for _, r := range p.Roles {
		if scope, ok := rules.privilegedBy(r.Scopes); ok {
			v.privileged[r.ID] = scope
		}
	}
	for i := range p.Users {
		v.userByEmail[person.Key(p.Users[i].Email)] = &p.Users[i]
	}
	if len(kinds) == 0 {
		kinds = Kinds()
	}
	rows := join(p, v.roles, marks, kinds)
	if len(memory) > 0 {
		v.here = make(map[string]bool, len(rows))
		for i := range rows {
			v.here[rows[i].Item] = true
		}
	}
	for i := range rows {
		v.place(&rows[i])
	}
	v.owners, v.lookAlike = newOwners(rules, p.Roles, rows), lookAlikes(rules, p.Users)
	if people != nil {
		v.peers = newPeers(rules, rows, newRolePower(p.Roles))
	}
	for i := range rows {
		rows[i].Hints = v.hints(&rows[i])
	}
	return rows
}

func (v *view) isHere(item string) bool { return v.here[item] }

func rolesByID(p *population.Population) map[string]*population.Role {
	roles := make(map[string]*population.Role, len(p.Roles))
	for i := range p.Roles {
		roles[p.Roles[i].ID] = &p.Roles[i]
	}
	return roles
}

// join makes the rows of these kinds without their hints, ordered by item.
func join(p *population.Population, roles map[string]*population.Role, marks Marks, kinds []Kind) []Row {
	rows := make([]Row, 0, len(p.Users)+len(p.Keys)+len(p.Mappings)+len(p.Roles))
	if slices.Contains(kinds, Key) {
		for _, k := range p.Keys {
			rows = append(rows, Row{
				Item: "key/" + k.ClientID, Kind: Key, Email: k.OwnerEmail, Name: k.Name, KeyType: k.Type, RoleID: k.RoleID,
				Role: k.RoleName, CreatedAt: k.CreatedAt, LastLoginAt: k.LastUsedAt,
			})
		}
	}
	if slices.Contains(kinds, Mapping) || slices.Contains(kinds, Role) {
		held := holdingOf(p, marks)
		if slices.Contains(kinds, Mapping) {
			rows = append(rows, held.mappingRows()...)
		}
		if slices.Contains(kinds, Role) {
			rows = append(rows, held.roleRows()...)
		}
	}
	if slices.Contains(kinds, User) {
		for _, u := range p.Users {
			rows = append(rows, Row{
				Item: "user/" + u.ID, Kind: User, Email: u.Email, RoleID: u.RoleID, Status: u.Status, SSO: u.SSO,
				CreatedAt: u.CreatedAt, LastLoginAt: u.LastLoginAt,
			})
		}
	}
	for i := range rows {
		r := &rows[i]
		r.RoleID = marks.lasting(r)
		if role, ok := roles[r.RoleID]; ok {
			r.RoleKnown, r.Role, r.Permissions = true, role.Name, role.Scopes
			r.Custom = role.Custom != nil && *role.Custom
		}
		r.Role = cmp.Or(r.Role, r.RoleID, "none")
	}
	if !slices.IsSortedFunc(rows, byItem) { // a population is sorted, and so are its rows
		slices.SortStableFunc(rows, byItem)
	}
	return rows
}

func byItem(a, b Row) int { return cmp.Compare(a.Item, b.Item) }
