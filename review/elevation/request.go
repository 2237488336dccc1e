package elevation

import (
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
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
	Population string // the listing User and Prior come from
}

// Request returns the entry of a request, if the rules allow it.
func (b *Book) Request(w ResolvedRequest, rules settings.Elevation, id string, actor record.Actor, now time.Time) (record.Entry, error) {
	rule, ok := rules.For(w.Role.ID, w.Role.Name)
	if !ok {
		return record.Entry{}, fault.New(fault.Refused, "the role %s may not be lent: no rule of the workspace names it", w.Role.Name).
			WithHint("see the rules with: %s", fault.GetSetting.On("elevation.rules"))
	}
	seconds := int64(w.For / time.Second)
	if err := rule.Allows(actor.Email, w.Role.Name, seconds, w.Reason, w.Ticket, w.BreakGlass); err != nil {
		return record.Entry{}, err
	}
	if err := b.checkRequest(w, now); err != nil {
		return record.Entry{}, err
	}
	start := now
	if w.StartsAt.After(now) {
		start = w.StartsAt
	}
	d := RequestedData{
		Elevation: id, UserID: w.User.ID, Email: w.User.Email, RoleID: w.Role.ID, Role: w.Role.Name, PriorRoleID: w.Prior.ID, PriorRole: w.Prior.Name,
		Seconds: seconds, Reason: strings.TrimSpace(w.Reason), Ticket: strings.TrimSpace(w.Ticket), StartsAt: record.Time{Time: w.StartsAt},
		Until: record.Time{Time: start.Add(time.Duration(rules.OpenFor))}, Approvals: rule.Approvals, Approvers: rule.Approvers,
		Longest: int64(time.Duration(rule.Longest) / time.Second), Population: w.Population,
	}
	switch {
	case w.BreakGlass:
		d.Approvals, d.Auto = 0, AutoByBreakGlass
	case rule.AutoApprove:
		d.Approvals, d.Auto = 0, AutoByRule
	}
	if d.Auto == "" && len(d.Approvers) > 0 && !slices.ContainsFunc(d.Approvers, func(a string) bool {
		return person.Like(a, actor.Email) == person.None && person.Like(a, w.User.Email) == person.None
	}) {
		return record.Entry{}, fault.New(fault.Refused, "nobody could approve it: the rule for %s names only whom it is about", w.Role.Name)
	}
	return record.Entry{Type: TypeRequested, Actor: actor, Data: d}, nil
}

