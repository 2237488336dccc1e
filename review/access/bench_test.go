package access_test

import (
	"fmt"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/roster"
)

// company returns a large workspace: that many users, one key per hundred of them, 130 roles of 40 permissions.
func company(users int) *population.Population {
	p := &population.Population{TakenAt: now}
	for i := range 130 {
		r := population.Role{ID: fmt.Sprint("role-", i), Name: fmt.Sprint("Role ", i)}
		for s := range 40 {
			r.Scopes = append(r.Scopes, fmt.Sprintf("thing%d.read", (i+s)%120))
		}
		p.Roles = append(p.Roles, r)
	}
	for i := range users {
		u := population.User{
			ID: fmt.Sprintf("%08d", i), Email: fmt.Sprintf("person%d@example.com", i), RoleID: p.Roles[i%130].ID,
			Status: population.StatusVerified, CreatedAt: ago(500 * day), LastLoginAt: ago(day),
		}
		if i%9 == 0 {
			u.LastLoginAt = ago(200 * day)
		}
		p.Users = append(p.Users, u)
		if i%100 == 0 {
			p.Keys = append(p.Keys, population.APIKey{ClientID: fmt.Sprintf("%08d", i), Name: "key", RoleID: p.Roles[(i+3)%130].ID, OwnerEmail: u.Email})
		}
	}
	p.Sort()
	return p
}

func BenchmarkRows100k(b *testing.B) {
	p := company(100_000)
	for b.Loop() {
		access.Rows(p, access.DefaultRules(), now, nil, nil, nil)
	}
}

func BenchmarkRows100kWithLastCampaign(b *testing.B) {
	p := company(100_000)
	var rows []access.PreviousRow
	for _, r := range access.Rows(p, access.DefaultRules(), now, nil, nil, nil) {
		r.RoleID = "role-7"
		rows = append(rows, access.PreviousRow{Row: r, Decision: "certify"})
	}
	last := access.Memory{access.NewPast("q3-0001", "Q3", rows)}
	for b.Loop() {
		access.Rows(p, access.DefaultRules(), now, last, nil, nil)
	}
}

func BenchmarkCompare100k(b *testing.B) {
	p := company(100_000)
	for b.Loop() {
		access.Compare(p, p)
	}
}

// BenchmarkRows100kWithRoster has a roster of 10,000 lines; the others are not on it.
func BenchmarkRows100kWithRoster(b *testing.B) {
	p, r := company(100_000), &roster.Roster{ImportedAt: now}
	for i := range 10_000 {
		r.Lines = append(r.Lines, roster.Line{Email: fmt.Sprintf("person%d@example.com", i*10), Department: "Ops", Manager: "person0@example.com"})
	}
	people := roster.NewIndex("r", r, nil)
	for b.Loop() {
		access.Rows(p, access.DefaultRules(), now, nil, nil, people)
	}
}

// mapped returns a company of 100,000 users with 2,000 claim mappings, half of them by e-mail, and 200 custom roles besides.
func mapped() *population.Population {
	p := company(100_000)
	for i := range 200 {
		is := true
		p.Roles = append(p.Roles, population.Role{ID: fmt.Sprint("custom-", i), Name: fmt.Sprint("Custom ", i), Custom: &is, Scopes: p.Roles[i%130].Scopes})
	}
	for i := range p.Users {
		p.Users[i].SSO = i%2 == 0
	}
	for i := range 2000 {
		m := population.Mapping{ID: fmt.Sprintf("%06d", i), ClaimName: "groups", ClaimValue: fmt.Sprint("group-", i), RoleID: p.Roles[i%330].ID, Rank: int64(i)}
		if i%2 == 0 {
			m.ClaimName, m.ClaimValue = "email", fmt.Sprintf("person%d@example.com", i*10)
		}
		p.Mappings = append(p.Mappings, m)
	}
	p.Sort()
	return p
}

func BenchmarkRows100kWithMappings(b *testing.B) {
	p := mapped()
	for b.Loop() {
		access.Rows(p, access.DefaultRules(), now, nil, nil, nil)
	}
}

// BenchmarkCompare100kWithMappings compares two syncs between which every mapping got another rank, and every tenth custom
// role lost a permission.
func BenchmarkCompare100kWithMappings(b *testing.B) {
	before, after := mapped(), mapped()
	for i := range after.Mappings {
		after.Mappings[i].Rank++
	}
	for i := range after.Roles {
		if r := &after.Roles[i]; r.Custom != nil && i%10 == 0 {
			r.Scopes = r.Scopes[1:]
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		access.Compare(before, after)
	}
}

// BenchmarkRows100kWithTeams has everybody on the roster, in departments of 500 and under managers of 20: with the hints of
// today, and with those of campaigns of earlier versions.
func BenchmarkRows100kWithTeams(b *testing.B) {
	p, r := company(100_000), &roster.Roster{ImportedAt: now}
	for i := range 100_000 {
		r.Lines = append(r.Lines, roster.Line{
			Email: fmt.Sprintf("person%d@example.com", i), Department: fmt.Sprint("Department ", i%200), Manager: fmt.Sprintf("person%d@example.com", i/20),
		})
	}
	people := roster.NewIndex("r", r, nil)
	today, before := access.DefaultRules(), access.DefaultRules()
	before.Edition = access.FirstEdition
	b.Run("today", func(b *testing.B) {
		for b.Loop() {
			access.Rows(p, today, now, nil, nil, people)
		}
	})
	b.Run("before", func(b *testing.B) {
		for b.Loop() {
			access.Rows(p, before, now, nil, nil, people)
		}
	})
}
