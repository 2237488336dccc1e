package pack

import (
	"time"

	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/tabular"
)

// ruleChangeFields returns the columns of the table of changes of rules, one row for each change of a setting or a right.
func (pv *packView) ruleChangeFields() tabular.Fields[*rights.RuleChange] {
	type r = *rights.RuleChange
	return tabular.Fields[r]{
		tabular.TimeOf("at", func(r r) *time.Time { return &r.Line.Time.Time }),
		tabular.TextOf("during", func(r r) string { return pv.during(r.Line.Time.Time) }),
		tabular.TextOf("by", func(r r) string { return r.Line.Actor }),
		tabular.TextOf("assurance", func(r r) string { return string(r.Line.Assurance) }),
		tabular.TextOf("key", func(r r) string { return r.Key }),
		tabular.TextOf("before", func(r r) string { return r.Old }),
		tabular.TextOf("after", func(r r) string { return r.New }),
		tabular.BoolOf("loosened", func(r r) bool { return r.Loosens }),
		tabular.TextOf("proposal", func(r r) string { return r.Proposal }),
		tabular.TextOf("journal_writer", func(r r) string { return r.Line.Writer }),
		tabular.NumberOf("journal_seq", func(r r) int64 { return r.Line.Seq }),
		tabular.TextOf("journal_hash", func(r r) string { return r.Line.Hash }),
	}
}

// whileOpen is the part of a campaign's life in which it can be decided.
const whileOpen = "while open"

// during returns in which part of the campaign's life a time is.
func (f *Facts) during(at time.Time) string {
	switch {
	case at.Before(f.Campaign.OpenedAt):
		return "before opening"
	case f.Campaign.Closing != nil && at.After(f.Campaign.Closing.At):
		return "after closing"
	}
	return whileOpen
}

// beforehand is how long before the opening a loosened guard counts, without a campaign before it.
const beforehand = 30 * 24 * time.Hour

// loosenedBefore tells whether a guard was loosened between the campaign before and the opening.
func (f *Facts) loosenedBefore(g *rights.Loosened) bool {
	since := f.Campaign.OpenedAt.Add(-beforehand)
	if f.Previous != nil && f.Previous.Closing != nil {
		since = f.Previous.Closing.At
	}
	return g.At.Before(f.Campaign.OpenedAt) && !g.At.Before(since)
}

// loosenedSince tells whether a guard was loosened while the campaign was open.
func (f *Facts) loosenedSince(g *rights.Loosened) bool { return f.during(g.At) == whileOpen }

// ofRules finds guards that were loosened between the campaign before and the opening.
func (x *exceptionFinder) ofRules() {
	for i := range x.Loosened {
		if g := &x.Loosened[i]; x.loosenedBefore(g) {
			x.add("guard-loosened-before", "", g.By, g.At, "has %s before the opening", g.Done())
		}
	}
}
