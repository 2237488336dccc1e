package campaign

import (
	"cmp"
	"time"

	"github.com/tuar-dev/tuar/review/record"
)

// Handover records that items got into a reviewer's assignment: all of an assignment at opening, and later the items that
// one line moved there from the assignment of one other reviewer.
type Handover struct {
	From      string // empty at opening
	To        string
	Items     int // how many
	By        string
	Assurance record.Assurance
	At        time.Time
	Reason    string // none at opening
	Line      Ref
	Stage     Stage // of the items
}

func handover(l record.Line, from, to string, items int, reason string) Handover {
	return Handover{From: from, To: to, Items: items, By: l.Actor, Assurance: l.Assurance, At: l.Time.Time, Reason: reason, Line: refOf(l)}
}

// handOver notes that the line moves an item to another reviewer. An item that the same person has already is not moved.
func (c *Campaign) handOver(l record.Line, item, to, why string, stage Stage) {
	from := c.reviewerIn(item, stage)
	if c.people.Same(from, to) {
		return
	}
	if stage == FirstStage {
		if c.first == nil {
			c.first = map[string]string{}
		}
		c.first[item] = cmp.Or(c.first[item], from)
	}
	for i := len(c.Handovers) - 1; i >= 0 && c.Handovers[i].Line.Hash == l.Hash; i-- {
		if c.Handovers[i].From == from && c.Handovers[i].Stage == stage {
			c.Handovers[i].Items++
			return
		}
	}
	one := handover(l, from, to, 1, why)
	one.Stage = stage
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
