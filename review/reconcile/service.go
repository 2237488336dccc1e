package reconcile

import (
	"context"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// How far back the audit log is read if no campaign was closed before, and how long the opening of a campaign waits for
// it.
const (
	firstReach  = 365 * 24 * time.Hour
	readsWithin = 30 * time.Second
)

// Service has the use cases of reconciliation with Torq's audit log.
type Service struct {
	core    *core.Core
	ledger  *Ledger
	history History
}

// History provides the other facts of the record that a reconciliation depends on. It is called while the ledgers are
// locked.
type History interface {
	// LastReviewed returns the population of the campaign closed last, and whether there is one.
	LastReviewed() (population string, closed bool)
	// AskedFor reports whether tuar asked Torq around that time for that role of the user, or for any change of the
	// user since.
	AskedFor(userID, roleID string, at time.Time) bool
}

// NewService makes the use cases over the ledger, which it registers.
func NewService(c *core.Core, ledger *Ledger, history History) *Service {
	c.Register(ledger, nil)
	return &Service{core: c, ledger: ledger, history: history}
}

// Reconcile compares Torq's audit log with the last population, and records the result. If the log cannot be read it
// records that and the reason, and returns it as the error.
func (s *Service) Reconcile(ctx context.Context, progress population.Progress) (Outcome, error) {
	r, failed, err := s.run(ctx, ctx, progress)
	if err != nil {
		return Outcome{}, err
	}
	if err := s.core.Record(ctx, s.entry(ctx, r)); err != nil {
		return Outcome{}, err
	}
	return r, failed
}

// Prepare reconciles the last population before a campaign is opened on it. It returns the outcome, and the entries
// that record it, none if that was done before. A log that cannot be read is no error.
func (s *Service) Prepare(ctx context.Context) (Outcome, []record.Entry, error) {
	name, _, err := s.core.Latest(ctx)
	if err != nil {
		return Outcome{}, nil, err
	}
	if r, ok, err := s.Reconciliation(ctx, name); err != nil || ok && r.Read() && !r.Early {
		return r, nil, err
	}
	soon, cancel := context.WithTimeout(ctx, readsWithin)
	defer cancel()
	r, _, err := s.run(ctx, soon, nil)
	if err != nil {
		return Outcome{}, nil, err
	}
	return r, []record.Entry{s.entry(ctx, r)}, nil
}

func (s *Service) entry(ctx context.Context, r Outcome) record.Entry {
	return record.Entry{Type: TypeReconciled, Actor: s.core.SystemActor(ctx, s.core.ClientID(ctx)), Data: r}
}

// run reads the log, which has a context of its own, and compares it with the last population. failed is the reason why
// the log could not be read, which is in the result as well.
func (s *Service) run(ctx, reading context.Context, progress population.Progress) (r Outcome, failed, err error) {
	name, p, err := s.core.Latest(ctx)
	if err != nil {
		return r, nil, err
	}
	r = Outcome{Population: name, Unexplained: []Item{}}
	log, earlier, failed := s.readLog(reading, name, p, progress)
	switch {
	case failed != nil && (ctx.Err() != nil || fault.KindOf(failed) == fault.Damaged):
		return r, nil, failed
	case failed != nil:
		r.Reason = failed.Error()
	default:
		r.replay(p, log, earlier)
		err = s.core.Read(ctx, func() error { r.Raised = s.raisedInLog(log, p); return nil })
	}
	r.ReadAt = record.Time{Time: s.core.Now().UTC()}
	r.Early = r.ReadAt.Before(p.TakenAt.Add(audit.Lag))
	return r, failed, err
}

// earlierListing is a population that a replay can start from.
type earlierListing struct {
	name string
	Listing
}

// readLog reads the audit log back to the listing that a replay best starts from, which is the one of the campaign
// closed last, else the first one; if the log does not reach that far, the oldest that it reaches.
func (s *Service) readLog(ctx context.Context, name string, p *population.Population, progress population.Progress) (audit.Log, *earlierListing, error) {
	names, closed, err := s.startingPoints(ctx, name)
	if err != nil {
		return audit.Log{}, nil, err
	}
	var earlier *earlierListing
	load := func(name string) error {
		p, err := s.core.Population(ctx, name)
		if err == nil {
			earlier = &earlierListing{name, ListingOf(p)}
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
	source, err := s.core.Source(ctx)
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

// startingPoints returns the populations before that one from which a replay may start, the best first, and whether a
// campaign was closed before.
func (s *Service) startingPoints(ctx context.Context, name string) (names []string, closed bool, err error) {
	err = s.core.Read(ctx, func() error {
		first := ""
		first, closed = s.history.LastReviewed()
		for _, sync := range s.core.Syncs().All {
			switch {
			case sync.Population == name:
				return nil
			case sync.Population == first:
				names = nil // those before are of earlier campaigns
			}
			names = append(names, sync.Population)
		}
		return nil
	})
	return names, closed, err
}

// replay adds what a replay of the log finds.
func (r *Outcome) replay(p *population.Population, log audit.Log, earlier *earlierListing) {
	var start *Listing
	if earlier != nil {
		r.Earlier, start = earlier.name, &earlier.Listing
	}
	found := Replay(start, log, ListingOf(p))
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

// Reconciliation returns the last reconciliation of that population on record, if there is one.
func (s *Service) Reconciliation(ctx context.Context, population string) (r Outcome, ok bool, err error) {
	err = s.core.Read(ctx, func() error { r, ok = s.ledger.Of(population); return nil })
	return r, ok, err
}

// raisedInLog returns the roles that were given by the log but not by tuar, and that are stronger than the role held
// now: raised and lowered between two listings, so that neither shows it.
func (s *Service) raisedInLog(log audit.Log, p *population.Population) []Raise {
	users := make(map[string]population.User, len(p.Users))
	for _, u := range p.Users {
		users[u.ID] = u
	}
	var out []Raise
	for i := range log.Entries {
		e := &log.Entries[i]
		u, ok := users[e.ResourceID]
		switch {
		case !ok, !e.Is(audit.RoleUpdated), e.NewRoleID == "", e.NewRoleID == u.RoleID,
			e.At.Before(s.core.Syncs().All[0].At), // before tuar was here, it was not asked for roles
			s.history.AskedFor(u.ID, e.NewRoleID, e.At):
			continue
		}
		held, known := p.Role(u.RoleID)
		given, there := p.Role(e.NewRoleID)
		if known && there && len(access.Gains(held.Scopes, given.Scopes)) > 0 {
			out = append(out, Raise{Item: "user/" + u.ID, Email: u.Email, Role: given.Name, At: record.Time{Time: e.At}, By: e.Actor})
		}
	}
	return out
}

// AddHints adds the hints for the items that are listed and not explained.
func (o *Outcome) AddHints(into access.Marks) {
	for _, i := range o.Unexplained {
		if i.Listed() {
			why := i.Why
			if o.Early {
				why += " (which may lag by five minutes)"
			}
			into.Add(i.Item, access.Hint{Name: access.Unexplained, Why: why, Source: "audit log read on " + o.ReadAt.UTC().Format(time.DateOnly)})
		}
	}
}
