package elevation

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

// Needs returns what lines about elevations need. Who may request, approve, extend or end one depends on the elevation
// and the rules; see Refuses. Lines that tell what Torq answered or listed need nothing.
func (b *Book) Needs() rights.Needs {
	request, approve := rights.Need{Act: rights.Request}, rights.Need{Act: rights.Approve}
	return rights.Needs{
		TypeRequested: request, TypeStopped: request, TypeApproved: approve, TypeDenied: approve, TypeExtended: approve,
	}
}

// Refuses returns why an entry would have no effect for lack of a right, with the rights that are held then; empty if it
// may have.
func (b *Book) Refuses(entry record.Entry, held *rights.Ledger) string {
	by := entry.Actor.Email
	if d, ok := entry.Data.(RequestedData); ok {
		return b.refusesRequest(by, d, held, time.Time{})
	}
	refuses, id := b.refusesApproval, ""
	switch d := entry.Data.(type) {
	case ApprovedData:
		id = d.Elevation
	case DeniedData:
		refuses, id = b.refusesDenial, d.Elevation
	case ExtendedData:
		refuses, id = b.refusesExtension, d.Elevation
	case StoppedData:
		refuses, id = b.refusesStop, d.Elevation
	}
	if e, ok := b.byID[id]; ok {
		return refuses(e, by, held)
	}
	return ""
}

// rules returns the rules for elevations that are in force at this point of the record.
func (b *Book) rules() settings.Elevation {
	if b.base.Rules.Now == nil {
		return settings.DefaultElevation()
	}
	return b.base.Rules.Now.Elevation
}

// refusesRequest returns why a request at that time has no effect. at is zero if it is made now.
func (b *Book) refusesRequest(by string, d RequestedData, held *rights.Ledger, at time.Time) string {
	if !held.Adopted() {
		return ""
	}
	if !b.base.People.Same(by, d.Email) && !held.Has(by, rights.Manager) && !held.Has(by, rights.Approver) {
		return fmt.Sprintf("%s can request a role only for themselves; for %s, an owner, a manager or an approver of this workspace can",
			cmp.Or(by, "an unnamed author"), d.Email)
	}
	rules := b.rules()
	rule, ok := rules.For(d.RoleID, d.Role)
	if !ok {
		return fmt.Sprintf("no rule of the workspace allows elevations to the role %s", d.Role)
	}
	if why := b.ruleRefuses(rule, by, d); why != "" {
		return why
	}
	if d.StartsAt.After(at) {
		at = d.StartsAt.Time
	}
	if !at.IsZero() && d.Until.Sub(at) > time.Duration(rules.OpenFor)+time.Minute {
		return fmt.Sprintf("a request waits for %s at most, by the setting elevation.open_for", rules.OpenFor)
	}
	return ""
}

// ruleRefuses returns why the rule does not allow the request, or why the request claims other terms than the rule has.
func (b *Book) ruleRefuses(rule settings.ElevationRule, by string, d RequestedData) string {
	longest := int64(time.Duration(rule.Longest) / time.Second)
	fits, _ := regexp.MatchString(rule.Reason, d.Reason) // was checked
	switch {
	case len(rule.Requesters) > 0 && !b.base.People.In(rule.Requesters, by):
		return fmt.Sprintf("%s may not request the role %s; the rule names who may", by, d.Role)
	case d.Seconds > longest || d.Longest > longest:
		return fmt.Sprintf("the rule for %s allows %s at most, not %s", d.Role, rule.Longest, inSeconds(max(d.Seconds, d.Longest)))
	case !fits:
		return fmt.Sprintf("the reason for the role %s must match %s", d.Role, rule.Reason)
	case rule.Ticket && strings.TrimSpace(d.Ticket) == "":
		return fmt.Sprintf("the rule for %s needs a ticket", d.Role)
	case d.Auto == AutoByBreakGlass:
		return b.breakGlassRefuses(rule, by, d)
	case d.Auto == AutoByRule && !rule.AutoApprove:
		return fmt.Sprintf("the rule for %s needs approval", d.Role)
	case d.Auto == "" && d.Approvals < max(1, rule.Approvals):
		return fmt.Sprintf("the rule for %s needs %d approvals, not %d", d.Role, max(1, rule.Approvals), d.Approvals)
	case !b.samePeople(d.Approvers, rule.Approvers):
		return fmt.Sprintf("the request names other approvers than the rule for %s", d.Role)
	case d.Auto != "" && d.Auto != AutoByRule:
		return fmt.Sprintf("the request claims an unknown approval %q", d.Auto)
	}
	return ""
}

