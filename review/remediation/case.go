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
	"github.com/tuar-dev/tuar/review/population"
)

// Case is a campaign as far as remediation is concerned: what was decided, and about whom.
type Case struct {
	Campaign   string
	Name       string
	Owner      string // of the campaign
	Rules      access.Rules
	Rows       []Decided         // in order of item
	Roles      []population.Role // of the campaign's population
	Decided    string            // the name of the population that it was decided on
	Elevations Elevations        // nil: nothing was ever lent
	// Accounts are the IDs of all users in the population that was decided on: another of the same address that was there
	// already is not the one that was decided on come back.
	Accounts map[string]bool
	Book     *campaign.Book // all campaigns; nil: nothing is known of others
}

// Elevations says what was lent to whom: what is lent did not come back, and what went back by itself did not change.
type Elevations interface {
	// BaseRole is the ID of the role that a user will hold again; false if the role held now is not lent.
	BaseRole(userID, roleID string) (base string, lent bool)
	// RevertedSince says whether the role from was lent when that population was taken, and the role to came after it.
	RevertedSince(userID, from, to, population string) bool
}

// Decided is a row as it was when the campaign was opened, with the decision in force.
type Decided struct {
	access.Row
	Decision campaign.Decision
	// Withdrawn is why the decision is not in force any more. What was carried out on its account is still to be told.
	Withdrawn string
	Absent    bool // the campaign's population does not have it: an item that the record names all the same
}

// CaseOf returns what the campaign decided that may be carried out by now. rows are those of its population, by item, and roles
// its roles; book has all campaigns.
func CaseOf(c *campaign.Campaign, book *campaign.Book, rows map[string]access.Row, roles []population.Role) *Case {
	of := &Case{Campaign: c.ID, Name: c.Name, Owner: c.Owner, Rules: c.Rules, Roles: roles, Decided: c.Population, Book: book}
	taking := c.Taking()
	for _, item := range c.Items {
		d, withdrawn := c.Decision(item), ""
		if _, ready := c.ReadyAt(item); !ready || !d.Verdict.Takes() {
			var took bool
			if d, took = taking[item]; !took {
				continue
			}
			withdrawn = cmp.Or(c.Withdrawn(d), "the decision may not be carried out yet")
		}
		row, ok := rows[item]
		if !ok {
			row = access.Row{Item: item, Kind: access.KindOf(item)}
		}
		of.Rows = append(of.Rows, Decided{Row: row, Decision: d, Absent: !ok, Withdrawn: withdrawn})
	}
	return of
}

// World is what a plan is made in.
type World struct {
	Name         string // of the population
	Population   *population.Population
	Missing      []string // items that the population lacks and nothing explains; it is no proof then
	Now          time.Time
	Actor        string // who would carry the plan out; empty if nobody said who they are
	ClientID     string // of the key in use
	Methods      []order.Method
	CountPercent int
	Words        Words
}

// Words are what somebody said explicitly, because it is not to be done by default.
type Words struct {
	LeavesUnknown bool // change access though it is not known for certain who can manage users afterwards
	// IncludingChanged makes also the changes that were decided on other facts.
	IncludingChanged bool
	KeyUnknown       bool // apply though it is not known whose the API key in use is
}

// desiredChanges returns the changes that the decisions ask for, whatever Torq lists; with undo, those that take back what
// was carried out.
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

// desiredChange is the change that a decision asks for. What this version does not know, or cannot be, is a change that is blocked
// and never carried out: nothing falls into one that removes access.
func (c *Case) desiredChange(row Decided) Change {
	w := Change{
		Item: row.Item, Kind: row.Kind, Email: row.Email, Name: row.Name, FromRoleID: row.RoleID, FromRole: row.Role,
		Decision: row.Decision.Verdict, Gains: []string{}, Changed: []string{}, Action: order.Unknown, made: row.Decision, row: row.Row, withdrawn: row.Withdrawn, fromSSO: row.SSO, scopes: row.Permissions,
	}
	switch {
	case !row.Kind.Known():
		w.Blocked = fmt.Sprintf("this version of tuar does not know the kind of item %q, and changes nothing about it", row.Kind)
		return w
	case row.Absent:
		w.Blocked = "the population of the campaign does not have " + row.Item + ", so there is nothing to change"
		return w
	}
	if w.Action = actionOf(row.Kind, row.Decision.Verdict); w.Action == order.ChangeRole {
		w.ToRoleID, w.ToRole = row.Decision.ToRole, row.Decision.ToRoleName
		w.Gains = append(w.Gains, c.gains(row)...)
		if row.Decision.Verdict == campaign.Move && !sameSet(w.Gains, row.Decision.Gains) {
			w.Blocked = fmt.Sprintf("the record says that the move to %s gives %s, and the roles of the campaign say %s; decide on it anew",
				w.ToRole, listOr(row.Decision.Gains, "nothing"), listOr(w.Gains, "nothing"))
		}
	}
	if w.Action == order.Unknown {
		w.Blocked = fmt.Sprintf("this version of tuar does not know the decision %q, and changes nothing on its account", row.Decision.Verdict)
	}
	return w
}

// actionOf is what a decision asks to be done; Unknown for what this version does not know, and for a verdict that asks for
// nothing.
func actionOf(kind access.Kind, v campaign.Verdict) order.Action {
	switch v {
	case campaign.Reduce, campaign.Move:
		return order.ChangeRole
	case campaign.Revoke:
		switch kind {
		case access.User:
			return order.Remove
		case access.Key:
			return order.DeleteKey
		}
	case campaign.Certify, campaign.Abstain, campaign.Undecided: // ask for no change; see wishes
	}
	return order.Unknown
}

// gains are the permissions that the decision gives, by the roles as they were then; as the record has them where the roles
// are not known.
func (c *Case) gains(row Decided) []string {
	for _, r := range c.Roles {
		if r.ID == row.Decision.ToRole {
			return access.Gains(row.Permissions, r.Scopes)
		}
	}
	return row.Decision.Gains
}

// inverse is the change that takes c back.
func inverse(c Change) Change {
	c.undo, c.about.Undo, c.Gains = true, true, []string{}
	switch c.Action {
	case order.ChangeRole:
		c.FromRoleID, c.ToRoleID = c.ToRoleID, c.FromRoleID
		c.FromRole, c.ToRole = c.ToRole, c.FromRole
	case order.Remove:
		c.Action, c.ToRoleID, c.ToRole = order.Invite, c.FromRoleID, c.FromRole
		c.FromRoleID, c.FromRole = "", ""
	case order.DeleteKey:
		c.Blocked = "a deleted API key cannot be restored; create a new one in Torq"
	case order.Invite, order.Unknown, order.Test, order.Notice:
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
