package campaign

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

// LapseRule says what becomes of access that a campaign certified until a day, when that day has passed. It is fixed at
// opening.
type LapseRule string

// The rules.
const (
	LapseNothing LapseRule = "nothing" // it stays; the next campaign flags it
	LapseRevoke  LapseRule = "revoke"  // it counts as revoked once a reviewer, owner or manager confirms that
)

// LapseRules are all rules, the usual one first.
var LapseRules = []LapseRule{LapseNothing, LapseRevoke}

// Words returns the rule in words.
func (r LapseRule) Words() string {
	if r == LapseRevoke {
		return "access that is certified until a day counts as revoked after it, once a person confirms that"
	}
	return "access that is certified until a day stays after it; the next campaign flags it"
}

// TypeLapsed is the type of the line that confirms that a certificate is over.
const TypeLapsed = "decision.lapsed"

// LapsedData is the data of a decision.lapsed line: the last day for which a closed campaign certified an item has passed,
// and the access is revoked.
type LapsedData struct {
	Campaign string `json:"campaign"`
	Item     string `json:"item"`
	Line     string `json:"line"` // hash of the line of the decision that certified
	Reason   string `json:"reason"`
}

// Sentence returns what the line says.
func (d LapsedData) Sentence(names record.Names) record.Sentence {
	return record.Sentence{Text: "revoke " + names.Of(d.Item) + ", since its certificate is over", Detail: d.Reason, Campaign: d.Campaign}
}

// Lapsing returns the items of the campaign that count as revoked once that is confirmed, at that time. Use it within
// core.Read.
func (b *Book) Lapsing(id string, at time.Time) []Lapsed {
	c, ok := b.Get(id)
	if !ok || c.Lapse != LapseRevoke {
		return nil
	}
	return slices.DeleteFunc(b.Lapsed(at), func(l Lapsed) bool { return l.Campaign != c.ID || b.reviewedSince(c, l.Item) != "" })
}

// reviewedSince names a campaign that was opened later and reviews the item, or decided on it; empty if there is none.
func (b *Book) reviewedSince(c *Campaign, item string) string {
	for _, other := range b.order {
		if !other.OpenedAfter(c.openedAs) || !other.Contains(item) {
			continue
		}
		if v := other.Decision(item).Verdict; other.State == Open || v != Undecided && v != Abstain {
			return other.ID
		}
	}
	return ""
}

// refusesLapse returns why a line that confirms that a certificate is over has no effect; empty if it may have. It holds
// whether or not rights count.
func (b *Book) refusesLapse(c *Campaign, held *rights.Ledger, l record.Line, d LapsedData) string {
	now := c.Decision(d.Item)
	_, over := now.Over(l.Time.Time)
	switch {
	case c.State != Closed || c.Lapse != LapseRevoke:
		return "its campaign is not closed, or did not say at opening that certificates lapse"
	case now.Verdict != Certify || now.Line.Hash != d.Line || !over:
		return d.Item + " is not certified by that line until a day that has passed"
	case b.reviewedSince(c, d.Item) != "":
		return d.Item + " was reviewed since, in " + b.reviewedSince(c, d.Item)
	case c.ownHere(d.Item, l.Actor):
		return fmt.Sprintf("%s is the access of %s, and they cannot decide on it", d.Item, c.holders[d.Item])
	case !c.people.Same(c.assignee[d.Item], l.Actor) && !c.isSecond(d.Item, l.Actor) && !c.manages(held, l.Actor) && (held.Adopted() || !c.people.Same(c.Owner, l.Actor)):
		return fmt.Sprintf("%s is assigned to %s, and %s is no owner or manager of the campaign", d.Item, c.assignee[d.Item], l.Actor)
	case !reason.Given(d.Reason):
		return "it gives no reason"
	}
	return ""
}

func (b *Book) lapsed(l record.Line, d LapsedData) error {
	c, ok := b.about(d.Campaign)
	if !ok || !c.Contains(d.Item) {
		return nil
	}
	if why := b.refusesLapse(c, b.base.Rights, l, d); why != "" {
		return refuses(l, why)
	}
	was := c.Decision(d.Item)
	if c.lapsed == nil {
		c.lapsed = map[string]Decision{}
	}
	c.counts[Certify]--
	c.counts[Revoke]++
	c.lapsed[d.Item] = Decision{
		Item: d.Item, Verdict: Revoke, Reason: d.Reason, Reviewer: l.Actor, Assurance: l.Assurance, Known: l.Known(), At: l.Time.Time, Bulk: 1, Hints: []string{},
		Ruling: ByLapse, Stages: was.Stages, Line: refOf(l), place: b.folded, Was: &was,
	}
	return nil
}

// ConfirmLapse records that certificates of the campaign are over, so that the access is revoked: all of them or none.
func (s *Service) ConfirmLapse(ctx context.Context, id string, items []string, why string) error {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return err
	}
	if why, err = reason.Check("revoking what was certified until a day", why); err != nil {
		return err
	}
	_, err = s.core.Append(ctx, func() ([]record.Entry, error) {
		c, err := s.book.Find(id)
		if err != nil {
			return nil, err
		}
		at := record.Time{Time: s.core.Now()}
		var entries []record.Entry
		for _, item := range slices.Compact(slices.Sorted(slices.Values(items))) {
			d := LapsedData{Campaign: c.ID, Item: item, Line: c.Decision(item).Line.Hash, Reason: why}
			if !c.Contains(item) {
				return nil, fault.New(fault.BadInput, "campaign %s has no item %s", c.ID, item)
			}
			if refused := s.book.refusesLapse(c, c.base.Held(actor.Email), record.Line{Actor: actor.Email, Time: at}, d); refused != "" {
				return nil, fault.New(fault.Refused, "%s", refused)
			}
			entries = append(entries, record.Entry{Type: TypeLapsed, Actor: actor, Data: d})
		}
		return entries, nil
	})
	return err
}
