package campaign

import (
	"cmp"

	"github.com/tuar-dev/tuar/review/record"
)

// effect is a line that changed one item or one reviewer's assignment.
type effect struct {
	line     Ref
	item     string
	reviewer string // whose assignment it changed, or took the item out of
	stage    Stage  // of the item
}

// took notes a line that had an effect.
func (c *Campaign) took(e effect) {
	if c.latest == nil {
		c.latest = record.Heads{}
	}
	c.latest[e.line.Writer] = record.Head{Writer: e.line.Writer, Seq: e.line.Seq, Hash: e.line.Hash}
	e.line.Hash = ""
	c.effects = append(c.effects, e)
}

// concerns reports whether an effect is on what a reviewer signs off.
func (c *Campaign) concerns(e effect, reviewer string) bool {
	return c.people.Same(e.reviewer, reviewer) || e.item != "" && c.people.Same(c.reviewerIn(e.item, e.stage), reviewer)
}

// contradicts returns a Damage if a line changed the subject of a closing and precedes it in the record, but was not among
// the lines known at that time. A line that no seal knew comes after it, so another seal that did not know this one had
// put it there: one of the two was made up later.
func (c *Campaign) contradicts(l record.Line, s Seal) error {
	e := c.unknown(l, s, func(e effect) bool { return e.item != "" })
	if e == nil {
		return nil
	}
	put := record.Line{Writer: e.line.Writer, Seq: e.line.Seq}
	return put.Damaged("a closing has it before line %d of %s, a %s by %s that did not know it: one of the two was put in later",
		l.Seq, l.Writer, l.Type, cmp.Or(l.Actor, "an unknown author"))
}

// unknown returns the first line that changed the subject of a sign-off or closing and precedes it in the record, but was
// not among the lines known at that time; nil if there is none. An old seal without heads claims to know nothing.
func (c *Campaign) unknown(l record.Line, s Seal, about func(effect) bool) *effect {
	if len(s.Heads) == 0 {
		return nil
	}
	known := map[string]int64{l.Writer: l.Seq} // unless its heads name its own journal
	for _, h := range s.Heads {
		known[h.Writer] = h.Seq
	}
	if l.Known().File != "" {
		known[l.Writer] = l.Seq // its decisions were written with it
	}
	covered := true
	for writer, h := range c.latest {
		covered = covered && h.Seq <= known[writer]
	}
	if covered {
		return nil
	}
	for i := range c.effects {
		if e := &c.effects[i]; e.line.Seq > known[e.line.Writer] && about(*e) {
			return e
		}
	}
	return nil
}
