package compare_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/compare"
	"github.com/tuar-dev/tuar/review/fault"
)

// side is a campaign over rows, of which those without a verdict are not items.
type side map[string]struct {
	role    string
	verdict campaign.Verdict
}

func (s side) made(keys bool) compare.Side {
	made := compare.Side{Listed: map[string]access.Row{}, Decisions: map[string]campaign.Decision{}, KeysRead: keys}
	for item, is := range s {
		made.Listed[item] = access.Row{Item: item, Kind: access.KindOf(item), RoleID: is.role, Role: "Role " + is.role}
		if is.verdict != "" {
			made.Decisions[item] = campaign.Decision{Item: item, Verdict: is.verdict}
		}
	}
	return made
}

func TestOf(t *testing.T) {
	before := side{
		"user/same": {"r", campaign.Certify}, "user/decision": {"r", campaign.Certify}, "user/role": {"r", campaign.Certify},
		"user/both": {"r", campaign.Certify}, "user/gone": {"r", campaign.Revoke}, "user/left": {"r", campaign.Certify},
		"user/entered": {"q", ""}, "user/never": {"r", ""}, "user/undecided": {"r", campaign.Undecided},
	}
	after := side{
		"user/same": {"r", campaign.Certify}, "user/decision": {"r", campaign.Revoke}, "user/role": {"s", campaign.Certify},
		"user/both": {"s", campaign.Revoke}, "user/new": {"r", campaign.Certify}, "user/left": {"r", ""},
		"user/entered": {"r", campaign.Certify}, "user/never": {"s", ""}, "user/undecided": {"r", campaign.Undecided},
		"key/unread": {"r", campaign.Certify},
	}
	c := compare.Of(before.made(false), after.made(true))
	got := map[string]compare.Change{}
	for _, r := range c.Rows {
		got[r.Item] = r.Change
		if want := r.Item == "user/decision" || r.Item == "user/both"; r.DecisionChanged() != want {
			t.Errorf("%s: decision changed: %v", r.Item, !want)
		}
	}
	want := map[string]compare.Change{
		"user/same": compare.Same, "user/decision": compare.Decided, "user/role": compare.RoleDiff, "user/both": compare.RoleDiff,
		"user/new": compare.New, "user/gone": compare.Gone, "user/left": compare.Left, "user/entered": compare.Entered, "user/undecided": compare.Same,
		"key/unread": compare.NotListed,
	}
	if !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	const tally = "10 rows: 1 new access, 1 gone, 2 other role (1 of them with another decision), 1 other decision, 1 now in scope, " +
		"1 out of scope now, 1 API keys not read in one of the two, 2 same"
	if c.Tally() != tally {
		t.Errorf("%q, want %q", c.Tally(), tally)
	}
	if only, err := c.Only("changed"); err != nil || len(only.Rows) != 8 {
		t.Errorf("%d changed, %v", len(only.Rows), err)
	}
	if only, err := c.Only("new", "gone"); err != nil || len(only.Rows) != 2 {
		t.Errorf("%d new or gone, %v", len(only.Rows), err)
	}
	if _, err := c.Only("news"); fault.KindOf(err) != fault.BadInput {
		t.Errorf("news: %v", err)
	}
}

// swapped is what a change is if the two campaigns change places.
var swapped = map[compare.Change]compare.Change{
	compare.New: compare.Gone, compare.Gone: compare.New, compare.Entered: compare.Left, compare.Left: compare.Entered,
}

// Nothing differs between a campaign and itself; two campaigns differ as much in one direction as in the other; and every
// item of the two is in one row.
func TestProperties(tt *testing.T) {
	drawn := rapid.Custom(func(t *rapid.T) compare.Side {
		s := side{}
		for i := range 8 {
			if rapid.Bool().Draw(t, "listed") {
				s[fmt.Sprintf("%s/%d", rapid.SampledFrom([]string{"user", "key"}).Draw(t, "kind"), i)] = struct {
					role    string
					verdict campaign.Verdict
				}{
					rapid.SampledFrom([]string{"r", "s"}).Draw(t, "role"),
					rapid.SampledFrom(append([]campaign.Verdict{"", campaign.Undecided}, campaign.Verdicts...)).Draw(t, "verdict"),
				}
			}
		}
		return s.made(rapid.Bool().Draw(t, "API keys read"))
	})
	rapid.Check(tt, func(t *rapid.T) {
		a, b := drawn.Draw(t, "a"), drawn.Draw(t, "b")
		if same, err := compare.Of(a, a).Only("changed"); err != nil || len(same.Rows) > 0 {
			t.Fatalf("a campaign differs from itself in %v, %v", same.Rows, err)
		}
		there, back := compare.Of(a, b), map[string]compare.Row{}
		for _, r := range compare.Of(b, a).Rows {
			back[r.Item] = r
		}
		items := maps.Clone(a.Decisions)
		maps.Copy(items, b.Decisions)
		if len(there.Rows) != len(items) || len(back) != len(items) {
			t.Fatalf("%d and %d rows of %d items", len(there.Rows), len(back), len(items))
		}
		for _, r := range there.Rows {
			want, ok := swapped[r.Change]
			if !ok {
				want = r.Change
			}
			other := back[r.Item]
			if other.Change != want || other.DecisionChanged() != r.DecisionChanged() {
				t.Fatalf("%s is %s one way and %s the other", r.Item, r.Change, other.Change)
			}
			if fmt.Sprint(other.Before, other.After) != fmt.Sprint(r.After, r.Before) {
				t.Fatalf("%s: %v, %v", r.Item, r, other)
			}
		}
		if !slices.IsSortedFunc(there.Rows, func(a, b compare.Row) int {
			return slices.Index(compare.Changes, a.Change) - slices.Index(compare.Changes, b.Change)
		}) {
			t.Fatal("rows are not in order")
		}
	})
}
