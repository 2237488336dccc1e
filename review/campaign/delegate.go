package campaign

import (
	"fmt"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
)

// Handing is a wish to move items into another reviewer's assignment. Without Items it moves all of From that can still
// change and is not To's own access, for a time only what is undecided; without From as well, the items that are
// assigned to their own holder.
type Handing struct {
	From   string // whose items they are; empty if they may be of several reviewers
	To     string
	Items  []string
	Until  time.Time // the last day, after which items without a decision go back; zero for good
	Stage  Stage     // of the items; the second one moves for good only
	Reason string
}

// Delegate returns the entry that moves items into another reviewer's assignment, at that time. known reports who else
// than the reviewers, those with a right and the people on record may become a reviewer.
func (c *Campaign) Delegate(
	basis Basis, actor record.Actor, h Handing, now time.Time, known func(email string) bool,
) (record.Entry, error) {
	if c.State != Open {
		return record.Entry{}, c.notOpen()
	}
	manages := c.mayManage(actor) == nil
	if err := c.checkFrom(actor, manages, h); err != nil {
		return record.Entry{}, err
	}
	if _, signed := c.Signoff(h.To); signed {
		return record.Entry{}, fault.New(fault.Refused, "%s has signed off already and cannot take more items", h.To)
	}
	if h.Stage == SecondStage && !h.Until.IsZero() {
		return record.Entry{}, fault.New(fault.BadInput, "a second stage is handed over for good, not until a day")
	}
	if !h.Until.IsZero() && !now.Before(h.Until.AddDate(0, 0, 1)) {
		return record.Entry{}, fault.New(fault.BadInput, "the last day %s has passed", h.Until.Format(DateLayout))
	}
	items, err := c.handed(basis, actor, manages, h)
	if err != nil {
		return record.Entry{}, err
	}
	for _, item := range items {
		if err := c.checkHanded(basis, actor, manages, item, h); err != nil {
			return record.Entry{}, err
		}
	}
	held := c.base.Held(actor.Email)
	switch {
	case isAuditor(held, h.To):
		return record.Entry{}, fault.New(fault.Refused, "%s is an auditor; an auditor cannot review", h.To)
	case !c.IsReviewer(h.To) && len(held.Of(h.To)) == 0 && !c.knows(h.To) && !known(h.To):
		return record.Entry{}, errNotKnown(h.To)
	}
	why, err := reason.Check("handing over "+some(len(items), "item", "items"), h.Reason)
	if err != nil {
		return record.Entry{}, err
	}
	data := Delegated{Campaign: c.ID, To: h.To, Items: items, Reason: why, From: h.From}
	if h.Stage == SecondStage {
		data.Items, data.Second = []string{}, items
	}
	if !h.Until.IsZero() {
		data.Until = h.Until.Format(DateLayout)
	}
	return record.Entry{Type: TypeDelegated, Actor: actor, Data: data}, nil
}

// checkFrom refuses to hand over the assignment of a person who has none that can change.
func (c *Campaign) checkFrom(actor record.Actor, manages bool, h Handing) error {
	if h.From == "" {
		return nil
	}
	_, signed := c.Signoff(h.From)
	switch {
	case !c.IsReviewer(h.From):
		return fault.New(fault.BadInput, "%s does not review in %s", h.From, c.ID)
	case c.people.Same(h.From, h.To):
		return fault.New(fault.BadInput, "the assignment of %s is to go to the same person", h.From)
	case !manages && !c.people.Same(h.From, actor.Email):
		return fault.New(fault.Refused, "only %s, %s who made the campaign, or an owner can hand over the assignment of %s", h.From, c.Owner, h.From)
	case signed:
		return fault.New(fault.Refused, "%s has signed off already; their assignment does not change any more", h.From).
			WithHint("an owner can reopen it with: %s", fault.Reopen.On(c.ID, "--reviewer "+h.From, "--reason TEXT"))
	}
	return nil
}

