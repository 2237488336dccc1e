package plain

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
	rules "github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// elevations asks for roles for a limited time, approves, denies, extends and ends them.
type elevations struct {
	t       *talk
	me      identity
	service interface {
		Actor(context.Context) (record.Actor, error)
		ListElevations(context.Context) ([]elevation.Row, error)
		InspectElevation(ctx context.Context, id string) (elevation.Inspection, error)
		RequestContext(context.Context) (elevation.RequestContext, error)
		RequestElevation(context.Context, elevation.Request) (elevation.Outcome, error)
		ApproveElevation(ctx context.Context, id string, most time.Duration) (elevation.Outcome, error)
		DenyElevation(ctx context.Context, id, reason string) (elevation.Outcome, error)
		ExtendElevation(ctx context.Context, id string, by time.Duration, reason string) (elevation.Outcome, error)
		EndElevation(ctx context.Context, id, reason string) (elevation.Outcome, error)
		Reap(ctx context.Context, progress population.Progress) (elevation.Reaped, error)
	}
}

// elevationLine says how an elevation stands.
func elevationLine(r elevation.Row, now time.Time) string {
	return fmt.Sprintf("%s, %s, %s", r.Email, r.State, words.Fate(r, now))
}

func (e *elevations) open() error {
	t := e.t
	return t.menu("What next?", func() ([]choice, error) {
		all, err := e.service.ListElevations(t.ctx)
		if err != nil {
			return nil, err
		}
		live := slices.DeleteFunc(slices.Clone(all), func(r elevation.Row) bool { return !r.State.Live() })
		if len(live) == 0 {
			t.say("No elevation is waiting or active.")
		}
		var choices []choice
		for _, r := range live {
			choices = append(choices, choice{name: elevationLine(r, t.now()), do: func() error { return e.one(r.ID) }})
		}
		return append(numbered(choices...),
			choice{"n", "request a role", e.request},
			choice{"a", "all elevations, also those that are over", func() error { return e.list(all) }},
			choice{"r", "end everything that has expired", e.reap},
		), nil
	})
}

func (e *elevations) list(all []elevation.Row) error {
	if len(all) == 0 {
		e.t.say("There is no elevation yet.")
		return nil
	}
	lines := make([]string, len(all))
	for i, r := range all {
		lines[i] = elevationLine(r, e.t.now())
	}
	at, err := e.t.pick("elevation", lines)
	if err != nil {
		return err
	}
	return e.one(all[at].ID)
}

// one says all about an elevation, and offers what the current user can do with it.
func (e *elevations) one(id string) error {
	t := e.t
	if err := e.me.known(); err != nil {
		return err
	}
	return t.menu("What next?", func() ([]choice, error) {
		i, err := e.service.InspectElevation(t.ctx, id)
		if err != nil {
			return nil, err
		}
		e.tell(i)
		var all []choice
		offer := func(key, name, barred string, do func(elevation.Inspection) error) {
			if barred == "" {
				all = append(all, choice{key, name, func() error { return do(i) }})
			} else {
				t.say("Not possible: %s: %s.", name, barred)
			}
		}
		switch i.State {
		case elevation.Requested:
			offer("a", "approve", i.Disabled.Approve, e.approve)
			offer("d", "deny", i.Disabled.Deny, e.deny)
			offer("x", "withdraw", i.Disabled.End, e.end)
		case elevation.Approved:
			offer("d", "deny", i.Disabled.Deny, e.deny)
			offer("x", "withdraw", i.Disabled.End, e.end)
		case elevation.Active:
			offer("e", "extend", i.Disabled.Extend, e.extend)
			offer("x", "end now", i.Disabled.End, e.end)
		case elevation.Overdue:
			offer("x", "end now", i.Disabled.End, e.end)
		case elevation.Ended, elevation.Drifted, elevation.Denied, elevation.Withdrawn, elevation.Expired, elevation.Failed:
		}
		return append(all, choice{"g", "say it again", func() error { return nil }}, choice{"h", "history", func() error { return e.history(i) }}), nil
	})
}

func (e *elevations) tell(i elevation.Inspection) {
	t := e.t
	t.fact("Elevation", i.ID)
	t.fact("Status", words.Fate(i.Row, t.now()))
	t.fact("For", i.Email)
	t.fact("Role", i.Role)
	t.fact("Role otherwise", i.PriorRole)
	t.fact("Time", words.Length(i.Row))
	t.fact("Reason", i.Reason)
	t.fact("Ticket", i.Ticket)
	t.fact("Requested by", words.Assured(i.RequestedBy, i.Asked)+", "+widget.Ago(i.RequestedAt, t.now()))
	if i.BreakGlass {
		t.say("Break-glass: taken without approval.")
	}
	if i.StartsAt != nil {
		t.fact("Starts", moment(*i.StartsAt))
	}
	if i.EndsAt != nil {
		t.fact("Ends", moment(*i.EndsAt))
	}
	if i.State == elevation.Requested {
		t.say("Approvals: %d of %d, %s.", i.Given, i.Needed, words.Approvers(i.Row))
	}
	for _, a := range i.Approvals {
		t.fact("Approved by", words.Assured(a.By, a.Known))
	}
	if i.Known {
		t.fact("Adds", orNone(strings.Join(i.Gains, ", ")))
	} else {
		t.say("Adds: what the role adds is not known.")
	}
	for _, text := range i.SignIn {
		t.fact("At the next sign-in", text)
	}
}

