package campaign

import (
	"cmp"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/record"
)

// Stage is one of the stages in which a row is decided.
type Stage int

// The stages. A line that names no stage is of the first.
const (
	FirstStage  Stage = 0
	SecondStage Stage = 2
)

// String returns "first" or "second".
func (s Stage) String() string {
	if s == SecondStage {
		return "second"
	}
	return "first"
}

// Second selects rows that another reviewer decides as well.
type Second struct {
	Scope    string `json:"scope"` // an expression of package scope
	Reviewer string `json:"reviewer"`
}

// Stages holds what both stages of a row decided.
type Stages struct {
	Reviewer      string   // of the second stage
	First, Second Decision // Verdict Undecided if there is none
}

// Of returns the decision of a stage.
func (s *Stages) Of(stage Stage) Decision {
	if stage == SecondStage {
		return s.Second
	}
	return s.First
}

// Stale reports whether the second decision is about another first decision than the one there is now, and says something
// else than that, so that it does not count.
func (s *Stages) Stale() bool {
	_, ruling := AllMustAgree.Settle(s.First, s.Second)
	return s.Second.Verdict != Undecided && !s.Second.settles && (ruling == AwaitsFirst || ruling == AwaitsSecond)
}

// Later returns the decision that was made later.
func (s *Stages) Later() Decision {
	if s.Second.Verdict == Undecided || s.Second.place < s.First.place {
		return s.First
	}
	return s.Second
}

// SecondReviewer returns the reviewer of the item's second stage; empty if it has none.
func (c *Campaign) SecondReviewer(item string) string { return c.second[item] }

// Staged reports whether any item of the campaign has a second stage.
func (c *Campaign) Staged() bool { return len(c.second) > 0 }

// Ruled reports whether the campaign has a second stage, or a rule about undecided rows, so that how a decision came about
// is worth a column.
func (c *Campaign) Ruled() bool { return c.Staged() || c.Undecided != "" }

// SecondAssigned returns the items of which the person is the second reviewer, in order.
func (c *Campaign) SecondAssigned(reviewer string) []string {
	var items []string
	for _, item := range c.Items {
		if c.isSecond(item, reviewer) {
			items = append(items, item)
		}
	}
	return items
}

// isSecond reports whether the person is the reviewer of the item's second stage.
func (c *Campaign) isSecond(item, email string) bool {
	second, staged := c.second[item]
	return staged && c.people.Same(second, email)
}

// StageOf returns the stage of the item in which the person decides.
func (c *Campaign) StageOf(item, email string) Stage {
	if c.isSecond(item, email) {
		return SecondStage
	}
	return FirstStage
}

// reviewerIn returns the reviewer of a stage of the item.
func (c *Campaign) reviewerIn(item string, stage Stage) string {
	if stage == SecondStage {
		return c.second[item]
	}
	return c.assignee[item]
}

// In returns the last decision of a stage that was not taken back; Verdict Undecided if there is none.
func (c *Campaign) In(item string, stage Stage) Decision {
	stack := c.decisions[item]
	if stage == SecondStage {
		stack = c.seconds[item]
	}
	if len(stack) > 0 {
		return stack[len(stack)-1]
	}
	return Decision{Item: item, Verdict: Undecided}
}

// Part returns what a stage contributes to the decision in force; Verdict Undecided if it contributes nothing, as a second
// decision about a first one that changed since.
func (c *Campaign) Part(item string, stage Stage) Decision {
	d := c.In(item, stage)
	if stage == SecondStage && !d.settles {
		if _, ruling := c.Disagreement.Settle(c.In(item, FirstStage), d); ruling == AwaitsFirst || ruling == AwaitsSecond {
			return Decision{Item: item, Verdict: Undecided}
		}
	}
	return d
}

// settled returns the decision that the stages of the item give; Verdict Undecided if they give none.
func (c *Campaign) settled(item string) Decision {
	second, staged := c.second[item]
	if !staged {
		return c.In(item, FirstStage)
	}
	stages := &Stages{Reviewer: second, First: c.In(item, FirstStage), Second: c.In(item, SecondStage)}
	d, ruling := c.Disagreement.Settle(stages.First, stages.Second)
	if last := stages.byFallback(); last.Verdict != Undecided && ruling != Agreed {
		d, ruling = last, ByFallback
	}
	if ruling == Agreed {
		d.Until = earliest(stages.First.Until, stages.Second.Until)
	}
	d.Ruling, d.Stages = ruling, stages
	if d.Verdict != Undecided && ruling != ByFallback {
		d.place = stages.Later().place
	}
	return d
}

