package evidence

import (
	"iter"
	"strings"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/tabular"
)

// TableNames are the tables of a pack, in the order in which they are shown.
var TableNames = []string{"population", "decisions", "changes", "elevations", "exceptions"}

// Tables are all tables of a pack, as TableNames orders them.
func (f *Facts) Tables() []*tabular.Table { return f.view().tables() }

// packView is facts with what follows from them.
type packView struct {
	*Facts
	rows       []*access.Row         // of the items of the campaign
	signed     map[string]*time.Time // when each share was signed off; of the others the zero time
	exceptions []Exception
	checks     func() []Control // what auditors look for, found out when it is first asked for
}

// reviewedItem is an item of the campaign.
type reviewedItem struct {
	*access.Row
	share    string
	decision campaign.Decision
	signed   *time.Time // when the share was signed off
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
		if share := f.Campaign.Reviewer(item); pv.signed[share] == nil {
			s, _ := f.Campaign.Signoff(share)
			pv.signed[share] = &s.At
		}
	}
	pv.exceptions = pv.findExceptions()
	pv.checks = sync.OnceValue(func() []Control { return f.Controls(f) })
	return pv
}

// reviewed are the items of the campaign, in order. Each is good until the next: together they would take much room.
func (pv *packView) reviewed() iter.Seq[*reviewedItem] {
	return func(yield func(*reviewedItem) bool) {
		var r reviewedItem
		for _, row := range pv.rows {
			share := pv.Campaign.Reviewer(row.Item)
			if r = (reviewedItem{row, share, pv.Campaign.Decision(row.Item), pv.signed[share]}); !yield(&r) {
				return
			}
		}
	}
}

func (pv *packView) tables() []*tabular.Table {
	return []*tabular.Table{
		pv.population(), pv.decisions(),
		tabular.From("changes", changeFields(pv.Campaign), len(pv.Changes), pointers(pv.Changes)),
		tabular.Of("elevations", elevationFields, pv.Elevations),
		tabular.Of("exceptions", exceptionFields, pv.exceptions),
	}
}

func pointers[T any](of []T) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for i := range of {
			if !yield(&of[i]) {
				return
			}
		}
	}
}

// population is everyone there was, in scope or not.
func (pv *packView) population() *tabular.Table {
	type r = *access.Row
	permissions := map[string]string{} // by role: they are long, and few
	for i := range pv.Rows {
		if r := &pv.Rows[i]; permissions[r.RoleID] == "" {
			permissions[r.RoleID] = strings.Join(r.Permissions, " ")
		}
	}
	return tabular.From("population", []tabular.Field[r]{
		tabular.TextOf("item", func(r r) string { return r.Item }),
		tabular.TextOf("kind", func(r r) string { return string(r.Kind) }),
		tabular.TextOf("email", func(r r) string { return r.Email }),
		tabular.TextOf("name", func(r r) string { return r.Name }),
		tabular.TextOf("key_type", func(r r) string { return r.KeyType }),
		tabular.TextOf("role_id", func(r r) string { return r.RoleID }),
		tabular.TextOf("role", func(r r) string { return r.Role }),
		tabular.BoolOf("custom", func(r r) bool { return r.Custom }),
		tabular.BoolOf("privileged", func(r r) bool { return r.Privileged }),
		tabular.TextOf("permissions", func(r r) string { return permissions[r.RoleID] }),
		tabular.TextOf("status", func(r r) string { return r.Status }),
		tabular.BoolOf("sso", func(r r) bool { return r.SSO }),
		tabular.TimeOf("created_at", func(r r) *time.Time { return r.CreatedAt }),
		tabular.TimeOf("last_login_at", func(r r) *time.Time { return r.LastLoginAt }),
		tabular.BoolOf("in_scope", func(r r) bool { return pv.Campaign.Contains(r.Item) }),
	}, len(pv.Rows), pointers(pv.Rows))
}

// decisions is every item of the campaign with the decision in force. The hints are those on record with the decision: what
// whoever decided was shown.
func (pv *packView) decisions() *tabular.Table {
	type r = *reviewedItem
	return tabular.From("decisions", []tabular.Field[r]{
		tabular.TextOf("item", func(r r) string { return r.Item }),
		tabular.TextOf("kind", func(r r) string { return string(r.Kind) }),
		tabular.TextOf("email", func(r r) string { return r.Email }),
		tabular.TextOf("name", func(r r) string { return r.Name }),
		tabular.TextOf("role_id", func(r r) string { return r.RoleID }),
		tabular.TextOf("role", func(r r) string { return r.Role }),
		tabular.TextOf("share", func(r r) string { return r.share }),
		tabular.TextOf("decision", func(r r) string { return string(r.decision.Verdict) }),
		tabular.TextOf("to_role_id", func(r r) string { return r.decision.ToRole }),
		tabular.TextOf("to_role", func(r r) string { return r.decision.ToRoleName }),
		tabular.TextOf("gains", func(r r) string { return strings.Join(r.decision.Gains, " ") }),
		tabular.TextOf("reason", func(r r) string { return r.decision.Reason }),
		tabular.TextOf("reviewer", func(r r) string { return r.decision.Reviewer }),
		tabular.TextOf("assurance", func(r r) string { return string(r.decision.Assurance) }),
		tabular.TimeOf("decided_at", func(r r) *time.Time { return &r.decision.At }),
		tabular.NumberOf("dwell_ms", func(r r) int64 { return r.decision.DwellMS }).OnlyIf(r.isDecided),
		tabular.NumberOf("bulk_size", func(r r) int { return r.decision.Bulk }).OnlyIf(r.isDecided),
		tabular.BoolOf("carried_forward", func(r r) bool { return r.decision.Carried }).OnlyIf(r.isDecided),
		tabular.TextOf("hints", func(r r) string { return strings.Join(r.decision.Hints, " ") }),
		tabular.TimeOf("signed_off_at", func(r r) *time.Time { return r.signed }),
		tabular.TextOf("journal_writer", func(r r) string { return r.decision.Line.Writer }),
		tabular.NumberOf("journal_seq", func(r r) int64 { return r.decision.Line.Seq }).OnlyIf(r.isDecided),
		tabular.TextOf("journal_hash", func(r r) string { return r.decision.Line.Hash }),
	}, len(pv.rows), pv.reviewed())
}
