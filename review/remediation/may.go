package remediation

import (
	"context"
	"fmt"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

// Needs returns what lines of remediation need to have effect. The lines about what became of a call to Torq need
// nothing.
func (l *Ledger) Needs() rights.Needs {
	manager := []rights.Right{rights.Manager}
	return rights.Needs{
		TypePlanned:        {Act: rights.Apply, Any: manager},
		TypeClaimed:        {Act: rights.Apply, Any: manager},
		TypeByHand:         {Act: rights.Apply, Any: manager},
		TypeMethodsRetried: {Act: rights.Apply, Any: manager},
		TypeUndoDecided:    {Act: rights.Undo, Any: []rights.Right{rights.Owner}},
	}
}

// act is the data of a line by which a person has changes made.
type act interface {
	of() (campaign string, undo bool)
}

func (d PlannedData) of() (campaign string, undo bool) { return d.Campaign, d.Undo }

func (a About) of() (campaign string, undo bool) { return a.Campaign, a.Undo }

// foldAct folds the line of an act, unless its author may not do that.
func foldAct[D act](l *Ledger, line record.Line, into func(record.Line, D)) error {
	data, err := record.Decode[D](line)
	if err != nil {
		return err
	}
	id, undo := data.of()
	why := l.refuses(l.base.Rights, line.Actor, id, undo)
	if d, ok := any(data).(UndoDecidedData); ok && why == "" {
		why = l.refusesUndo(line.Actor, d)
	}
	if d, ok := any(data).(ClaimedData); ok && why == "" {
		why = l.claims.Refuses(line, d.Until.Time)
	}
	if why != "" {
		return line.Refuse("%s", why)
	}
	into(line, data)
	return nil
}

// refusesUndo returns why the decision to take a change back has no effect, though an owner made it: it gives no reason,
// or gives their own access back; empty if it may have one, or if rights do not count yet.
func (l *Ledger) refusesUndo(author string, d UndoDecidedData) string {
	if !l.base.Rights.Adopted() {
		return ""
	}
	if c, ok := l.book.Get(d.Campaign); ok && l.base.People.Like(c.Holder(d.Item), author) != person.None {
		return fmt.Sprintf("%s is the access of %s%s; nobody restores their own", d.Item, c.Holder(d.Item), l.base.People.Aside(c.Holder(d.Item), author))
	}
	if !reason.Given(d.Reason) {
		return author + " gave no reason"
	}
	return ""
}

// refuses returns why the person cannot have the changes of a campaign made, or with undo taken back; empty if they can,
// or if rights do not count yet. Owners can, and the manager who made the campaign; only owners take back.
func (l *Ledger) refuses(held *rights.Ledger, email, id string, undo bool) string {
	c, known := l.book.Get(id)
	switch {
	case !held.Adopted() || held.Has(email, rights.Owner):
		return ""
	case undo:
		return email + " is not owner of this workspace; only an owner gives back what was taken away"
	case known && held.Has(email, rights.Manager) && l.base.People.Same(c.Owner, email):
		return ""
	case known:
		return fmt.Sprintf("campaign %s is managed by %s and by owners, not by %s", id, c.Owner, email)
	}
	return fmt.Sprintf("there is no campaign %s that %s manages", id, email)
}

// may returns a Refused fault if the person cannot have the changes of a campaign made, or with undo taken back.
func (s *Service) may(ctx context.Context, actor record.Actor, id string, undo bool) error {
	why := ""
	err := s.core.Read(ctx, func() error {
		why = s.ledger.refuses(s.ledger.base.Held(actor.Email), actor.Email, id, undo)
		return nil
	})
	if err != nil || why == "" {
		return err
	}
	return fault.New(fault.Refused, "%s", why).WithHint("see the rights with: %s", fault.ListRights.With())
}

// MayUndo returns nil if the current user may undo the changes of that campaign, else a fault.
func (s *Service) MayUndo(ctx context.Context, id string) error {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return err
	}
	c, _, err := s.caseOf(ctx, id)
	if err != nil {
		return err
	}
	return s.may(ctx, actor, c.Campaign, true)
}

// mayAct returns the reason for acting on the changes of a campaign, which an undo needs, or a fault if the person may
// not do so, or if the reason is none.
func (s *Service) mayAct(ctx context.Context, actor record.Actor, id string, undo bool, why string) (string, error) {
	if err := s.may(ctx, actor, id, undo); err != nil || !undo {
		return why, err
	}
	return reason.Check("taking back what was decided", why)
}
