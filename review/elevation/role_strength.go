package elevation

import (
	"slices"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
)

// strongest is the elevation whose role is to be held while all of them are live; nil if there is none. A role that may
// do all that another may is stronger; of two that cannot be compared so, the one that may do more; then the one that
// was asked for first.
func (s *listingPass) strongest(live []*Elevation) *Elevation {
	var top *Elevation
	for _, e := range live {
		if top == nil || stronger(s.roles[e.RoleID], s.roles[top.RoleID]) {
			top = e
		}
	}
	return top
}

// stronger says whether the role a is to be preferred to b. A role that is not known is stronger than none.
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
