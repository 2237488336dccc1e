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
func (f *Facts) Tables() []*tabular.Table { return f.join().tables() }

// joined is facts with what follows from them.
type joined struct {
	*Facts
	rows       []*access.Row         // of the items of the campaign
	signed     map[string]*time.Time // when each share was signed off; of the others the zero time
	exceptions []Exception
	checks     func() []Check // what auditors look for, found out when it is first asked for
}

// reviewed is an item of the campaign.
type reviewed struct {
	*access.Row
	share    string
	decision campaign.Decision
	signed   *time.Time // when the share was signed off
}

func (r *reviewed) isDecided() bool { return r.decision.Verdict != campaign.Undecided }

func (f *Facts) join() *joined {
	j := &joined{Facts: f, rows: make([]*access.Row, len(f.Campaign.Items)), signed: map[string]*time.Time{}}
	rows := make(map[string]*access.Row, len(f.Rows))
	for i := range f.Rows {
		rows[f.Rows[i].Item] = &f.Rows[i]
	}
	for i, item := range f.Campaign.Items {
		if j.rows[i] = rows[item]; j.rows[i] == nil {
			j.rows[i] = &access.Row{Item: item}
		}
		if share := f.Campaign.Reviewer(item); j.signed[share] == nil {
			s, _ := f.Campaign.Signoff(share)
			j.signed[share] = &s.At
		}
	}
	j.exceptions = j.except()
	j.checks = sync.OnceValue(func() []Check { return f.SelfCheck(f) })
	return j
}

// reviewed are the items of the campaign, in order. Each is good until the next: together they would take much room.
func (j *joined) reviewed() iter.Seq[*reviewed] {
	return func(yield func(*reviewed) bool) {
		var r reviewed
		for _, row := range j.rows {
			share := j.Campaign.Reviewer(row.Item)
			if r = (reviewed{row, share, j.Campaign.Decision(row.Item), j.signed[share]}); !yield(&r) {
				return
			}
		}
	}
}

func (j *joined) tables() []*tabular.Table {
	return []*tabular.Table{
		j.population(), j.decisions(),
		tabular.From("changes", changeFields(j.Campaign), len(j.Changes), pointers(j.Changes)),
		tabular.Of("elevations", elevationFields, j.Elevations),
		tabular.Of("exceptions", exceptionFields, j.exceptions),
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
func (j *joined) population() *tabular.Table {
	type r = *access.Row
	permissions := map[string]string{} // by role: they are long, and few
	for i := range j.Rows {
		if r := &j.Rows[i]; permissions[r.RoleID] == "" {
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
		tabular.BoolOf("in_scope", func(r r) bool { return j.Campaign.Contains(r.Item) }),
	}, len(j.Rows), pointers(j.Rows))
}

// decisions is every item of the campaign with the decision in force. The hints are those on record with the decision: what
// whoever decided was shown.
func (j *joined) decisions() *tabular.Table {
	type r = *reviewed
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
	}, len(j.rows), j.reviewed())
}
