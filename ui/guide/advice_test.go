package guide_test

import (
	"testing"

	"github.com/tuar-dev/tuar/review/advice"
	"github.com/tuar-dev/tuar/ui/guide"
)

// TestAdvice holds the table of rules against the rules.
func TestAdvice(t *testing.T) {
	var rows [][]string
	for _, b := range guide.Blocks(guide.Text("advice")) {
		if len(b.Table) > 0 {
			rows = b.Table[1:]
		}
	}
	var rules []advice.Rule
	for _, r := range advice.Rules {
		if r.Kind != advice.None {
			rules = append(rules, r)
		}
	}
	if len(rows) != len(rules) {
		t.Fatalf("the table has %d rules, not %d", len(rows), len(rules))
	}
	for i, r := range rules {
		if rows[i][0] != r.Name || rows[i][1] != r.Kind.Words() || rows[i][2] != r.Words {
			t.Errorf("%q, not %q", rows[i], r)
		}
	}
}
