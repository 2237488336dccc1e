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
