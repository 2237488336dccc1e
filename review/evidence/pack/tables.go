package pack

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/tabular"
)

// TableNames are the tables of a pack, in the order in which they are shown.
var TableNames = []string{
	"population", "decisions", "assignments", "reviewers", "relayed", "changes", "elevations", "settings", "rule_changes", "guards", "writers", "refused", "roles",
	"notes", "dismissals", "comments", "attachments", "not_reviewed", "exceptions",
}

// Tables returns all tables of a pack, as TableNames orders them.
func (f *Facts) Tables() []*tabular.Table { return f.view().tables() }

// packView is facts with what follows from them.
type packView struct {
	*Facts
	exceptions []Exception
	checks     func() []Control // what auditors look for, found out when it is first asked for
}

func (f *Facts) view() *packView {
	pv := &packView{Facts: f}
	pv.exceptions = pv.findExceptions()
	pv.checks = sync.OnceValue(func() []Control { return f.Controls(f) })
	return pv
}

func (pv *packView) tables() []*tabular.Table {
	tables := []*tabular.Table{
		pv.population(), pv.decisions(), pv.assignments(),
		tabular.Of("reviewers", slices.Concat(pv.reviewerFields(), pv.relayedSignoffField()), pv.Summary().Reviewers),
		tabular.OfPointers("relayed", relayedFields, pv.Campaign.Answers),
		tabular.OfPointers("changes", changeFields(pv.Campaign), pv.Changes),
		tabular.Of("elevations", elevationFields, pv.elevations()),
		tabular.Of("settings", settingFields, pv.settings()), tabular.Of("guards", guardFields, pv.Loosened),
		tabular.OfPointers("rule_changes", pv.ruleChangeFields(), pv.Changed),
		tabular.Of("writers", writerFields, pv.Summary().Writers),
		tabular.Of("refused", refusedFields, pv.Refused),
		tabular.Of("roles", roleFields, pv.roles()), pv.notes(), pv.dismissals(), pv.comments(), pv.attachments(), tabular.Of("not_reviewed", leftOutFields, pv.Summary().NotReviewed),
		tabular.Of("exceptions", exceptionFields, pv.exceptions),
	}
	for i, t := range tables {
		tables[i] = pv.withSource(t)
	}
	return tables
}

// population returns everyone there was, in scope or not.
func (pv *packView) population() *tabular.Table {
	permissions := map[string]string{} // by role: they are long, and few
	for i := range pv.Rows {
		if r := &pv.Rows[i]; permissions[r.RoleID] == "" {
			permissions[r.RoleID] = strings.Join(r.Permissions, " ")
		}
	}
	var roster tabular.Fields[*access.Row]
	if pv.Roster != nil {
		roster = access.RosterFields
	}
	return tabular.OfPointers("population", slices.Concat(
		access.Fields.Pick("item", "kind", "email"), tabular.Fields[*access.Row]{pv.externalField()},
		access.Fields.Pick("name", "key_type", "role_id", "role", "custom", "privileged"),
		tabular.Fields[*access.Row]{tabular.TextOf("permissions",
			func(r *access.Row) string { return permissions[r.RoleID] })},
		access.Fields.Pick("status", "sso", "created_at", "last_login_at"), tabular.Fields[*access.Row]{activityField},
		tabular.Fields[*access.Row]{tabular.BoolOf("in_scope",
			func(r *access.Row) bool { return pv.Campaign.Contains(r.Item) })},
		roster, pv.chargeFields(), pv.mappingFields(),
	), pv.Rows)
}

// mappingFields are the columns on claim mappings and custom roles, where the campaign lists them.
func (pv *packView) mappingFields() tabular.Fields[*access.Row] {
	if len(pv.Campaign.Kinds) == 0 {
		return nil
	}
	return access.MappingFields
}

// activityField is the column that says whether an account is in use, by the rules of the campaign.
var activityField = tabular.TextOf("activity", Activity)

// The activities of an account.
const (
	Active  = "active"
	Dormant = "dormant" // no sign-in for the days of the rules; of a key, no use
	Never   = "never"   // Torq knows of no sign-in, or of no use
	Invited = "invited" // the invitation is not accepted
)

// Activity returns whether an account is in use, as its hints say; empty for an item that is none.
func Activity(r *access.Row) string {
	switch {
	case !r.Kind.HoldsRole():
		return ""
	case r.Status == population.StatusInvited:
		return Invited
	case r.LastLoginAt == nil:
		return Never
	case r.Has(access.Dormant):
		return Dormant
	}
	return Active
}

var (
	rowFields      = tabular.Through(access.Fields, func(r *Item) *access.Row { return r.Row })
	decisionFields = tabular.Through(campaign.DecisionFields,
		func(r *Item) *campaign.Decision { return &r.Decision })
	decidedFields = slices.Concat(
		rowFields.Pick("name", "role_id", "role"),
		tabular.Fields[*Item]{
			tabular.TextOf("assigned_to", func(r *Item) string { return r.Assignment }),
			tabular.TextOf("reassigned_from", func(r *Item) string { return r.ReassignedFrom }),
		},
		decisionFields.Pick("decision", "to_role_id", "to_role", "gains", "reason", "reviewer", "in_place_of", "assurance", "key",
			"decided_at", "dwell_ms", "bulk_size", "carried_forward", "hints"),
		tabular.Fields[*Item]{tabular.TimeOf("signed_off_at", func(r *Item) *time.Time { return r.signed })},
		decisionFields.Pick("journal_writer", "journal_seq", "journal_hash"),
	)
)

// decisions returns every item of the campaign with the decision in force. The hints are those on record with the
// decision: what the reviewer was shown.
func (pv *packView) decisions() *tabular.Table {
	external := tabular.Through(tabular.Fields[*access.Row]{pv.externalField()}, func(r *Item) *access.Row { return r.Row })
	fields := slices.Concat(rowFields.Pick("item", "kind", "email"), external, decidedFields, pv.relayedField())
	fields = append(fields, tabular.Through(pv.chargeFields(), func(r *Item) *access.Row { return r.Row })...)
	if len(pv.Campaign.Kinds) > 0 {
		fields = append(fields, decisionFields.Pick("to_scopes")...)
	}
	if pv.Campaign.Ruled() {
		fields = append(fields, tabular.Through(campaign.StageFields, func(r *Item) *campaign.Decision { return &r.Decision })...)
	}
	if pv.Campaign.AdviceRules > 0 {
		fields = append(fields, tabular.Through(campaign.AdviceFields, func(r *Item) campaign.Weighed {
			return campaign.Weighed{Advice: pv.Campaign.Advice(r.Item), Decision: &r.Decision}
		})...)
	}
	if pv.Campaign.Dated() {
		fields = append(fields,
			tabular.TextOf("certified_until", func(r *Item) string { return r.Decision.Until }),
			tabular.NumberOf("postponed", func(r *Item) int { return pv.Campaign.Postpones(r.Item) }),
			tabular.TextOf("postponed_until", func(r *Item) string { return pv.Campaign.BackOn(r.Item) }))
	}
	return tabular.From("decisions", fields, len(pv.Campaign.Items), pv.Reviewed())
}
