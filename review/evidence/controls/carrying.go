package controls

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/remediation"
)

// prompt limits how long the proof of a decision may take.
const prompt = 7 * 24 * time.Hour

// noChanges is the reason why there is no change to look at; empty if there is one.
func (x *evidenceIndex) noChanges() string {
	n := x.n.Changes
	switch {
	case n.Decided > 0:
		return ""
	case !x.Final() && !x.Campaign.EarlyApply():
		return "the campaign is open; what it decides is carried out after it is closed"
	case n.Superseded > 0:
		return "a newer campaign decided about " + many(n.Superseded, "change that was", "changes that were") + " to be made"
	case x.n.Decided == 0:
		return undecided
	}
	return "no decision asks for a change"
}

// changesWhere returns the items of the changes for which it holds.
func (x *evidenceIndex) changesWhere(holds func(*remediation.Recorded) bool) (items []string) {
	for i := range x.Changes {
		if c := &x.Changes[i]; !c.Undo && holds(c) {
			items = append(items, c.Item)
		}
	}
	return items
}

func (x *evidenceIndex) revocationsProven() pack.Control {
	c := control("revocations-proven", "Changes that were decided are carried out and proven.", cc62, cc63, p724, itgc)
	if why := x.noChanges(); why != "" {
		return nothing(c, "%s", why)
	}
	n := x.n.Changes
	c.Items = about(x.changesWhere(func(c *remediation.Recorded) bool {
		return c.Standing != remediation.AsProven && c.Standing != remediation.AsSuperseded
	}))
	result, advice := pack.Pass, "carry them out and confirm them: tuar remediate apply "+x.Campaign.ID
	shown := ""
	if lies := len(x.n.Unshown); lies > 0 {
		c.Items = about(c.Items, x.n.Unshown)
		shown = "; for " + many(lies, "item", "items") + " the population that the record names does not show it"
	}
	switch {
	case shown != "":
		result, advice = pack.Fail, "find out who wrote those lines, and look at the access in Torq: the exceptions name them (not-shown)"
	case n.Returned > 0:
		result, advice = pack.Fail, "take away what brings it back, then again: tuar remediate plan "+x.Campaign.ID
	case n.Undone+n.Withdrawn > 0:
		result, advice = pack.Fail, "decide in a new campaign about what was given back or taken away without a decision in force"
	case n.Unproven > x.n.Blocked && x.Final():
		result = pack.Fail
	case n.Unproven > 0:
		result = pack.Weak
		if x.Final() {
			advice = "say why what was decided is not to be done"
		}
	}
	return conclude(c, result, advice, "%d of %s proven by a later list of Torq, %d of them also by its audit log; %s",
		n.Proven, many(n.Decided, "change is", "changes are"), n.Corroborated, strings.Join(x.unproven(), ", ")+shown)
}

// unproven says what became of the changes that are not proven.
func (x *evidenceIndex) unproven() []string {
	n := x.n.Changes
	parts := []string{fmt.Sprintf("%d not proven", n.Unproven)}
	if x.n.Failed+x.n.Blocked > 0 {
		parts[0] += fmt.Sprintf(" (%d failed, %d blocked)", x.n.Failed, x.n.Blocked)
	}
	parts = append(parts, fmt.Sprintf("%d came back", n.Returned), fmt.Sprintf("%d undone", n.Undone))
	if n.Withdrawn > 0 {
		parts = append(parts, fmt.Sprintf("%d without a decision in force", n.Withdrawn))
	}
	if n.Superseded > 0 {
		parts = append(parts, fmt.Sprintf("%d more decided by a newer campaign, which answers for them", n.Superseded))
	}
	return parts
}

