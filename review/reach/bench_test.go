package reach_test

import (
	"fmt"
	"testing"

	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reach"
)

// large returns a workspace of that many users, 2,000 mappings and 200 custom roles.
func large(users int) *population.Population {
	p := &population.Population{}
	for i := range 200 {
		r := population.Role{ID: fmt.Sprintf("role-%03d", i), Name: fmt.Sprintf("Role %d", i)}
		for j := range 40 {
			r.Scopes = append(r.Scopes, fmt.Sprintf("area%d.%s", (i+j)%60, []string{"read", "write"}[j%2]))
		}
		if i%20 == 0 {
			r.Scopes = append(r.Scopes, "user.write")
		}
		p.Roles = append(p.Roles, r)
	}
	for i := range users {
		p.Users = append(p.Users, population.User{ID: fmt.Sprintf("%08d", i), Email: fmt.Sprintf("user%d@example.com", i), RoleID: p.Roles[i%200].ID, SSO: i%3 > 0, Status: population.StatusVerified})
		if i%50 == 0 {
			p.Keys = append(p.Keys, population.APIKey{ClientID: fmt.Sprintf("key%08d", i), Type: population.KeyPrivate, RoleID: p.Roles[i%200].ID, OwnerEmail: fmt.Sprintf("user%d@example.com", i)})
		}
	}
	for i := range 2000 {
		m := population.Mapping{ID: fmt.Sprintf("map%05d", i), ClaimName: "groups", ClaimValue: fmt.Sprintf("group-%d", i), RoleID: p.Roles[i%200].ID, Rank: int64(i)}
		if i%2 == 0 {
			m.ClaimName, m.ClaimValue = "email", fmt.Sprintf("user%d@example.com", i*7)
		}
		p.Mappings = append(p.Mappings, m)
	}
	return p
}

func BenchmarkWhoCan(b *testing.B) {
	w := reach.New(large(100_000), nil, nil)
	for b.Loop() {
		w.WhoCan("user.write")
	}
}

func BenchmarkNew(b *testing.B) {
	p := large(100_000)
	for b.Loop() {
		reach.New(p, nil, nil)
	}
}

func BenchmarkOf(b *testing.B) {
	w := reach.New(large(100_000), nil, nil)
	for b.Loop() {
		w.Of("user70@example.com")
	}
}

func BenchmarkWhatIf(b *testing.B) {
	w := reach.New(large(100_000), nil, nil)
	for b.Loop() {
		w.WhatIf(&reach.Change{Remove: []string{"00000070"}, Keys: []string{"key00000000"}, Mappings: []string{"map00010"}})
	}
}
