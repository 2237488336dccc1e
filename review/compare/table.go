package compare

import (
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/tabular"
)

var fields = slices.Concat(
	tabular.Through(access.Fields.Pick("item", "kind", "email", "name"), func(r *Row) *access.Row { return &r.Row }),
	tabular.Fields[*Row]{
		tabular.TextOf("change", func(r *Row) Change { return r.Change }),
		tabular.BoolOf("decision_changed", (*Row).DecisionChanged),
	},
	cells("before", func(r *Row) *Cell { return &r.Before }),
	cells("after", func(r *Row) *Cell { return &r.After }),
)

// cells are the columns of one of the two campaigns. Of an item that it does not review, only the role of its population
// is there.
func cells(side string, of func(*Row) *Cell) tabular.Fields[*Row] {
	return tabular.Fields[*Row]{
		tabular.TextOf("role_"+side, func(r *Row) string { return of(r).Role }),
		tabular.TextOf("role_id_"+side, func(r *Row) string { return of(r).RoleID }),
		tabular.TextOf("decision_"+side, func(r *Row) string { return string(of(r).Decision.Verdict) }),
		tabular.TextOf("to_role_"+side, func(r *Row) string { return of(r).Decision.ToRoleName }),
		tabular.TextOf("reason_"+side, func(r *Row) string { return of(r).Decision.Reason }),
		tabular.TextOf("reviewer_"+side, func(r *Row) string { return of(r).Decision.Decider() }),
		tabular.TimeOf("decided_at_"+side, func(r *Row) *time.Time { return &of(r).Decision.At }),
	}
}

// Table returns the comparison for programs and spreadsheets.
func (c Comparison) Table() *tabular.Table { return tabular.OfPointers("comparison", fields, c.Rows) }
