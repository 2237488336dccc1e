package access

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/population"
)

// Change classifies how an item differs between two populations.
type Change string

// The changes.
const (
	Added   Change = "new"
	Removed Change = "gone"
	Up      Change = "raised"  // the role gained permissions
	Down    Change = "lowered" // the role lost permissions and gained none
	Other   Change = "changed" // another role with the same permissions, or permissions are not known; another claim, rank or name
)

// Difference is one item that differs between two populations.
type Difference struct {
	Item     string   `json:"item"`
	Kind     Kind     `json:"kind"`
	Email    string   `json:"email"`
	Name     string   `json:"name"`
	Change   Change   `json:"change"`
	FromRole string   `json:"from_role"`
	ToRole   string   `json:"to_role"`
	Gains    []string `json:"gains"` // permissions
	Loses    []string `json:"loses"`
	Detail   string   `json:"detail"` // of a mapping or a custom role: what else changed, such as "rank 3 → 1"
}

// Title returns how a person would call the item.
func (d Difference) Title() string {
	return Row{Item: d.Item, Kind: d.Kind, Email: d.Email, Name: d.Name}.Title()
}

// Diff holds everything that differs, and the parts of the picture that could not be compared.
type Diff struct {
	Differences []Difference // added, removed, raised, lowered, changed; by title within each
	Unread      []string     // resources one of the two populations lacks; their items are left out
}

// Count returns the number of differences of these kinds.
func (d Diff) Count(changes ...Change) int {
	n := 0
	for _, x := range d.Differences {
		if slices.Contains(changes, x.Change) {
			n++
		}
	}
	return n
}

// Of returns the differences of items of these kinds alone.
func (d Diff) Of(kinds ...Kind) Diff {
	d.Differences = slices.DeleteFunc(slices.Clone(d.Differences), func(x Difference) bool { return !slices.Contains(kinds, x.Kind) })
	return d
}

// Compare returns how users, API keys, claim mappings and custom roles changed from before to after. A role whose own
// permissions were edited counts as raised or lowered for all who hold it, for the mappings that give it, and for itself.
func Compare(before, after *population.Population) Diff {
	rolesBefore, rolesAfter := rolesByID(before), rolesByID(after)
	old, now := join(before, rolesBefore, nil, Kinds()), join(after, rolesAfter, nil, Kinds())
	var d Diff
	for _, list := range []struct {
		resource string
		kind     Kind
	}{{"api-keys", Key}, {"claim-mappings", Mapping}, {"roles", Role}} {
		if before.HasGap(list.resource) || after.HasGap(list.resource) {
			d.Unread = append(d.Unread, list.resource)
			of := func(r Row) bool { return r.Kind == list.kind }
			old, now = slices.DeleteFunc(old, of), slices.DeleteFunc(now, of)
		}
	}
	// Where Torq did not say at both times whether a role is a custom one, it did not come or go.
	stays := func(r *Row) bool {
		return r.Kind == Role && rolesBefore[r.RoleID] != nil && rolesAfter[r.RoleID] != nil
	}
	role := roleCompare{gains: compared{}, loses: compared{}}
	for len(old) > 0 || len(now) > 0 { // both are ordered by item
		switch {
		case len(old) == 0 || len(now) > 0 && now[0].Item < old[0].Item:
			if is := &now[0]; !stays(is) {
				d.Differences = append(d.Differences, difference(&Row{}, is, Added, nil, nil))
			}
			now = now[1:]
		case len(now) == 0 || old[0].Item < now[0].Item:
			if was := &old[0]; !stays(was) {
				d.Differences = append(d.Differences, difference(was, &Row{}, Removed, nil, nil))
			}
			old = old[1:]
		default:
			if change, gains, loses := role.change(&old[0], &now[0]); change != "" {
				d.Differences = append(d.Differences, difference(&old[0], &now[0], change, gains, loses))
			}
			old, now = old[1:], now[1:]
		}
	}
	order := []Change{Added, Removed, Up, Down, Other}
	slices.SortFunc(d.Differences, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Change), slices.Index(order, b.Change)),
			cmp.Compare(a.Title(), b.Title()), cmp.Compare(a.Item, b.Item))
	})
	return d
}

// roleCompare compares the roles of two populations, each pair once.
type roleCompare struct{ gains, loses compared }

// change returns how an item's role changed; empty if it did not.
func (c roleCompare) change(was, is *Row) (change Change, gains, loses []string) {
	if was.RoleKnown && is.RoleKnown {
		gains = c.gains.of(is.RoleID, is.Permissions, was.RoleID, was.Permissions)
		loses = c.loses.of(was.RoleID, was.Permissions, is.RoleID, is.Permissions)
	}
	switch {
	case len(gains) > 0:
		change = Up
	case len(loses) > 0:
		change = Down
	case was.RoleID != is.RoleID, detail(was, is) != "":
		change = Other
	}
	return change, gains, loses
}

func difference(was, is *Row, change Change, gains, loses []string) Difference {
	who := is
	if change == Removed {
		who = was
	}
	return Difference{
		Item: who.Item, Kind: who.Kind, Email: who.Email, Name: who.Name, Change: change,
		FromRole: was.Role, ToRole: is.Role, Gains: append([]string{}, gains...), Loses: append([]string{}, loses...), Detail: detail(was, is),
	}
}

// detail describes how the claim, the rank or the name of a mapping or role changed. It returns nothing for other items.
func detail(was, is *Row) string {
	var parts []string
	if was.Item == is.Item && (is.Kind == Mapping || is.Kind == Role) && was.Name != is.Name {
		parts = append(parts, was.Name+" → "+is.Name)
	}
	if was.Claim != nil && is.Claim != nil && was.Claim.Rank != is.Claim.Rank {
		parts = append(parts, fmt.Sprintf("rank %d → %d", was.Claim.Rank, is.Claim.Rank))
	}
	return strings.Join(parts, ", ")
}
