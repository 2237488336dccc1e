package campaign

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/reason"
)

// CarryGroup is the ID of the group of rows that can be carried forward as a whole.
const CarryGroup = "carry"

// RiskGroup is a heading of the order by risk.
type RiskGroup struct {
	ID, Label string
	wants     func(*SheetRow) bool
}

// RiskGroups are the headings of the order by risk. A row goes under the first heading that wants it.
var RiskGroups = []RiskGroup{
	{"exceptions", "exceptions", has(access.BreakGlass, access.OutOfBand, access.Drifted)},
	{"elevated", "elevated now", has(access.Elevated)},
	{"unexplained", "not explained by the audit log", has(access.Unexplained)},
	{"raised", "new or raised", has(access.CameBack, access.Raised, access.New)},
	{"privileged", "privileged", has(access.Privileged)},
	{"was-elevated", "elevated since the last review", has(access.WasElevated)},
	{"keys", "keys that need a look", has(access.KeyStronger, access.KeyNeverUsed)},
	{"unknown", "role not known", has(access.RoleUnknown)},
	{"dormant", "dormant", has(access.Dormant, access.NeverLoggedIn)},
	{"pending", "pending invitations", has(access.Pending)},
	{"other", "other hints", func(r *SheetRow) bool { return r.Flagged() }},
	{CarryGroup, "unchanged, low risk", func(r *SheetRow) bool { return r.Carry }},
	{"rest", "no hints", func(*SheetRow) bool { return true }},
}

func has(hints ...string) func(*SheetRow) bool {
	return func(r *SheetRow) bool { return slices.ContainsFunc(hints, r.Has) }
}

// RiskGroup returns the place of the row's heading among RiskGroups.
func (r *SheetRow) RiskGroup() int {
	return slices.IndexFunc(RiskGroups, func(g RiskGroup) bool { return g.wants(r) })
}

// CompareRisk orders rows by risk, the highest first, then by title in lower case.
func CompareRisk(a, b *SheetRow) int {
	return cmp.Or(cmp.Compare(b.Risk, a.Risk), strings.Compare(strings.ToLower(a.Title()), strings.ToLower(b.Title())))
}

// Demand says when a decision needs a reason.
type Demand string

// The demands.
const (
	Never  Demand = ""
	InBulk Demand = "bulk" // if it is made together with others
	Always Demand = "always"
)

// ReasonFor returns when a decision of that kind about the row needs a reason by its reviewer.
func ReasonFor(row access.Row, verdict Verdict) Demand {
	switch {
	case verdict == Move:
		return Always
	case verdict == Certify && (row.Privileged || row.Flagged()):
		return InBulk
	}
	return Never
}

// lacksReason reports whether a choice made in an act of so many needs a reason that it does not have.
func lacksReason(row access.Row, choice Choice, bulk int) bool {
	demand := ReasonFor(row, choice.Verdict)
	return (demand == Always || demand == InBulk && bulk > 1) && !reason.Given(choice.Reason)
}
