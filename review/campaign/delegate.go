package campaign

import (
	"slices"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
)

// Delegate returns the entry that moves items into another reviewer's assignment. Without items it moves those that
// their reviewer cannot decide because it is their own access. known reports who else than the
// reviewers, those with a right and the people on record may become a reviewer.
func (c *Campaign) Delegate(basis Basis, actor record.Actor, items []string, to, why string, known func(email string) bool) (record.Entry, error) {
	if c.State != Open {
		return record.Entry{}, c.notOpen()
	}
	held := c.base.Held(actor.Email)
	manages := c.mayManage(actor) == nil
	if len(items) == 0 {
		items = slices.DeleteFunc(c.ownAccess(basis), func(item string) bool { return !manages && !c.people.Same(c.Reviewer(item), actor.Email) })
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
		case c.lockedIn(item, FirstStage):
			return record.Entry{}, fault.New(fault.Refused, "%s is signed off; it does not change any more", row.Title())
		case !manages && !c.people.Same(c.Reviewer(item), actor.Email):
			return record.Entry{}, fault.New(fault.Refused, "%s is assigned to %s; only they, %s who made the campaign, or an owner can hand it over",
				row.Title(), c.Reviewer(item), c.Owner)
		case c.isSecond(item, to):
			return record.Entry{}, fault.New(fault.Refused, "%s decides on %s in the second stage; the two stages need different people", to, row.Title())
		case c.isOf(row, to):
			return record.Entry{}, fault.New(fault.Refused, "%s is %s's own access%s; they cannot decide on it", row.Title(), to, c.people.Like(row.Email, to).Aside(row.Email, to))
		}
	}
	switch {
	case isAuditor(held, to):
		return record.Entry{}, fault.New(fault.Refused, "%s is an auditor; an auditor cannot review", to)
	case !c.IsReviewer(to) && len(held.Of(to)) == 0 && !c.knows(to) && !known(to):
		return record.Entry{}, fault.New(fault.Refused, "%s is not known: no verified user of the newest population, not on the list of people, and in no domain of the company", to).
			WithHint("an owner can add them with: %s", fault.AddPerson.On(to))
	}
	why, err := reason.Check("handing over "+some(len(items), "item", "items"), why)
	if err != nil {
		return record.Entry{}, err
	}
	return record.Entry{Type: TypeDelegated, Actor: actor, Data: Delegated{Campaign: c.ID, To: to, Items: items, Reason: why}}, nil
}

// knows reports whether the record has the person on its list of people.
func (c *Campaign) knows(email string) bool {
	_, ok := c.people.Find(email)
	return ok
}

// ownAccess returns the items that are assigned to their own holder.
func (c *Campaign) ownAccess(basis Basis) []string {
	var items []string
	for _, item := range c.Items {
		if c.isOf(basis.Rows[item], c.Reviewer(item)) && !c.lockedIn(item, FirstStage) {
			items = append(items, item)
		}
	}
	return items
}
