package campaign

import (
	"slices"

	"github.com/tuar-dev/tuar/review/access"
)

// Newer is a decision that became final after another campaign's decision about the same access.
type Newer struct {
	Campaign *Campaign
	Decision Decision
	place    int
}

// Words describes the newer decision and its campaign: "certified since in Q4 review by a.berg@example.com on 3 Oct
// 2026".
func (n Newer) Words() string {
	what := n.Decision.Verdict.Past()
	if !n.Decision.Verdict.Known() {
		what = "decided in a way that this version does not know"
	}
	if to := n.Decision.To(); to != "" {
		what += " to " + to
	}
	return what + " since in " + n.Campaign.Name + " by " + n.Decision.Decider() + " on " + n.Decision.At.UTC().Format("2 Jan 2006")
}

// Contrary reports whether the newer decision leads to other access than d.
func (n Newer) Contrary(d Decision) bool {
	return !n.Decision.sameEffect(d)
}

// sameEffect reports whether two decisions leave the same access.
func (d Decision) sameEffect(other Decision) bool {
	toRole := func(v Verdict) bool { return v == Reduce || v == Move }
	if toRole(d.Verdict) && toRole(other.Verdict) {
		return d.ToRole == other.ToRole && len(access.Gains(d.Scopes, other.Scopes))+len(access.Gains(other.Scopes, d.Scopes)) == 0
	}
	return d.Verdict.Known() && d.Verdict == other.Verdict
}

// Newer returns the decisions about an item that other campaigns made and that became final after c's decision on of,
// the newest first; if c has none in force, those since it was opened. Abstentions decide nothing. The order of the
// record counts, not the clocks.
func (b *Book) Newer(c *Campaign, of, item string) []Newer {
	since, final := c.finalAs(of)
	if !final {
		since = c.openedAs // what was decided was carried out, and is not in force any more
	}
	var out []Newer
	for _, other := range b.order {
		if other == c || other.endedBy(since) {
			continue
		}
		d := other.Decision(item)
		if place, ok := other.finalAs(item); ok && d.Verdict != Abstain && place > since {
			out = append(out, Newer{other, d, place})
		}
	}
	slices.SortFunc(out, func(a, b Newer) int { return b.place - a.place })
	return out
}

// endedBy reports whether no decision of the campaign became final after that place: it was closed by then, and no
// certificate lapsed since.
func (c *Campaign) endedBy(place int) bool {
	return c.State == Closed && c.closedAs <= place && len(c.lapsed) == 0
}

// Overruled returns the newest decision that differs from c's decision d on of, so that d must no longer be carried
// out; false if there is none.
func (b *Book) Overruled(c *Campaign, of, item string, d Decision) (Newer, bool) {
	for _, n := range b.Newer(c, of, item) {
		if n.Contrary(d) {
			return n, true
		}
	}
	return Newer{}, false
}

// finalAs returns the place in the fold from which on the decision in force for the item may be carried out; see
// ReadyAt.
func (c *Campaign) finalAs(item string) (int, bool) {
	if _, ready := c.ReadyAt(item); !ready {
		return 0, false
	}
	switch d := c.Decision(item); {
	case d.Ruling == ByLapse:
		return d.place, true
	case d.Ruling == AtClosing:
	case c.Apply == AtOnce:
		return d.place, true
	case c.Apply == AtSignoff:
		if s, signed := c.signed(item); signed {
			return s.place, true
		}
	}
	return c.closedAs, true
}

// Taking returns by item the newest decision that asked for a change, whether or not it is in force still.
func (c *Campaign) Taking() map[string]Decision {
	out := map[string]Decision{}
	add := func(d Decision) {
		if was, ok := out[d.Item]; d.Verdict.Takes() && (!ok || d.place > was.place) {
			out[d.Item] = d
		}
	}
	for _, stacks := range []map[string][]Decision{c.decisions, c.seconds} {
		for _, stack := range stacks {
			for _, d := range stack {
				add(d)
			}
		}
	}
	for _, u := range c.Undoings {
		add(u.Decision)
	}
	return out
}

// Withdrawn explains why a decision is no longer in force; empty if it is in force.
func (c *Campaign) Withdrawn(d Decision) string {
	now := c.Decision(d.Item)
	if now.Line == d.Line {
		return ""
	}
	for _, u := range c.Undoings {
		if u.Decision.Line == d.Line {
			return "the decision was taken back by " + u.By + " on " + u.At.UTC().Format("2 Jan 2006")
		}
	}
	if now.Verdict == Undecided {
		return "the decision is not in force any more: " + now.Ruling.Words()
	}
	return "the decision was replaced: " + now.Verdict.Past() + " by " + now.Decider() + " on " + now.At.UTC().Format("2 Jan 2006")
}
