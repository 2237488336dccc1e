package remediation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/population"
)

// Case holds the parts of a campaign that remediation needs: the rows and the decisions about them.
type Case struct {
	Campaign   string
	Name       string
	Rules      access.Rules
	Rows       []Decided         // in order of item
	Roles      []population.Role // of the campaign's population
	Decided    string            // the name of the population that it was decided on
	Elevations Elevations        // nil: there was never an elevation
	// Accounts are the IDs of all users in the campaign's population. A second account of the same address that was
	// listed then is not a return of the one that was decided on.
	Accounts map[string]bool
	Book     *campaign.Book // all campaigns; nil: nothing is known of others
	// Mappings are the places, in order of rank, of all claim mappings in the campaign's population, by item. One that is
	// not among them was made since.
	Mappings map[string]int
}

// Elevations distinguishes granted roles from lasting ones: a granted role is no access that came back, and one that
// ended did not change the access.
type Elevations interface {
	// BaseRole returns the ID of the role that a user will hold after the elevation; false if the role held now was not
	// granted by one.
	BaseRole(userID, roleID string) (base string, lent bool)
	// RevertedSince reports whether the user held from by an elevation when that population was taken, and to after its
	// end.
	RevertedSince(userID, from, to, population string) bool
}

// Decided is a row as of the campaign's opening, with the decision in force.
type Decided struct {
	access.Row
	Decision campaign.Decision
	// Withdrawn is the reason why the decision is no longer in force, though it was carried out; empty if it is in
	// force.
	Withdrawn string
	Absent    bool // the campaign's population does not have it: an item that the record names all the same
}

// CaseOf returns the case with the decisions of the campaign that may be carried out by now. rows, by item, and roles
// are those of its population; book holds all campaigns.
func CaseOf(c *campaign.Campaign, book *campaign.Book, rows map[string]access.Row, roles []population.Role) *Case {
	of := &Case{Campaign: c.ID, Name: c.Name, Rules: c.Rules, Roles: roles, Decided: c.Population, Book: book, Mappings: places(rows)}
	for d, withdrawn := range wishes(c) {
		row, ok := rows[d.Item]
		if !ok {
			row = access.Row{Item: d.Item, Kind: access.KindOf(d.Item)}
		}
		of.Rows = append(of.Rows, Decided{Row: row, Decision: d, Absent: !ok, Withdrawn: withdrawn})
	}
	return of
}

// places returns the places of the claim mappings among rows, in order of rank, by item.
func places(rows map[string]access.Row) map[string]int {
	var mappings []access.Row
	for _, r := range rows {
		if r.Kind == access.Mapping {
			mappings = append(mappings, r)
		}
	}
	slices.SortFunc(mappings, func(a, b access.Row) int {
		return cmp.Or(cmp.Compare(a.Claim.Rank, b.Claim.Rank), cmp.Compare(a.Item, b.Item))
	})
	out := make(map[string]int, len(mappings))
	for i, r := range mappings {
		out[r.Item] = i
	}
	return out
}

// World holds what a plan depends on beside decisions and record.
type World struct {
	Name         string // of the population
	Population   *population.Population
	Missing      []string // items that the population lacks and nothing explains; it is no proof then
	Now          time.Time
	People       *people.Ledger // by which addresses are compared
	Actor        string         // the user who would carry the plan out; empty if not known
	ClientID     string         // of the key in use
	Methods      []order.Method
	CountPercent int
	Words        Words
}

// Words are explicit permissions for what is not done by default.
type Words struct {
	LeavesUnknown bool // change access though it is not known for certain who can manage users afterwards
	// IncludingChanged also makes the changes whose facts changed since the decision.
	IncludingChanged bool
	KeyUnknown       bool // apply though it is not known whose the API key in use is
}

// desiredChanges returns the changes that the decisions ask for, regardless of the listing; with undo, those that
// reverse the changes carried out.
func (c *Case) desiredChanges(l *Ledger, undo bool) []Change {
	changes := []Change{}
	for _, row := range c.Rows {
		if d, asked := c.desired(l, row, undo); asked {
			changes = append(changes, d)
		}
	}
	return changes
}

// desired returns the change that one row asks for, if it asks for any.
func (c *Case) desired(l *Ledger, row Decided, undo bool) (d Change, asked bool) {
	if !row.Decision.Verdict.Takes() {
		return Change{}, false
	}
	d = c.desiredChange(row)
	d.about = l.About(c.Campaign, d.Item, row.Decision)
	if (undo || row.Withdrawn != "") && !l.Track(d.about).CarriedOut() {
		return Change{}, false // it never came to anything
	}
	if undo {
		d = inverse(d)
	}
	return d, true
}

