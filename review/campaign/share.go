package campaign

import (
	"cmp"
	"slices"

	"github.com/tuar-dev/tuar/review/access"
)

// Shares divides rows among the reviewers. Nobody gets their own access while there is anybody else to give it to.
// The result depends only on the arguments; reviewers without items have an empty share.
func Shares(rows []access.Row, reviewers []string, split Split) []Share {
	shares := make([]Share, len(reviewers))
	for i, r := range reviewers {
		shares[i] = Share{Reviewer: r, Items: []string{}}
	}
	if len(reviewers) == 0 {
		return shares
	}
	give := func(row access.Row, turn int) {
		to := turn % len(reviewers)
		for tries := 0; tries < len(reviewers) && row.BelongsTo(reviewers[to]); tries++ {
			to = (to + 1) % len(reviewers)
		}
		shares[to].Items = append(shares[to].Items, row.Item)
	}
	if split != ByRole {
		for i, row := range rows {
			give(row, i)
		}
		return shares
	}
	byRole := map[string][]access.Row{}
	var roles []string
	for _, row := range rows {
		if _, ok := byRole[row.RoleID]; !ok {
			roles = append(roles, row.RoleID)
		}
		byRole[row.RoleID] = append(byRole[row.RoleID], row)
	}
	// The largest roles are given out first, each to whoever has the least so far.
	slices.SortFunc(roles, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(byRole[b]), len(byRole[a])), cmp.Compare(a, b))
	})
	for _, role := range roles {
		least := 0
		for i := range shares {
			if len(shares[i].Items) < len(shares[least].Items) {
				least = i
			}
		}
		for _, row := range byRole[role] {
			give(row, least)
		}
	}
	return shares
}
