package elevation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// Reaped is the result of a reap.
type Reaped struct {
	Rows    []Row // the elevations whose state changed
	Pending error // the reason why something due was not done; nil if all was
}

// Reap grants the roles that are due, takes back those whose time is up, and confirms both by fresh listings. If
// nothing is due it does nothing, and asks Torq only for the time. Calling it again continues.
func (s *Service) Reap(ctx context.Context, progress population.Progress) (Reaped, error) {
	reaped, now, err := s.reap(ctx, progress)
	if err == nil && reaped.Pending == nil {
		reaped.Pending = s.unfinished(ctx, now)
	}
	return reaped, err
}

// reap is like Reap, but without the reason why something due has to wait. now is the time that it used.
func (s *Service) reap(ctx context.Context, progress population.Progress) (done Reaped, now time.Time, err error) {
	if err := s.core.MayAct(); err != nil {
		return Reaped{}, now, err
	}
	now = s.core.Now()
	before, due, waiting, err := s.elevationsNow(ctx, now)
	if err != nil {
		return Reaped{}, now, err
	}
	held, err := s.StillHeld(ctx)
	if err != nil {
		return Reaped{}, now, err
	}
	held = slices.DeleteFunc(held, func(h StillHeld) bool { return h.Unknown != "" }) // which no listing would answer
	if len(due)+len(held) == 0 && !waiting {
		return Reaped{Pending: s.announce(ctx, now)}, now, nil
	}
	source, err := s.core.Source(ctx)
	if err == nil {
		err = source.Authenticate(ctx)
	}
	if err != nil {
		if len(due)+len(held) > 0 { // else only the time was to be asked for
			done.Pending = fault.Wrap(err, "roles that are due cannot be given or taken back")
		}
		return done, now, nil
	}
	clock, err := s.core.SawClock(ctx, source)
	if err != nil {
		return Reaped{}, now, err
	}
	here := now
	now = clock.Certain(here)
	if !now.Equal(here) {
		if before, due, _, err = s.elevationsNow(ctx, now); err != nil {
			return Reaped{}, now, err
		}
	}
	doubt := clock.Doubt()
	if doubt != nil && len(due) > 0 { // what both clocks say is due is done; is there more by one of them?
		_, more, _, err := s.elevationsNow(ctx, clock.Latest(here))
		if err != nil {
			return Reaped{}, now, err
		}
		if len(more) <= len(due) {
			doubt = nil
		}
	}
	unannounced := s.announce(ctx, now)
	if len(due)+len(held) == 0 {
		return Reaped{Pending: errors.Join(unannounced, doubt)}, now, nil
	}
	r := &reaping{
		Service: s, source: source, clock: clock, progress: progress, missed: map[string]map[order.Method]string{}, accepted: map[string]string{},
	}
	if len(held) == 0 {
		err = r.blocked(ctx, due)
	}
	if err == nil {
		err = r.run(ctx, due)
	}
	after, _, _, unread := s.elevationsNow(ctx, s.core.Now())
	return Reaped{changedRows(before, after), errors.Join(err, unannounced, unread, doubt)}, now, nil
}

// unfinished returns a Failed fault about what is due at now and not done.
func (s *Service) unfinished(ctx context.Context, now time.Time) error {
	var rows []Row
	if err := s.core.Read(ctx, func() error { rows = s.book.Unfinished(now); return nil }); err != nil {
		return err
	}
	var problems []error
	for _, e := range rows {
		what := fmt.Sprintf("%s is not given to %s yet", e.Role, e.Email)
		if e.State != Approved || e.EndsAt != nil && !now.Before(*e.EndsAt) {
			what = fmt.Sprintf("%s may still hold %s, which is to be taken back", e.Email, e.Role)
		}
		problems = append(problems, fault.New(fault.Failed, "%s: %s", what, e.Detail).
			WithHint("see: %s; try again with: %s", fault.ShowElevation.On(e.ID), fault.Reap.With()))
	}
	return errors.Join(problems...)
}

