package elevation

import (
	"slices"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
)

// strongest returns the elevation whose role the user holds while all of them are live; nil if there is none. A role
// with all permissions of another is stronger. Of two that cannot be compared, the one with more permissions is
// stronger; otherwise the one that was requested first.
func (s *listingPass) strongest(live []*Elevation) *Elevation {
	var top *Elevation
	for _, e := range live {
		if top == nil || stronger(s.roles[e.RoleID], s.roles[top.RoleID]) {
			top = e
		}
	}
	return top
}

// stronger reports whether role a is preferred to role b. A known role is stronger than an unknown one.
func stronger(a, b *population.Role) bool {
	if a == nil || b == nil {
		return a != nil && b == nil
	}
	more, less := access.Gains(b.Scopes, a.Scopes), access.Gains(a.Scopes, b.Scopes)
	switch {
	case slices.Contains(a.Scopes, "*") != slices.Contains(b.Scopes, "*"):
		return slices.Contains(a.Scopes, "*")
	case len(more) == 0 || len(less) == 0:
		return len(more) > 0
	}
	return len(a.Scopes) > len(b.Scopes)
}
