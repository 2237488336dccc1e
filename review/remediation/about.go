package remediation

import (
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/order"
)

// About returns the key under which lines carry out a decision about an item. Where an earlier decision was carried out
// and taken back, or left other access, the later one has a track of its own.
func (l *Ledger) About(id, item string, d campaign.Decision) About {
	a := About{Campaign: id, Item: item}
	t := l.Track(a)
	first, action, role := t.carriedOut()
	if first == "" || first == d.Line.Hash || !d.Verdict.Takes() {
		return a
	}
	same := action == actionOf(access.KindOf(item), d.Verdict) && role == d.ToRole
	if !same || l.Track(a.Back()).CarriedOut() {
		a.Round = d.Line.Hash
	}
	return a
}

// carriedOut returns the decision that was carried out last, and how; empty if none was, or the record does not say.
func (t *Track) carriedOut() (decision string, action order.Action, toRole string) {
	for i := range t.Attempts {
		if a := &t.Attempts[i]; a.reached() {
			decision, action, toRole = a.Decision, a.Action, a.ToRole
		}
	}
	if h := t.ByHand; decision == "" && h != nil {
		decision, action, toRole = h.Decision, h.Action, h.ToRole
	}
	return decision, action, toRole
}

// overruled describes the newer decision that stops a change; empty if there is none.
func (c *Case) overruled(l *Ledger, w *Change) string {
	if c.Book == nil {
		return ""
	}
	of, ok := c.Book.Get(c.Campaign)
	if !ok {
		return ""
	}
	for _, item := range l.Names(w.about) {
		for _, n := range c.Book.Newer(of, w.Item, item) {
			if w.undo && n.Decision.Verdict.Takes() || !w.undo && n.Contrary(w.made) {
				return n.Words()
			}
		}
	}
	return ""
}
