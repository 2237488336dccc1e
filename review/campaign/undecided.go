package campaign

import (
	"context"
	"errors"
	"slices"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// UndecidedRule says what becomes of rows that are undecided when the campaign is closed. It is fixed at opening.
type UndecidedRule string

// The rules.
const (
	LeaveUndecided  UndecidedRule = "nothing"  // their access stays as it is
	RevokeUndecided UndecidedRule = "revoke"   // they count as revoked
	ToFallback      UndecidedRule = "fallback" // the fallback reviewer decides on them before the closing
)

// UndecidedRules are all rules, the usual one first.
var UndecidedRules = []UndecidedRule{LeaveUndecided, RevokeUndecided, ToFallback}

// Words returns the rule in words, about that fallback reviewer.
func (r UndecidedRule) Words(fallback string) string {
	switch r {
	case "", LeaveUndecided:
		return "access of rows that are undecided at closing stays as it is"
	case RevokeUndecided:
		return "rows that are undecided at closing count as revoked"
	case ToFallback:
		return "undecided rows go to the fallback reviewer " + fallback + " before the campaign is closed"
	}
	return string(r)
}

// CountedReason is the reason of a decision that the rule of the campaign made at closing.
const CountedReason = "undecided at closing; the campaign said so at opening"

// FellBack is the data of a campaign.fell-back line: what is undecided goes to the fallback reviewer, as opening said.
type FellBack struct {
	Campaign string   `json:"campaign"`
	To       string   `json:"to"`
	Items    []string `json:"items"`            // that nobody decided: the first stage goes over
	Second   []string `json:"second,omitempty"` // without a second decision, or in disagreement: the second stage goes over
}

// Sentence returns what the line says.
func (d FellBack) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: "handed " + some(len(d.Items)+len(d.Second), "undecided item", "undecided items") + " of " + d.Campaign + " to the fallback reviewer " + d.To}
}

// fellBackReason is the reason of such a handover.
const fellBackReason = "undecided; the campaign said at opening that this goes to the fallback reviewer"

// countedDecision returns the decision that the rule of the campaign made about an item at closing.
func (c *Campaign) countedDecision(d Decision) Decision {
	return Decision{
		Item: d.Item, Verdict: Revoke, Reason: CountedReason, At: c.Closing.At, Line: c.Closing.Line, Ruling: AtClosing, Stages: d.Stages, place: c.closedAs,
	}
}

// Counted returns the items that count as revoked since they were undecided at closing, in order.
func (c *Campaign) Counted() []string {
	var items []string
	for _, item := range c.Items {
		if c.counted[item] {
			items = append(items, item)
		}
	}
	return items
}

// toCount returns the items that would count as revoked if the campaign were closed now.
func (c *Campaign) toCount() []string {
	if c.State != Open || c.Undecided != RevokeUndecided {
		return nil
	}
	return c.Left()
}

// FallingBack returns the undecided items that the fallback reviewer is to decide on and does not have yet: those that
// no reviewer decided, and those whose second stage did not settle them.
func (c *Campaign) FallingBack() (first, second []string) {
	if c.State != Open || c.Undecided != ToFallback {
		return nil, nil
	}
	for _, item := range c.Left() {
		switch stage := c.openStage(item); {
		case c.refusesFallback(item, stage) != "":
		case stage == SecondStage:
			second = append(second, item)
		default:
			first = append(first, item)
		}
	}
	return first, second
}

// openStage returns the stage in which an undecided item is to be decided.
func (c *Campaign) openStage(item string) Stage {
	if _, staged := c.second[item]; staged && c.In(item, FirstStage).Verdict != Undecided {
		return SecondStage
	}
	return FirstStage
}

// refusesFallback returns why a stage of the item does not go to the fallback reviewer.
func (c *Campaign) refusesFallback(item string, stage Stage) string {
	to := c.Fallback
	_, signed := c.Signoff(to)
	other := c.second[item]
	if stage == SecondStage {
		other = c.assignee[item]
	}
	switch {
	case !c.Contains(item) || c.Decision(item).Verdict != Undecided || c.openStage(item) != stage:
		return item + " is not undecided in that stage"
	case c.people.Same(c.reviewerIn(item, stage), to):
		return to + " has " + item + " already"
	case signed:
		return to + " signed off already"
	case c.ownHere(item, to):
		return item + " is the access of " + c.holders[item] + ", and they cannot decide on it"
	case other != "" && c.people.Same(other, to), stage == SecondStage && c.people.Same(c.In(item, FirstStage).Reviewer, to):
		return to + " has the other stage of " + item
	}
	return ""
}