// desiredChange returns the change that a decision asks for. An unknown kind or verdict gives a blocked change that is
// never carried out, never one that removes access.
func (c *Case) desiredChange(row Decided) Change {
	w := Change{
		Item: row.Item, Kind: row.Kind, Email: row.Email, Name: row.Name, FromRoleID: row.RoleID, FromRole: row.Role,
		Decision: row.Decision.Verdict, Gains: []string{}, Changed: []string{}, Action: order.Unknown, made: row.Decision, row: row.Row, withdrawn: row.Withdrawn, fromSSO: row.SSO, scopes: row.Permissions, claim: row.Claim,
	}
	switch {
	case !row.Kind.Known():
		w.Blocked = fmt.Sprintf("this version of tuar does not know the kind of item %q, and changes nothing about it", row.Kind)
		return w
	case row.Absent:
		w.Blocked = "the population of the campaign does not have " + row.Item + ", so there is nothing to change"
		return w
	}
	switch w.Action = actionOf(row.Kind, row.Decision.Verdict); w.Action {
	case order.ChangeScopes:
		w.ToScopes, w.Blocked = leavesScopes(&row)
	case order.ChangeRole, order.ChangeMapping:
		w.ToRoleID, w.ToRole = row.Decision.ToRole, row.Decision.ToRoleName
		w.Gains = append(w.Gains, c.gains(row)...)
		if row.Decision.Verdict == campaign.Move && !sameSet(w.Gains, row.Decision.Gains) {
			w.Blocked = fmt.Sprintf("the record says that the move to %s gives %s, and the roles of the campaign say %s; decide on it anew",
				w.ToRole, listOr(row.Decision.Gains, "nothing"), listOr(w.Gains, "nothing"))
		}
	case order.Unknown:
		w.Blocked = fmt.Sprintf("this version of tuar does not know the decision %q, and changes nothing on its account",
			row.Decision.Verdict)
	case order.Remove, order.DeleteKey, order.DeleteMapping, order.DeleteRole, order.Invite, order.AddMapping,
		order.AddRole, order.Test, order.Notice:
	}
	return w
}

// actionOf returns the action that a decision asks for; Unknown if this version does not know it, or if it asks for
// none.
func actionOf(kind access.Kind, v campaign.Verdict) order.Action {
	switch v {
	case campaign.Reduce, campaign.Move:
		switch {
		case kind == access.Mapping:
			return order.ChangeMapping
		case kind != access.Role:
			return order.ChangeRole
		case v == campaign.Reduce:
			return order.ChangeScopes
		}
	case campaign.Revoke:
		switch kind {
		case access.User:
			return order.Remove
		case access.Key:
			return order.DeleteKey
		case access.Mapping:
			return order.DeleteMapping
		case access.Role:
			return order.DeleteRole
		}
	case campaign.Certify, campaign.Abstain, campaign.Undecided: // ask for no change; see wishes
	}
	return order.Unknown
}

// gains returns the permissions that the decision gives by the roles of its population, or else by the record.
func (c *Case) gains(row Decided) []string {
	for _, r := range c.Roles {
		if r.ID == row.Decision.ToRole {
			return access.Gains(row.Permissions, r.Scopes)
		}
	}
	return row.Decision.Gains
}

// inverse returns the change that takes back c.
func inverse(c Change) Change {
	c.undo, c.about.Undo, c.Gains = true, true, []string{}
	switch c.Action {
	case order.ChangeRole, order.ChangeMapping:
		c.FromRoleID, c.ToRoleID = c.ToRoleID, c.FromRoleID
		c.FromRole, c.ToRole = c.ToRole, c.FromRole
	case order.ChangeScopes:
		c.scopes, c.ToScopes = c.ToScopes, c.scopes
	case order.DeleteMapping:
		c.Action, c.ToRoleID, c.ToRole = order.AddMapping, c.FromRoleID, c.FromRole
		c.FromRoleID, c.FromRole = "", ""
	case order.DeleteRole:
		c.Action, c.ToScopes, c.scopes = order.AddRole, c.scopes, nil
	case order.Remove:
		c.Action, c.ToRoleID, c.ToRole = order.Invite, c.FromRoleID, c.FromRole
		c.FromRoleID, c.FromRole = "", ""
	case order.DeleteKey:
		c.Blocked = "a deleted API key cannot be restored; create a new one in Torq"
	case order.Invite, order.AddMapping, order.AddRole, order.Unknown, order.Test, order.Notice:
		c.Action = order.Unknown
		c.Blocked = "this version of tuar does not know how to take it back"
	}
	return c
}

func sameSet(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}

func listOr(names []string, none string) string {
	return cmp.Or(strings.Join(names, ", "), none)
}
