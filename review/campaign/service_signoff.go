package campaign

import (
	"context"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/record"
)

// SignOff closes the actor's assignment. An empty statement means the usual one. It is signed if a signing key is
// configured.
func (s *Service) SignOff(ctx context.Context, id, statement string) (Signoff, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return Signoff{}, err
	}
	id, err = s.sign(ctx, id, func(c *Campaign) (record.Entry, error) {
		if c.State == Draft {
			return record.Entry{}, errDraft(c.ID)
		}
		return c.SignOff(actor, statement, s.core.Now())
	})
	if err != nil {
		return Signoff{}, err
	}
	var signoff Signoff
	err = s.lookup.read(ctx, id, func(c *Campaign) { signoff, _ = c.Signoff(actor.Email) })
	return signoff, err
}

// CloseCampaign closes the whole campaign; nothing in it changes after. Undecided items stay as they are in Torq and
// are recorded as undecided. An empty statement means the usual one. It is signed if a signing key is configured.
func (s *Service) CloseCampaign(ctx context.Context, id, statement string) (Summary, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return Summary{}, err
	}
	id, err = s.sign(ctx, id, func(c *Campaign) (record.Entry, error) {
		entry, err := c.Close(actor, statement)
		if data, ok := entry.Data.(ClosedData); ok && c.State != Draft {
			data.Settings = s.core.Base().Rules.InForce()
			entry.Data = data
		}
		return entry, err
	})
	if err != nil {
		return Summary{}, err
	}
	return s.Campaign(ctx, id)
}

// sign records an entry about a campaign to which a person puts their name, and returns the campaign's full id.
func (s *Service) sign(ctx context.Context, id string, decide func(*Campaign) (record.Entry, error)) (string, error) {
	if err := s.inTime(ctx, id); err != nil {
		return "", err
	}
	err := s.core.Sign(ctx, func() (record.Entry, error) {
		c, err := s.book.FindFirmly(id)
		if err != nil {
			return record.Entry{}, err
		}
		id = c.ID
		return decide(c)
	})
	return id, err
}

// inTime refuses if it is not certain whether the campaign is overdue, because the record must show whether an act was
// in time. It comes before each act, and gives back first what was handed over for a time that has passed.
func (s *Service) inTime(ctx context.Context, id string) error {
	var due time.Time
	if err := s.lookup.read(ctx, id, func(c *Campaign) { due = c.Due.AddDate(0, 0, 1) }); err != nil {
		return err
	}
	if err := s.core.InTimeFor(ctx, due); err != nil {
		return err
	}
	return s.giveBack(ctx, id)
}

// AssignmentSummary summarises the assignment that a reviewer would sign off.
type AssignmentSummary struct {
	Reviewer  string
	Items     int
	Counts    map[Verdict]int
	Undecided []string // items
	Others    int      // decisions in the assignment that others made
	InPlace   int      // of these, decisions that were made while the item was assigned to another person than who decided
	Bulk      int      // decisions made together with others
	Fast      int      // decisions made on a row seen for less than two seconds
	Postponed int      // items that come back on a later day, until when nothing can be signed off
	Signed    *Signoff
}

// Assignment summarises what is assigned to the actor, for reading before signing.
func (s *Service) Assignment(ctx context.Context, id string) (AssignmentSummary, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return AssignmentSummary{}, err
	}
	found := AssignmentSummary{Reviewer: actor.Email, Counts: map[Verdict]int{}}
	err = s.lookup.read(ctx, id, func(c *Campaign) {
		if signoff, ok := c.Signoff(actor.Email); ok {
			found.Signed = &signoff
		}
		for _, d := range c.partsAt(actor.Email, s.core.Now()) {
			found.add(c, d)
			if d.Verdict == Undecided && c.later(d.Item, c.StageOf(d.Item, actor.Email), s.core.Now()) {
				found.Postponed++
			}
		}
	})
	return found, err
}

// add counts an item with the decision on it.
func (a *AssignmentSummary) add(c *Campaign, d Decision) {
	a.Items++
	a.Counts[d.Verdict]++
	if d.Verdict != Undecided && !c.people.Same(d.Reviewer, a.Reviewer) {
		a.Others++
		if d.InPlaceOf != "" {
			a.InPlace++
		}
	}
	switch {
	case d.Verdict == Undecided:
		a.Undecided = append(a.Undecided, d.Item)
	case d.Bulk > 1:
		a.Bulk++
	case d.Fast():
		a.Fast++
	}
}

// Leftover lists what closing a campaign would leave undecided and unsigned, and what becomes of it.
type Leftover struct {
	Undecided  []string // items
	Unsigned   []string // reviewers
	Disagree   []string // those of Undecided about which both stages disagree
	Privileged []string // those of Undecided with a privileged role
	Rule       UndecidedRule
	Fallback   string   // the fallback reviewer
	ToFallback []string // those of Undecided that go to the fallback reviewer before the campaign can be closed
	Counted    []string // those of Undecided that would count as revoked
	// TypeCount says that Counted are more than the part of all users and API keys from which the number must be typed.
	TypeCount bool
}

// Leftover names what closing the campaign now would leave undecided and unsigned.
func (s *Service) Leftover(ctx context.Context, id string) (left Leftover, err error) {
	chosen, err := s.core.Settings(ctx)
	if err != nil {
		return left, err
	}
	population := ""
	if err := s.lookup.read(ctx, id, func(c *Campaign) {
		first, second := c.FallingBack()
		left = Leftover{
			Undecided: c.Left(), Unsigned: c.Unsigned(), Disagree: c.Disagreeing(), Rule: c.Undecided, Fallback: c.Fallback,
			ToFallback: slices.Sorted(slices.Values(slices.Concat(first, second))), Counted: c.toCount(),
		}
		population = c.Population
	}); err != nil || population == "" || len(left.Undecided) == 0 || left.Rule == "" {
		return left, err
	}
	v, err := s.lookup.View(ctx, id)
	if err != nil {
		return left, err
	}
	left.Privileged = slices.DeleteFunc(slices.Clone(left.Undecided), func(item string) bool { return !v.Basis.Rows[item].Privileged })
	percent := chosen.Remediation.CountPercent
	left.TypeCount = percent > 0 && len(left.Counted)*100 > percent*len(v.Basis.Rows)
	return left, nil
}
