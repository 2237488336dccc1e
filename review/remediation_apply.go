package review

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
	"github.com/tuar-dev/tuar/review/remediation"
)

// ApplyOptions say how to apply.
type ApplyOptions struct {
	Undo    bool
	Exactly *remediation.Plan // refuse if the world moved since this plan was made; nil: do what is planned now
	Count   int               // the number of changes, as somebody gave it; needed if the plan's CountNeeded is set
	// Confirm is asked once before the first change, and returns the number of changes if somebody gave it only then. Its
	// error stops. nil: nobody is asked.
	Confirm   func(*remediation.Plan) (count int, err error)
	Words     remediation.Words
	Reason    string // of an Undo, which needs one
	KeepGoing bool   // go on after a change that did not go as expected
	Progress  population.Progress
	Changed   func(remediation.Change) // told whenever a change moved; may be nil
}

// ApplyRemediation carries out what a closed campaign decided: it reads Torq anew, plans, asks, makes one change at a
// time, with the intent recorded before each call and the outcome after it, and reads Torq again to prove them. Only one
// runs at a time. When ctx ends it stops between two changes. The plan it returns says where everything stands, also
// beside an error; applying again goes on. Elevations that are due are ended before; what stood in the way of that is a
// note of the plan.
func (w *Workspace) ApplyRemediation(ctx context.Context, id string, opt ApplyOptions) (*remediation.Plan, error) {
	_, reapErr := w.Reap(ctx, opt.Progress) // before the turn is taken, which it takes too
	r, err := w.remediate(ctx, id, opt.Undo)
	if err != nil {
		return nil, err
	}
	defer r.release()
	r.words = opt.Words
	if reapErr != nil {
		r.notes = append(r.notes, "elevations that are due were not all given or taken back: "+reapErr.Error())
	}
	if r.actor, err = w.Actor(ctx); err != nil {
		return nil, err
	}
	if opt.Undo {
		if opt.Reason, err = w.mayUndo(ctx, r.Case, r.actor, opt.Reason); err != nil {
			return nil, err
		}
	}
	if err := r.read(ctx, SyncOptions{Progress: opt.Progress}); err != nil {
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
		err = r.apply(ctx, plan, opt)
	}
	if ctx.Err() != nil {
		return r.stopped(plan, ctx.Err())
	}
	if plan.Runnable() > 0 {
		if readErr := r.read(ctx, SyncOptions{Progress: opt.Progress}); readErr != nil {
			err = errors.Join(err, fault.Wrap(readErr, "reading Torq to prove the changes"))
			now, planErr := r.plan(ctx)
			return now, errors.Join(err, planErr)
		}
	}
	now, provenErr := r.proven(ctx)
	return now, errors.Join(err, provenErr)
}

// agree gets the word of whoever applies the plan.
func (opt ApplyOptions) agree(plan *remediation.Plan) error {
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

// remediating is one remediation under way.
type remediating struct {
	*remediation.Case
	turnHold
	w       *Workspace
	undo    bool
	words   remediation.Words
	since   time.Time // when the campaign's population was taken
	source  core.Source
	actor   record.Actor
	latest  *population.Population
	planner *remediation.Planner // of the newest plan
	notes   []string             // on what happened before
	doubt   string               // what the latest lacks and nothing explains; empty if that is nothing
	long    bool                 // that has been so for a while
}

// remediate takes the turn.
func (w *Workspace) remediate(ctx context.Context, id string, undo bool) (*remediating, error) {
	c, since, err := w.caseOf(ctx, id)
	if err != nil {
		return nil, err
	}
	source, err := w.Source(ctx)
	if err != nil {
		return nil, err
	}
	r := &remediating{Case: c, w: w, undo: undo, since: since, source: source}
	return r, r.take(ctx, w)
}

// trusted is nil if the latest listing can be acted on, else an Unreachable fault that says what is doubtful about it.
func (r *remediating) trusted() error {
	if r.doubt == "" || r.long {
		return nil
	}
	return fault.New(fault.Unreachable, "nothing is changed in Torq while its list is doubtful: %s", r.doubt)
}

// read takes a new population and settles what was open. In a campaign that is open, decisions may have changed meanwhile.
func (r *remediating) read(ctx context.Context, opt SyncOptions) error {
	c, since, err := r.w.caseOf(ctx, r.Campaign)
	if err != nil {
		return err
	}
	r.Case, r.since = c, since
	got, err := r.w.Sync(ctx, opt)
	if err != nil {
		return err
	}
	p, err := r.w.Population(ctx, got.Population)
	if err != nil {
		return err
	}
	r.latest, r.doubt, r.long = p, got.Doubt, got.Long
	return r.w.applyListingTo(ctx, r.Case, got.Population, p, true)
}

// proven looks for the changes in the audit log, and returns where everything stands.
func (r *remediating) proven(ctx context.Context) (*remediation.Plan, error) {
	var notes []string
	if r.awaiting() > 0 {
		if err := r.corroborate(ctx); err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			notes = append(notes, "the audit log could not be read, so nothing is corroborated by it: "+err.Error())
		} else if n := r.awaiting(); n > 0 {
			notes = append(notes, "the audit log does not name every confirmed change; it may lag by up to five minutes")
		}
	}
	plan, err := r.plan(ctx)
	if err != nil {
		return nil, err
	}
	plan.Notes = append(plan.Notes, notes...)
	return plan, nil
}

// plan is where everything stands now.
func (r *remediating) plan(ctx context.Context) (*remediation.Plan, error) {
	planner, plan, err := r.w.planner(ctx, r.Case, r.undo, r.words)
	if err == nil {
		r.planner = planner
		plan.Notes = append(plan.Notes, r.notes...)
		if r.doubt != "" {
			plan.Notes = append(plan.Notes, r.doubt)
		}
	}
	return plan, err
}

func (r *remediating) awaiting() int {
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	return r.Awaiting(r.w.state.ledger)
}

func (r *remediating) corroborate(ctx context.Context) error {
	log, err := r.source.Audit(ctx, r.since.Add(-audit.Lag), nil)
	if err != nil {
		return err
	}
	ahead, _ := r.source.Skew()
	actor := r.w.SystemActor(ctx, r.latest.Tool.ClientID)
	_, err = r.w.append(ctx, func(s *state) ([]record.Entry, error) {
		return r.Corroborate(s.ledger, r.since, log.Entries, ahead, r.keyOwner, actor), nil
	})
	return err
}

// keyOwner is whose the API key is, by the latest listing; empty if that is not known. Records of before keys were noted
// speak of the key in use.
func (r *remediating) keyOwner(clientID string) string {
	if clientID == "" {
		clientID = r.latest.Tool.ClientID
	}
	for _, k := range r.latest.Keys {
		if k.ClientID == clientID {
			return k.OwnerEmail
		}
	}
	return ""
}

// stopped is where everything stands when somebody stopped it.
func (r *remediating) stopped(plan *remediation.Plan, cause error) (*remediation.Plan, error) {
	if now, err := r.plan(context.Background()); err == nil {
		plan = now
	}
	return plan, cause
}
