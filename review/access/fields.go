package access

import (
	"time"

	"github.com/tuar-dev/tuar/review/tabular"
)

// Fields describe the columns of a row, in every table that has them.
var Fields = tabular.Fields[*Row]{
	tabular.TextOf("item", func(r *Row) string { return r.Item }),
	tabular.TextOf("kind", func(r *Row) Kind { return r.Kind }),
	tabular.TextOf("email", func(r *Row) string { return r.Email }),
	tabular.TextOf("name", func(r *Row) string { return r.Name }),
	tabular.TextOf("key_type", func(r *Row) string { return r.KeyType }),
	tabular.TextOf("role", func(r *Row) string { return r.Role }),
	tabular.TextOf("role_id", func(r *Row) string { return r.RoleID }),
	tabular.BoolOf("custom", func(r *Row) bool { return r.Custom }),
	tabular.BoolOf("privileged", func(r *Row) bool { return r.Privileged }),
	tabular.ListOf("permissions", func(r *Row) []string { return r.Permissions }),
	tabular.TextOf("status", func(r *Row) string { return r.Status }),
	tabular.BoolOf("sso", func(r *Row) bool { return r.SSO }),
	tabular.TimeOf("created_at", func(r *Row) *time.Time { return r.CreatedAt }),
	tabular.TimeOf("last_login_at", func(r *Row) *time.Time { return r.LastLoginAt }),
	tabular.ListOf("hints", func(r *Row) []string { return r.HintNames() }),
}

// WhyFields describe the column that explains the hints of a row: each with its fact, rule and source.
var WhyFields = tabular.Fields[*Row]{tabular.ListOf("hints_why", (*Row).HintsExplained)}

// MappingFields describe the columns that only claim mappings and custom roles fill.
var MappingFields = tabular.Fields[*Row]{
	tabular.TextOf("claim", func(r *Row) string { return r.Claim.Name }).OnlyIf((*Row).isMapping),
	tabular.TextOf("claim_value", func(r *Row) string { return r.Claim.Value }).OnlyIf((*Row).isMapping),
	tabular.NumberOf("rank", func(r *Row) int64 { return r.Claim.Rank }).OnlyIf((*Row).isMapping),
	tabular.NumberOf("touches", func(r *Row) int { return len(r.Claim.Certain) }).OnlyIf((*Row).isMapping),
	tabular.NumberOf("may_touch", func(r *Row) int { return r.Claim.CountPossible() }).OnlyIf((*Row).isMapping),
	tabular.TextOf("shadowed_by", func(r *Row) string { return "mapping/" + r.Claim.Shadow.ID }).
		OnlyIf(func(r *Row) bool { return r.isMapping() && r.Claim.Shadow != nil }),
	tabular.NumberOf("holders", func(r *Row) int { return r.Holders.Sum() }).OnlyIf(func(r *Row) bool { return r.Holders != nil }),
}

func (r *Row) isMapping() bool { return r.Claim != nil }
