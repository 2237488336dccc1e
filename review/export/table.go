// Package export writes the result of a campaign: one row per item, for people and programs that do not have tuar.
package export

import (
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/advice"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/tabular"
	"github.com/tuar-dev/tuar/review/timeline"
)

// Table is the result of one campaign.
type Table struct {
	Campaign   string                     `json:"campaign"` // its id
	Name       string                     `json:"campaign_name"`
	State      campaign.State             `json:"state"`
	Due        string                     `json:"due"`
	Scope      string                     `json:"scope"`
	AssignedBy string                     `json:"assigned_by,omitempty"` // rules of assignment; empty if reviewers got rows by the split alone
	Population string                     `json:"population"`
	TakenAt    time.Time                  `json:"population_taken_at"` // UTC, in whole seconds
	Roster     string                     `json:"roster,omitempty"`    // frozen with the population
	RosterAt   time.Time                  `json:"roster_at,omitzero"`  // when it was imported
	Signoffs   []campaign.SignedStatement `json:"signoffs"`
	DueMoves   []campaign.MovedDue        `json:"due_moves,omitempty"`
	Comments   map[string][]comment.Row   `json:"comments,omitempty"` // by item, each answer after its question
	Rows       []Row                      `json:"-"`                  // written as decisions
	Logged     bool                       `json:"-"`                  // something of the audit log is kept, as of now
	Dated      bool                       `json:"-"`                  // a decision certifies until a day, or a row was postponed
	Advises    bool                       `json:"-"`                  // there is advice about rows
	Ruled      bool                       `json:"-"`                  // there is a second stage, or a rule about undecided rows

	// For the columns of other systems.
	Workspace string     `json:"-"` // in which the access is, as the population names it
	Owner     string     `json:"-"` // who made the campaign
	CreatedAt time.Time  `json:"-"`
	OpenedAt  time.Time  `json:"-"`
	ClosedAt  *time.Time `json:"-"` // nil unless it is closed
}

// Row is one item with its decision, the resulting change, and the item in the previous campaign.
type Row struct {
	access.Row
	Decision campaign.Decision
	Advice   advice.Advice
	BackOn   string              // YYYY-MM-DD, on which a postponed row comes back; empty if it is not postponed
	Share    string              // of whom
	First    string              // to whom it was assigned at opening, if that was another reviewer
	Previous *access.PreviousRow // nil if it was never reviewed
	Timeline timeline.Timeline   // what the audit log says of the row, as far as it was read up to now
	Change   *remediation.Change // that the decision asks for; nil if it asks for none or is not final
}

// Reviewer returns the reviewer who decided, or to whom the item is assigned while it is undecided.
func (r *Row) Reviewer() string {
	if r.Decision.Verdict == campaign.Undecided {
		return r.Share
	}
	return r.Decision.Decider()
}

// change returns the change that the decision asks for, or an empty one.
func (r *Row) change() *remediation.Change {
	if r.Change == nil {
		return &remediation.Change{}
	}
	return r.Change
}

// previous returns the row at the last review, or an empty one.
func (r *Row) previous() *access.PreviousRow {
	if r.Previous == nil {
		return &access.PreviousRow{}
	}
	return r.Previous
}

var (
	rowFields      = tabular.Through(access.Fields, func(r *Row) *access.Row { return &r.Row })
	chargeFields   = tabular.Through(access.ChargeFields, func(r *Row) *access.Row { return &r.Row })
	mappingFields  = tabular.Through(access.MappingFields, func(r *Row) *access.Row { return &r.Row })
	rosterFields   = tabular.Through(access.RosterFields, func(r *Row) *access.Row { return &r.Row })
	decisionFields = tabular.Through(campaign.DecisionFields, func(r *Row) *campaign.Decision { return &r.Decision })
	assignedFields = tabular.Fields[*Row]{
		tabular.TextOf("assigned_to", func(r *Row) string { return r.Share }),
		tabular.TextOf("reassigned_from", func(r *Row) string { return r.First }),
	}
	reviewerField = tabular.TextOf("reviewer", (*Row).Reviewer)
)

// Fields returns the columns of the decisions. Scripts rely on their names, and on a value in every cell.
func (t *Table) Fields() tabular.Fields[*Row] {
	var roster tabular.Fields[*Row]
	if t.Roster != "" {
		roster = rosterFields
	}
	fields := slices.Concat(
		rowFields.Pick("item", "kind", "email", "name", "role", "role_id", "permissions", "status", "sso", "created_at",
			"last_login_at", "hints"),
		decisionFields.Pick("decision", "to_role", "to_role_id", "gains", "reason"),
		tabular.Fields[*Row]{reviewerField},
		assignedFields,
		decisionFields.Pick("assurance", "key", "decided_at", "dwell_ms", "bulk_size", "carried_forward"),
		tabular.Fields[*Row]{
			tabular.TextOf("change_state", func(r *Row) remediation.State { return r.change().State }),
			tabular.TextOf("method", func(r *Row) order.Method { return r.change().Method }),
			tabular.TimeOf("sent_at", func(r *Row) *time.Time { return r.change().SentAt }),
			tabular.TimeOf("confirmed_at", func(r *Row) *time.Time { return r.change().ConfirmedAt }),
			tabular.TimeOf("corroborated_at", func(r *Row) *time.Time { return r.change().CorroboratedAt }),
			tabular.TextOf("changed_by", func(r *Row) string { return r.change().By }),
			tabular.TextOf("previous_decision", func(r *Row) string {
				if r.previous().Imported {
					return "imported: " + r.previous().Decision
				}
				return r.previous().Decision
			}),
			tabular.TextOf("previous_reason", func(r *Row) string { return r.previous().Reason }),
			tabular.TextOf("campaign", func(*Row) string { return t.Campaign }),
			tabular.TextOf("population", func(*Row) string { return t.Population }),
		},
		decisionFields.Pick("journal_writer", "journal_seq", "journal_hash"), roster,
	)
	if t.Ruled {
		fields = append(fields, tabular.Through(campaign.StageFields, func(r *Row) *campaign.Decision { return &r.Decision })...)
	}
	if t.Dated {
		fields = append(fields, tabular.TextOf("certified_until", func(r *Row) string { return r.Decision.Until }),
			tabular.TextOf("postponed_until", func(r *Row) string { return r.BackOn }))
	}
	if t.Advises {
		fields = append(fields, tabular.Through(campaign.AdviceFields, func(r *Row) campaign.Weighed { return campaign.Weighed{Advice: r.Advice, Decision: &r.Decision} })...)
	}
	if slices.ContainsFunc(t.Rows, func(r Row) bool { return r.OfCharge().Note != nil }) {
		fields = append(fields, chargeFields...)
	}
	if slices.ContainsFunc(t.Rows, func(r Row) bool { return !r.Kind.HoldsRole() }) {
		fields = slices.Concat(fields, mappingFields, decisionFields.Pick("to_scopes"))
	}
	if t.Logged {
		fields = append(fields, tabular.Through(timeline.Fields, func(r *Row) *timeline.Timeline { return &r.Timeline })...)
	}
	if len(t.Comments) > 0 {
		fields = append(fields, tabular.TextOf("comments", func(r *Row) string { return comment.Summary(t.Comments[r.Item]) }))
	}
	return fields.Filled()
}

func (t *Table) decisions() *tabular.Table {
	return tabular.OfPointers("decisions", t.Fields(), t.Rows)
}
