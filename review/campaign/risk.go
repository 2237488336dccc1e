package campaign

import (
	"cmp"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/reason"
)

// CarryGroup is the ID of the group of rows that can be carried forward as a whole.
const CarryGroup = "carry"

// RiskGroup is a heading of the order by risk.
type RiskGroup struct{ ID, Label string }

// RiskGroups are the headings of the order by risk. A row goes under the first heading that one of its hints belongs to, as
// access.HintKind says; a row with other hints under "other".
var RiskGroups = []RiskGroup{
	{"exceptions", "exceptions"},
	{"elevated", "elevated now"},
	{"unexplained", "not explained by the audit log"},
	{"left", "left the company"},
	{"names", "addresses that look alike"},
	{"raised", "new or raised"},
	{"undecided", "not looked at last time"},
	{"privileged", "privileged"},
	{"was-elevated", "elevated since the last review"},
	{"keys", "keys that need a look"},
	{"mappings", "claim mappings that need a look"},
	{"roles", "custom roles that need a look"},
	{"owners", "too many owners"},
	{"peers", "unusual among colleagues"},
	{"unknown", "role not known"},
	{"dormant", "dormant"},
	{"pending", "pending invitations"},
	{otherGroup, "other hints"},
	{CarryGroup, "unchanged, low risk"},
	{restGroup, "no hints"},
	{LaterGroup, "postponed"},
}

// LaterGroup is the ID of the group of undecided rows that come back on a later day.
const LaterGroup = "postponed"

// The groups of rows without a hint that has a group.
const (
	otherGroup = "other"
	restGroup  = "rest"
)

var riskPlaces = func() map[string]int {
	places := make(map[string]int, len(RiskGroups))
	for i, g := range RiskGroups {
		places[g.ID] = i
	}
	return places
}()

// RiskGroup returns the place of the row's heading among RiskGroups.
func (r *SheetRow) RiskGroup() int {
	switch {
	case r.Later:
		return riskPlaces[LaterGroup]
	case r.Flagged():
		first := riskPlaces[otherGroup]
		for _, h := range r.Hints {
			if kind, known := access.KindOfHint(h.Name); known {
				first = min(first, riskPlaces[kind.Group])
			}
		}
		return first
	case r.Carry:
		return riskPlaces[CarryGroup]
	}
	return riskPlaces[restGroup]
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
