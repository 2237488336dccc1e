package elevation

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

// ResolvedRequest is a request with its user and roles as a listing has them.
type ResolvedRequest struct {
	User       population.User // who is to have the role
	Prior      population.Role // held now
	Role       population.Role
	For        time.Duration
	Reason     string
	Ticket     string
	StartsAt   time.Time // zero: as soon as it is approved
	BreakGlass bool
	Population string                 // the name of Listing
	Listing    *population.Population // that User and Prior come from
}

// Request returns the entry of a request, if the rules allow it and people can approve it.
func (b *Book) Request(w ResolvedRequest, chosen settings.Settings, id string, actor record.Actor, now time.Time) (record.Entry, error) {
	rules := chosen.Elevation
	rule, ok := rules.For(w.Role.ID, w.Role.Name)
	if !ok {
		return record.Entry{}, fault.New(fault.Refused, "the role %s cannot be requested: no rule of the workspace names it", w.Role.Name).
			WithHint("see the rules with: %s", fault.GetSetting.On("elevation.rules"))
	}
	if err := b.checkRequest(w, now); err != nil {
		return record.Entry{}, err
	}
	why, err := reason.Check("requesting a role", w.Reason)
	if err != nil {
		return record.Entry{}, err
	}
	start := now
	if w.StartsAt.After(now) {
		start = w.StartsAt
	}
	d := RequestedData{
		Elevation: id, UserID: w.User.ID, Email: w.User.Email, RoleID: w.Role.ID, Role: w.Role.Name, PriorRoleID: w.Prior.ID, PriorRole: w.Prior.Name,
		Seconds: int64(w.For / time.Second), Reason: why, Ticket: strings.TrimSpace(w.Ticket), StartsAt: record.Time{Time: w.StartsAt},
		Until: record.Time{Time: start.Add(time.Duration(rules.OpenFor))}, Approvals: max(1, rule.Approvals), Approvers: rule.Approvers,
		Longest: int64(time.Duration(rule.Longest) / time.Second), Population: w.Population,
	}
	switch {
	case w.BreakGlass:
		d.Approvals, d.Auto = 0, AutoByBreakGlass
	case automatic(rule, w.Role, chosen.Rules):
		d.Approvals, d.Auto = 0, AutoByRule
	}
	if why := b.ruleRefuses(rule, actor.Email, d); why != "" {
		return record.Entry{}, fault.New(fault.Refused, "%s", why).WithHint("%s", ruleHint(rule, d))
	}
	if why := b.refusesRequest(actor.Email, d, b.base.Rights, time.Time{}); why != "" {
		return record.Entry{}, fault.New(fault.Refused, "%s", why).WithHint("see the rights with: %s", fault.ListRights.With())
	}
	if err := checkEligible(rule, w, chosen.Rules); err != nil {
		return record.Entry{}, err
	}
	if err := b.checkApprovable(d, actor.Email, w.Listing); err != nil {
		return record.Entry{}, err
	}
	return record.Entry{Type: TypeRequested, Actor: actor, Data: d}, nil
}

// automatic reports whether the rule grants the role without approval. A privileged role needs a word of its own.
func automatic(rule settings.ElevationRule, role population.Role, rules access.Rules) bool {
	return rule.AutoApprove && (rule.AutoApprovePrivileged || rules.PrivilegedBy(role.Scopes) == "")
}

// ruleHint says how to satisfy a rule that refused the request.
func ruleHint(rule settings.ElevationRule, d RequestedData) fault.Hint {
	if rule.Ticket && d.Ticket == "" {
		return fault.NewHint("name it with %s", fault.Again("--ticket"))
	}
	return fault.NewHint("see the rules with: %s", fault.GetSetting.On("elevation.rules"))
}

