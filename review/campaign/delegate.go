package campaign

import (
	"slices"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// Delegate returns the entry that moves items into another reviewer's assignment. Without items it moves those that
// their reviewer cannot decide because it is their own access.
func (c *Campaign) Delegate(basis Basis, actor record.Actor, items []string, to, reason string) (record.Entry, error) {
	if c.State != Open {
		return record.Entry{}, c.notOpen()
	}
	owns := c.people.Same(actor.Email, c.Owner)
	if len(items) == 0 {
		items = slices.DeleteFunc(c.ownAccess(basis), func(item string) bool { return !owns && !c.people.Same(c.Reviewer(item), actor.Email) })
		if len(items) == 0 {
			return record.Entry{}, fault.New(fault.BadInput, "name the items to hand over; no reviewer of %s is to decide on their own access", c.ID)
		}
	}
	if _, signed := c.Signoff(to); signed {
		return record.Entry{}, fault.New(fault.Refused, "%s has signed off already and cannot take more items", to)
	}
	for _, item := range items {
		row, ok := basis.Rows[item]
		switch {
		case !ok || !c.Contains(item):
			return record.Entry{}, fault.New(fault.BadInput, "campaign %s has no item %s", c.ID, item)
		case c.Locked(item):
			return record.Entry{}, fault.New(fault.Refused, "%s is signed off; it does not change any more", row.Title())
		case !owns && !c.people.Same(c.Reviewer(item), actor.Email):
			return record.Entry{}, fault.New(fault.Refused, "%s is assigned to %s; only they, or %s who owns the campaign, can hand it over",
				row.Title(), c.Reviewer(item), c.Owner)
		case c.isOf(row, to):
			return record.Entry{}, fault.New(fault.Refused, "%s is %s's own access%s; they cannot decide on it", row.Title(), to, c.people.Like(row.Email, to).Aside(row.Email, to))
		}
	}
	return record.Entry{Type: TypeDelegated, Actor: actor, Data: Delegated{Campaign: c.ID, To: to, Items: items, Reason: reason}}, nil
}

// ownAccess returns the items that are assigned to their own holder.
func (c *Campaign) ownAccess(basis Basis) []string {
	var items []string
	for _, item := range c.Items {
		if c.isOf(basis.Rows[item], c.Reviewer(item)) && !c.Locked(item) {
			items = append(items, item)
		}
	}
	return items
}