// breakGlassRefuses returns why the rule does not let the person take the role without approval. It must name the
// requester and the recipient.
func (b *Book) breakGlassRefuses(rule settings.ElevationRule, by string, d RequestedData) string {
	if len(rule.BreakGlass) == 0 {
		return fmt.Sprintf("break-glass is off for the role %s", d.Role)
	}
	for _, email := range []string{by, d.Email} {
		if !b.base.People.In(rule.BreakGlass, email) {
			return fmt.Sprintf("%s may not use break-glass for the role %s; the rule names who may", email, d.Role)
		}
	}
	return ""
}

func (b *Book) samePeople(a, other []string) bool {
	all := func(list, in []string) bool {
		for _, email := range list {
			if !b.base.People.In(in, email) {
				return false
			}
		}
		return true
	}
	return all(a, other) && all(other, a)
}

// refusesApproval returns why an approval has no effect: its author requested the role or is to have it, may be either
// under another address, approved already, or is no approver.
func (b *Book) refusesApproval(e *Elevation, by string, held *rights.Ledger) string {
	if why := b.sameEyes(e, by); why != "" {
		return why
	}
	if other, did := b.gave(e.Given, by); did {
		return fmt.Sprintf("%s approved it already%s; %d people must", other, b.base.People.Aside(by, other), e.Approvals)
	}
	return b.noApprover(e, by, held)
}

// sameEyes returns why the person is, or may be under another address, the requester or the recipient.
func (b *Book) sameEyes(e *Elevation, by string) string {
	if b.base.People.Like(e.RequestedBy, by) != person.None {
		return fmt.Sprintf("%s asked for it%s; somebody else must approve", e.RequestedBy, b.base.People.Aside(by, e.RequestedBy))
	}
	if b.base.People.Like(e.Email, by) != person.None {
		return fmt.Sprintf("%s is to have the role%s; somebody else must approve", e.Email, b.base.People.Aside(by, e.Email))
	}
	return ""
}

// gave returns the approver among those given who is, or may be, the person under another address.
func (b *Book) gave(given []Approval, by string) (approver string, did bool) {
	for _, a := range given {
		if b.base.People.Like(a.By, by) != person.None {
			return a.By, true
		}
	}
	return "", false
}

// noApprover returns why the person cannot approve elevations like this one: the rule names others or, if it names none,
// they have no right to.
func (b *Book) noApprover(e *Elevation, by string, held *rights.Ledger) string {
	switch {
	case len(e.Approvers) > 0 && !b.base.People.In(e.Approvers, by):
		return fmt.Sprintf("%s may not approve the role %s; the rule names who may", cmp.Or(by, "an unnamed author"), e.Role)
	case len(e.Approvers) == 0 && held.Adopted() && !held.Has(by, rights.Approver):
		return fmt.Sprintf("%s is not approver or owner of this workspace", cmp.Or(by, "an unnamed author"))
	}
	return ""
}

func (b *Book) refusesDenial(e *Elevation, by string, held *rights.Ledger) string {
	if b.isAbout(e, by) {
		return fmt.Sprintf("%s asked for it or is to have it; withdraw it instead", by)
	}
	if !held.Adopted() {
		return ""
	}
	return b.noApprover(e, by, held)
}

// refusesStop returns why the person cannot end it: it is not about them, and they can neither approve it nor manage the
// workspace.
func (b *Book) refusesStop(e *Elevation, by string, held *rights.Ledger) string {
	if !held.Adopted() || b.isAbout(e, by) || held.Has(by, rights.Manager) || held.Has(by, rights.Approver) || b.base.People.In(e.Approvers, by) {
		return ""
	}
	return fmt.Sprintf("%s cannot end it: only the person who has the role, the requester, its approvers, managers and owners can", cmp.Or(by, "an unnamed author"))
}

func (b *Book) refusesExtension(e *Elevation, by string, held *rights.Ledger) string {
	if b.extensionApprovals(e) == 0 {
		if held.Adopted() && !b.isAbout(e, by) {
			return b.noApprover(e, by, held)
		}
		return ""
	}
	if why := b.sameEyes(e, by); why != "" {
		return why
	}
	return b.noApprover(e, by, held)
}

// extensionApprovals returns how many people must agree to a later end: as many as the rule wants for the elevation.
func (b *Book) extensionApprovals(e *Elevation) int {
	rule, ok := b.rules().For(e.RoleID, e.Role)
	switch {
	case e.Auto == "":
		return max(1, e.Approvals)
	case e.Auto == AutoByRule && (!ok || rule.AutoApprove):
		return 0
	}
	return max(1, rule.Approvals)
}

// isAbout reports whether the person is the requester or the recipient.
func (b *Book) isAbout(e *Elevation, email string) bool {
	return b.base.People.Same(e.RequestedBy, email) || b.base.People.Same(e.Email, email)
}
