package elevation

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// lentTo returns the lines of that many elevations, each of another user, and a listing in which all of them hold what
// was lent.
func lentTo(b *testing.B, n int) (lines []record.Line, look Listing) {
	b.Helper()
	p := &population.Population{TakenAt: noon.Add(3 * time.Hour), Roles: []population.Role{{ID: "work", Scopes: []string{"a"}}, {ID: "lead", Scopes: []string{"a", "b"}}}}
	add := func(kind string, data any) {
		raw, err := json.Marshal(data)
		if err != nil {
			b.Fatal(err)
		}
		lines = append(lines, record.Line{Type: kind, Actor: "cy@example.com", Data: raw, Time: record.Time{Time: noon.Add(time.Duration(len(lines)) * time.Millisecond)}})
	}
	for i := range n {
		id, user := fmt.Sprintf("el-%06d", i), fmt.Sprintf("u-%06d", i)
		add(TypeRequested, RequestedData{
			Elevation: id, UserID: user, Email: user + "@example.com", RoleID: "lead", PriorRoleID: "work", Seconds: 3600,
			Until: record.Time{Time: noon.Add(24 * time.Hour)}, Auto: AutoByRule, Longest: 3600,
		})
		add(TypeSending, SendingData{Attempt: id, UserID: user, Purpose: Grant, Elevations: []string{id}, FromRoleID: "work", ToRoleID: "lead", BaseRoleID: "work"})
		seen := Seen{Elevation: id, UserID: user, RoleID: "lead", ListedAt: record.Time{Time: noon.Add(time.Minute)}}
		add(TypeActive, ActiveData{Seen: seen})
		p.Users = append(p.Users, population.User{ID: user, Email: user + "@example.com", RoleID: "lead"})
	}
	return lines, Listing{Name: "p", Population: p, Now: noon.Add(3 * time.Hour), Alone: true}
}

func folded(b *testing.B, lines []record.Line) *Book {
	b.Helper()
	book := NewBook(core.NewBase())
	for _, l := range lines {
		if err := book.Apply(l); err != nil {
			b.Fatal(err)
		}
	}
	return book
}

func BenchmarkBook(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		lines, look := lentTo(b, n)
		book := folded(b, lines)
		for name, do := range map[string]func(){
			"fold":   func() { folded(b, lines) },
			"due":    func() { _ = book.Due(look.Now) },
			"settle": func() { _, _ = book.ApplyListing(look, record.Actor{}) },
			"rows":   func() { _ = book.Rows(look.Now) },
			"gone": func() {
				of := look
				of.Population = &population.Population{TakenAt: look.Now, Users: make([]population.User, n)}
				_, _ = book.ApplyListing(of, record.Actor{})
			},
		} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				for b.Loop() {
					do()
				}
			})
		}
	}
}