// checkEligible returns a Refused fault if the rule does not let the person have the role.
func checkEligible(rule settings.ElevationRule, w ResolvedRequest, rules access.Rules) error {
	can, err := eligible(rule.MayRequest, w.User, w.Prior.ID, w.Listing, rules)
	if err != nil {
		return fault.Wrap(err, "the may_request of the rule for %s", w.Role.Name)
	}
	if !can {
		return fault.New(fault.Refused, "%s is not among those who may request the role %s: %s", w.User.Email, w.Role.Name, rule.MayRequest).
			WithHint("see the rules with: %s", fault.GetSetting.On("elevation.rules"))
	}
	return nil
}

// checkApprovable returns a Refused fault if fewer people can approve the request than must.
func (b *Book) checkApprovable(d RequestedData, by string, p *population.Population) error {
	if d.Auto != "" {
		return nil
	}
	can := b.others(b.candidates(d.Approvers, p, b.base.Rights), by, d.Email)
	if len(can) >= d.Approvals {
		return nil
	}
	needs := "1 approval"
	if d.Approvals > 1 {
		needs = fmt.Sprintf("%d approvals", d.Approvals)
	}
	who := "no other verified user has the right approver or owner"
	hint := fault.NewHint("an owner can give the right with: %s; to approve on this machine with the key of one person: %s",
		fault.GrantRight.On("EMAIL", string(rights.Approver)), fault.ShareDesk.With("--reason TEXT"))
	if len(d.Approvers) > 0 {
		who = "of the approvers that it names, no other is a verified user"
		hint = fault.NewHint("an owner can change the rule: %s", fault.GetSetting.On("elevation.rules"))
	}
	if len(can) > 0 {
		who = "only " + strings.Join(can, " and ") + " can give one"
	}
	return fault.New(fault.Refused, "the request cannot be approved: the rule for %s needs %s, and %s", d.Role, needs, who).WithHint("%s", hint)
}

// checkRequest returns a fault if the request makes no sense in the present state.
func (b *Book) checkRequest(w ResolvedRequest, now time.Time) error {
	switch {
	case w.For < time.Second:
		return fault.New(fault.BadInput, "an elevation needs a duration").
			WithHint("for example: %s", fault.Again("--for 2h"))
	case !w.StartsAt.IsZero() && w.StartsAt.Before(now.Add(-time.Minute)):
		return fault.New(fault.BadInput, "the start %s has passed", w.StartsAt.UTC().Format("2 Jan 2006 15:04 UTC"))
	case w.StartsAt.After(now.Add(settings.LongestEver)):
		return fault.New(fault.BadInput, "the start %s is too far ahead", w.StartsAt.UTC().Format("2 Jan 2006 15:04 UTC"))
	case w.User.Status == population.StatusInvited:
		return fault.New(fault.Refused, "%s has not accepted the invitation yet; there is nothing to raise", w.User.Email)
	case w.User.Status != population.StatusVerified:
		return fault.New(fault.Refused, "Torq does not list %s as a verified user, by the last sync", w.User.Email)
	case w.Role.ID == w.Prior.ID:
		return fault.New(fault.Refused, "%s holds the role %s already", w.User.Email, w.Role.Name)
	case len(w.Role.Scopes) > 0 && len(w.Prior.Scopes) > 0 && len(access.Gains(w.Prior.Scopes, w.Role.Scopes)) == 0:
		return fault.New(fault.Refused, "%[3]s already has %[2]s, which covers everything %[1]s allows", w.Role.Name, w.Prior.Name, w.User.Email)
	}
	for _, e := range b.byUser[w.User.ID] {
		if e.RoleID == w.Role.ID && e.State(now).Live() {
			return fault.New(fault.Refused, "%s is %s already for %s", w.Role.Name, e.State(now), w.User.Email).
				WithHint("see: %s; to go on with it longer: %s", fault.ListElevations.With(), fault.Extend.On(e.Elevation))
		}
	}
	return nil
}