// FallBack returns the entry that hands what is undecided to the fallback reviewer.
func (c *Campaign) FallBack(actor record.Actor) (record.Entry, error) {
	if c.State != Open {
		return record.Entry{}, c.notOpen()
	}
	if err := c.mayManage(actor); err != nil {
		return record.Entry{}, err
	}
	if c.Undecided != ToFallback {
		return record.Entry{}, fault.New(fault.Refused, "campaign %s did not say at opening that undecided items go to a fallback reviewer", c.ID).
			WithHint("hand items over with: %s", fault.Delegate.On(c.ID, "--to EMAIL --reason TEXT"))
	}
	first, second := c.FallingBack()
	if len(first)+len(second) == 0 {
		return record.Entry{}, fault.New(fault.Refused, "nothing undecided of %s is left that %s may decide on and does not have already", c.ID, c.Fallback)
	}
	return record.Entry{Type: TypeFellBack, Actor: actor, Data: FellBack{Campaign: c.ID, To: c.Fallback, Items: append([]string{}, first...), Second: second}}, nil
}

func (b *Book) fellBack(l record.Line, d FellBack) error {
	c, ok := b.about(d.Campaign)
	if !ok {
		return nil
	}
	if c.State != Open {
		return refuses(l, c.late(""))
	}
	if why := c.refusesManaging(b.base.Rights, l.Actor); why != "" {
		return refuses(l, why)
	}
	if c.Undecided != ToFallback || !c.people.Same(d.To, c.Fallback) {
		return l.Refuse("opening did not say that undecided items go to %s", d.To)
	}
	parts := map[Stage][]string{FirstStage: d.Items, SecondStage: d.Second}
	for _, stage := range []Stage{FirstStage, SecondStage} {
		for _, item := range parts[stage] {
			if why := c.refusesFallback(item, stage); why != "" {
				return l.Refuse("%s", why)
			}
		}
	}
	if !c.IsReviewer(d.To) {
		c.Reviewers = append(slices.Clone(c.Reviewers), d.To)
	}
	for _, stage := range []Stage{FirstStage, SecondStage} {
		for _, item := range parts[stage] {
			c.reassign(l, item, Handover{To: d.To, Reason: fellBackReason, Stage: stage})
			if c.fell == nil {
				c.fell = map[string]Stage{}
			}
			c.fell[item] = stage
		}
	}
	return nil
}

// FallBack hands what is undecided to the fallback reviewer, as the campaign said at opening, and returns how many rows.
func (s *Service) FallBack(ctx context.Context, id string) (rows int, err error) {
	_, err = s.change(ctx, id, func(c *Campaign, actor record.Actor) (record.Entry, error) {
		entry, err := c.FallBack(actor)
		if d, ok := entry.Data.(FellBack); ok {
			rows = len(d.Items) + len(d.Second)
		}
		return entry, err
	})
	return rows, err
}

// FallBackDue hands what is undecided to the fallback reviewers in each open campaign whose due date has passed, as it said
// at opening, where the current user manages it. It returns the rows by campaign; the error says why others were not
// handed over.
func (s *Service) FallBackDue(ctx context.Context) (rows map[string]int, err error) {
	if err := s.core.MayAct(); err != nil {
		return nil, err
	}
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return nil, err
	}
	var due []string
	if err := s.core.Read(ctx, func() error {
		for _, c := range s.book.All() {
			first, second := c.FallingBack()
			if len(first)+len(second) > 0 && c.overdue(s.core.Now()) && c.mayManage(actor) == nil {
				due = append(due, c.ID)
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	rows = map[string]int{}
	var problems []error
	for _, id := range due {
		n, err := s.FallBack(ctx, id)
		if err != nil {
			problems = append(problems, fault.Wrap(err, "%s", id))
			continue
		}
		rows[id] = n
	}
	return rows, errors.Join(problems...)
}

// settles reports whether a decision settles its row whatever the other stage says: the fallback reviewer made it in the
// stage that the campaign handed to them. Who abstains settles nothing.
func (c *Campaign) settles(author string, d Decided) bool {
	stage, fell := c.fell[d.Item]
	return fell && stage == d.Stage && d.Decision != Abstain && c.people.Same(author, c.Fallback)
}

// refusesClosing returns why a closing has no effect by what opening said of undecided rows.
func (c *Campaign) refusesClosing(counted []string) string {
	if first, second := c.FallingBack(); len(first)+len(second) > 0 {
		return some(len(first)+len(second), "undecided item goes", "undecided items go") + " to the fallback reviewer " + c.Fallback + " first"
	}
	want := c.toCount()
	if len(want) != len(counted) || !slices.Equal(want, slices.Sorted(slices.Values(counted))) {
		return "it does not count as revoked what is undecided, as opening said"
	}
	return ""
}