// elevationsNow returns the state of all elevations at now, the users with a due change, and whether anything may
// become due later.
func (s *Service) elevationsNow(ctx context.Context, now time.Time) (rows []Row, due []string, waiting bool, err error) {
	err = s.core.Read(ctx, func() error {
		rows, due, waiting = s.book.Rows(now), s.book.Due(now), s.book.Waiting(now)
		return nil
	})
	return rows, due, waiting, err
}

// changedRows returns the rows whose state changed.
func changedRows(before, after []Row) []Row {
	was := make(map[string]State, len(before))
	for _, r := range before {
		was[r.ID] = r.State
	}
	return slices.DeleteFunc(after, func(r Row) bool { return was[r.ID] == r.State })
}

// reaping is one reap under way.
type reaping struct {
	*Service
	source   core.Source
	clock    core.Clocks
	progress population.Progress
	latest   *population.Population
	name     string            // of the latest; empty if it is not kept
	deleted  map[string]string // what the audit log says of holders whom the latest lacks
	left     map[string]answer // to the questions that the latest raises
	doubt    error             // why the latest is trusted only about the users it shows; nil if it is trusted fully
	problems []error
	missed   map[string]map[order.Method]string // by user: what Torq answered to methods that found nothing in this run
	accepted map[string]string                  // by user: the ID of the role that Torq said it gave in this run
	held     map[string]core.Claim              // by user: which other machine changes their role now
}

// rounds bounds the number of times that one reap makes changes and reads Torq: a method that turns out not to be
// offered leads to the next.
const rounds = 3

func (r *reaping) run(ctx context.Context, due []string) error {
	release, err := r.core.TakeLock(ctx)
	if err != nil {
		return err
	}
	defer release()
	claimed, err := r.claim(ctx, due)
	if err != nil {
		return err
	}
	r.held = claimed.Held
	if len(due) > 0 && len(r.held) == len(due) {
		return r.heldElsewhere(due)
	}
	return errors.Join(r.rounds(ctx), r.heldElsewhere(due), claimed.End(ctx))
}

// rounds makes changes and reads Torq until nothing is left to do.
func (r *reaping) rounds(ctx context.Context) error {
	for range rounds {
		moves, err := r.read(ctx)
		if err != nil {
			return errors.Join(append(r.problems, err)...)
		}
		r.problems = nil // what was in the way before the last look is not any more, or is met again
		sent := false
		for _, m := range moves {
			if _, elsewhere := r.held[m.UserID]; elsewhere {
				continue
			}
			reached, err := r.move(ctx, m)
			if err != nil {
				r.problems = append(r.problems, err)
			}
			sent = sent || reached
		}
		if !sent || ctx.Err() != nil {
			break
		}
	}
	return errors.Join(append(r.problems, r.doubt, ctx.Err())...)
}

// now returns the time that has certainly come.
func (r *reaping) now() time.Time { return r.clock.Certain(r.core.Now()) }

// read reads Torq, records what it shows, and returns the changes that are due.
func (r *reaping) read(ctx context.Context) ([]Move, error) {
	ctx = context.WithoutCancel(ctx) // what was done is looked at and written down
	got, err := r.reader.ReadTorq(ctx, r.progress)
	r.doubt, r.name, r.latest = nil, got.Name, got.Population
	if errors.Is(err, population.ErrDrop) {
		// An implausibly short list does not stop the end of elevations of the users in it: otherwise a user who can remove
		// others could keep a granted role. It is not kept as a population, and proves nothing about users missing from it.
		r.doubt = err
		r.latest, err = r.source.Extract(ctx, r.progress, false)
	}
	if err != nil {
		return nil, fault.Wrap(err, "reading Torq before roles are given or taken back")
	}
	if err := r.readDeletions(ctx); err != nil {
		return nil, err
	}
	if r.left, err = r.leftSince(ctx, r.latest); err != nil {
		return nil, err
	}
	var moves []Move
	actor := r.core.SystemActor(ctx, r.latest.Tool.ClientID)
	for again := true; again && err == nil; {
		_, err = r.core.Append(ctx, func() ([]record.Entry, error) {
			var entries []record.Entry
			entries, moves = r.book.ApplyListing(r.listing(), actor)
			again = Reopens(entries)
			return entries, nil
		})
	}
	return moves, err
}

