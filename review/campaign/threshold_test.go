package campaign

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/access"
)

func TestEffectsOfOtherRulesAreCountedByHint(t *testing.T) {
	row := func(i int, hints ...string) access.Row {
		r := access.Row{Item: fmt.Sprint("user/", i), Kind: access.User, Email: fmt.Sprintf("u%d@example.com", i)}
		for _, h := range hints {
			r.Hints = append(r.Hints, access.Hint{Name: h})
		}
		return r
	}
	var before, after []access.Row
	for i := range 8 {
		before, after = append(before, row(i)), append(after, row(i, access.Dormant))
	}
	before, after = append(before, row(8, access.Privileged)), append(after, row(8))
	got := []string{}
	for _, e := range effectsOf([]string{access.Dormant, access.Pending}, before, after) {
		got = append(got, e.String())
	}
	want := []string{
		"privileged: 0 more rows, 1 fewer; gone: u8@example.com",
		"dormant: 8 more rows, 0 fewer; new: u0@example.com, u1@example.com, u2@example.com, u3@example.com, u4@example.com and 3 more",
		"pending-invitation: 0 more rows, 0 fewer",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