func (e *elevations) history(i elevation.Inspection) error {
	lines := make([]string, len(i.History))
	for n, m := range i.History {
		lines[n] = fmt.Sprintf("%s, %s: %s", moment(m.At), words.Assured(m.By, m.Known), m.Text)
	}
	return e.t.pages(lines)
}

// done says what became of an act that is on record.
func (e *elevations) done(o elevation.Outcome, err error) error {
	if err != nil {
		return err
	}
	e.t.say("Recorded: %s.", words.Fate(o.Row, e.t.now()))
	if o.Pending != nil {
		return fault.Wrap(o.Pending, "it is on record as %s, but", o.State)
	}
	return nil
}

// why asks for a reason, without which nothing is done.
func (e *elevations) why(text string) (string, error) {
	return e.t.ask(question{text: text, help: "the record keeps the reason", check: func(text string) error {
		_, err := reason.Check("this", text)
		return err
	}})
}

// length asks for a duration; 0 for an empty answer, where that is optional.
func (e *elevations) length(text string, optional bool) (time.Duration, error) {
	given, err := e.t.ask(question{text: text, help: "such as 30m, 2h, 1h30m or 3d", optional: optional, check: func(text string) error {
		_, err := rules.ParseDuration(text)
		return err
	}})
	if err != nil || given == "" {
		return 0, err
	}
	return rules.ParseDuration(given)
}

func (e *elevations) approve(i elevation.Inspection) error {
	t := e.t
	actor, err := e.service.Actor(t.ctx)
	if err != nil {
		return err
	}
	t.fact("You are", words.Assured(actor.Email, actor.Known()))
	most, err := e.length("For how long at most? Empty for "+words.For(i.Granted)+":", true)
	if err != nil {
		return err
	}
	long := i.Granted
	if most > 0 {
		long = min(long, int64(most/time.Second))
	}
	if err := t.confirm("Approve %s for %s for %s?", i.Role, i.Email, words.For(long)); err != nil {
		return err
	}
	return e.done(e.service.ApproveElevation(t.ctx, i.ID, most))
}

func (e *elevations) deny(i elevation.Inspection) error {
	why, err := e.why("Why is it denied? The person who asked reads it:")
	if err != nil {
		return err
	}
	if err := e.t.confirm("Deny %s for %s?", i.Role, i.Email); err != nil {
		return err
	}
	return e.done(e.service.DenyElevation(e.t.ctx, i.ID, why))
}

func (e *elevations) extend(i elevation.Inspection) error {
	e.t.say("The rule allows %s at most, extensions included.", rules.Duration(i.Longest))
	if i.Needs > 1 {
		e.t.say("%d people must agree to a later end; the shortest of their lengths counts.", i.Needs)
	}
	by, err := e.length("Extend by:", false)
	if err != nil {
		return err
	}
	why, err := e.why("What for?")
	if err != nil {
		return err
	}
	if err := e.t.confirm("Extend %s of %s by %s?", i.Role, i.Email, rules.Duration(by)); err != nil {
		return err
	}
	return e.done(e.service.ExtendElevation(e.t.ctx, i.ID, by, why))
}

// end gives the role back, takes it away or withdraws the request. Only the person whose elevation it is needs no reason, once
// the role is active.
func (e *elevations) end(i elevation.Inspection) error {
	actor, err := e.service.Actor(e.t.ctx)
	if err != nil {
		return err
	}
	waits := i.State == elevation.Requested || i.State == elevation.Approved
	own := person.Same(i.Email, actor.Email) || person.Same(i.RequestedBy, actor.Email)
	why := ""
	if waits || !own {
		if why, err = e.why("Reason:"); err != nil {
			return err
		}
	}
	if waits {
		err = e.t.confirm("Withdraw the request of %s for %s?", i.RequestedBy, i.Role)
	} else {
		err = e.t.confirm("End %s of %s now? %s is restored and checked in Torq.", i.Role, i.Email, i.PriorRole)
	}
	if err != nil {
		return err
	}
	return e.done(e.service.EndElevation(e.t.ctx, i.ID, why))
}

