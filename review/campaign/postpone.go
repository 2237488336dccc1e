package campaign

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/calendar"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
)

// TypePostponed is the type of the line with which a reviewer postpones a row.
const TypePostponed = "decision.postponed"

// Postponed is the data of a decision.postponed line: the row stays undecided, and comes back on that day. The lines of one
// act share their Batch and count only when all Bulk of them are there.
type Postponed struct {
	Campaign string `json:"campaign"`
	Item     string `json:"item"`
	Until    string `json:"until"`         // YYYY-MM-DD, the day on which it comes back
	Ask      string `json:"ask,omitempty"` // e-mail address of the person who is asked meanwhile
	Reason   string `json:"reason"`
	Stage    Stage  `json:"stage,omitempty"` // 2 for the second stage
	Batch    string `json:"batch"`
	Bulk     int    `json:"bulk"`
}

// Sentence returns what the line says.
func (d Postponed) Sentence(names record.Names) record.Sentence {
	text := "postponed " + names.Of(d.Item) + " to " + d.Until
	if d.Ask != "" {
		text += ", to ask " + d.Ask
	}
	return record.Sentence{Text: text, Detail: d.Reason, Campaign: d.Campaign}
}

// part is one stage of an item.
type part struct {
	item  string
	stage Stage
}

// Postponement is a stage of a row that a reviewer postponed and did not decide since.
type Postponement struct {
	Item   string
	Stage  Stage
	Until  time.Time // the day on which it comes back
	Ask    string
	Reason string
	By     string
	At     time.Time
	Line   Ref

	batch string
	bulk  int
}

// Back reports whether the row is back at that time.
func (p *Postponement) Back(at time.Time) bool { return !at.Before(p.Until) }

// String says in a phrase when the row comes back, as of that time, who is asked and why.
func (p *Postponement) String(at time.Time) string {
	day := p.Until.Format("2 Jan 2006")
	text := "until " + day
	if p.Back(at) {
		text = "back since " + day
	}
	text += " by " + p.By
	if p.Ask != "" {
		text += ", who asks " + p.Ask
	}
	return text + ": " + p.Reason
}

// Postponement returns the postponement of a stage of the item that was not decided since, whether or not it is back.
func (c *Campaign) Postponement(item string, stage Stage) (Postponement, bool) {
	p, found := c.postponed[part{item, stage}]
	return p, found
}

// Postpones returns how often a reviewer postponed the item.
func (c *Campaign) Postpones(item string) int { return c.postpones[item] }

// BackOn returns the day on which the item comes back that is postponed and undecided, YYYY-MM-DD, the earlier one of two
// stages; empty if it is not.
func (c *Campaign) BackOn(item string) string {
	day := ""
	for _, stage := range []Stage{FirstStage, SecondStage} {
		if p, found := c.postponed[part{item, stage}]; found {
			day = earliest(day, p.Until.Format(DateLayout))
		}
	}
	return day
}

// Dated reports whether a decision of the campaign certifies until a day, or a row was postponed, so that both are worth a
// column.
func (c *Campaign) Dated() bool { return c.limited || len(c.postpones) > 0 }

// Postponements returns the undecided items that are postponed at that time, in order.
func (c *Campaign) Postponements(at time.Time) []string {
	var items []string
	for p := range c.postponed {
		if c.later(p.item, p.stage, at) {
			items = append(items, p.item)
		}
	}
	slices.Sort(items)
	return slices.Compact(items)
}

// later reports whether the stage of the item is undecided, and postponed at that time.
func (c *Campaign) later(item string, stage Stage, at time.Time) bool {
	p, found := c.postponed[part{item, stage}]
	return found && !p.Back(at) && c.Part(item, stage).Verdict == Undecided
}

// postponedBy returns the postponement that the line of that hash made, if it stands.
func (c *Campaign) postponedBy(item, hash string) (Postponement, bool) {
	for _, stage := range []Stage{FirstStage, SecondStage} {
		if p, found := c.postponed[part{item, stage}]; found && p.Line.Hash == hash {
			return p, true
		}
	}
	return Postponement{}, false
}

// refusesPostponing returns why a line that postpones a row has no effect; empty if it may have.
func (c *Campaign) refusesPostponing(l record.Line, d Postponed) string {
	day, err := time.Parse(DateLayout, d.Until)
	switch {
	case !c.Contains(d.Item):
		return ""
	case err != nil || !day.After(l.Time.Time):
		return "it does not come back on a day after its own: " + d.Until
	case !reason.Given(d.Reason):
		return "it gives no reason"
	case d.Ask != "" && !strings.Contains(d.Ask, "@"):
		return "it asks no person: " + d.Ask
	case c.Part(d.Item, d.Stage).Verdict != Undecided:
		return fmt.Sprintf("%s was decided by %s", d.Item, c.In(d.Item, d.Stage).Reviewer)
	}
	return c.refusesDecision(c.base.Rights, l, Decided{
		Item: d.Item, Decision: Abstain, Reason: d.Reason, Stage: d.Stage, Of: c.In(d.Item, FirstStage).Line.Hash,
	})
}

