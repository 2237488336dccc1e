package review

import (
	"context"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/sample"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/tabular"
)

// SampleOptions say what to draw.
type SampleOptions struct {
	Seed string
	Size int              // how many rows
	Of   campaign.Verdict // only of rows with that decision; empty for all
}

// Sample is rows drawn from a campaign; anybody with the same record draws the same ones.
type Sample struct {
	Campaign string
	Name     string
	Seed     string
	Of       campaign.Verdict // empty for all
	From     int              // how many rows it is drawn from
	Rows     []SampledRow     // in the order in which they are drawn
}

// SampledRow is a row that was drawn.
type SampledRow struct {
	SheetRow
	Key string // by which it was drawn; see sample.Key
}

// Sample draws rows of a campaign that was opened; see sample.Draw.
func (w *Workspace) Sample(ctx context.Context, id string, o SampleOptions) (Sample, error) {
	verdicts := append([]campaign.Verdict{"", campaign.Undecided}, campaign.Verdicts...)
	switch {
	case o.Seed == "":
		return Sample{}, fault.New(fault.BadInput, "a sample needs a seed").WithHint("any text that nobody chose with the rows in view, such as the quarter: --seed 2026Q3")
	case o.Size < 1:
		return Sample{}, fault.New(fault.BadInput, "%d is not a number of rows to draw", o.Size)
	case !slices.Contains(verdicts, o.Of):
		return Sample{}, fault.New(fault.BadInput, "%q is not a decision to draw from", o.Of).WithHint("there are certify, reduce, move, revoke, abstain and undecided")
	}
	sheet, err := w.Sheet(ctx, id)
	if err != nil {
		return Sample{}, err
	}
	s := Sample{Campaign: sheet.Summary.ID, Name: sheet.Summary.Name, Seed: o.Seed, Of: o.Of}
	rows := make(map[string]SheetRow, len(sheet.Rows))
	var items []string
	for _, r := range sheet.Rows {
		if o.Of == "" || r.Decision.Verdict == o.Of {
			rows[r.Item], items = r, append(items, r.Item)
		}
	}
	s.From = len(items)
	for _, d := range sample.Draw(items, o.Seed, o.Size) {
		s.Rows = append(s.Rows, SampledRow{rows[d.Item], d.Key})
	}
	return s, nil
}

// Table is the sample for programs and spreadsheets.
func (s Sample) Table() *tabular.Table {
	type r = SampledRow
	decided := func(r r) bool { return r.Decision.Verdict != campaign.Undecided }
	return tabular.Of("sample", []tabular.Field[r]{
		tabular.TextOf("item", func(r r) string { return r.Item }),
		tabular.TextOf("kind", func(r r) string { return string(r.Kind) }),
		tabular.TextOf("email", func(r r) string { return r.Email }),
		tabular.TextOf("name", func(r r) string { return r.Name }),
		tabular.TextOf("role", func(r r) string { return r.Role }),
		tabular.TextOf("share", func(r r) string { return r.Reviewer }),
		tabular.TextOf("decision", func(r r) string { return string(r.Decision.Verdict) }),
		tabular.TextOf("to_role", func(r r) string { return r.Decision.ToRoleName }),
		tabular.TextOf("reason", func(r r) string { return r.Decision.Reason }),
		tabular.TextOf("reviewer", func(r r) string { return r.Decision.Reviewer }),
		tabular.TimeOf("decided_at", func(r r) *time.Time { return &r.Decision.At }),
		tabular.TextOf("journal_writer", func(r r) string { return r.Decision.Line.Writer }),
		tabular.NumberOf("journal_seq", func(r r) int64 { return r.Decision.Line.Seq }).OnlyIf(decided),
		tabular.TextOf("journal_hash", func(r r) string { return r.Decision.Line.Hash }),
		tabular.TextOf("sample_key", func(r r) string { return r.Key }),
	}, s.Rows)
}
