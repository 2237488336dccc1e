package campaign_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/person"
)

func TestAssignments(t *testing.T) {
	row := func(item, email, role string) access.Row { return access.Row{Item: item, Email: email, RoleID: role} }
	rows := []access.Row{
		row("user/1", "rita@example.com", "a"), row("user/2", "x@example.com", "a"), row("user/3", "y@example.com", "b"),
		row("user/4", "z@example.com", "a"), row("user/5", "SAM@example.com", "b"),
	}
	tests := map[string]struct {
		reviewers []string
		split     campaign.Split
		want      [][]string
	}{
		"one by one, not one's own":    {[]string{rita, sam}, campaign.RoundRobin, [][]string{{"user/2", "user/3", "user/5"}, {"user/1", "user/4"}}},
		"by role, but not one's own":   {[]string{rita, sam}, campaign.ByRole, [][]string{{"user/2", "user/4", "user/5"}, {"user/1", "user/3"}}},
		"one's own, if nobody else is": {[]string{rita}, campaign.RoundRobin, [][]string{{"user/1", "user/2", "user/3", "user/4", "user/5"}}},
		"nobody":                       {nil, campaign.RoundRobin, [][]string{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := [][]string{}
			for i, s := range campaign.Assign(nil, rows, tt.reviewers, tt.split) {
				if s.Reviewer != tt.reviewers[i] {
					t.Errorf("assignment %d is for %s", i, s.Reviewer)
				}
				got = append(got, s.Items)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSharesHoldEveryItemOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		reviewers := make([]string, rapid.IntRange(1, 5).Draw(t, "reviewers"))
		for i := range reviewers {
			reviewers[i] = fmt.Sprintf("r%d@example.com", i)
		}
		var rows []access.Row
		own := 0
		for i := range rapid.IntRange(0, 60).Draw(t, "rows") {
			r := access.Row{Item: fmt.Sprintf("user/%02d", i), RoleID: fmt.Sprint("role", rapid.IntRange(0, 4).Draw(t, "role"))}
			if n := rapid.IntRange(0, 20).Draw(t, "whose"); n < len(reviewers) {
				r.Email = reviewers[n]
				own++
			}
			rows = append(rows, r)
		}
		byItem := map[string]access.Row{}
		for _, r := range rows {
			byItem[r.Item] = r
		}
		split := rapid.SampledFrom([]campaign.Split{campaign.RoundRobin, campaign.ByRole}).Draw(t, "split")
		assignments := campaign.Assign(nil, rows, reviewers, split)
		whose, sizes := map[string]string{}, []int{}
		roleGoesTo := map[string]string{}
		for _, s := range assignments {
			sizes = append(sizes, len(s.Items))
			for _, item := range s.Items {
				if whose[item] != "" {
					t.Fatalf("%s stands in two assignments", item)
				}
				whose[item] = s.Reviewer
				row := byItem[item]
				if (*people.Ledger)(nil).Like(row.Email, s.Reviewer) != person.None && len(reviewers) > 1 {
					t.Fatalf("%s got their own access", s.Reviewer)
				}
				if row.Email != "" {
					continue // a reviewer's own access may go elsewhere
				}
				if to, known := roleGoesTo[row.RoleID]; split == campaign.ByRole && known && to != s.Reviewer {
					t.Fatalf("%s is split between %s and %s", row.RoleID, to, s.Reviewer)
				}
				roleGoesTo[row.RoleID] = s.Reviewer
			}
		}
		if len(whose) != len(rows) {
			t.Fatalf("%d of %d items are shared out", len(whose), len(rows))
		}
		if spread := slices.Max(sizes) - slices.Min(sizes); split == campaign.RoundRobin && spread > 1+own {
			t.Fatalf("assignments of %v, with %d rows that are a reviewer's own", sizes, own)
		}
		if diff := cmp.Diff(assignments, campaign.Assign(nil, rows, reviewers, split)); diff != "" {
			t.Fatal(diff)
		}
	})
}
