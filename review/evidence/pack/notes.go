package pack

import (
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/calendar"
	"github.com/tuar-dev/tuar/review/note"
	"github.com/tuar-dev/tuar/review/tabular"
)

// Charge notes who is responsible for what in the population, by what the record says.
func (f *Facts) Charge(d access.Duties) {
	f.Charges = access.Charges(f.Population, d, f.Roster)
	for i := range f.Rows {
		f.Rows[i].Charge = f.charge(f.Rows[i].Item)
	}
}

// charge returns who is responsible for an item; nil if nothing is known.
func (f *Facts) charge(item string) *access.Charge {
	i, ok := slices.BinarySearchFunc(f.Charges, item, func(c access.Charge, item string) int {
		return strings.Compare(c.Item, item)
	})
	if !ok {
		return nil
	}
	return &f.Charges[i]
}

// chargeFields are the columns of notes. Tables of populations without a note lack them.
func (f *Facts) chargeFields() tabular.Fields[*access.Row] {
	if !slices.ContainsFunc(f.Rows, func(r access.Row) bool { return r.OfCharge().Note != nil }) {
		return nil
	}
	return access.ChargeFields
}

// notes returns the table of notes: who was responsible for what since when, up to the closing of the campaign.
func (pv *packView) notes() *tabular.Table {
	type n = *note.Note
	inForce := func(r n) *access.Charge {
		if c := pv.charge(r.Item); c != nil && c.Note == r {
			return c
		}
		return nil
	}
	return tabular.From("notes", tabular.Fields[n]{
		tabular.TextOf("item", func(r n) string { return r.Item }),
		tabular.TextOf("act", func(r n) string {
			if r.Cleared {
				return "cleared"
			}
			return "set"
		}),
		tabular.TextOf("owner", func(r n) string { return r.Owner }),
		tabular.TextOf("purpose", func(r n) string { return r.Purpose }),
		tabular.TextOf("review_every", func(r n) note.Interval { return r.Every }),
		tabular.BoolOf("in_force", func(r n) bool { return inForce(r) != nil }),
		tabular.TimeOf("reviewed_at", func(r n) *time.Time {
			if c := inForce(r); c != nil && !c.Reviewed.IsZero() {
				return &c.Reviewed
			}
			return nil
		}),
		tabular.TextOf("next_review", func(r n) string {
			if c := inForce(r); c != nil && c.Next != nil {
				return c.Next.Format(calendar.Layout)
			}
			return ""
		}),
		tabular.TextOf("reason", func(r n) string { return r.Reason }),
		tabular.TextOf("by", func(r n) string { return r.By }),
		tabular.TextOf("assurance", func(r n) string { return string(r.Known.Assurance) }),
		tabular.TimeOf("at", func(r n) *time.Time { return &r.At }),
		tabular.TextOf("journal_writer", func(r n) string { return r.Line.Writer }),
		tabular.NumberOf("journal_seq", func(r n) int64 { return r.Line.Seq }),
		tabular.TextOf("journal_hash", func(r n) string { return r.Line.Hash }),
	}, len(pv.Notes), slices.Values(pv.Notes))
}
