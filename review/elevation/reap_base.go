package elevation

import (
	"context"
	"slices"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
)

// checkBase returns a Refused fault if the snapshot that the record names does not show the user with the role to be
// restored: a line by hand can name any role. Where that snapshot cannot be read, a role that gives less than the held one
// is restored all the same, since taking back must not fail for want of anything.
func (r *reaping) checkBase(ctx context.Context, m Move) error {
	if m.Purpose != Restore {
		return nil
	}
	p, err := r.core.Population(ctx, m.Basis)
	held, base := roleIn(r.latest, m.FromRoleID), roleIn(r.latest, m.ToRoleID)
	switch {
	case err != nil && len(base) > 0 && len(held) > 0 && len(access.Gains(held, base)) == 0:
		return nil
	case err == nil && slices.ContainsFunc(p.Users, func(u population.User) bool { return u.ID == m.UserID && u.RoleID == m.ToRoleID }):
		return nil
	}
	return fault.New(fault.Refused, "%s keeps the role %s: the record names %s as the role before, and the snapshot that it names does not show that",
		m.Email, m.FromRole, m.ToRole).WithHint("give the right role in Torq: Settings, then Users; the next reading notices it")
}

// roleIn returns the permissions of a role.
func roleIn(p *population.Population, id string) []string {
	role, _ := p.Role(id)
	return role.Scopes
}
