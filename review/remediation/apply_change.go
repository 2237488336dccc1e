package remediation

import (
	"context"
	"errors"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/record"
)

// apply makes the plan's changes, one at a time.
func (r *run) apply(ctx context.Context, plan *Plan, opt ApplyOptions) error {
	id := core.RandomHex(8)
	entries := []record.Entry{{Type: TypePlanned, Actor: r.actor, Data: plan.Line(id)}}
	if opt.Undo {
		var back []*Change
		for i := range plan.Changes {
			if plan.Changes[i].Runnable() {
				back = append(back, &plan.Changes[i])
			}
		}
		entries = append(Undoing(back, opt.Reason, r.actor), entries...)
	}
	if err := r.record(ctx, nil, entries...); err != nil {
		return err
	}
	var surprises []surprise
	for i := range plan.Changes {
		if !plan.Changes[i].Runnable() || ctx.Err() != nil {
			continue
		}
		if err := r.giveWay(ctx); err != nil {
			return err
		}
		if err := r.keepClaim(ctx); err != nil {
			return err
		}
		c := r.refresh(ctx, plan.Changes[i]) // what was learnt from the changes before it counts
		var err error
		if c.Runnable() {
			err = r.change(ctx, id, &c)
		}
		if opt.Changed != nil {
			opt.Changed(r.refresh(ctx, c))
		}
		if err == nil {
			continue
		}
		surprises = append(surprises, surprise{c, err})
		if r.trusted() != nil {
			break
		}
		if errors.Is(err, errUnreachable) || !opt.KeepGoing && !errors.Is(err, errNotOffered) {
			break
		}
	}
	var errs []error
	for _, s := range surprises {
		// A problem that first seemed specific to one change may have turned out to affect all changes since.
		if now := r.refresh(ctx, s.change); now.State != ByPerson {
			errs = append(errs, s.err)
		}
	}
	return errors.Join(errs...)
}

// surprise is a change that failed.
type surprise struct {
	change Change
	err    error
}

// errNotOffered marks a failure that says nothing of the other changes yet.
var errNotOffered = errors.New("no such call")

// errUnreachable marks a failure that every further change would meet too.
var errUnreachable = errors.New("no way to reach Torq")

// unreached marks an error as one that every further change would meet too.
type unreached struct{ error }

func (u unreached) Is(target error) bool { return target == errUnreachable }
func (u unreached) Unwrap() error        { return u.error }

// record writes entries, even if ctx has ended, so that nothing done goes unrecorded. check, if not nil, may refuse.
func (r *run) record(ctx context.Context, check func() error, entries ...record.Entry) error {
	_, err := r.core.Append(context.WithoutCancel(ctx), func() ([]record.Entry, error) {
		if check != nil {
			if err := check(); err != nil {
				return nil, err
			}
		}
		return entries, nil
	})
	return err
}

// change makes one change by the first method that is offered. Its error is a surprise.
func (r *run) change(ctx context.Context, plan string, c *Change) error {
	about := c.About()
	var a Attempt
	for _, method := range c.Methods() {
		c.Method = method
		var err error
		if a, err = r.attempt(ctx, plan, about, c); err != nil {
			return err
		}
		if a.Outcome == order.Missing || a.Outcome == order.Unclear {
			if a, err = r.outcomeByListing(ctx, about, a.ID); err != nil {
				return fault.Wrap(unreached{err}, "it is not known whether the change of %s happened, and Torq cannot be asked", c.Title())
			}
		}
		switch a.Outcome {
		case order.Accepted, order.Gone:
			return nil
		case order.NotOffered:
			continue
		case order.NotSent:
			return fault.New(fault.Unreachable, "the change of %s was not sent: %s%w", c.Title(), a.Detail, silent{errUnreachable})
		case order.NoEffect:
			return fault.New(fault.Unreachable, "Torq's answer about %s was lost, and it did not happen", c.Title()).WithHint("apply again to go on")
		case order.Refused:
			return fault.New(fault.Failed, "Torq refused the change of %s: %s", c.Title(), a.Detail).WithHint("%s", RefusalHint(a.Status))
		case order.Missing, order.Unclear:
			fallthrough
		default:
			return fault.New(fault.Unreachable, "it is not known whether the change of %s happened: %s", c.Title(), a.Detail)
		}
	}
	if now := r.refresh(ctx, *c); !now.Runnable() && now.State == ByPerson {
		return nil // it is known now that there is no such call
	}
	return fault.New(fault.Failed, "the change of %s was not made: %s%w", c.Title(), a.Detail, silent{errNotOffered}).
		WithHint("apply again to try again, or do it in Torq's console, with the steps of: %s", fault.PlanRemediation.On(r.Campaign))
}

// silent makes an error that errors.Is finds, and that adds no words.
type silent struct{ error }

func (silent) Error() string   { return "" }
func (u silent) Unwrap() error { return u.error }

// RefusalHint returns the advice for a call that Torq refused with that HTTP status.
func RefusalHint(status int) fault.Hint {
	if status == 403 {
		return fault.NewHint("the API key needs a role that may change users and API keys (user.write, apikey.write), such as Owner")
	}
	return fault.NewHint("to make the other changes all the same: %s", fault.Again("--keep-going"))
}

