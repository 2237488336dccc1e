package evidence

import (
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/tabular"
)

// TableNames are the tables of a pack, in the order in which they are shown.
var TableNames = []string{"population", "decisions", "changes", "elevations", "exceptions"}

// Tables are all tables of a pack, as TableNames orders them.
func (f *Facts) Tables() []*tabular.Table {
	rows := f.rows()
	items := make(map[string]access.Row, len(rows))
	for _, r := range rows {
		items[r.Item] = r
	}
	return []*tabular.Table{
		f.population(rows), f.decisions(items), f.changes(), f.elevations(), tabular.Of("exceptions", exceptionFields, f.exceptions(items)),
	}
}

// population is everyone there was, in scope or not.
func (f *Facts) population(rows []access.Row) *tabular.Table {
	type r = access.Row
	return tabular.Of("population", []tabular.Field[r]{
		tabular.TextOf("item", func(r r) string { return r.Item }),
		tabular.TextOf("kind", func(r r) string { return string(r.Kind) }),
		tabular.TextOf("email", func(r r) string { return r.Email }),
		tabular.TextOf("name", func(r r) string { return r.Name }),
		tabular.TextOf("key_type", func(r r) string { return r.KeyType }),
		tabular.TextOf("role_id", func(r r) string { return r.RoleID }),
		tabular.TextOf("role", func(r r) string { return r.Role }),
		tabular.BoolOf("custom", func(r r) bool { return r.Custom }),
		tabular.BoolOf("privileged", func(r r) bool { return r.Privileged }),
		tabular.TextOf("permissions", func(r r) string { return strings.Join(r.Permissions, " ") }),
		tabular.TextOf("status", func(r r) string { return r.Status }),
		tabular.BoolOf("sso", func(r r) bool { return r.SSO }),
		tabular.TimeOf("created_at", func(r r) *time.Time { return r.CreatedAt }),
		tabular.TimeOf("last_login_at", func(r r) *time.Time { return r.LastLoginAt }),
		tabular.BoolOf("in_scope", func(r r) bool { return f.Campaign.Contains(r.Item) }),
	}, rows)
}

// reviewed is an item of the campaign.
type reviewed struct {
	access.Row
	share    string
	decision campaign.Decision
	signoff  campaign.Signoff // of the share
}

func (r reviewed) isDecided() bool { return r.decision.Verdict != campaign.Undecided }

func (f *Facts) reviewed(items map[string]access.Row) []reviewed {
	out := make([]reviewed, len(f.Campaign.Items))
	signoffs := map[string]campaign.Signoff{}
	for i, item := range f.Campaign.Items {
		share := f.Campaign.Reviewer(item)
		if _, known := signoffs[share]; !known {
			signoffs[share], _ = f.Campaign.Signoff(share)
		}
		row := items[item]
		row.Item = item
		out[i] = reviewed{row, share, f.Campaign.Decision(item), signoffs[share]}
	}
	return out
}

// decisions is every item of the campaign with the decision in force. The hints are those on record with the decision: what
// whoever decided was shown.
func (f *Facts) decisions(items map[string]access.Row) *tabular.Table {
	type r = reviewed
	return tabular.Of("decisions", []tabular.Field[r]{
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
		tabular.TextOf("reason", func(r r) string { return r.decision.Reason }),
		tabular.TextOf("reviewer", func(r r) string { return r.decision.Reviewer }),
		tabular.TextOf("assurance", func(r r) string { return string(r.decision.Assurance) }),
		tabular.TimeOf("decided_at", func(r r) *time.Time { return &r.decision.At }),
		tabular.NumberOf("dwell_ms", func(r r) int64 { return r.decision.DwellMS }).OnlyIf(reviewed.isDecided),
		tabular.NumberOf("bulk_size", func(r r) int { return r.decision.Bulk }).OnlyIf(reviewed.isDecided),
		tabular.BoolOf("carried_forward", func(r r) bool { return r.decision.Carried }).OnlyIf(reviewed.isDecided),
		tabular.TextOf("hints", func(r r) string { return strings.Join(r.decision.Hints, " ") }),
		tabular.TimeOf("signed_off_at", func(r r) *time.Time { return &r.signoff.At }),
		tabular.TextOf("journal_writer", func(r r) string { return r.decision.Line.Writer }),
		tabular.NumberOf("journal_seq", func(r r) int64 { return r.decision.Line.Seq }).OnlyIf(reviewed.isDecided),
		tabular.TextOf("journal_hash", func(r r) string { return r.decision.Line.Hash }),
	}, f.reviewed(items))
}

// changes is what became of what was to be taken away, as the journal tells it.
func (f *Facts) changes() *tabular.Table {
	return tabular.Of("changes", changeFields(f.Campaign), f.Changes)
}

// elevations is every role that was lent while the campaign could see it.
func (f *Facts) elevations() *tabular.Table {
	return tabular.Of("elevations", elevationFields, f.Elevations)
}
