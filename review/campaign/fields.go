package campaign

import (
	"time"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/tabular"
)

// DecisionFields describe the columns of a decision, in every table that has them. Numbers and truth values that an
// undecided item lacks are nil.
var DecisionFields = tabular.Fields[*Decision]{
	tabular.TextOf("decision", func(d *Decision) Verdict { return d.Verdict }),
	tabular.TextOf("to_role", func(d *Decision) string { return d.ToRoleName }),
	tabular.TextOf("to_role_id", func(d *Decision) string { return d.ToRole }),
	tabular.ListOf("gains", func(d *Decision) []string { return d.Gains }),
	tabular.TextOf("reason", func(d *Decision) string { return d.Reason }),
	tabular.TextOf("reviewer", func(d *Decision) string { return d.Reviewer }),
	tabular.TextOf("assurance", func(d *Decision) record.Assurance { return d.Assurance }),
	tabular.TimeOf("decided_at", func(d *Decision) *time.Time { return &d.At }),
	tabular.NumberOf("dwell_ms", func(d *Decision) int64 { return d.DwellMS }).OnlyIf((*Decision).made),
	tabular.NumberOf("bulk_size", func(d *Decision) int { return d.Bulk }).OnlyIf((*Decision).made),
	tabular.BoolOf("carried_forward", func(d *Decision) bool { return d.Carried }).OnlyIf((*Decision).made),
	tabular.ListOf("hints", func(d *Decision) []string { return d.Hints }),
	tabular.TextOf("journal_writer", func(d *Decision) string { return d.Line.Writer }),
	tabular.NumberOf("journal_seq", func(d *Decision) int64 { return d.Line.Seq }).OnlyIf((*Decision).made),
	tabular.TextOf("journal_hash", func(d *Decision) string { return d.Line.Hash }),
}

func (d *Decision) made() bool { return d.Verdict != Undecided }

// SignedStatement records a signed statement: a reviewer's about an assignment, or the closer's about the whole
// campaign.
type SignedStatement struct {
	By        string           `json:"by"`
	Part      string           `json:"part"` // share (an assignment) or whole
	Assurance record.Assurance `json:"assurance"`
	At        record.Time      `json:"at"`
	Text      string           `json:"statement"`
}

// StatementFields describe the columns of statements.
var StatementFields = tabular.Fields[SignedStatement]{
	tabular.TextOf("part", func(s SignedStatement) string { return s.Part }),
	tabular.TextOf("by", func(s SignedStatement) string { return s.By }),
	tabular.TextOf("assurance", func(s SignedStatement) record.Assurance { return s.Assurance }),
	tabular.TimeOf("at", func(s SignedStatement) *time.Time { return &s.At.Time }),
	tabular.TextOf("statement", func(s SignedStatement) string { return s.Text }),
}

// Statements returns the sign-offs and, if the campaign is closed, the closing, in the order in which they were made.
func Statements(signoffs []Signoff, closing *Closing) []SignedStatement {
	out := []SignedStatement{}
	for _, s := range signoffs {
		out = append(out, SignedStatement{s.Reviewer, "share", s.Assurance, record.Time{Time: s.At}, s.Statement})
	}
	if c := closing; c != nil {
		out = append(out, SignedStatement{c.By, "whole", c.Assurance, record.Time{Time: c.At}, c.Statement})
	}
	return out
}
