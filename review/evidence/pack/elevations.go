package pack

import (
	"time"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/tabular"
)

// elevationFields lists the columns of the table of elevations: all elevations and requests of the workspace, as of the
// last line of the record.
var elevationFields = tabular.Fields[elevation.Row]{
	tabular.TextOf("id", func(e elevation.Row) string { return e.ID }),
	tabular.TextOf("email", func(e elevation.Row) string { return e.Email }),
	tabular.TextOf("role", func(e elevation.Row) string { return e.Role }),
	tabular.TextOf("prior_role", func(e elevation.Row) string { return e.PriorRole }),
	tabular.TextOf("state", func(e elevation.Row) string { return string(e.State) }),
	tabular.TextOf("requested_by", func(e elevation.Row) string { return e.RequestedBy }),
	tabular.TextOf("approved_by", func(e elevation.Row) string { return e.ApprovedBy }),
	tabular.TextOf("assurance", func(e elevation.Row) string { return string(e.Assurance) }),
	tabular.TimeOf("starts_at", func(e elevation.Row) *time.Time { return e.StartsAt }),
	tabular.TimeOf("active_at", func(e elevation.Row) *time.Time { return e.ActiveAt }),
	tabular.TimeOf("ends_at", func(e elevation.Row) *time.Time { return e.EndsAt }),
	tabular.TimeOf("ended_at", func(e elevation.Row) *time.Time { return e.EndedAt }),
	tabular.TextOf("how", func(e elevation.Row) string { return string(e.How) }),
	tabular.TextOf("reason", func(e elevation.Row) string { return e.Reason }),
	tabular.TextOf("ticket", func(e elevation.Row) string { return e.Ticket }),
	tabular.BoolOf("break_glass", func(e elevation.Row) bool { return e.BreakGlass }),
	tabular.TextOf("detail", func(e elevation.Row) string { return e.Detail }),
}
