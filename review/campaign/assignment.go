package campaign

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/person"
)

// Assign divides rows among the reviewers. Reviewers get their own access only if there is no other reviewer. The
// result depends only on the arguments; reviewers without items have an empty assignment.
func Assign(known *people.Ledger, rows []access.Row, reviewers []string, split Split) []Assignment {
	assignments := make([]Assignment, len(reviewers))
	for i, r := range reviewers {
		assignments[i] = Assignment{Reviewer: r, Items: []string{}}
	}
	if len(reviewers) == 0 {
		return assignments
	}
	own := func(row access.Row, reviewer string) bool { return known.Like(row.Email, reviewer) != person.None }
	give := func(row access.Row, to int) { assignments[to].Items = append(assignments[to].Items, row.Item) }
	// least returns the reviewer with the fewest items so far, except the holder of the row if there is another.
	least := func(row access.Row) int {
		best := -1
		for i, s := range assignments {
			if !own(row, s.Reviewer) && (best < 0 || len(s.Items) < len(assignments[best].Items)) {
				best = i
			}
		}
		return max(best, 0)
	}
	if split != ByRole {
		for _, row := range rows {
			give(row, least(row))
		}
		return assignments
	}
	byRole := map[string][]access.Row{}
	for _, row := range rows {
		byRole[row.RoleID] = append(byRole[row.RoleID], row)
	}
	// The largest roles are given out first, each as a whole.
	roles := slices.SortedFunc(maps.Keys(byRole), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(byRole[b]), len(byRole[a])), cmp.Compare(a, b))
	})
	for _, role := range roles {
		to := least(access.Row{})
		for _, row := range byRole[role] {
			if own(row, reviewers[to]) {
				give(row, least(row))
			} else {
				give(row, to)
			}
		}
	}
	return assignments
}
