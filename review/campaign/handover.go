package campaign

import (
	"cmp"
	"time"

	"github.com/tuar-dev/tuar/review/record"
)

// Handover records that items got into a reviewer's assignment: at opening those of one rule, and later the items that
// one line moved there from the assignment of one other reviewer.
type Handover struct {
	From      string // empty at opening
	To        string
	Items     int    // how many
	Rule      string // at opening: see Assignment.Rule
	Until     string // YYYY-MM-DD, the last day, if they were handed over for a time
	Back      bool   // they went back after that time
	By        string
	Assurance record.Assurance
	At        time.Time
	Reason    string // none at opening, and when they went back
	Line      Ref
	Stage     Stage // of the items
}

// Act returns the kind of handover in a word.
func (h Handover) Act() string {
	switch {
	case h.From == "":
		return "assigned"
	case h.Back:
		return "returned"
	}
	return "reassigned"
}

func handover(l record.Line, from, to string, items int, reason string) Handover {
	return Handover{From: from, To: to, Items: items, By: l.Actor, Assurance: l.Assurance, At: l.Time.Time, Reason: reason, Line: refOf(l)}
}

// handOver moves an item to another reviewer, for good or for a time.
func (c *Campaign) handOver(l record.Line, item string, d Delegated) {
	from := c.assignee[item]
	c.reassign(l, item, Handover{To: d.To, Until: d.Until, Reason: d.Reason})
	if until, ok := lastDay(d.Until); ok && !c.people.Same(from, d.To) {
		if c.away == nil {
			c.away = map[string]away{}
		}
		c.away[item] = away{from, d.To, until, l.Hash}
	}
}

// reassign moves a stage of an item to another reviewer, and counts it in the handover of the line. An item that the same
// person has already is not counted.
func (c *Campaign) reassign(l record.Line, item string, h Handover) {
	from := c.reviewerIn(item, h.Stage)
	c.took(effect{refOf(l), item, from, h.Stage})
	if h.Stage == SecondStage {
		c.second[item] = h.To
	} else {
		c.assignee[item] = h.To
		delete(c.away, item)
	}
	if c.people.Same(from, h.To) {
		return
	}
	delete(c.postponed, part{item, h.Stage}) // the new reviewer sees it at once
	if h.Stage == FirstStage {
		if c.first == nil {
			c.first = map[string]string{}
		}
		c.first[item] = cmp.Or(c.first[item], from)
	}
	for i := len(c.Handovers) - 1; i >= 0 && c.Handovers[i].Line.Hash == l.Hash; i-- {
		if c.Handovers[i].From == from && c.Handovers[i].Stage == h.Stage {
			c.Handovers[i].Items++
			return
		}
	}
	one := handover(l, from, h.To, 1, h.Reason)
	one.Stage, one.Until, one.Back = h.Stage, h.Until, h.Back
	c.Handovers = append(c.Handovers, one)
}

// ReassignedFrom returns the reviewer to whom the item was assigned at opening, if it was moved to another one since;
// else it is empty.
func (c *Campaign) ReassignedFrom(item string) string {
	if first := c.first[item]; !c.people.Same(first, c.assignee[item]) {
		return first
	}
	return ""
}
