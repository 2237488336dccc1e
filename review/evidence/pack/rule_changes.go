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

// during returns in which part of the campaign's life a time is.
func (f *Facts) during(at time.Time) string {
	switch {
	case at.Before(f.Campaign.OpenedAt):
		return "before opening"
	case f.Campaign.Closing != nil && at.After(f.Campaign.Closing.At):
		return "after closing"
	}
	return "while open"
}

// beforehand is how long before the opening a loosened guard counts, without a campaign before it.
const beforehand = 30 * 24 * time.Hour

// ofRules finds guards that were loosened between the campaign before and the opening.
func (x *exceptionFinder) ofRules() {
	since := x.Campaign.OpenedAt.Add(-beforehand)
	if x.Previous != nil && x.Previous.Closing != nil {
		since = x.Previous.Closing.At
	}
	for _, g := range x.Loosened {
		if g.At.Before(x.Campaign.OpenedAt) && !g.At.Before(since) {
			x.add("guard-loosened-before", "", g.By, g.At, "has %s before the opening", g.Done())
		}
	}
}
