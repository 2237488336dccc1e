package campaign

import (
	"slices"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// Undo returns the entries that take back the decisions on these items. Only the reviewer who decided can take a
// decision back, and only before the assignment is signed off. Without items the actor's last act is taken back, as a
// whole. batch names the act of taking back.
func (c *Campaign) Undo(actor record.Actor, items []string, batch string) ([]record.Entry, error) {
	if err := c.mayReview(actor); err != nil {
		return nil, err
	}
	if len(items) == 0 {
		if items = c.lastAct(actor.Email); len(items) == 0 {
			return nil, fault.New(fault.Refused, "there is nothing of yours to undo in %s", c.ID)
		}
	}
	items = slices.Compact(slices.Sorted(slices.Values(items)))
	var rejected Rejected
	var entries []record.Entry
	for i, item := range items {
		if p, found := c.mineLater(item, actor.Email); found {
			entries = append(entries, record.Entry{Type: TypeUndone, Actor: actor, Data: Undone{
				Campaign: c.ID, Item: item, Line: p.Line.Hash, Batch: batch, Bulk: len(items),
			}})
			continue
		}
		d := c.In(item, c.stageDecidedBy(item, actor.Email))
		if err := c.checkUndo(d, actor); err != nil {
			rejected.Problems = append(rejected.Problems, Problem{i, item, err})
			continue
		}
		entries = append(entries, record.Entry{Type: TypeUndone, Actor: actor, Data: Undone{
			Campaign: c.ID, Item: item, Line: d.Line.Hash, Batch: batch, Bulk: len(items),
		}})
	}
	if len(rejected.Problems) > 0 {
		return nil, &rejected
	}
	return entries, nil
}

func (c *Campaign) checkUndo(d Decision, actor record.Actor) error {
	switch {
	case d.Verdict == Undecided:
		return fault.New(fault.BadInput, "nothing has been decided about %s", d.Item)
	case c.lockedIn(d.Item, d.Stage):
		return fault.New(fault.Refused, "%s is in the assignment that %s signed off; it does not change any more", d.Item, c.reviewerIn(d.Item, d.Stage))
	case !c.people.Same(d.Reviewer, actor.Email):
		return fault.New(fault.Refused, "%s was decided by %s, who alone can take it back", d.Item, d.Reviewer)
	}
	return nil
}

// stageDecidedBy returns the second stage if the person made its last decision on the item, else the first.
func (c *Campaign) stageDecidedBy(item, email string) Stage {
	if d := c.In(item, SecondStage); d.Verdict != Undecided && c.people.Same(d.Reviewer, email) {
		return SecondStage
	}
	return FirstStage
}

// lastAct returns the items of the actor's newest act that is still in force and not signed off.
func (c *Campaign) lastAct(email string) []string {
	var items []string
	var act Decision
	for _, m := range slices.Backward(c.made) {
		if len(items) > 0 && m.batch != act.Batch {
			continue
		}
		stage, last := c.stageOf(m.item, m.hash)
		d := c.In(m.item, stage)
		if p, found := c.postponedBy(m.item, m.hash); found {
			d, stage, last = Decision{Reviewer: p.By, Batch: p.batch, Bulk: p.bulk}, p.Stage, true
		}
		if !last {
			continue
		}
		if !c.people.Same(d.Reviewer, email) || c.lockedIn(m.item, stage) {
			continue
		}
		act, items = d, append(items, m.item)
		if len(items) == act.Bulk {
			break
		}
	}
	slices.Reverse(items)
	return items
}
