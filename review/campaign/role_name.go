package campaign

// RoleName returns the name of a role by its ID; the ID if Torq does not list it.
func (v AccessView) RoleName(id string) string { return roleName(v.Roles, id) }

// RoleName returns the name of a role by its ID; the ID if Torq did not list it.
func (s *Sheet) RoleName(id string) string { return roleName(s.Roles, id) }
