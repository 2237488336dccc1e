package pack

import (
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/dismissal"
	"github.com/tuar-dev/tuar/review/tabular"
)

// dismissals returns the table of dismissals: which hints did not count on which items, until when, by whom and why, up to
// the closing of the campaign.
func (pv *packView) dismissals() *tabular.Table {
	type d = *dismissal.Dismissal
	return tabular.From("dismissals", tabular.Fields[d]{
		tabular.TextOf("item", func(r d) string { return r.Item }),
		tabular.TextOf("hint", func(r d) string { return r.Hint }),
		tabular.TextOf("act", func(r d) string {
			if r.Restored {
				return "restored"
			}
			return "dismissed"
		}),
		tabular.TextOf("until", func(r d) string { return r.Until }),
		tabular.TextOf("fact", func(r d) string { return r.Fact }),
		tabular.TextOf("holder", func(r d) string { return r.Holder }),
		tabular.TextOf("role_id", func(r d) string { return r.RoleID }),
		tabular.TextOf("reason", func(r d) string { return r.Reason }),
		tabular.TextOf("by", func(r d) string { return r.By }),
		tabular.TextOf("assurance", func(r d) string { return string(r.Known.Assurance) }),
		tabular.TimeOf("at", func(r d) *time.Time { return &r.At }),
		tabular.TextOf("journal_writer", func(r d) string { return r.Line.Writer }),
		tabular.NumberOf("journal_seq", func(r d) int64 { return r.Line.Seq }),
		tabular.TextOf("journal_hash", func(r d) string { return r.Line.Hash }),
	}, len(pv.Dismissals), slices.Values(pv.Dismissals))
}
