package elevation

import (
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// secondPair says why the person is no second pair of eyes, as a Refused fault: they asked for it, are to have it, may be
// either under another address, or are not known to Torq.
func (e *Elevation) secondPair(email string, latest *population.Population) error {
	if like := person.Like(e.RequestedBy, email); like != person.None {
		return fault.New(fault.Refused, "%s asked for it%s; somebody else must approve", e.RequestedBy, like.Aside(email, e.RequestedBy))
	}
	if like := person.Like(e.Email, email); like != person.None {
		return fault.New(fault.Refused, "%s is to have the role%s; somebody else must approve", e.Email, like.Aside(email, e.Email))
	}
	if latest != nil {
		for i := range latest.Users {
			if u := &latest.Users[i]; person.Same(u.Email, email) && u.Status != population.StatusInvited {
				return nil
			}
		}
	}
	return fault.New(fault.Refused, "Torq does not list %s as a member of the workspace, by the last sync; only a member can approve", email).
		WithHint("if they joined since, read Torq anew with: tuar sync")
}
