package evidence

import (
	"context"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// Why holds a control with the rows that it is about.
type Why struct {
	Campaign string `json:"campaign"`
	SoFar    bool   `json:"so_far"` // the campaign is open, so that the result may change
	pack.Control
	Rows []WhyRow `json:"rows"`
}

// WhyRow is an item that a control is about, with what is on record of it. Texts are empty if unset.
type WhyRow struct {
	Item       string               `json:"item"`
	Title      string               `json:"title"` // what people call it
	Role       string               `json:"role"`
	Assignment string               `json:"share"` // the reviewer to whom it is assigned
	Decision   campaign.Verdict     `json:"decision"`
	Reason     string               `json:"reason"`
	Reviewer   string               `json:"reviewer"`
	DecidedAt  record.Time          `json:"decided_at,omitzero"`
	DwellMS    int64                `json:"dwell_ms"`
	Bulk       int                  `json:"bulk_size"`
	Hints      []string             `json:"hints"`
	CountsAs   remediation.Standing `json:"change_counts_as"` // of the change that the decision asks for
	State      remediation.State    `json:"change_state"`
	Detail     string               `json:"change_detail"`
	Writer     string               `json:"journal_writer"` // of the line of the decision
	Seq        int64                `json:"journal_seq"`
}

// Why returns the control of that name with the rows that it is about: those that keep it from passing. It is a
// BadInput fault if there is no such control.
func (s *Service) Why(ctx context.Context, id, control string) (Why, error) {
	facts, err := s.facts(ctx, id)
	if err != nil {
		return Why{}, err
	}
	checks := facts.Controls(facts)
	i := slices.IndexFunc(checks, func(c pack.Control) bool { return c.Name == control })
	if i < 0 {
		names := make([]string, len(checks))
		for i, c := range checks {
			names[i] = c.Name
		}
		return Why{}, fault.New(fault.BadInput, "there is no control %q", control).WithHint("there are %s", strings.Join(names, ", "))
	}
	return Why{Campaign: facts.Campaign.ID, SoFar: !facts.Final(), Control: checks[i], Rows: whyRows(facts, checks[i].Items)}, nil
}

// whyRows returns the rows of these items, in the order of the population. An item need not be in the campaign.
func whyRows(f *pack.Facts, items []string) []WhyRow {
	changes := map[string]*remediation.Recorded{}
	for i := range f.Changes {
		if c := &f.Changes[i]; !c.Undo {
			changes[c.Item] = c
		}
	}
	rows := []WhyRow{}
	left := make(map[string]bool, len(items))
	for _, item := range items {
		left[item] = true
	}
	add := func(r *access.Row) {
		delete(left, r.Item)
		d := f.Campaign.Decision(r.Item)
		row := WhyRow{
			Item: r.Item, Title: r.Title(), Role: r.Role, Assignment: f.Campaign.Reviewer(r.Item), Decision: d.Verdict, Reason: d.Reason,
			Reviewer: d.Decider(), DecidedAt: record.Time{Time: d.At}, DwellMS: d.DwellMS, Bulk: d.Bulk, Hints: append([]string{}, d.Hints...),
			Writer: d.Line.Writer, Seq: d.Line.Seq,
		}
		if c := changes[r.Item]; c != nil {
			row.CountsAs, row.State, row.Detail = c.Standing, c.State, c.Detail
		}
		rows = append(rows, row)
	}
	for i := range f.Rows {
		if left[f.Rows[i].Item] {
			add(&f.Rows[i])
		}
	}
	for _, item := range items {
		if left[item] {
			add(&access.Row{Item: item, Kind: access.KindOf(item)})
		}
	}
	return rows
}
