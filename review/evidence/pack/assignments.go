package pack

import (
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/tabular"
)

// assignmentFields lists the columns of the table of assignments, one row for each handover.
var assignmentFields = tabular.Fields[*campaign.Handover]{
	tabular.TimeOf("at", func(h *campaign.Handover) *time.Time { return &h.At }),
	tabular.TextOf("act", func(h *campaign.Handover) string { return h.Act() }),
	tabular.TextOf("by", func(h *campaign.Handover) string { return h.By }),
	tabular.TextOf("assurance", func(h *campaign.Handover) string { return string(h.Assurance) }),
	tabular.TextOf("from", func(h *campaign.Handover) string { return h.From }),
	tabular.TextOf("to", func(h *campaign.Handover) string { return h.To }),
	tabular.NumberOf("rows", func(h *campaign.Handover) int { return h.Items }),
	tabular.TextOf("rule", func(h *campaign.Handover) string { return h.Rule }),
	tabular.TextOf("until", func(h *campaign.Handover) string { return h.Until }),
	tabular.TextOf("reason", func(h *campaign.Handover) string { return h.Reason }),
	tabular.TextOf("journal_writer", func(h *campaign.Handover) string { return h.Line.Writer }),
	tabular.NumberOf("journal_seq", func(h *campaign.Handover) int64 { return h.Line.Seq }),
	tabular.TextOf("journal_hash", func(h *campaign.Handover) string { return h.Line.Hash }),
}

// assignments returns how many rows each reviewer got to decide on: at opening, by which rule, and by each handover since.
func (pv *packView) assignments() *tabular.Table {
	fields := assignmentFields
	if pv.Campaign.Staged() {
		fields = append(fields[:len(fields):len(fields)], tabular.TextOf("stage", func(h *campaign.Handover) string { return h.Stage.String() }))
	}
	return tabular.OfPointers("assignments", fields, pv.Campaign.Handovers)
}
