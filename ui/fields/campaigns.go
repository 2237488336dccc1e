package fields

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/ui/filter"
)

// Campaigns returns the fields of a campaign; me returns the current user, empty if not known.
func Campaigns(me func() string) []filter.Field[*campaign.Summary] {
	type row = *campaign.Summary
	return []filter.Field[row]{
		{Name: "name", Says: "name", Column: "campaign", Text: func(c row) string { return c.Name }},
		{Name: "state", Says: "draft, open, closed or void", Text: func(c row) string { return string(c.State) }},
		{Name: "due", Says: "due date, as 2026-12-31", Text: func(c row) string { return c.Due }},
		{Name: "decided", Says: "how many rows are decided", Text: func(c row) string { return fmt.Sprint(c.Decided) }, Number: func(c row) int64 { return int64(c.Decided) }},
		{Name: "revoked", Says: "how many rows are revoked", Text: func(c row) string { return fmt.Sprint(c.Revoked) }, Number: func(c row) int64 { return int64(c.Revoked) }},
		{
			Name: "reviewer", Says: "e-mail address of a reviewer, or me", Hidden: true, Text: func(c row) string { return strings.Join(c.Reviewers, ", ") },
			Mine: func(c row) bool {
				return slices.ContainsFunc(c.Reviewers, func(one string) bool { return person.Same(one, me()) })
			},
		},
		{Name: "id", Says: "name in the record", Hidden: true, Text: func(c row) string { return c.ID }},
		{Name: "overdue", Says: "it is overdue", Is: func(c row) bool { return c.Overdue }},
	}
}
