package access

// The hints from what the audit log says of people, not of how their access came about.
const (
	Inactive   = "inactive"    // signs in, and did nothing with a privileged role
	SelfRaised = "self-raised" // gave themselves the role
	IdleRole   = "idle-role"   // of a privileged custom role: no holder did anything
)

// logKinds are these hints. Torq's log has no entries about reading, so only privileged roles are looked at: whoever has one and
// leaves no entry may do with less.
var logKinds = []HintKind{
	{
		Name: SelfRaised, Weight: 55, Group: "raised", Source: OfAuditLog,
		Rule: always("Torq's audit log says that the person gave themselves the role, which can do more than the one before"),
		Do:   "Ask another owner whether they knew. Revoke the role if not.",
	},
	{
		Name: Inactive, Weight: 18, Group: "dormant", Source: OfAuditLog, Settings: []string{"rules.dormant_days"},
		Rule: func(r Rules) string {
			return "signs in with a privileged role, and Torq's audit log has nothing else by them for " + days(r.DormantDays)
		},
		Do: "Reduce the role to one that can only read, if that is what it is used for.",
	},
	{
		Name: IdleRole, Weight: 17, Group: "dormant", Source: OfAuditLog, Settings: []string{"rules.dormant_days"},
		Rule: func(r Rules) string {
			return "no holder of this privileged custom role did anything by Torq's audit log for " + days(r.DormantDays)
		},
		Do: "Ask the holders whether they need the role, and delete it if none does.",
	},
}