// attempt calls Torq once, with the intent on disk before and the outcome after.
func (r *run) attempt(ctx context.Context, plan string, about About, c *Change) (Attempt, error) {
	id := core.RandomHex(8)
	before, err := r.track(ctx, about)
	if err != nil {
		return Attempt{}, err
	}
	var expires record.Time
	if c.Method == order.Webhook {
		expires.Time = r.core.Now().UTC().Add(order.Life)
	}
	err = r.record(ctx, func() error {
		if now := r.ledger.Track(about); len(now.Attempts) != len(before.Attempts) || now.InForce() {
			return fault.New(fault.Refused, "another process is changing %s right now", c.Title()).
				WithHint("look again with: %s", fault.PlanRemediation.On(r.Campaign))
		}
		if !r.undo && !r.stillDecided(c) {
			return fault.New(fault.Refused, "the decision about %s changed meanwhile; nothing is sent on its account", c.Title()).
				WithHint("look again with: %s", fault.PlanRemediation.On(r.Campaign))
		}
		return nil
	}, record.Entry{Type: TypeSending, Actor: r.actor, Data: SendingData{
		About: about, Plan: plan, Attempt: id, Action: c.Action, Method: c.Method, ToRole: c.ToRoleID, ToScopes: c.ToScopes, Key: r.latest.Population.Tool.ClientID, Expires: expires,
		Decision: c.Made().Line.Hash,
	}})
	if err != nil {
		return Attempt{}, err
	}
	o := order.Order{
		ID: id, Expires: expires.Time, Action: c.Action, Campaign: r.Campaign,
		From: order.Role{ID: c.FromRoleID, Name: c.FromRole}, To: order.Role{ID: c.ToRoleID, Name: c.ToRole},
	}
	switch c.Action {
	case order.DeleteKey:
		o.Key = order.Key{ClientID: c.ID(), Name: c.Name}
	case order.Invite:
		o.User.Email = c.Email // the ID is of the account that was removed
	case order.Remove, order.ChangeRole:
		o.User = order.User{ID: c.ID(), Email: c.Email}
	case order.DeleteMapping, order.ChangeMapping, order.AddMapping:
		o.Claim = order.Claim{ID: c.ID(), Name: c.claim.Name, Value: c.claim.Value, Rank: c.claim.Rank}
	case order.DeleteRole, order.ChangeScopes, order.AddRole:
		o.Custom = order.Custom{ID: c.ID(), Name: c.Name, Description: r.description(c), Scopes: c.ToScopes}
	case order.Unknown, order.Test, order.Notice: // nothing that a plan carries out; see call
	}
	reply := r.orders.Call(ctx, r.source, c.Method, o, r.mappings())
	if c.Action == order.DeleteMapping && reply.Outcome == order.Accepted {
		r.deleted[c.Item] = true
	}
	entries := []record.Entry{{Type: TypeSent, Actor: r.actor, Data: SentData{
		About: about, Attempt: id, Outcome: reply.Outcome, Call: reply.Call, Status: reply.Status, Detail: reply.Detail,
	}}}
	if reply.Outcome == order.NotOffered {
		entries = append(entries, record.Entry{Type: TypeNotOffered, Actor: r.actor, Data: NotOfferedData{
			Method: c.Method, Action: c.Action, Subject: c.Item, Call: reply.Call, Status: reply.Status,
		}})
	}
	if err := r.record(ctx, nil, entries...); err != nil {
		return Attempt{}, err
	}
	return Attempt{ID: id, Outcome: reply.Outcome, Status: reply.Status, Detail: reply.Detail}, nil
}

// stillDecided reports whether the decision behind the change is in force and may be carried out: in an open campaign,
// another may have replaced it.
func (r *run) stillDecided(change *Change) bool {
	c, ok := r.book.Get(r.Campaign)
	if !ok {
		return false
	}
	item, made := change.Item, change.Made()
	now := c.Decision(item)
	_, ready := c.ReadyAt(item)
	if _, overruled := r.book.Overruled(c, item, item, now); overruled {
		return false
	}
	return ready && made.Verdict == now.Verdict && made.ToRole == now.ToRole && sameSet(made.Scopes, now.Scopes)
}

// outcomeByListing reads Torq to determine the outcome of an attempt.
func (r *run) outcomeByListing(ctx context.Context, about About, attempt string) (Attempt, error) {
	if err := r.read(context.WithoutCancel(ctx), nil); err != nil {
		return Attempt{}, err
	}
	t, err := r.track(ctx, about)
	if err != nil {
		return Attempt{}, err
	}
	for _, a := range t.Attempts {
		if a.ID == attempt {
			return a, nil
		}
	}
	return Attempt{}, fault.New(fault.Damaged, "the record lost the attempt %s", attempt)
}

// track returns what the record says of a change.
func (r *run) track(ctx context.Context, about About) (t Track, err error) {
	err = r.core.Read(context.WithoutCancel(ctx), func() error { t = r.ledger.Track(about).Clone(); return nil })
	return t, err
}

// refresh returns the state of a change by the newest record. Its cost does not depend on the other changes, unless
// Torq was read anew.
func (r *run) refresh(ctx context.Context, c Change) Change {
	ctx = context.WithoutCancel(ctx)
	chosen, err := r.core.Settings(ctx)
	if err != nil {
		return c
	}
	name, err := r.core.LatestName(ctx)
	if err != nil {
		return c
	}
	current := false
	look := func() error {
		if current = r.planned != nil && r.planned.Current(r.Case, name); current {
			if now, asked := r.planned.Refresh(c.Item, r.orders.Methods(chosen), r.core.Now()); asked {
				c = now
			}
		}
		return nil
	}
	if err := r.core.Read(ctx, look); err != nil || current {
		return c
	}
	if _, err := r.plan(ctx); err == nil {
		_ = r.core.Read(ctx, look)
	}
	return c
}
