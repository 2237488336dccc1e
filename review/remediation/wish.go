package remediation

import (
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
)

// Case is a campaign as far as remediation is concerned: what was decided, and about whom.
type Case struct {
	Campaign string
	Name     string
	Rules    access.Rules
	Rows     []Decided // in order of item
	Since    time.Time // when the population was taken that it was decided on
	Lending  Lending   // nil: nothing was ever lent
}

// Lending says what was lent to whom: what is lent did not come back, and what went back by itself did not change.
type Lending interface {
	// Behind is the ID of the role that a user will hold again; false if the role held now is not lent.
	Behind(userID, roleID string) (base string, lent bool)
	// WentBack says whether the role from was lent at that time and the role to came after it.
	WentBack(userID, from, to string, since time.Time) bool
}

// Decided is a row as it was when the campaign was opened, with the decision in force.
type Decided struct {
	access.Row
	Decision campaign.Decision
}

// World is what a plan is made in.
type World struct {
	Name         string // of the population
	Population   *population.Population
	Now          time.Time
	Actor        string // who would carry the plan out; empty if nobody said who they are
	ClientID     string // of the key in use
	Methods      []Method
	CountPercent int
}

// wishes are the changes the decisions ask for, without regard to the world, or with undo those that take back what was
// carried out.
func (c *Case) wishes(l *Ledger, undo bool) []Change {
	changes := []Change{}
	for _, row := range c.Rows {
		if row.Decision.Verdict != campaign.Revoke && row.Decision.Verdict != campaign.Reduce {
			continue
		}
		w := wish(row)
		if undo {
			if !l.Track(About{c.Campaign, w.Item, false}).CarriedOut() {
				continue
			}
			w = inverse(w)
		}
		changes = append(changes, w)
	}
	return changes
}

func wish(row Decided) Change {
	c := Change{
		Item: row.Item, Kind: row.Kind, Email: row.Email, Name: row.Name, FromRoleID: row.RoleID, FromRole: row.Role,
		fromSSO: row.SSO, scopes: row.Permissions,
	}
	switch {
	case row.Decision.Verdict == campaign.Reduce:
		c.Action, c.ToRoleID, c.ToRole = ChangeRole, row.Decision.ToRole, row.Decision.ToRoleName
	case row.Kind == access.Key:
		c.Action = DeleteKey
	default:
		c.Action = Remove
	}
	return c
}

// inverse is the change that takes c back.
func inverse(c Change) Change {
	c.undo = true
	switch c.Action {
	case ChangeRole:
		c.FromRoleID, c.ToRoleID = c.ToRoleID, c.FromRoleID
		c.FromRole, c.ToRole = c.ToRole, c.FromRole
	case Remove:
		c.Action, c.ToRoleID, c.ToRole = Invite, c.FromRoleID, c.FromRole
		c.FromRoleID, c.FromRole = "", ""
	default:
		c.Blocked = "a deleted API key cannot be restored; create a new one in Torq"
	}
	return c
}
