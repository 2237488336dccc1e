package access

// Gains returns the permissions that b has and a does not.
func Gains(a, b []string) []string { return missingFrom(b, a) }

// Reduces reports whether replacing role a by role b takes permissions away and grants none: b's are a proper subset.
// It is false while the permissions of one are unknown.
func Reduces(a, b []string) bool {
	return len(a) > 0 && len(b) > 0 && len(Gains(a, b)) == 0 && len(Gains(b, a)) > 0
}

// Smaller reports whether replacing role a by role b takes permissions away and adds no privileged one. While the
// permissions of a are unknown, only what b adds counts.
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
