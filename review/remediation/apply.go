package remediation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// ApplyOptions say how to apply.
type ApplyOptions struct {
	Undo    bool
	Exactly *Plan // refuse if the world moved since this plan was made; nil: do what is planned now
	Count   int   // the number of changes, as the user gave it; needed if the plan's CountNeeded is set
	// Confirm is called once before the first change, and returns the number of changes if the user entered it only then.
	// Its error stops. nil: the user is not asked.
	Confirm   func(*Plan) (count int, err error)
	Words     Words
	Reason    string // of an Undo, which needs one
	KeepGoing bool   // go on after a change that did not go as expected
	Progress  population.Progress
	Changed   func(Change) // told whenever a change moved; may be nil
}

// ApplyRemediation carries out the decisions of a closed campaign: it reads Torq anew, plans, asks, makes one change at
// a time, with the intent recorded before each call and the outcome after it, and reads Torq again to confirm the
// changes. Only one runs at a time on a machine, and on one
// of the machines that share the record, as far as they reach each other. When ctx ends it stops between two changes. The plan it returns holds the state of
// every change, also beside an error; applying again continues. Elevations that are due are ended before; a failure to
// do so is a note of the plan.
func (s *Service) ApplyRemediation(ctx context.Context, id string, opt ApplyOptions) (*Plan, error) {
	reapErr := s.reap(ctx, opt.Progress) // before the lock is taken, which it takes too
	r, err := s.start(ctx, id, opt.Undo)
	if err != nil {
		return nil, err
	}
	defer r.release()
	r.words = opt.Words
	if reapErr != nil {
		r.notes = append(r.notes, "elevations that are due were not all given or taken back: "+reapErr.Error())
	}
	if r.actor, err = s.core.Actor(ctx); err != nil {
		return nil, err
	}
	if opt.Reason, err = s.mayAct(ctx, r.actor, r.Campaign, opt.Undo, opt.Reason); err != nil {
		return nil, err
	}
	if err := r.read(ctx, opt.Progress); err != nil {
		return nil, err
	}
	plan, err := r.plan(ctx)
	if err != nil {
		return nil, err
	}
	if err := r.trusted(); err != nil {
		return plan, err
	}
	if opt.Exactly != nil {
		if err := opt.Exactly.Holds(plan); err != nil {
			return plan, err
		}
	}
	if plan.Runnable() > 0 {
		if plan, err = r.agreed(ctx, plan, opt); err != nil {
			return plan, err
		}
		if plan, err = r.alone(ctx, plan, opt); err != nil {
			return plan, errors.Join(err, r.claimed.End(ctx))
		}
		err = errors.Join(r.apply(ctx, plan, opt), r.claimed.End(ctx))
	}
	if ctx.Err() != nil {
		return r.stopped(plan, ctx.Err())
	}
	if plan.Runnable() > 0 {
		if readErr := r.read(ctx, opt.Progress); readErr != nil {
			err = errors.Join(err, fault.Wrap(readErr, "reading Torq to prove the changes"))
			now, planErr := r.plan(ctx)
			return now, errors.Join(err, planErr)
		}
	}
	now, provenErr := r.proven(ctx)
	return now, errors.Join(err, provenErr)
}

// agree gets the consent of the person who applies the plan.
func (opt ApplyOptions) agree(plan *Plan) error {
	if plan.KeyUnknown != "" {
		return fault.New(fault.Refused, "%s", plan.KeyUnknown).
			WithHint("if it is none of those that the plan changes, say so with: %s", fault.Again("--key-unknown"))
	}
	count := opt.Count
	if opt.Confirm != nil {
		given, err := opt.Confirm(plan)
		if err != nil {
			return err
		}
		if given != 0 {
			count = given
		}
	}
	if need := plan.CountNeeded; need != 0 && count != need {
		return fault.New(fault.Refused, "the plan makes %d changes, a large part of all access; to apply it that number must be given", need).
			WithHint("look at the plan, then apply it with: %s", fault.Again(fmt.Sprintf("--count %d", need)))
	}
	return nil
}

// run is one remediation under way.
type run struct {
	*Case
	*Service
	lockHold
	undo    bool
	words   Words
	since   time.Time // when the campaign's population was taken
	source  core.Source
	actor   record.Actor
	latest  core.Reading
	planned *Planner // of the newest plan
	notes   []string // on what happened before
	claimed core.Claimed
	deleted map[string]bool // claim mappings, by item, that were deleted after latest
}

