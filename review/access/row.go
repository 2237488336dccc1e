package access

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/population"
)

// Kind is what an item is.
type Kind string

// The kinds of items.
const (
	User Kind = "user" // a person's role
	Key  Kind = "key"  // an API key's role
)

// Row is one item with everything the population says about it.
type Row struct {
	Item        string // user/<id> or key/<client_id>
	Kind        Kind
	Email       string // the person's; of a key its owner's, empty for a service key without one
	Name        string // the key's name, empty for a person
	KeyType     string // the key's type as Torq says it, empty for a person
	RoleID      string
	Role        string   // the role's name, or its ID if Torq lists no such role
	RoleKnown   bool     // Torq lists the role
	Permissions []string // the role's scopes
	Privileged  bool
	Custom      bool // a custom role
	Status      string
	SSO         bool
	CreatedAt   *time.Time
	LastLoginAt *time.Time // last sign-in, of a key last use; nil: never, as far as Torq says
	Hints       []Hint     // most serious first
	Risk        int        // by which rows are ordered, higher first; 0 without hints
}

// Flagged says whether any hint applies.
func (r Row) Flagged() bool { return len(r.Hints) > 0 }

// HintNames are the short names of the row's hints.
func (r Row) HintNames() []string {
	names := make([]string, len(r.Hints))
	for i, h := range r.Hints {
		names[i] = h.Name
	}
	return names
}

// Has says whether the hint of that short name applies.
func (r Row) Has(hint string) bool {
	return slices.ContainsFunc(r.Hints, func(h Hint) bool { return h.Name == hint })
}

// Title is how a person would call the row: the e-mail address, or "key" and its name.
func (r Row) Title() string {
	if r.Kind == Key {
		return "key " + cmp.Or(r.Name, strings.TrimPrefix(r.Item, "key/"))
	}
	return cmp.Or(r.Email, r.Item)
}

// BelongsTo says whether deciding on the row would be deciding on that person's own access.
func (r Row) BelongsTo(email string) bool {
	return email != "" && strings.EqualFold(r.Email, email)
}

// Last is what the last closed campaign knew of each row.
type Last struct {
	Campaign string // its id
	Name     string
	Rows     []LastRow
	Earlier  map[string]string // who was seen in campaigns before it (personKey → campaign name)

	byItem, byPerson map[string]int
}

// LastRow is a row as the last closed campaign saw it; Decision is empty where it was not in scope or not decided.
type LastRow struct {
	Row
	Decision  string
	ToRole    string
	Reason    string
	Reviewer  string
	DecidedAt time.Time
}

func (l *Last) index() {
	if l.byItem != nil {
		return
	}
	l.byItem, l.byPerson = make(map[string]int, len(l.Rows)), make(map[string]int, len(l.Rows))
	for i, r := range l.Rows {
		l.byItem[r.Item] = i
		l.byPerson[personKey(r.Row)] = i
	}
}

func (l *Last) contains(item string) bool {
	_, ok := l.byItem[item]
	return ok
}

// find is the row's earlier self: the same item, else the same person or the same owner's key of that name.
func (l *Last) find(r Row) (LastRow, bool) {
	l.index()
	i, ok := l.byItem[r.Item]
	if !ok {
		i, ok = l.byPerson[personKey(r)]
	}
	if !ok {
		return LastRow{}, false
	}
	return l.Rows[i], true
}

// Find is the row's earlier self, if the last campaign's population had it. A nil Last finds nothing.
func (l *Last) Find(r Row) (LastRow, bool) {
	if l == nil {
		return LastRow{}, false
	}
	return l.find(r)
}

// personKey tells people and keys apart across a change of ID.
func personKey(r Row) string {
	if r.Kind == User {
		return "user/" + strings.ToLower(r.Email)
	}
	if r.Name == "" {
		return r.Item
	}
	return "key/" + strings.ToLower(r.Email) + "/" + r.Name
}

// Seen returns the people and keys of rows, each with the given name, for Last.Earlier.
func Seen(rows []Row, name string) map[string]string {
	seen := make(map[string]string, len(rows))
	for _, r := range rows {
		seen[personKey(r)] = name
	}
	return seen
}

// view is what Rows knows while it builds.
type view struct {
	rules       Rules
	now         time.Time
	last        *Last
	roles       map[string]population.Role
	rolesRead   bool
	userByEmail map[string]population.User
}

// Rows joins the population into rows with their hints as of now, ordered by item. last may be nil.
func Rows(p *population.Population, rules Rules, now time.Time, last *Last) []Row {
	v := &view{
		rules: rules, now: now, last: last, rolesRead: !p.HasGap("roles"),
		roles:       make(map[string]population.Role, len(p.Roles)),
		userByEmail: make(map[string]population.User, len(p.Users)),
	}
	if last != nil {
		last.index()
	}
	for _, r := range p.Roles {
		v.roles[r.ID] = r
	}
	for _, u := range p.Users {
		v.userByEmail[strings.ToLower(u.Email)] = u
	}
	rows := make([]Row, 0, len(p.Users)+len(p.Keys))
	for _, k := range p.Keys {
		rows = append(rows, Row{
			Item: "key/" + k.ClientID, Kind: Key, Email: k.OwnerEmail, Name: k.Name, KeyType: k.Type, RoleID: k.RoleID,
			Role: k.RoleName, Status: "", CreatedAt: k.CreatedAt, LastLoginAt: k.LastUsedAt,
		})
	}
	for _, u := range p.Users {
		rows = append(rows, Row{
			Item: "user/" + u.ID, Kind: User, Email: u.Email, RoleID: u.RoleID, Status: u.Status, SSO: u.SSO,
			CreatedAt: u.CreatedAt, LastLoginAt: u.LastLoginAt,
		})
	}
	for i := range rows {
		v.join(&rows[i])
	}
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Compare(a.Item, b.Item) })
	return rows
}

// join adds the role, what may be done with it, and the hints.
func (v *view) join(r *Row) {
	if role, ok := v.roles[r.RoleID]; ok {
		r.RoleKnown, r.Role, r.Permissions = true, role.Name, role.Scopes
		r.Custom = role.Custom != nil && *role.Custom
	}
	r.Role = cmp.Or(r.Role, r.RoleID, "none")
	r.Hints = v.hints(r)
}
