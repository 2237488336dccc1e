package review

import (
	"context"
	"errors"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// apply makes the plan's changes, one at a time.
func (r *remediating) apply(ctx context.Context, plan *remediation.Plan, opt ApplyOptions) error {
	id := core.RandomHex(8)
	entries := []record.Entry{{Type: remediation.TypePlanned, Actor: r.actor, Data: plan.Line(id)}}
	if opt.Undo {
		var back []*remediation.Change
		for i := range plan.Changes {
			if plan.Changes[i].Runnable() {
				back = append(back, &plan.Changes[i])
			}
		}
		entries = append(remediation.Undoing(back, opt.Reason, r.actor), entries...)
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
		// What was one's own fault first may have turned out to be so for everybody since.
		if now := r.refresh(ctx, s.change); now.State != remediation.ByPerson {
			errs = append(errs, s.err)
		}
	}
	return errors.Join(errs...)
}

// surprise is a change that did not go as expected.
type surprise struct {
	change remediation.Change
	err    error
}

// errNotOffered marks a failure that says nothing of the other changes yet.
var errNotOffered = errors.New("no such call")

// errUnreachable marks a failure that every further change would meet too.
var errUnreachable = errors.New("no way to reach Torq")

// record writes entries, whatever becomes of ctx: what was done is written down. check, if there is one, may refuse.
func (r *remediating) record(ctx context.Context, check func(*state) error, entries ...record.Entry) error {
	_, err := r.w.append(context.WithoutCancel(ctx), func(s *state) ([]record.Entry, error) {
		if check != nil {
			if err := check(s); err != nil {
				return nil, err
			}
		}
		return entries, nil
	})
	return err
}

// change makes one change by the first method that is offered. Its error is a surprise.
func (r *remediating) change(ctx context.Context, plan string, c *remediation.Change) error {
	about := c.About()
	var a remediation.Attempt
	for _, method := range c.Methods() {
		c.Method = method
		var err error
		if a, err = r.attempt(ctx, plan, about, c); err != nil {
			return err
		}
		if a.Outcome == order.Missing || a.Outcome == order.Unclear {
			if a, err = r.outcomeByListing(ctx, about, a.ID); err != nil {
				return fault.Wrap(err, "it is not known whether the change of %s happened, and Torq cannot be asked", c.Title())
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
			return fault.New(fault.Failed, "Torq refused the change of %s: %s", c.Title(), a.Detail).WithHint("%s", refusalHint(a.Status))
		case order.Missing, order.Unclear:
			fallthrough
		default:
			return fault.New(fault.Unreachable, "it is not known whether the change of %s happened: %s", c.Title(), a.Detail)
		}
	}
	if now := r.refresh(ctx, *c); !now.Runnable() && now.State == remediation.ByPerson {
		return nil // it is known now that there is no such call
	}
	return fault.New(fault.Failed, "the change of %s was not made: %s%w", c.Title(), a.Detail, silent{errNotOffered}).
		WithHint("apply again to try again, or do it in Torq's console, with the steps of: %s", fault.PlanRemediation.On(r.Campaign))
}

// silent is an error to be found by errors.Is without words of its own.
type silent struct{ error }

func (silent) Error() string   { return "" }
func (u silent) Unwrap() error { return u.error }

func refusalHint(status int) fault.Hint {
	if status == 403 {
		return fault.NewHint("the API key needs a role that may change users and API keys (user.write, apikey.write), such as Owner")
	}
	return fault.NewHint("to make the other changes all the same: %s", fault.Again("--keep-going"))
}

// attempt calls Torq once, with the intent on disk before and the outcome after.
func (r *remediating) attempt(ctx context.Context, plan string, about remediation.About, c *remediation.Change) (remediation.Attempt, error) {
	id, before := core.RandomHex(8), r.track(about)
	var expires record.Time
	if c.Method == order.Webhook {
		expires.Time = r.w.Now().UTC().Add(order.Life)
	}
	err := r.record(ctx, func(s *state) error {
		if now := s.ledger.Track(about); len(now.Attempts) != len(before.Attempts) || now.InForce() {
			return fault.New(fault.Refused, "somebody else is changing %s right now", c.Title()).
				WithHint("look again with: %s", fault.PlanRemediation.On(r.Campaign))
		}
		if !r.undo && !r.stillDecided(s, c) {
			return fault.New(fault.Refused, "the decision about %s changed meanwhile; nothing is sent on its account", c.Title()).
				WithHint("look again with: %s", fault.PlanRemediation.On(r.Campaign))
		}
		return nil
	}, record.Entry{Type: remediation.TypeSending, Actor: r.actor, Data: remediation.SendingData{
		About: about, Plan: plan, Attempt: id, Action: c.Action, Method: c.Method, ToRole: c.ToRoleID, Key: r.latest.Tool.ClientID, Expires: expires,
		Decision: c.Made().Line.Hash,
	}})
	if err != nil {
		return remediation.Attempt{}, err
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
	case order.Unknown, order.Test, order.Notice: // nothing that a plan carries out; see call
	}
	reply := r.w.call(ctx, r.source, c.Method, o, r.latest.Mappings)
	entries := []record.Entry{{Type: remediation.TypeSent, Actor: r.actor, Data: remediation.SentData{
		About: about, Attempt: id, Outcome: reply.Outcome, Call: reply.Call, Status: reply.Status, Detail: reply.Detail,
	}}}
	if reply.Outcome == order.NotOffered {
		entries = append(entries, record.Entry{Type: remediation.TypeNotOffered, Actor: r.actor, Data: remediation.NotOfferedData{
			Method: c.Method, Action: c.Action, Subject: c.Item, Call: reply.Call, Status: reply.Status,
		}})
	}
	if err := r.record(ctx, nil, entries...); err != nil {
		return remediation.Attempt{}, err
	}
	return remediation.Attempt{ID: id, Outcome: reply.Outcome, Status: reply.Status, Detail: reply.Detail}, nil
}

// stillDecided reports whether the decision that the change rests on is in force and may be carried out: in a campaign that
// is open, another may have taken its place.
func (r *remediating) stillDecided(s *state, change *remediation.Change) bool {
	c, ok := s.book.Get(r.Campaign)
	if !ok {
		return false
	}
	item, made := change.Item, change.Made()
	now := c.Decision(item)
	_, ready := c.ReadyAt(item)
	if _, overruled := s.book.Overruled(c, item, item, now); overruled {
		return false
	}
	return ready && made.Verdict == now.Verdict && made.ToRole == now.ToRole
}

// outcomeByListing reads Torq to learn what became of an attempt.
func (r *remediating) outcomeByListing(ctx context.Context, about remediation.About, attempt string) (remediation.Attempt, error) {
	if err := r.read(context.WithoutCancel(ctx), SyncOptions{}); err != nil {
		return remediation.Attempt{}, err
	}
	for _, a := range r.track(about).Attempts {
		if a.ID == attempt {
			return a, nil
		}
	}
	return remediation.Attempt{}, fault.New(fault.Damaged, "the record lost the attempt %s", attempt)
}

// track is what the record says of a change.
func (r *remediating) track(about remediation.About) remediation.Track {
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	return r.w.state.ledger.Track(about).Clone()
}

// refresh returns a change as it stands by the newest record. What it costs does not depend on the other changes, unless
// Torq was read anew.
func (r *remediating) refresh(ctx context.Context, c remediation.Change) remediation.Change {
	ctx = context.WithoutCancel(ctx)
	settings, err := r.w.Settings(ctx)
	if err != nil {
		return c
	}
	name, err := r.w.LatestName(ctx)
	if err != nil {
		return c
	}
	if !r.current(name) {
		if _, err := r.plan(ctx); err != nil {
			return c
		}
	}
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	if now, asked := r.planner.Refresh(c.Item, r.w.methods(settings), r.w.Now()); asked {
		return now
	}
	return c
}

// current reports whether the planner was made of the newest listing.
func (r *remediating) current(name string) bool {
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	return r.planner != nil && r.planner.Current(r.Case, r.w.state.ledger, name)
}
