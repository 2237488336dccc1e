package people_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/people"
)

// TestJoinedPeople holds the joined ledger against the connected parts of a graph: addresses are its nodes, and each
// record's aliases its edges.
func TestJoinedPeople(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const addresses = 8
		email := func(i int) string { return fmt.Sprintf("p%d@example.com", i) }
		var parent [addresses]int
		for i := range parent {
			parent[i] = i
		}
		var root func(i int) int
		root = func(i int) int {
			if parent[i] != i {
				return root(parent[i])
			}
			return i
		}
		var ledgers []*people.Ledger
		for range rapid.IntRange(1, 3).Draw(t, "records") {
			l := &people.Ledger{}
			var data []any
			for range rapid.IntRange(0, 4).Draw(t, "aliases") {
				a, b := rapid.IntRange(0, addresses-1).Draw(t, "a"), rapid.IntRange(0, addresses-1).Draw(t, "b")
				if a != b {
					data = append(data, people.Alias{Email: email(a), Also: email(b)})
					parent[root(a)] = root(b)
				}
			}
			if refused := fold(t, l, data...); len(refused) > 0 {
				t.Skip("a record that says so refuses a line")
			}
			ledgers = append(ledgers, l)
		}
		joined := people.Join(append(ledgers, nil)...)
		for a := range addresses {
			for b := range addresses {
				if want := root(a) == root(b); joined.Same(email(a), email(b)) != want || joined.Key(email(a)) == joined.Key(email(b)) != want {
					t.Fatalf("%s and %s are one person: %v; joined: %v", email(a), email(b), want, joined.Same(email(a), email(b)))
				}
			}
		}
	})
}