// Approve returns the entry of an approval. seconds is the longest time approved, 0 for what was asked. latest is the
// newest listing: only members of the workspace may approve.
func (b *Book) Approve(e *Elevation, actor record.Actor, latest *population.Population, seconds int64, now time.Time) (record.Entry, error) {
	if seconds == 0 {
		seconds = e.Seconds
	}
	why, notMember := b.sameEyes(e, actor.Email), b.checkMember(actor.Email, latest)
	switch {
	case why != "":
		return record.Entry{}, fault.New(fault.Refused, "%s", why).WithHint("%s", b.tellApart(e, actor.Email))
	case e.State(now) != Requested || !e.awaitsApproval():
		return record.Entry{}, e.notPossible("approved", now)
	case notMember != nil:
		return record.Entry{}, notMember
	}
	if why := b.refusesApproval(e, actor.Email, b.base.Rights); why != "" {
		return record.Entry{}, fault.New(fault.Refused, "%s", why).WithHint("%s", b.approverHint(e))
	}
	if seconds < 0 || seconds > e.Seconds {
		return record.Entry{}, fault.New(fault.BadInput, "an approval may shorten the %s that were asked for, not lengthen them", e.Asked())
	}
	return record.Entry{Type: TypeApproved, Actor: actor, Data: ApprovedData{Elevation: e.Elevation, Seconds: seconds}}, nil
}

// tellApart returns the hint for a person who only looks like the requester or the recipient: how an owner states that
// they are two.
func (b *Book) tellApart(e *Elevation, by string) fault.Hint {
	if hint := b.base.People.TellApart(by, e.RequestedBy); hint.String() != "" {
		return hint
	}
	return b.base.People.TellApart(by, e.Email)
}

// approverHint names those who can approve instead.
func (b *Book) approverHint(e *Elevation) fault.Hint {
	if can := b.canApprove(e); len(can) > 0 {
		return fault.NewHint("it is approved by %s", strings.Join(can, " or "))
	}
	return fault.NewHint("see the rights with: %s", fault.ListRights.With())
}

// canApprove returns the addresses of those who may approve by the record and have not; none before rights count, where
// the rule names none.
func (b *Book) canApprove(e *Elevation) []string {
	return b.others(b.approvers(e.Approvers, b.base.Rights, &population.Population{}), append(e.ApprovedBy(), e.RequestedBy, e.Email)...)
}

// canExtend returns the addresses of those whose word for a later end would count, by the record.
func (b *Book) canExtend(e *Elevation) []string {
	about := []string{e.RequestedBy, e.Email}
	for _, x := range e.Longer {
		about = append(about, x.By)
	}
	return b.others(b.approvers(e.Approvers, b.base.Rights, &population.Population{}), about...)
}

// Asked returns the duration that was asked for.
func (e *Elevation) Asked() settings.Duration {
	return settings.Duration(e.Seconds) * settings.Duration(time.Second)
}

func (e *Elevation) notPossible(what string, now time.Time) error {
	return fault.New(fault.Refused, "the elevation %s is %s and cannot be %s any more", e.Elevation, e.State(now), what)
}

// Deny returns the entry of a denial. An approved elevation can be denied until its role is granted.
func (b *Book) Deny(e *Elevation, actor record.Actor, why string, now time.Time) (record.Entry, error) {
	switch s := e.State(now); {
	case b.isAbout(e, actor.Email):
		return record.Entry{}, fault.New(fault.Refused, "%s asked for it or is to have it; withdraw it instead", actor.Email).
			WithHint("%s", fault.EndElevation.On(e.Elevation))
	case e.Granted && s.Live():
		return record.Entry{}, fault.New(fault.Refused, "it is given already").
			WithHint("take it away with: %s", fault.EndElevation.On(e.Elevation))
	case s != Requested && s != Approved:
		return record.Entry{}, e.notPossible("denied", now)
	}
	if refuses := b.refusesDenial(e, actor.Email, b.base.Rights); refuses != "" {
		return record.Entry{}, fault.New(fault.Refused, "%s", refuses).WithHint("%s", b.approverHint(e))
	}
	why, err := reason.Check("denying a request", why)
	return record.Entry{Type: TypeDenied, Actor: actor, Data: DeniedData{Elevation: e.Elevation, Reason: why}}, err
}