func (x *evidenceIndex) revocationsPrompt() pack.Control {
	c := control("revocations-prompt", "Changes are carried out promptly (time to remediate).", cc62, itgc)
	const advice = "prove a change within a week of its decision; a campaign made with --apply at-once or at-signoff need not be closed before"
	n := x.n.Changes
	open := n.Unproven - x.n.Blocked
	switch why := x.noChanges(); {
	case why != "":
		return nothing(c, "%s", why)
	case n.Proven == 0 && open == 0:
		return nothing(c, "no change is proven, and none is pending")
	}
	c.Items = about(x.changesWhere(func(c *remediation.Recorded) bool {
		switch c.Standing {
		case remediation.AsProven:
			return pack.SinceDecided(c) > prompt
		case remediation.AsUnproven:
			return c.State != remediation.Blocked
		}
		return false
	}))
	if n.Proven == 0 {
		return conclude(c, pack.Weak, advice, "no change is proven, so the time to remediate is unknown; not proven: %d", open)
	}
	return conclude(c, resultIf(len(c.Items), pack.Weak), advice,
		"%s proven; time from decision to proof: %s; time from when it could be carried out: %s; not proven: %d",
		many(n.Proven, "change is", "changes are"), x.n.SinceDecided, x.n.SinceDue, open)
}

func (x *evidenceIndex) elevationsEnded() pack.Control {
	c := control("elevations-ended", "Temporary roles end on time, and exceptions to their rules are reviewed.",
		cc61, cc63)
	var all, open []string
	for r := range x.Reviewed() {
		if slices.ContainsFunc(x.Campaign.Marks[r.Item], func(h access.Hint) bool {
			return slices.Contains([]string{access.BreakGlass, access.OutOfBand, access.Drifted}, h.Name)
		}) {
			all = append(all, r.Item)
			if !r.Decided() {
				open = append(open, r.Item)
			}
		}
	}
	n := x.n.Elevations
	c.Items = about(open)
	result := resultIf(n[elevation.Active]+n[elevation.Drifted]+x.n.EndedLate+len(c.Items), pack.Weak)
	late := fmt.Sprintf("%d ended late or not proven to have ended", x.n.EndedLate)
	if x.n.EndedLate > 0 {
		late += " (at most " + pack.Span(x.n.Longest) + " late)"
	}
	if n[elevation.Overdue] > 0 {
		result = pack.Fail
	}
	if x.n.Granted+len(all) == 0 {
		return nothing(c, "no temporary role was given (%s on record), and no role was raised outside the rules",
			many(len(x.Elevations), "request", "requests"))
	}
	return conclude(c, result, "end what is due: tuar elevate reap; and decide on each exception to the rules",
		"%s a role: %d overdue, %s, %d drifted, %d still active, %d without approval (break-glass); of %s to the rules %d are undecided here",
		many(x.n.Granted, "elevation gave", "elevations gave"), n[elevation.Overdue], late, n[elevation.Drifted], n[elevation.Active],
		x.n.BreakGlass, many(len(all), "exception", "exceptions"), len(c.Items))
}

func (x *evidenceIndex) breakGlassReviewed() pack.Control {
	c := control("break-glass-reviewed", "Emergency access without approval (break-glass) is reviewed afterwards.", cc61, cc63, itgc)
	taken, open := x.n.BreakGlass, x.n.Unreviewed
	if taken == 0 {
		return nothing(c, "no role was taken without approval (break-glass)")
	}
	result := resultIf(open, pack.Weak)
	if open == taken && x.Final() {
		result = pack.Fail
	}
	return conclude(c, result, "decide on the access of those people in the next campaign, which includes them whatever its scope",
		"%s taken without approval (break-glass); a review afterwards is on record of %d, and not on record of %d",
		many(taken, "role was", "roles were"), taken-open, open)
}

func (x *evidenceIndex) rulesKept() pack.Control {
	c := control("elevation-rules-kept", "Rules for temporary roles are not loosened by people who then get or approve the role.", cc61, cc62, itgc)
	if x.n.Granted == 0 {
		return nothing(c, "no elevation gave a role")
	}
	result := resultIf(len(x.n.OwnRule)+x.n.ApproverRule, pack.Weak)
	if x.n.OwnRuleAlone > 0 {
		result = pack.Fail
	}
	return conclude(c, result, "have another owner propose and make changes of the rules for elevations, and request roles afterwards",
		"of %s a role, the rule had been loosened by the requester or by the person who got it: %d (without the proposal of another owner: %d); by an approver: %d",
		many(x.n.Granted, "elevation that gave", "elevations that gave"), len(x.n.OwnRule), x.n.OwnRuleAlone, x.n.ApproverRule)
}