// reap gives what is approved and takes back what has expired, after a yes.
func (e *elevations) reap() error {
	t := e.t
	if err := t.confirm("Give the roles that are approved, and take back those that have expired, in Torq?"); err != nil {
		return err
	}
	reaped, err := e.service.Reap(t.ctx, nil)
	for _, row := range reaped.Rows {
		t.say("%s.", words.Fate(row, t.now()))
	}
	if err == nil {
		err = reaped.Pending
	}
	if err == nil && len(reaped.Rows) == 0 {
		t.say("Nothing was due.")
	}
	return err
}

// request asks for a role for a time, says what it means, and records the request after a yes.
func (e *elevations) request() error {
	t := e.t
	if err := e.me.known(); err != nil {
		return err
	}
	c, err := e.service.RequestContext(t.ctx)
	if err != nil {
		return err
	}
	if c.Methods.Why != "" {
		t.say("Note: %s.", c.Methods.Why)
		t.fact("What to do", c.Methods.Hint.String())
	}
	role, err := e.role(c)
	if err != nil {
		return err
	}
	req := elevation.Request{Role: role.ID}
	req.User, err = t.ask(question{text: "For whom? An e-mail address, or empty for yourself:", optional: true, check: person.Check})
	if err != nil {
		return err
	}
	whom := req.User
	if whom == "" {
		whom = c.Actor.Email
	}
	if req.For, err = e.length(fmt.Sprintf("For how long? The rule allows %s at most:", role.Rule.Longest), false); err != nil {
		return err
	}
	if req.Reason, err = e.why("Reason:"); err != nil {
		return err
	}
	if req.Ticket, err = t.ask(question{text: "Ticket, may stay empty:", optional: true}); err != nil {
		return err
	}
	start, err := t.ask(question{
		text: "Start, or empty for as soon as it is approved:", optional: true, help: "15:30, or 2026-12-31 09:00, or 2h from now",
		check: func(text string) error { _, err := elevation.ParseStart(text, t.now()); return err },
	})
	if err != nil {
		return err
	}
	if start != "" {
		if req.StartsAt, err = elevation.ParseStart(start, t.now()); err != nil {
			return err
		}
	}
	if role.BreakGlass && !role.Automatic {
		t.say("Break-glass takes the role at once, without approval. All owners see it, and the next review must look at it.")
		if req.BreakGlass, err = t.yes("Take it by break-glass?"); err != nil {
			return err
		}
	}
	e.meaning(c, role, whom)
	how := "ask for approval"
	switch {
	case req.BreakGlass:
		how = "BREAK-GLASS, without approval"
	case role.Automatic:
		how = "without approval, as the rule says"
	}
	if err := t.confirm("Request %s for %s, for %s, %s?", role.Name, whom, rules.Duration(req.For), how); err != nil {
		return err
	}
	return e.done(e.service.RequestElevation(t.ctx, req))
}

// role asks for one of the roles that can be requested.
func (e *elevations) role(c elevation.RequestContext) (elevation.RequestableRole, error) {
	var can []elevation.RequestableRole
	var lines []string
	for _, r := range c.Roles {
		if r.Disabled != "" {
			e.t.say("Not possible: %s: %s.", r.Name, r.Disabled)
			continue
		}
		line := r.Name + ", " + words.Count(len(r.Scopes), "permission")
		if r.Automatic {
			line += ", given without approval"
		}
		if r.Unapprovable != "" {
			line += ", note: " + r.Unapprovable
		}
		can, lines = append(can, r), append(lines, line)
	}
	if len(can) == 0 {
		e.t.say("No role can be requested.")
		return elevation.RequestableRole{}, errBack
	}
	at, err := e.t.pick("role", lines)
	if err != nil {
		return elevation.RequestableRole{}, err
	}
	return can[at], nil
}

// meaning says what the elevation adds, and what ends it.
func (e *elevations) meaning(c elevation.RequestContext, role elevation.RequestableRole, whom string) {
	t := e.t
	switch {
	case c.Timer.Installed && c.Timer.Running:
		t.say("It ends also while tuar is closed: a timer (%s) looks every minute.", c.Timer.Kind)
	default:
		t.say("Note: if tuar is closed, the role stays past its end: no timer runs. Install one with the command: %s", fault.Schedule.With())
	}
	at := slices.IndexFunc(c.Users, func(u population.User) bool { return person.Same(u.Email, whom) })
	if at < 0 {
		return
	}
	for _, r := range c.Roles {
		if r.ID == c.Users[at].RoleID {
			t.fact("Role now", r.Name)
			t.fact("Adds", orNone(strings.Join(access.Gains(r.Scopes, role.Scopes), ", ")))
		}
	}
	if c.Outlook != nil {
		for _, text := range c.Outlook.AtSignIn(c.Users[at].Email, role.ID, c.Users[at].SSO) {
			t.fact("At the next sign-in", text)
		}
	}
}
