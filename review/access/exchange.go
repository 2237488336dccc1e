package access

// Gains returns the permissions that b has and a does not.
func Gains(a, b []string) []string { return missingFrom(b, a) }

// Reduces says whether holding the role b instead of a takes something away and gives nothing: what b may do is a proper
// subset. It is not while it is not known what one of them may do.
func Reduces(a, b []string) bool {
	return len(a) > 0 && len(b) > 0 && len(Gains(a, b)) == 0 && len(Gains(b, a)) > 0
}

// Smaller says whether holding the role b instead of a takes something away and adds nothing privileged. That a role
// takes something away cannot be told while it is not known what a may do; then only what b adds counts.
func Smaller(rules Rules, a, b []string) bool {
	if len(a) > 0 && len(missingFrom(a, b)) == 0 {
		return false
	}
	_, gainsPrivilege := rules.privilegedBy(missingFrom(b, a))
	return !gainsPrivilege
}

// PrivilegedBy returns the permission that makes a role with these permissions privileged, or "".
func (r Rules) PrivilegedBy(permissions []string) string {
	permission, _ := r.privilegedBy(permissions)
	return permission
}
