package evidence

import (
	"context"
	"slices"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/sample"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/tabular"
)

// SampleOptions tell what to draw.
type SampleOptions struct {
	Seed string
	Size int              // how many rows
	Of   campaign.Verdict // only of rows with that decision; empty for all
}

// Sample holds rows drawn from a campaign; the same record always gives the same rows.
type Sample struct {
	Campaign string
	Name     string
	Seed     string
	Of       campaign.Verdict // empty for all
	From     int              // how many rows it is drawn from
	Rows     []SampledRow     // in the order in which they are drawn
}

// SampledRow holds a row that was drawn.
type SampledRow struct {
	campaign.SheetRow
	Key string // by which it was drawn; see sample.Key
}

// Sample draws rows of a campaign that was opened; see sample.Draw.
func (s *Service) Sample(ctx context.Context, id string, o SampleOptions) (Sample, error) {
	verdicts := append([]campaign.Verdict{"", campaign.Undecided}, campaign.Verdicts...)
	switch {
	case o.Seed == "":
		return Sample{}, fault.New(fault.BadInput, "a sample needs a seed").
			WithHint("any text that was not chosen with the rows in view, such as the quarter: %s", fault.Again("--seed 2026Q3"))
	case o.Size < 1:
		return Sample{}, fault.New(fault.BadInput, "%d is not a number of rows to draw", o.Size)
	case !slices.Contains(verdicts, o.Of):
		return Sample{}, fault.New(fault.BadInput, "%q is not a decision to draw from",
			o.Of).WithHint("there are certify, reduce, move, revoke, abstain and undecided")
	}
	sheet, err := s.campaigns.Sheet(ctx, id)
	if err != nil {
		return Sample{}, err
	}
	drawn := Sample{Campaign: sheet.Summary.ID, Name: sheet.Summary.Name, Seed: o.Seed, Of: o.Of}
	rows := make(map[string]campaign.SheetRow, len(sheet.Rows))
	var items []string
	for _, r := range sheet.Rows {
		if o.Of == "" || r.Decision.Verdict == o.Of {
			rows[r.Item], items = r, append(items, r.Item)
		}
	}
	drawn.From = len(items)
	for _, d := range sample.Draw(items, o.Seed, o.Size) {
		drawn.Rows = append(drawn.Rows, SampledRow{rows[d.Item], d.Key})
	}
	return drawn, nil
}

var sampleFields = func() tabular.Fields[*SampledRow] {
	row := tabular.Through(access.Fields, func(r *SampledRow) *access.Row { return &r.Row })
	decision := tabular.Through(campaign.DecisionFields, func(r *SampledRow) *campaign.Decision { return &r.Decision })
	return slices.Concat(
		row.Pick("item", "kind", "email", "name", "role"),
		tabular.Fields[*SampledRow]{tabular.TextOf("assigned_to", func(r *SampledRow) string { return r.Reviewer })},
		decision.Pick("decision", "to_role", "reason", "reviewer", "decided_at", "journal_writer", "journal_seq",
			"journal_hash"),
		tabular.Fields[*SampledRow]{tabular.TextOf("sample_key", func(r *SampledRow) string { return r.Key })},
	)
}()

// Table returns the sample for programs and spreadsheets.
func (s Sample) Table() *tabular.Table { return tabular.OfPointers("sample", sampleFields, s.Rows) }