// byFallback returns the decision with which the fallback reviewer settles the row; Verdict Undecided if there is none.
func (s *Stages) byFallback() Decision {
	for _, one := range []Decision{s.Second, s.First} {
		if one.settles {
			return one
		}
	}
	return Decision{Item: s.First.Item, Verdict: Undecided}
}

// since returns the time from which the decision is in force.
func (d *Decision) since() time.Time {
	if d.Stages != nil && d.Ruling != AtClosing && d.Ruling != ByFallback && d.Ruling != ByLapse {
		return d.Stages.Later().At
	}
	return d.At
}

// Standing returns the decisions of reviewers that count on the row: one of each stage, at most.
func (d *Decision) Standing() []*Decision {
	switch {
	case d.Was != nil:
		return d.Was.Standing()
	case d.Stages != nil:
		var all []*Decision
		for _, one := range []*Decision{&d.Stages.First, &d.Stages.Second} {
			if one.Verdict != Undecided {
				all = append(all, one)
			}
		}
		return all
	case d.Verdict == Undecided || d.Ruling == AtClosing:
		return nil
	}
	return []*Decision{d}
}

// signed returns the sign-off with which the last of the item's stages was closed; false while one is not.
func (c *Campaign) signed(item string) (Signoff, bool) {
	s, ok := c.Signoff(c.assignee[item])
	if _, staged := c.second[item]; ok && staged {
		var other Signoff
		if other, ok = c.Signoff(c.second[item]); other.place > s.place {
			s = other
		}
	}
	return s, ok
}

// lockedIn reports whether nothing about a stage of the item can change.
func (c *Campaign) lockedIn(item string, stage Stage) bool {
	if c.over() {
		return true
	}
	_, signed := c.Signoff(c.reviewerIn(item, stage))
	return signed
}

// stageOf returns the stage of which the line of that hash made the last decision on the item.
func (c *Campaign) stageOf(item, hash string) (Stage, bool) {
	for _, stage := range []Stage{FirstStage, SecondStage} {
		if d := c.In(item, stage); d.Verdict != Undecided && d.Line.Hash == hash {
			return stage, true
		}
	}
	return FirstStage, false
}

// takeSeconds assigns the second stages of the items as an opening says, and makes their reviewers known.
func (c *Campaign) takeSeconds(l record.Line, assignments []Assignment) {
	for _, a := range assignments {
		before := len(c.second)
		for _, item := range a.Items {
			if _, has := c.second[item]; c.Contains(item) && !has {
				if c.second == nil {
					c.second = map[string]string{}
				}
				c.second[item] = a.Reviewer
			}
		}
		if !c.IsReviewer(a.Reviewer) {
			c.Reviewers = append(slices.Clone(c.Reviewers), a.Reviewer)
		}
		one := handover(l, "", a.Reviewer, len(c.second)-before, "")
		one.Stage = SecondStage
		c.Handovers = append(c.Handovers, one)
	}
}

// refusesSeconds returns why an opening has no effect on account of its second stages.
func (d Opened) refusesSeconds(c *Campaign) string {
	if len(d.Second) == 0 {
		return ""
	}
	first := map[string]string{}
	for _, a := range d.Assignments {
		for _, item := range a.Items {
			first[item] = cmp.Or(first[item], a.Reviewer)
		}
	}
	for _, a := range d.Second {
		for _, item := range a.Items {
			switch {
			case c.people.Same(first[item], a.Reviewer):
				return item + " has " + a.Reviewer + " in both stages"
			case c.isLike(d.Holders[item], a.Reviewer):
				return item + " is the access of " + d.Holders[item] + ", and they cannot decide on it"
			case isAuditor(c.base.Rights, a.Reviewer):
				return a.Reviewer + " is an auditor; an auditor changes nothing"
			}
		}
	}
	return ""
}
