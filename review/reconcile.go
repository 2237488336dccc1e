package review

import (
	"context"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reconcile"
	"github.com/tuar-dev/tuar/review/record"
)

// How far back the audit log is read if no campaign was closed before, and how long the opening of a campaign waits for it.
const (
	firstReach  = 365 * 24 * time.Hour
	readsWithin = 30 * time.Second
)

// Reconcile holds Torq's audit log against the last population, and records what came of it: also that the log could not
// be read, and why, which is then the error as well.
func (w *Workspace) Reconcile(ctx context.Context, progress population.Progress) (reconcile.Outcome, error) {
	r, failed, err := w.reconcile(ctx, ctx, progress)
	if err != nil {
		return reconcile.Outcome{}, err
	}
	entry := w.reconciled(ctx, r)
	if _, err := w.append(ctx, func(*state) ([]record.Entry, error) { return []record.Entry{entry}, nil }); err != nil {
		return reconcile.Outcome{}, err
	}
	return r, failed
}

func (w *Workspace) reconciled(ctx context.Context, r reconcile.Outcome) record.Entry {
	return record.Entry{Type: reconcile.TypeReconciled, Actor: w.SystemActor(ctx, w.ClientID(ctx)), Data: r}
}

// reconcile reads the log, which has a context of its own, and holds it against the last population. failed is why the
// log could not be read, which the result says as well.
func (w *Workspace) reconcile(ctx, reading context.Context, progress population.Progress) (r reconcile.Outcome, failed, err error) {
	name, err := w.LatestName(ctx)
	if err != nil {
		return r, nil, err
	}
	if name == "" {
		return r, nil, core.ErrNoPopulation()
	}
	p, err := w.Population(ctx, name)
	if err != nil {
		return r, nil, err
	}
	r = reconcile.Outcome{Population: name, Unexplained: []reconcile.Item{}}
	log, earlier, failed := w.readLog(reading, name, p, progress)
	switch {
	case failed != nil && (ctx.Err() != nil || fault.KindOf(failed) == fault.Damaged):
		return r, nil, failed
	case failed != nil:
		r.Reason = failed.Error()
	default:
		reconcileWith(&r, p, log, earlier)
		w.mu.Lock()
		r.Raised = w.state.raisedInLog(log, p)
		w.mu.Unlock()
	}
	r.ReadAt = record.Time{Time: w.Now().UTC()}
	r.Early = r.ReadAt.Before(p.TakenAt.Add(audit.Lag))
	return r, failed, nil
}

// earlierListing is a population that a replay can start from.
type earlierListing struct {
	name string
	reconcile.Listing
}

// readLog reads the audit log back to the listing that a replay best starts from, which is the one that the campaign
// closed last rests on, else the first there is; if the log does not reach that far, the oldest that it reaches.
func (w *Workspace) readLog(ctx context.Context, name string, p *population.Population, progress population.Progress) (audit.Log, *earlierListing, error) {
	names, closed := w.startingPoints(name)
	var earlier *earlierListing
	load := func(name string) error {
		p, err := w.Population(ctx, name)
		if err == nil {
			earlier = &earlierListing{name, reconcile.ListingOf(p)}
		}
		return err
	}
	reach := p.TakenAt.Add(-firstReach)
	if len(names) > 0 {
		if err := load(names[0]); err != nil {
			return audit.Log{}, nil, err
		}
		if start := earlier.Start(); closed || start.Before(reach) {
			reach = start
		}
	}
	source, err := w.Source(ctx)
	if err != nil {
		return audit.Log{}, nil, err
	}
	log, err := source.Audit(ctx, reach, progress)
	if err != nil {
		return audit.Log{}, nil, err
	}
	if len(log.Entries) == 0 && log.From.IsZero() {
		return audit.Log{}, nil, fault.New(fault.Failed, "the audit log holds no entry since %s", reach.UTC().Format("2 Jan 2006"))
	}
	for earlier != nil && earlier.Start().Before(log.From) {
		if names, earlier = names[1:], nil; len(names) == 0 {
			break
		}
		if err := load(names[0]); err != nil {
			return audit.Log{}, nil, err
		}
	}
	return log, earlier, nil
}

// startingPoints are the populations before that one from which a replay may start, the best first, and
// whether a campaign was closed before.
func (w *Workspace) startingPoints(name string) (names []string, closed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	first := ""
	if c := w.state.book.LastClosed(); c != nil {
		first, closed = c.Population, true
	}
	for _, s := range w.state.syncs.All {
		switch {
		case s.Population == name:
			return names, closed
		case s.Population == first:
			names = nil // those before are of earlier campaigns
		}
		names = append(names, s.Population)
	}
	return names, closed
}

// reconcileWith says what the replay found.
func reconcileWith(r *reconcile.Outcome, p *population.Population, log audit.Log, earlier *earlierListing) {
	var start *reconcile.Listing
	if earlier != nil {
		r.Earlier, start = earlier.name, &earlier.Listing
	}
	found := reconcile.Replay(start, log, reconcile.ListingOf(p))
	r.From = record.Time{Time: log.From.UTC()}
	r.Entries, r.Cut = len(log.Entries), log.Cut
	r.Listed, r.Derived, r.Before, r.SSO = found.Listed, found.Derived, found.Earlier, found.SSO
	r.Unexplained = append(r.Unexplained, found.Unexplained...)
	r.Granted = found.Granted
	r.Complete = earlier != nil
	if !r.Complete {
		r.Reason = "there is no earlier listing that the audit log reaches back to"
	}
}

// Reconciliation is the last reconciliation of that population on record, if there is one.
func (w *Workspace) Reconciliation(ctx context.Context, population string) (reconcile.Outcome, bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, err := w.fold(ctx)
	if err != nil {
		return reconcile.Outcome{}, false, err
	}
	r, ok := s.reconciled.Of(population)
	return r, ok, nil
}

// marks are the hints for whoever is listed and not explained.
func addUnexplainedHints(r *reconcile.Outcome, into access.Marks) {
	for _, i := range r.Unexplained {
		if i.Listed() {
			why := i.Why
			if r.Early {
				why += " (which may lag by five minutes)"
			}
			into.Add(i.Item, access.Hint{Name: access.Unexplained, Why: why})
		}
	}
}
