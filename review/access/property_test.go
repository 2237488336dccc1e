package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
)

// populations draws small ones whose users, keys and roles overlap from one to the next.
func populations(t *rapid.T, label string) *population.Population {
	role := rapid.SampledFrom([]string{"r0", "r1", "r2", "r3"})
	scopes := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"a.read", "a.write", "user.write", "*"}), rapid.ID[string])
	ids := rapid.SliceOfDistinct(rapid.IntRange(0, 9), rapid.ID[int])
	p := &population.Population{TakenAt: now}
	for i := range rapid.IntRange(0, 4).Draw(t, label+" roles") {
		p.Roles = append(p.Roles, population.Role{ID: fmt.Sprintf("r%d", i), Name: fmt.Sprintf("Role %d", i), Scopes: scopes.Draw(t, "scopes")})
	}
	for _, i := range ids.Draw(t, label+" users") {
		u := population.User{ID: fmt.Sprint(i), Email: fmt.Sprintf("u%d@example.com", i%7), RoleID: role.Draw(t, "role"), Status: population.StatusVerified}
		if rapid.Bool().Draw(t, "signed in") {
			u.LastLoginAt = ago(day * 89)
		}
		p.Users = append(p.Users, u)
	}
	for _, i := range ids.Draw(t, label+" keys") {
		p.Keys = append(p.Keys, population.APIKey{ClientID: fmt.Sprint(i), Name: fmt.Sprint("key", i%3), RoleID: role.Draw(t, "role"), OwnerEmail: fmt.Sprintf("u%d@example.com", i%5)})
	}
	return p
}

func TestComparingAPopulationWithItselfFindsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := populations(t, "")
		if d := access.Compare(p, p); len(d.Differences) != 0 {
			t.Fatalf("%+v", d.Differences)
		}
	})
}

func TestComparingBackwardsMirrors(t *testing.T) {
	mirror := map[access.Change]access.Change{access.Added: access.Removed, access.Removed: access.Added, access.Other: access.Other}
	rapid.Check(t, func(t *rapid.T) {
		a, b := populations(t, "a"), populations(t, "b")
		back := map[string]access.Difference{}
		for _, d := range access.Compare(b, a).Differences {
			back[d.Item] = d
		}
		forth := access.Compare(a, b).Differences
		if len(forth) != len(back) {
			t.Fatalf("%d differences one way, %d the other", len(forth), len(back))
		}
		for _, d := range forth {
			m := back[d.Item]
			if d.FromRole != m.ToRole || d.ToRole != m.FromRole || !slices.Equal(d.Gains, m.Loses) || !slices.Equal(d.Loses, m.Gains) {
				t.Fatalf("%+v has the mirror %+v", d, m)
			}
			want, fixed := mirror[d.Change]
			if !fixed { // raised back is lowered, unless each gained something
				want = access.Down
				if len(d.Loses) > 0 {
					want = access.Up
				}
			}
			if m.Change != want {
				t.Fatalf("%s %s, backwards %s, want %s", d.Item, d.Change, m.Change, want)
			}
		}
	})
}

func TestRowsAreUsersAndKeysInOneOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := populations(t, "")
		rows := access.Rows(p, access.DefaultRules(), now, nil, nil, nil)
		if len(rows) != len(p.Users)+len(p.Keys) {
			t.Fatalf("%d rows of %d users and %d keys", len(rows), len(p.Users), len(p.Keys))
		}
		if !slices.IsSortedFunc(rows, func(a, b access.Row) int { return strings.Compare(a.Item, b.Item) }) {
			t.Fatal("rows are not ordered by item")
		}
		shuffled := &population.Population{Roles: p.Roles, TakenAt: p.TakenAt}
		shuffled.Users = append(shuffled.Users, rapid.Permutation(p.Users).Draw(t, "users")...)
		shuffled.Keys = append(shuffled.Keys, rapid.Permutation(p.Keys).Draw(t, "keys")...)
		if len(emails(p.Users)) < len(p.Users) {
			return // whose key it is, is not decided by an e-mail address that two share
		}
		if diff := cmp.Diff(rows, access.Rows(shuffled, access.DefaultRules(), now, nil, nil, nil)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func emails(users []population.User) map[string]bool {
	set := map[string]bool{}
	for _, u := range users {
		set[u.Email] = true
	}
	return set
}
