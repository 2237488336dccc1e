package access

import (
	"fmt"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/access"
)

func TestOrders(t *testing.T) {
	make := func(item, role string, hints ...string) row {
		r := row{Row: access.Row{Item: item, Email: item, Kind: access.User, RoleID: role, Role: role, Privileged: role == "Owner"}}
		for i, h := range hints {
			r.Hints = append(r.Hints, access.Hint{Name: h})
			r.Risk += 10 - i
		}
		return r
	}
	rows := []row{make("d", "Viewer"), make("a", "Owner", access.Privileged), make("c", "Viewer", access.Dormant), make("b", "Owner", access.Raised, access.Privileged)}
	for want, o := range map[string]order{
		"[a b c d]":                          byPerson,
		"Owner/privileged[a b] Viewer/[c d]": byRole,
		"raised/[b] privileged/[a] dormant/[c] no hints/[d]": byRisk,
	} {
		got := ""
		for _, g := range o.arrange(rows) {
			if got != "" {
				got += " "
			}
			if g.ID != "" {
				got += g.Label + "/" + g.Note
			}
			items := []string{}
			for _, r := range g.Rows {
				items = append(items, r.Item)
			}
			got += fmt.Sprint(items)
		}
		if got != want {
			t.Errorf("by %s: %s, want %s", o, got, want)
		}
	}
}

// TestNoOrderLosesARow holds for any rows: whatever the order, each is there once.
func TestNoOrderLosesARow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SampledFrom([]string{"a", "b", "c"})
		rows := rapid.SliceOf(rapid.Custom(func(t *rapid.T) row {
			r := row{Row: access.Row{Item: fmt.Sprint(rapid.Int().Draw(t, "item")), Email: names.Draw(t, "email"), RoleID: names.Draw(t, "role"), Role: "r"}}
			for _, h := range rapid.SliceOfNDistinct(rapid.SampledFrom(access.HintNames()), 0, 3, rapid.ID[string]).Draw(t, "hints") {
				r.Hints = append(r.Hints, access.Hint{Name: h})
			}
			return r
		})).Draw(t, "rows")
		want := map[string]int{}
		for _, r := range rows {
			want[r.Item]++
		}
		for o := range orders {
			got, groups := map[string]int{}, map[string]bool{}
			for _, g := range o.arrange(rows) {
				if groups[g.ID] {
					t.Fatalf("by %s: group %q comes twice", o, g.ID)
				}
				groups[g.ID] = true
				for _, r := range g.Rows {
					got[r.Item]++
				}
			}
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Fatalf("by %s: %s", o, diff)
			}
		}
	})
}