func (b *Book) postponed(l record.Line, d Postponed) error {
	if c, ok := b.about(d.Campaign); ok {
		b.act(d.Batch, d.Bulk, step{&l, func() string { return c.refusesPostponing(l, d) }, func() { c.postpone(l, d) }})
	}
	return nil
}

func (c *Campaign) postpone(l record.Line, d Postponed) {
	if c.State != Open || !c.Contains(d.Item) || c.lockedIn(d.Item, d.Stage) || !c.base.Rights.Adopted() && !c.IsReviewer(l.Actor) {
		return
	}
	day, err := time.Parse(DateLayout, d.Until)
	if err != nil {
		return
	}
	if c.postponed == nil {
		c.postponed, c.postpones = map[part]Postponement{}, map[string]int{}
	}
	c.took(effect{refOf(l), d.Item, "", d.Stage})
	c.postponed[part{d.Item, d.Stage}] = Postponement{
		Item: d.Item, Stage: d.Stage, Until: day, Ask: d.Ask, Reason: d.Reason, By: l.Actor, At: l.Time.Time, Line: refOf(l), batch: d.Batch, bulk: d.Bulk,
	}
	c.made = append(c.made, made{d.Item, d.Batch, l.Hash})
	c.postpones[d.Item]++
}

// refusesPostponed returns why the person cannot sign off at that time: rows of theirs are postponed. It holds whether or
// not rights count.
func (c *Campaign) refusesPostponed(reviewer string, at time.Time) string {
	for _, item := range c.Postponements(at) {
		for _, stage := range []Stage{FirstStage, SecondStage} {
			if c.later(item, stage, at) && c.people.Same(c.reviewerIn(item, stage), reviewer) {
				return fmt.Sprintf("%s is postponed until %s", item, c.postponed[part{item, stage}].Until.Format(DateLayout))
			}
		}
	}
	return ""
}

// Delay is the wish to postpone rows.
type Delay struct {
	Items  []string
	Until  string // YYYY-MM-DD, the day on which they come back
	Ask    string // e-mail address of the person who is asked meanwhile; empty if none is
	Reason string
}

// Postpone returns the entries that postpone rows, in one act named batch, or the problems with each as *Rejected.
func (c *Campaign) Postpone(basis Basis, actor record.Actor, delay Delay, batch string) ([]record.Entry, error) {
	if err := c.mayReview(actor); err != nil {
		return nil, err
	}
	day, err := time.Parse(DateLayout, delay.Until)
	if err != nil || !day.After(calendar.Day(basis.Now)) {
		return nil, fault.New(fault.BadInput, "%q is no day to come, on which the rows could come back", delay.Until)
	}
	if delay.Ask != "" {
		if err := person.Check(delay.Ask); err != nil {
			return nil, err
		}
	}
	why, err := reason.Check("postponing", delay.Reason)
	if err != nil {
		return nil, err
	}
	var rejected Rejected
	var entries []record.Entry
	items := slices.Compact(slices.Sorted(slices.Values(delay.Items)))
	for i, item := range items {
		choice := Choice{Item: item, Verdict: Abstain, Reason: why, Stage: c.StageOf(item, actor.Email)}
		err := c.check(basis, actor, choice, len(items))
		if d := c.Part(item, choice.Stage); err == nil && d.Verdict != Undecided {
			err = fault.New(fault.Refused, "%s was decided by %s; take that back first", basis.Rows[item].Title(), d.Reviewer)
		}
		if err != nil {
			rejected.Problems = append(rejected.Problems, Problem{i, item, err})
			continue
		}
		entries = append(entries, record.Entry{Type: TypePostponed, Actor: actor, Data: Postponed{
			Campaign: c.ID, Item: item, Until: delay.Until, Ask: delay.Ask, Reason: why, Stage: choice.Stage, Batch: batch, Bulk: len(items),
		}})
	}
	if len(rejected.Problems) > 0 {
		return nil, &rejected
	}
	if len(entries) == 0 {
		return nil, fault.New(fault.BadInput, "no item was named to postpone")
	}
	return entries, nil
}

// Postpone postpones rows in one act: all of them or, with a *Rejected, none. It returns the items.
func (s *Service) Postpone(ctx context.Context, id string, delay Delay) (items []string, err error) {
	batch := core.RandomHex(8)
	_, err = s.ChangeDecisions(ctx, id, func(c *Campaign, basis Basis, actor record.Actor) ([]record.Entry, []string, error) {
		entries, err := c.Postpone(basis, actor, delay, batch)
		items = nil
		for _, e := range entries {
			items = append(items, e.Data.(Postponed).Item)
		}
		return entries, items, err
	})
	return items, err
}

// mineLater returns the postponement of the item that the person can take back.
func (c *Campaign) mineLater(item, email string) (Postponement, bool) {
	for _, stage := range []Stage{FirstStage, SecondStage} {
		if p, found := c.postponed[part{item, stage}]; found && c.people.Same(p.By, email) && !c.lockedIn(item, stage) {
			return p, true
		}
	}
	return Postponement{}, false
}