func (r *reaping) listing() Listing {
	return Listing{Name: r.name, Population: r.latest, Now: r.now(), Alone: true, Doubtful: r.doubt != nil, Deleted: r.deleted, Left: r.left}
}

// move changes a user's role by the first method that is offered. It reports whether Torq may have changed something.
func (r *reaping) move(ctx context.Context, m Move) (reached bool, err error) {
	if why := r.forbids(ctx, m); why != nil {
		return false, why
	}
	if role, accepted := r.accepted[m.UserID]; accepted && role == m.ToRoleID {
		return false, fault.New(fault.Failed, "Torq accepted to change the role of %s from %s to %s, and still lists it as it was", m.Email, m.FromRole, m.ToRole).
			WithHint("try again with: %s; or do it in Torq: Settings, then Users", fault.Reap.With())
	}
	chosen, err := r.core.Settings(ctx)
	if err != nil {
		return false, err
	}
	var methods, tried []order.Method
	err = r.core.Read(ctx, func() error {
		offered := r.grantMethods(r.orders.Methods(chosen), r.now()).Methods
		methods, tried = r.changes.Untried(offered, order.ChangeRole, "user/"+m.UserID, r.now())
		return nil
	})
	if err != nil {
		return false, err
	}
	if m.Purpose != Grant {
		methods = append(methods, tried...) // what must be taken back is tried again
	}
	answered := ""
	methods = slices.DeleteFunc(methods, func(method order.Method) bool {
		said, missed := r.missed[m.UserID][method]
		answered = cmp.Or(said, answered)
		return missed
	})
	for i, method := range methods {
		reply, err := r.attempt(ctx, m, method, i > 0 || len(r.missed[m.UserID]) > 0)
		if err != nil {
			return false, err
		}
		switch reply.Outcome {
		case order.NotOffered:
			continue
		case order.Missing:
			if r.missed[m.UserID] == nil {
				r.missed[m.UserID] = map[order.Method]string{}
			}
			r.missed[m.UserID][method] = reply.Detail
			return true, nil
		case order.Accepted:
			r.accepted[m.UserID] = m.ToRoleID
			return true, nil
		case order.Unclear:
			return true, nil
		case order.Gone, order.Refused, order.NoEffect, order.NotSent:
		}
		return false, fault.New(fault.Failed, "the role of %s was not changed from %s to %s: %s", m.Email, m.FromRole, m.ToRole, reply.Detail).
			WithHint("%s", remediation.RefusalHint(reply.Status))
	}
	if len(methods) == 0 && answered != "" && m.Purpose != Grant {
		return false, fault.New(fault.Failed, "the role of %s was not changed from %s to %s: %s", m.Email, m.FromRole, m.ToRole, answered).
			WithHint("try again with: %s; or do it in Torq: Settings, then Users", fault.Reap.With())
	}
	return false, r.noWay(ctx, m)
}

