package elevation

import (
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// Same reports whether the other move makes the same change.
func (m Move) Same(o Move) bool {
	return m.UserID == o.UserID && m.FromRoleID == o.FromRoleID && m.ToRoleID == o.ToRoleID && m.Purpose == o.Purpose &&
		slices.Equal(m.Elevations, o.Elevations)
}

// Still reports whether the move is still due by a listing. It looks at one user only, since it is called before each
// move.
func (b *Book) Still(m Move, look Listing) bool {
	s := listingPass{listing: look, users: map[string]*population.User{}, roles: map[string]*population.Role{}}
	for i := range look.Population.Users {
		if u := &look.Population.Users[i]; u.ID == m.UserID {
			s.users[u.ID] = u
			break
		}
	}
	for i := range look.Population.Roles {
		s.roles[look.Population.Roles[i].ID] = &look.Population.Roles[i]
	}
	s.user(b, m.UserID)
	return slices.ContainsFunc(s.moves, m.Same)
}

// Sending returns the intent to make the move, for the record. A method that only promises may still make it until
// expires; zero for others.
func (m Move) Sending(attempt, method, population string, expires time.Time) SendingData {
	return SendingData{
		Attempt: attempt, UserID: m.UserID, Email: m.Email, Purpose: m.Purpose, Elevations: m.Elevations,
		FromRoleID: m.FromRoleID, FromRole: m.FromRole, ToRoleID: m.ToRoleID, ToRole: m.ToRole, BaseRoleID: m.BaseRoleID, BaseRole: m.BaseRole,
		EndsAt: record.Time{Time: m.EndsAt}, Method: method, Population: population,
		Expires: record.Time{Time: expires},
	}
}

// GiveUp returns the entries that end the elevations of a grant that no listing ever showed, except for the one whose
// role is held before the move.
func (b *Book) GiveUp(m Move, why string, actor record.Actor) []record.Entry {
	var entries []record.Entry
	for _, id := range m.Elevations {
		if e, ok := b.byID[id]; ok && !e.over() && e.Active.IsZero() && e.RoleID != m.FromRoleID {
			entries = append(entries, record.Entry{Type: TypeEnded, Actor: actor, Data: EndedData{
				Seen: Seen{Elevation: id, UserID: m.UserID}, How: NotGranted, Detail: why,
			}})
		}
	}
	return entries
}
