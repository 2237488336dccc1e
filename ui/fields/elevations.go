package fields

import (
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/ui/filter"
)

// Elevations returns the fields of an elevation; me returns the current user, empty if not known.
func Elevations(me func() string) []filter.Field[*elevation.Row] {
	type row = *elevation.Row
	return []filter.Field[row]{
		{
			Name: "who", Says: "person who gets the role, or me", Text: func(r row) string { return r.Email },
			Mine: func(r row) bool { return person.Same(r.Email, me()) },
		},
		{Name: "role", Says: "role", Text: func(r row) string { return r.Role }},
		{Name: "state", Says: "requested, approved, active, overdue, ended and so on", Text: func(r row) string { return string(r.State) }},
		{Name: "reason", Says: "reason", Text: func(r row) string { return r.Reason }},
		{Name: "ticket", Says: "ticket", Hidden: true, Text: func(r row) string { return r.Ticket }},
		{
			Name: "by", Says: "person who asked, or me", Hidden: true, Text: func(r row) string { return r.RequestedBy },
			Mine: func(r row) bool { return person.Same(r.RequestedBy, me()) },
		},
		{
			Name: "approver", Says: "person who approved, or me", Hidden: true, Text: func(r row) string { return r.ApprovedBy },
			Mine: func(r row) bool { return person.Same(r.ApprovedBy, me()) },
		},
		{Name: "before", Says: "role before", Hidden: true, Text: func(r row) string { return r.PriorRole }},
		{
			Name: "asked", Says: "day of the request", Hidden: true, Text: func(r row) string { return day(&r.RequestedAt, "") },
			Number: func(r row) int64 { return r.RequestedAt.Unix() },
		},
		{Name: "until", Says: "day of the end", Text: func(r row) string { return day(r.EndsAt, "") }, Number: func(r row) int64 { return number(r.EndsAt) }},
		{Name: "id", Says: "name of the elevation", Hidden: true, Text: func(r row) string { return r.ID }},
		{Name: "break-glass", Says: "it was taken without approval", Is: func(r row) bool { return r.BreakGlass }},
		{Name: "live", Says: "it is approved or active", Is: func(r row) bool { return r.State.Live() }},
	}
}