// forbids returns why a change must not be made now.
func (r *reaping) forbids(ctx context.Context, m Move) error {
	var awaited map[string]string
	var bars string
	err := r.core.Read(ctx, func() error {
		if awaited = r.book.Awaited(); m.Purpose == Grant {
			bars = remediation.GrantForbidden(r.latest, r.book, m.UserID, m.ToRoleID)
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case m.Blocked != "":
		return fault.New(fault.Refused, "%s", m.Blocked)
	case remediation.LeavesNoManager(r.latest, awaited, m.UserID, m.ToRoleID):
		return fault.New(fault.Refused, "%s is the last one who may manage users, and keeps the role %s", m.Email, m.FromRole).
			WithHint("give the role to another person first")
	case bars != "":
		return fault.New(fault.Refused, "%s keeps the role %s: %s", m.Email, m.FromRole, bars).WithHint("give the role to another person first")
	case m.Purpose != Grant:
		return r.checkBase(ctx, m)
	case r.doubt != nil:
		return fault.New(fault.Unreachable, "%s is not given to %s while Torq's list cannot be trusted", m.ToRole, m.Email)
	case remediation.OwnsKey(r.latest, r.core.ClientID(ctx), m.UserID, m.Email):
		return fault.New(fault.Refused, "the private API key in use belongs to %s; elevate them with another key", m.Email)
	}
	return r.clock.Wrong()
}

// attempt calls Torq once, with the intent on disk before and the outcome after. again is set if another method was not
// offered just now.
func (r *reaping) attempt(ctx context.Context, m Move, method order.Method, again bool) (order.Reply, error) {
	id, actor := core.RandomHex(8), r.core.SystemActor(ctx, r.latest.Tool.ClientID)
	ctx = context.WithoutCancel(ctx)
	var expires time.Time
	if method == order.Webhook {
		expires = r.now().UTC().Add(order.Life) // the workflow goes by Torq's clock
	}
	_, err := r.core.Append(ctx, func() ([]record.Entry, error) {
		look := r.listing()
		look.NextMethod = again
		if !r.book.Still(m, look) {
			return nil, fault.New(fault.Refused, "the role of %s is not to be changed any more; somebody decided otherwise just now", m.Email)
		}
		return []record.Entry{{Type: TypeSending, Actor: actor, Data: m.Sending(id, string(method), r.name, expires)}}, nil
	})
	if err != nil {
		return order.Reply{}, err
	}
	reply := r.orders.Call(ctx, r.source, method, order.Order{
		ID: id, Expires: expires, Action: order.ChangeRole, User: order.User{ID: m.UserID, Email: m.Email},
		From: order.Role{ID: m.FromRoleID, Name: m.FromRole}, To: order.Role{ID: m.ToRoleID, Name: m.ToRole}, Elevation: strings.Join(m.Elevations, " "),
	}, r.latest.Mappings)
	entries := []record.Entry{{Type: TypeSent, Actor: actor, Data: SentData{
		Attempt: id, UserID: m.UserID, Outcome: string(reply.Outcome), Call: reply.Call, Status: reply.Status, Detail: reply.Detail,
	}}}
	if reply.Outcome == order.NotOffered {
		entries = append(entries, record.Entry{Type: remediation.TypeNotOffered, Actor: actor, Data: remediation.NotOfferedData{
			Method: method, Action: order.ChangeRole, Subject: "user/" + m.UserID, Call: reply.Call, Status: reply.Status,
		}})
	}
	_, err = r.core.Append(ctx, func() ([]record.Entry, error) { return entries, nil })
	return reply, err
}

// noWay handles a move for which no method can change the role. A role that was not granted yet never will be, and its
// elevation ends; a role to be taken back is left to a person, and stays overdue until a listing shows the change.
func (r *reaping) noWay(ctx context.Context, m Move) error {
	if m.Purpose != Grant {
		return byHand(m)
	}
	actor := r.core.SystemActor(ctx, r.latest.Tool.ClientID)
	_, err := r.core.Append(context.WithoutCancel(ctx), func() ([]record.Entry, error) {
		return r.book.GiveUp(m, "it could not be given: Torq's API has no call to change a role", actor), nil
	})
	if err != nil {
		return err
	}
	return fault.New(fault.Failed, "the role %s could not be given to %s: no method of the workspace can change roles", m.ToRole, m.Email).
		WithHint("the method webhook lets a Torq workflow do it: %s", fault.SetWebhook.With())
}
