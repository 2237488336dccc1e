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
	tabular.ListOf("to_scopes", func(d *Decision) []string { return d.Scopes }),
	tabular.TextOf("reason", func(d *Decision) string { return d.Reason }),
	tabular.TextOf("reviewer", func(d *Decision) string { return d.Reviewer }),
	tabular.TextOf("in_place_of", func(d *Decision) string { return d.InPlaceOf }),
	tabular.TextOf("assurance", func(d *Decision) record.Assurance { return d.Assurance }),
	tabular.TextOf("key", func(d *Decision) string { return d.Known.Key }),
	tabular.TimeOf("decided_at", func(d *Decision) *time.Time { return &d.At }),
	tabular.NumberOf("dwell_ms", func(d *Decision) int64 { return d.DwellMS }).OnlyIf((*Decision).made),
	tabular.NumberOf("bulk_size", func(d *Decision) int { return d.Bulk }).OnlyIf((*Decision).made),
	tabular.BoolOf("carried_forward", func(d *Decision) bool { return d.Carried }).OnlyIf((*Decision).made),
	tabular.ListOf("hints", func(d *Decision) []string { return d.Hints }),
	tabular.TextOf("journal_writer", func(d *Decision) string { return d.Line.Writer }),
	tabular.NumberOf("journal_seq", func(d *Decision) int64 { return d.Line.Seq }).OnlyIf(func(d *Decision) bool { return d.Line.Hash != "" }),
	tabular.TextOf("journal_hash", func(d *Decision) string { return d.Line.Hash }),
}

// StageFields describe the columns of a row with two stages, and of how the decision in force came about.
var StageFields = func() tabular.Fields[*Decision] {
	fields := tabular.Fields[*Decision]{
		tabular.TextOf("second_assigned_to", func(d *Decision) string {
			if d.Stages == nil {
				return ""
			}
			return d.Stages.Reviewer
		}),
	}
	for _, stage := range []Stage{FirstStage, SecondStage} {
		text := func(name string, of func(Decision) string) {
			fields = append(fields, tabular.TextOf(stage.String()+"_"+name, func(d *Decision) string {
				if d.Stages == nil {
					return ""
				}
				return of(d.Stages.Of(stage))
			}))
		}
		text("decision", func(d Decision) string { return string(d.Verdict) })
		text("to_role", func(d Decision) string { return d.ToRoleName })
		text("reason", func(d Decision) string { return d.Reason })
		text("reviewer", func(d Decision) string { return d.Reviewer })
		text("journal_hash", func(d Decision) string { return d.Line.Hash })
	}
	return append(fields, tabular.TextOf("ruling", func(d *Decision) Ruling { return d.Ruling }))
}()

func (d *Decision) made() bool { return d.Verdict != Undecided && d.Ruling != AtClosing }

// SignedStatement records a signed statement: a reviewer's about an assignment, or the closer's about the whole
// campaign.
type SignedStatement struct {
	By        string           `json:"by"`
	Part      string           `json:"part"` // share (an assignment) or whole
	Assurance record.Assurance `json:"assurance"`
	Key       string           `json:"key"` // fingerprint of the SSH key that signed it; empty if none did
	At        record.Time      `json:"at"`
	Text      string           `json:"statement"`
	// SupersededBy, SupersededAt and SupersededReason say who reopened the assignment, so that the statement does not count
	// any more; empty if it counts.
	SupersededBy     string       `json:"superseded_by,omitempty"`
	SupersededAt     *record.Time `json:"superseded_at,omitempty"`
	SupersededReason string       `json:"superseded_reason,omitempty"`

	Known record.Known `json:"-"`
}

// Standing says that the statement is superseded, by whom and why; empty if it counts.
func (s SignedStatement) Standing() string {
	if s.SupersededAt == nil {
		return ""
	}
	return "superseded: reopened by " + s.SupersededBy + " on " + s.SupersededAt.UTC().Format("2 Jan 2006") + ": " + s.SupersededReason
}

// StatementFields describe the columns of statements.
var StatementFields = tabular.Fields[SignedStatement]{
	tabular.TextOf("part", func(s SignedStatement) string { return s.Part }),
	tabular.TextOf("by", func(s SignedStatement) string { return s.By }),
	tabular.TextOf("assurance", func(s SignedStatement) record.Assurance { return s.Assurance }),
	tabular.TextOf("key", func(s SignedStatement) string { return s.Key }),
	tabular.TimeOf("at", func(s SignedStatement) *time.Time { return &s.At.Time }),
	tabular.TextOf("statement", func(s SignedStatement) string { return s.Text }),
	tabular.TextOf("superseded_by", func(s SignedStatement) string { return s.SupersededBy }),
	tabular.TimeOf("superseded_at", func(s SignedStatement) *time.Time {
		if s.SupersededAt == nil {
			return nil
		}
		return &s.SupersededAt.Time
	}),
	tabular.TextOf("superseded_reason", func(s SignedStatement) string { return s.SupersededReason }),
}

// Statements returns the sign-offs, those that are superseded first, and, if the campaign is closed, the closing; each
// in the order in which they were made.
func Statements(superseded []Superseded, signoffs []Signoff, closing *Closing) []SignedStatement {
	out := []SignedStatement{}
	for _, s := range superseded {
		one := s.signed()
		one.SupersededBy, one.SupersededAt, one.SupersededReason = s.By, &record.Time{Time: s.At}, s.Reason
		out = append(out, one)
	}
	for _, s := range signoffs {
		out = append(out, s.signed())
	}
	if c := closing; c != nil {
		out = append(out, SignedStatement{By: c.By, Part: "whole", Assurance: c.Assurance, Key: c.Key, At: record.Time{Time: c.At}, Text: c.Statement, Known: c.Known})
	}
	return out
}

func (s Signoff) signed() SignedStatement {
	return SignedStatement{By: s.Reviewer, Part: "share", Assurance: s.Assurance, Key: s.Key, At: record.Time{Time: s.At}, Text: s.Statement, Known: s.Known}
}

// MovedDue is a due date that was moved, as exports have it.
type MovedDue struct {
	Was    string      `json:"was"` // YYYY-MM-DD
	Due    string      `json:"due"` // YYYY-MM-DD
	By     string      `json:"by"`
	At     record.Time `json:"at"`
	Reason string      `json:"reason"`
}

// Moved returns the due dates that were moved, the oldest first.
func Moved(moves []DueMove) []MovedDue {
	out := make([]MovedDue, len(moves))
	for i, m := range moves {
		out[i] = MovedDue{m.Was.Format(DateLayout), m.Due.Format(DateLayout), m.By, record.Time{Time: m.At}, m.Reason}
	}
	return out
}

// String returns the move as a sentence.
func (m MovedDue) String() string {
	return "moved from " + m.Was + " to " + m.Due + " by " + m.By + " on " + m.At.UTC().Format("2 Jan 2006") + ": " + m.Reason
}