// Extend returns the entry of a later end, which takes effect when as many people want it as must approve such an
// elevation. The holder of the role may extend it only if the rule needs no approval; else only a possible approver may.
func (b *Book) Extend(
	e *Elevation, actor record.Actor, latest *population.Population, by time.Duration, why string, now time.Time,
) (record.Entry, error) {
	ends, refuses := e.EndsAt.Add(by), b.refusesExtension(e, actor.Email, b.base.Rights)
	var notMember error
	if b.extensionApprovals(e) > 0 {
		notMember = b.checkMember(actor.Email, latest)
	}
	_, did := b.gave(wordsOf(e.Longer), actor.Email)
	switch {
	case by < time.Second:
		return record.Entry{}, fault.New(fault.BadInput, "an extension makes it longer").
			WithHint("for example: %s; to end it now: %s", fault.Again("--for 30m"), fault.EndElevation.On(e.Elevation))
	case e.State(now) != Active || !e.wanted(now) || !e.extendable():
		return record.Entry{}, fault.New(fault.Refused, "the elevation %s is not active", e.Elevation)
	case refuses != "" && b.isAbout(e, actor.Email):
		return record.Entry{}, fault.New(fault.Refused, "a longer time needs the approval of another person, as the first one did").
			WithHint("an approver can run: %s", fault.Extend.On(e.Elevation, "--for", settings.Duration(by).String()))
	case refuses != "":
		return record.Entry{}, fault.New(fault.Refused, "%s", refuses).WithHint("%s", b.approverHint(e))
	case notMember != nil:
		return record.Entry{}, notMember
	case did:
		return record.Entry{}, fault.New(fault.Refused, "%s extended it already until %s; %d people must", actor.Email,
			e.laterEnd().UTC().Format("15:04 UTC"), b.extensionApprovals(e))
	case e.beyondRule(ends):
		return record.Entry{}, fault.New(fault.Refused, "the role %s can be held for %s at most, extensions included", e.Role, settings.Duration(e.Longest)*settings.Duration(time.Second))
	}
	why, err := reason.Check("extending an elevation", why)
	return record.Entry{Type: TypeExtended, Actor: actor, Data: ExtendedData{Elevation: e.Elevation, EndsAt: record.Time{Time: ends}, Reason: why}}, err
}

// wordsOf returns who gave these words, as approvals.
func wordsOf(longer []Extension) []Approval {
	given := make([]Approval, len(longer))
	for i, x := range longer {
		given[i].By = x.By
	}
	return given
}

// StopNow returns the entry that ends it now.
func (b *Book) StopNow(e *Elevation, actor record.Actor, why string, now time.Time) (record.Entry, error) {
	if !e.State(now).Live() {
		return record.Entry{}, e.notPossible("ended", now)
	}
	if e.Stop != nil {
		return record.Entry{}, fault.New(fault.Refused, "the elevation %s is ending already, as %s asked", e.Elevation, e.Stop.By)
	}
	if refuses := b.refusesStop(e, actor.Email, b.base.Rights); refuses != "" {
		return record.Entry{}, fault.New(fault.Refused, "%s", refuses).WithHint("see the rights with: %s", fault.ListRights.With())
	}
	kind, act := StoppedRevoked, "taking a role away"
	switch {
	case !e.Granted: // nothing is taken away that was not given
		kind, act = StoppedWithdrawn, "withdrawing a request"
	case b.isAbout(e, actor.Email):
		kind, act = StoppedDone, ""
	}
	why = strings.TrimSpace(why)
	var err error
	if act != "" || why != "" { // a person who needs the role no longer need not say more
		why, err = reason.Check(cmp.Or(act, "ending an elevation"), why)
	}
	return record.Entry{Type: TypeStopped, Actor: actor, Data: StoppedData{Elevation: e.Elevation, Why: kind, Reason: why}}, err
}
