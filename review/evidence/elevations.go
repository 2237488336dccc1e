package evidence

import (
	"time"

	"github.com/tuar-dev/tuar/review/tabular"
)

// Elevation is a role that was lent for a time.
type Elevation struct {
	ID, Email, Role, PriorRole  string
	State                       string
	RequestedBy, ApprovedBy     string
	Assurance                   string // of who approved
	StartsAt, ActiveAt          *time.Time
	EndsAt, EndedAt             *time.Time
	How, Reason, Ticket, Detail string
	BreakGlass                  bool
}

var elevationFields = []tabular.Field[Elevation]{
	tabular.TextOf("id", func(e Elevation) string { return e.ID }),
	tabular.TextOf("email", func(e Elevation) string { return e.Email }),
	tabular.TextOf("role", func(e Elevation) string { return e.Role }),
	tabular.TextOf("prior_role", func(e Elevation) string { return e.PriorRole }),
	tabular.TextOf("state", func(e Elevation) string { return e.State }),
	tabular.TextOf("requested_by", func(e Elevation) string { return e.RequestedBy }),
	tabular.TextOf("approved_by", func(e Elevation) string { return e.ApprovedBy }),
	tabular.TextOf("assurance", func(e Elevation) string { return e.Assurance }),
	tabular.TimeOf("starts_at", func(e Elevation) *time.Time { return e.StartsAt }),
	tabular.TimeOf("active_at", func(e Elevation) *time.Time { return e.ActiveAt }),
	tabular.TimeOf("ends_at", func(e Elevation) *time.Time { return e.EndsAt }),
	tabular.TimeOf("ended_at", func(e Elevation) *time.Time { return e.EndedAt }),
	tabular.TextOf("how", func(e Elevation) string { return e.How }),
	tabular.TextOf("reason", func(e Elevation) string { return e.Reason }),
	tabular.TextOf("ticket", func(e Elevation) string { return e.Ticket }),
	tabular.BoolOf("break_glass", func(e Elevation) bool { return e.BreakGlass }),
	tabular.TextOf("detail", func(e Elevation) string { return e.Detail }),
}
