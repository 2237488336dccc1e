package elevation

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// checkFourEyes returns a Refused fault if the person cannot approve for others: they asked for it, are to have it, may
// be either under another address, or are no member of the workspace.
func (e *Elevation) checkFourEyes(email string, latest *population.Population) error {
	if like := person.Like(e.RequestedBy, email); like != person.None {
		return fault.New(fault.Refused, "%s asked for it%s; somebody else must approve", e.RequestedBy, like.Aside(email, e.RequestedBy))
	}
	if like := person.Like(e.Email, email); like != person.None {
		return fault.New(fault.Refused, "%s is to have the role%s; somebody else must approve", e.Email, like.Aside(email, e.Email))
	}
	if latest != nil && isMember(latest, email) {
		return nil
	}
	return fault.New(fault.Refused, "Torq does not list %s as a member of the workspace, by the last sync; only a member can approve", email).
		WithHint("if they joined since, read Torq anew with: %s", fault.Sync.With())
}

// isMember reports whether a listing shows the address as a user who has accepted the invitation. An unknown status is
// no proof.
func isMember(p *population.Population, email string) bool {
	for i := range p.Users {
		if u := &p.Users[i]; person.Same(u.Email, email) && u.Status == population.StatusVerified {
			return true
		}
	}
	return false
}

// unapproved returns why an approved elevation must not be granted: without approvers whom the listing does not show as
// members, too few have approved it. A line of the record can claim any address.
func (s *listingPass) unapproved(e *Elevation) string {
	var strangers []string
	for _, a := range e.Given {
		if !isMember(s.listing.Population, a.By) {
			strangers = append(strangers, cmp.Or(a.By, "nobody"))
		}
	}
	if len(e.Given)-len(strangers) >= e.Approvals || e.Auto != "" {
		return ""
	}
	return fmt.Sprintf("%s is not given to %s: Torq does not list %s, who approved it, as a member of the workspace", e.Role, e.Email, strings.Join(strangers, " and "))
}

// blocked adds the blocked move of an elevation without a valid approval.
func (s *listingPass) blocked(e *Elevation) {
	s.moves = append(s.moves, Move{
		UserID: e.UserID, Email: e.Email, Purpose: Grant, Elevations: []string{e.Elevation}, ToRoleID: e.RoleID, ToRole: e.Role,
		EndsAt: e.EndsAt, Blocked: s.unapproved(e),
	})
}