// start takes the lock for a remediation.
func (s *Service) start(ctx context.Context, id string, undo bool) (*run, error) {
	c, since, err := s.caseOf(ctx, id)
	if err != nil {
		return nil, err
	}
	source, err := s.core.Source(ctx)
	if err != nil {
		return nil, err
	}
	r := &run{Case: c, Service: s, undo: undo, since: since, source: source}
	return r, r.take(ctx)
}

// trusted returns nil if the latest listing can be acted on, else an Unreachable fault with the reason.
func (r *run) trusted() error {
	if r.latest.Doubt == "" || r.latest.Long {
		return nil
	}
	return fault.New(fault.Unreachable, "nothing is changed in Torq while its list is doubtful: %s", r.latest.Doubt)
}

// read takes a new population and settles what was open. The decisions of an open campaign may have changed meanwhile.
func (r *run) read(ctx context.Context, progress population.Progress) error {
	c, since, err := r.caseOf(ctx, r.Campaign)
	if err != nil {
		return err
	}
	r.Case, r.since = c, since
	latest, err := r.reader.ReadTorq(ctx, progress)
	if err != nil {
		return err
	}
	r.latest, r.deleted = latest, map[string]bool{}
	return r.applyListingTo(ctx, r.Case, r.latest.Name, r.latest.Population, true)
}

// proven searches the audit log for the changes, and returns the state of every change.
func (r *run) proven(ctx context.Context) (*Plan, error) {
	awaiting, others, err := r.awaiting(ctx)
	if err != nil {
		return nil, err
	}
	var notes []string
	if awaiting+others > 0 {
		err := r.corroborate(ctx)
		if err == nil {
			awaiting, others, err = r.awaiting(ctx)
		}
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			notes = append(notes, "the audit log could not be read, so nothing is corroborated by it: "+err.Error())
		case awaiting > 0:
			notes = append(notes, "the audit log does not name every confirmed change; it may lag by up to five minutes")
		}
		if err == nil && others > 0 {
			notes = append(notes, fmt.Sprintf(
				"Torq documents no audit events for claim mappings and custom roles: %d of these changes are confirmed by Torq's current list alone", others))
		}
	}
	plan, err := r.plan(ctx)
	if err != nil {
		return nil, err
	}
	plan.Notes = append(plan.Notes, notes...)
	return plan, nil
}

// plan returns the state of every change now.
func (r *run) plan(ctx context.Context) (*Plan, error) {
	planner, plan, err := r.Service.planner(ctx, r.Case, r.undo, r.words)
	if err == nil {
		r.planned = planner
		plan.Notes = append(plan.Notes, r.notes...)
		if r.latest.Doubt != "" {
			plan.Notes = append(plan.Notes, r.latest.Doubt)
		}
	}
	return plan, err
}

// awaiting counts the confirmed changes that no entry of the audit log names yet; see Case.Awaiting.
func (r *run) awaiting(ctx context.Context) (documented, others int, err error) {
	err = r.core.Read(ctx, func() error { documented, others = r.Awaiting(r.ledger); return nil })
	return documented, others, err
}

func (r *run) corroborate(ctx context.Context) error {
	log, err := r.source.Audit(ctx, r.since.Add(-audit.Lag), nil)
	if err != nil {
		return err
	}
	ahead, _ := r.source.Skew()
	actor := r.core.SystemActor(ctx, r.latest.Population.Tool.ClientID)
	_, err = r.core.Append(ctx, func() ([]record.Entry, error) {
		return r.Corroborate(r.ledger, r.since, log.Entries, ahead, r.keyOwner, actor), nil
	})
	return err
}

// keyOwner returns the owner of the API key by the latest listing; empty if that is not known. Old records do not name
// the key, and mean the key in use.
func (r *run) keyOwner(clientID string) string {
	if clientID == "" {
		clientID = r.latest.Population.Tool.ClientID
	}
	for _, k := range r.latest.Population.Keys {
		if k.ClientID == clientID {
			return k.OwnerEmail
		}
	}
	return ""
}

// stopped returns the state of every change when a person stopped it.
func (r *run) stopped(plan *Plan, cause error) (*Plan, error) {
	if now, err := r.plan(context.Background()); err == nil {
		plan = now
	}
	return plan, cause
}