// handed returns the items to move.
func (c *Campaign) handed(basis Basis, actor record.Actor, manages bool, h Handing) ([]string, error) {
	if len(h.Items) > 0 {
		return h.Items, nil
	}
	if h.Stage == SecondStage {
		return c.handedSecond(basis, h)
	}
	if h.From == "" {
		items := slices.DeleteFunc(c.ownAccess(basis), func(item string) bool { return !manages && !c.people.Same(c.Reviewer(item), actor.Email) })
		if len(items) == 0 {
			return nil, fault.New(fault.BadInput, "name the items to hand over; no reviewer of %s is to decide on their own access", c.ID)
		}
		return items, nil
	}
	items := slices.DeleteFunc(c.Assigned(h.From), func(item string) bool {
		decided := c.In(item, FirstStage).Verdict != Undecided
		return c.isOf(basis.Rows[item], h.To) || c.isSecond(item, h.To) || decided && !h.Until.IsZero()
	})
	if len(items) == 0 {
		return nil, fault.New(fault.BadInput, "%s has nothing in %s that %s can take over", h.From, c.ID, h.To)
	}
	return items, nil
}

// handedSecond returns the second stages to move.
func (c *Campaign) handedSecond(basis Basis, h Handing) ([]string, error) {
	if h.From == "" {
		return nil, fault.New(fault.BadInput, "say whose second stage to hand over, or name the items").WithHint("for example: %s", fault.Again("--from EMAIL"))
	}
	items := slices.DeleteFunc(c.SecondAssigned(h.From), func(item string) bool {
		return c.isOf(basis.Rows[item], h.To) || c.refusesSecond(item, h.To) != ""
	})
	if len(items) == 0 {
		return nil, fault.New(fault.BadInput, "%s has no second stage in %s that %s can take over", h.From, c.ID, h.To)
	}
	return items, nil
}

// refusesSecond returns why the second stage of an item cannot move to a person; empty if it can.
func (c *Campaign) refusesSecond(item, to string) string {
	second, staged := c.second[item]
	switch {
	case !staged:
		return item + " has no second stage"
	case c.lockedIn(item, SecondStage):
		return fmt.Sprintf("the second stage of %s was signed off already, by %s", item, second)
	case c.people.Same(c.assignee[item], to), c.people.Same(c.In(item, FirstStage).Reviewer, to):
		return fmt.Sprintf("%s has the first stage of %s, and the two stages need different people", to, item)
	}
	return ""
}

// checkHanded refuses to move an item.
func (c *Campaign) checkHanded(basis Basis, actor record.Actor, manages bool, item string, h Handing) error {
	row, ok := basis.Rows[item]
	switch {
	case !ok || !c.Contains(item):
		return fault.New(fault.BadInput, "campaign %s has no item %s", c.ID, item)
	case h.Stage == FirstStage && c.lockedIn(item, FirstStage):
		return fault.New(fault.Refused, "%s is signed off; it does not change any more", row.Title())
	case h.Stage == SecondStage && c.refusesSecond(item, h.To) != "":
		return fault.New(fault.Refused, "%s", c.refusesSecond(item, h.To))
	case !manages && !c.people.Same(c.reviewerIn(item, h.Stage), actor.Email):
		return fault.New(fault.Refused, "%s is assigned to %s; only they, %s who made the campaign, or an owner can hand it over",
			row.Title(), c.reviewerIn(item, h.Stage), c.Owner)
	case h.From != "" && !c.people.Same(c.reviewerIn(item, h.Stage), h.From):
		return fault.New(fault.Refused, "%s is assigned to %s, not to %s", row.Title(), c.reviewerIn(item, h.Stage), h.From)
	case h.Stage == FirstStage && c.isSecond(item, h.To):
		return fault.New(fault.Refused, "%s decides on %s in the second stage; the two stages need different people", h.To, row.Title())
	case c.isOf(row, h.To):
		return fault.New(fault.Refused, "%s is %s's own access%s; they cannot decide on it", row.Title(), h.To, c.people.Like(row.Email, h.To).Aside(row.Email, h.To))
	}
	return nil
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

// moves returns the items of which a stage moves.
func (d Delegated) moves() []string { return slices.Concat(d.Items, d.Second) }