// checkRequest returns a fault if the request makes no sense in the present state.
func (b *Book) checkRequest(w ResolvedRequest, now time.Time) error {
	switch {
	case w.For < time.Second:
		return fault.New(fault.BadInput, "a role cannot be lent for no time").
			WithHint("for example: %s", fault.Again("--for 2h"))
	case !w.StartsAt.IsZero() && w.StartsAt.Before(now.Add(-time.Minute)):
		return fault.New(fault.BadInput, "the start %s has passed", w.StartsAt.UTC().Format("2 Jan 2006 15:04 UTC"))
	case w.StartsAt.After(now.Add(settings.LongestEver)):
		return fault.New(fault.BadInput, "the start %s is too far ahead", w.StartsAt.UTC().Format("2 Jan 2006 15:04 UTC"))
	case w.User.Status == population.StatusInvited:
		return fault.New(fault.Refused, "%s has not accepted the invitation yet; there is nothing to raise", w.User.Email)
	case w.Role.ID == w.Prior.ID:
		return fault.New(fault.Refused, "%s holds the role %s already", w.User.Email, w.Role.Name)
	case len(w.Role.Scopes) > 0 && len(w.Prior.Scopes) > 0 && len(access.Gains(w.Prior.Scopes, w.Role.Scopes)) == 0:
		return fault.New(fault.Refused, "the role %s may do nothing that %s, which %s holds, may not", w.Role.Name, w.Prior.Name, w.User.Email)
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
func (e *Elevation) Approve(actor record.Actor, latest *population.Population, seconds int64, now time.Time) (record.Entry, error) {
	if seconds == 0 {
		seconds = e.Seconds
	}
	if err := e.checkFourEyes(actor.Email, latest); err != nil {
		return record.Entry{}, err
	}
	by, gave := e.approvedBy(actor.Email)
	switch {
	case e.State(now) != Requested || !e.awaitsApproval():
		return record.Entry{}, e.notPossible("approved", now)
	case !e.mayApprove(actor.Email):
		return record.Entry{}, fault.New(fault.Refused, "%s may not approve the role %s", actor.Email, e.Role).WithHint("it is approved by %s", strings.Join(e.Approvers, " or "))
	case gave:
		return record.Entry{}, fault.New(fault.Refused, "%s approved it already%s; %d people must", by, person.Like(by, actor.Email).Aside(actor.Email, by), e.Approvals)
	case seconds < 0 || seconds > e.Seconds:
		return record.Entry{}, fault.New(fault.BadInput, "an approval may shorten the %s that were asked for, not lengthen them", e.Asked())
	}
	return record.Entry{Type: TypeApproved, Actor: actor, Data: ApprovedData{Elevation: e.Elevation, Seconds: seconds}}, nil
}

// Asked returns the duration that was asked for.
func (e *Elevation) Asked() settings.Duration {
	return settings.Duration(e.Seconds) * settings.Duration(time.Second)
}

func (e *Elevation) notPossible(what string, now time.Time) error {
	return fault.New(fault.Refused, "the elevation %s is %s and cannot be %s any more", e.Elevation, e.State(now), what)
}

// Deny returns the entry of a denial. An approved elevation can be denied until its role is granted.
func (e *Elevation) Deny(actor record.Actor, reason string, now time.Time) (record.Entry, error) {
	switch s := e.State(now); {
	case e.isAbout(actor.Email):
		return record.Entry{}, fault.New(fault.Refused, "%s asked for it or is to have it; withdraw it instead", actor.Email).
			WithHint("%s", fault.EndElevation.On(e.Elevation))
	case e.Granted && s.Live():
		return record.Entry{}, fault.New(fault.Refused, "it is given already").
			WithHint("take it away with: %s", fault.EndElevation.On(e.Elevation))
	case s != Requested && s != Approved:
		return record.Entry{}, e.notPossible("denied", now)
	}
	return record.Entry{Type: TypeDenied, Actor: actor, Data: DeniedData{Elevation: e.Elevation, Reason: strings.TrimSpace(reason)}}, nil
}

// Extend returns the entry of a later end. The holder of the role may extend it only if the rule needs no approval;
// else only a possible approver may.
func (e *Elevation) Extend(actor record.Actor, latest *population.Population, by time.Duration, reason string, now time.Time) (record.Entry, error) {
	ends := e.EndsAt.Add(by)
	var notOther error
	if e.Auto != AutoByRule {
		notOther = e.checkFourEyes(actor.Email, latest)
	}
	switch {
	case by < time.Second:
		return record.Entry{}, fault.New(fault.BadInput, "an extension makes it longer").
			WithHint("for example: %s; to end it now: %s", fault.Again("--for 30m"), fault.EndElevation.On(e.Elevation))
	case e.State(now) != Active || !e.wanted(now) || !e.extendable():
		return record.Entry{}, fault.New(fault.Refused, "the elevation %s is not active", e.Elevation)
	case e.Auto != AutoByRule && e.isAbout(actor.Email):
		return record.Entry{}, fault.New(fault.Refused, "a longer time needs somebody else's word, as the first one did").
			WithHint("let somebody who may approve run: %s", fault.Extend.On(e.Elevation, "--for", settings.Duration(by).String()))
	case notOther != nil:
		return record.Entry{}, notOther
	case e.Auto != AutoByRule && !e.mayApprove(actor.Email):
		return record.Entry{}, fault.New(fault.Refused, "%s may not approve the role %s, nor extend it", actor.Email, e.Role)
	case e.beyondRule(ends):
		return record.Entry{}, fault.New(fault.Refused, "the role %s is lent for %s at most, extensions included", e.Role, settings.Duration(e.Longest)*settings.Duration(time.Second))
	}
	return record.Entry{Type: TypeExtended, Actor: actor, Data: ExtendedData{Elevation: e.Elevation, EndsAt: record.Time{Time: ends}, Reason: strings.TrimSpace(reason)}}, nil
}

// StopNow returns the entry that ends it now. Every person may: it takes away only what was granted.
func (e *Elevation) StopNow(actor record.Actor, reason string, now time.Time) (record.Entry, error) {
	if !e.State(now).Live() {
		return record.Entry{}, e.notPossible("ended", now)
	}
	if e.Stop != nil {
		return record.Entry{}, fault.New(fault.Refused, "the elevation %s is ending already, as %s asked", e.Elevation, e.Stop.By)
	}
	why := StoppedRevoked
	switch {
	case !e.Granted: // nothing is taken away that was not given
		why = StoppedWithdrawn
	case e.isAbout(actor.Email):
		why = StoppedDone
	}
	return record.Entry{Type: TypeStopped, Actor: actor, Data: StoppedData{Elevation: e.Elevation, Why: why, Reason: strings.TrimSpace(reason)}}, nil
}
