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
	first := t.carriedOut()
	if first.decision == "" || first.decision == d.Line.Hash || !d.Verdict.Takes() {
		return a
	}
	same := first.action == actionOf(access.KindOf(item), d.Verdict) && first.role == d.ToRole && sameSet(first.scopes, d.Scopes)
	if !same || l.Track(a.Back()).CarriedOut() {
		a.Round = d.Line.Hash
	}
	return a
}

// carried is a decision that was carried out, and how. It has no decision if none was, or if the record does not say.
type carried struct {
	decision string // hash
	action   order.Action
	role     string
	scopes   []string
}

// carriedOut returns the decision that was carried out last.
func (t *Track) carriedOut() (last carried) {
	for i := range t.Attempts {
		if a := &t.Attempts[i]; a.reached() {
			last = carried{a.Decision, a.Action, a.ToRole, a.ToScopes}
		}
	}
	if h := t.ByHand; last.decision == "" && h != nil {
		last = carried{h.Decision, h.Action, h.ToRole, h.ToScopes}
	}
	return last
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
