package pack

import (
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/tabular"
)

// TableNames are the tables of a pack, in the order in which they are shown.
var TableNames = []string{"population", "decisions", "changes", "elevations", "exceptions"}

// Tables returns all tables of a pack, as TableNames orders them.
func (f *Facts) Tables() []*tabular.Table { return f.view().tables() }

// packView is facts with what follows from them.
type packView struct {
	*Facts
	rows       []*access.Row         // of the items of the campaign
	signed     map[string]*time.Time // when each assignment was signed off; of the others the zero time
	exceptions []Exception
	checks     func() []Control // what auditors look for, found out when it is first asked for
}

// reviewedItem is an item of the campaign.
type reviewedItem struct {
	*access.Row
	assignment string
	decision   campaign.Decision
	signed     *time.Time // when the assignment was signed off
}

func (r *reviewedItem) isDecided() bool { return r.decision.Verdict != campaign.Undecided }

func (f *Facts) view() *packView {
	pv := &packView{Facts: f, rows: make([]*access.Row, len(f.Campaign.Items)), signed: map[string]*time.Time{}}
	rows := make(map[string]*access.Row, len(f.Rows))
	for i := range f.Rows {
		rows[f.Rows[i].Item] = &f.Rows[i]
	}
	for i, item := range f.Campaign.Items {
		if pv.rows[i] = rows[item]; pv.rows[i] == nil {
			pv.rows[i] = &access.Row{Item: item}
		}
		if assignment := f.Campaign.Reviewer(item); pv.signed[assignment] == nil {
			s, _ := f.Campaign.Signoff(assignment)
			pv.signed[assignment] = &s.At
		}
	}
	pv.exceptions = pv.findExceptions()
	pv.checks = sync.OnceValue(func() []Control { return f.Controls(f) })
	return pv
}

// reviewed returns the items of the campaign, in order. Each is valid until the next, to save memory.
func (pv *packView) reviewed() iter.Seq[*reviewedItem] {
	return func(yield func(*reviewedItem) bool) {
		var r reviewedItem
		for _, row := range pv.rows {
			assignment := pv.Campaign.Reviewer(row.Item)
			if r = (reviewedItem{row, assignment, pv.Campaign.Decision(row.Item), pv.signed[assignment]}); !yield(&r) {
				return
			}
		}
	}
}

func (pv *packView) tables() []*tabular.Table {
	return []*tabular.Table{
		pv.population(), pv.decisions(),
		tabular.OfPointers("changes", changeFields(pv.Campaign), pv.Changes),
		tabular.Of("elevations", elevationFields, pv.Elevations),
		tabular.Of("exceptions", exceptionFields, pv.exceptions),
	}
}

// population returns everyone there was, in scope or not.
func (pv *packView) population() *tabular.Table {
	permissions := map[string]string{} // by role: they are long, and few
	for i := range pv.Rows {
		if r := &pv.Rows[i]; permissions[r.RoleID] == "" {
			permissions[r.RoleID] = strings.Join(r.Permissions, " ")
		}
	}
	return tabular.OfPointers("population", slices.Concat(
		access.Fields.Pick("item", "kind", "email", "name", "key_type", "role_id", "role", "custom", "privileged"),
		tabular.Fields[*access.Row]{tabular.TextOf("permissions",
			func(r *access.Row) string { return permissions[r.RoleID] })},
		access.Fields.Pick("status", "sso", "created_at", "last_login_at"),
		tabular.Fields[*access.Row]{tabular.BoolOf("in_scope",
			func(r *access.Row) bool { return pv.Campaign.Contains(r.Item) })},
	), pv.Rows)
}

var (
	rowFields      = tabular.Through(access.Fields, func(r *reviewedItem) *access.Row { return r.Row })
	decisionFields = tabular.Through(campaign.DecisionFields,
		func(r *reviewedItem) *campaign.Decision { return &r.decision })
	reviewedFields = slices.Concat(
		rowFields.Pick("item", "kind", "email", "name", "role_id", "role"),
		tabular.Fields[*reviewedItem]{tabular.TextOf("share", func(r *reviewedItem) string { return r.assignment })},
		decisionFields.Pick("decision", "to_role_id", "to_role", "gains", "reason", "reviewer", "assurance", "decided_at",
			"dwell_ms",
			"bulk_size", "carried_forward", "hints"),
		tabular.Fields[*reviewedItem]{tabular.TimeOf("signed_off_at", func(r *reviewedItem) *time.Time { return r.signed })},
		decisionFields.Pick("journal_writer", "journal_seq", "journal_hash"),
	)
)

// decisions returns every item of the campaign with the decision in force. The hints are those on record with the
// decision: what the reviewer was shown.
func (pv *packView) decisions() *tabular.Table {
	return tabular.From("decisions", reviewedFields, len(pv.rows), pv.reviewed())
}
