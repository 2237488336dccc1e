package review_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// Evidence names each line that says what its population does not show, in tuar and in check.py alike; honest lines are
// not named.
func TestEvidenceNamesWhatPopulationsDoNotShow(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(1, 1, false)
	l := &lent{desk: a.desk, w: a.w}
	l.email, _ = l.borrower(l.w, "Operator")
	l.id = l.give("Owner", time.Hour).ID
	unshown := func(want ...string) {
		t.Helper()
		path, _ := packed(t, a.w, a.id)
		result := verified(t, path, evidence.VerifyOptions{})
		if names, said := failed(result); !result.OK {
			t.Errorf("verify: %v, %v", names, said)
		}
		var facts []string
		var rows []struct{ Kind, Fact string }
		check(t, json.Unmarshal(contentOf(t, path).files[pack.TablePath("exceptions", "json")], &rows))
		for _, row := range rows {
			if row.Kind == "not-shown" {
				facts = append(facts, row.Fact)
			}
		}
		slices.Sort(facts)
		if len(facts) != len(want) {
			t.Fatalf("%q, want %q", facts, want)
		}
		for _, text := range want {
			if !slices.ContainsFunc(facts, func(f string) bool { return strings.Contains(f, text) }) {
				t.Errorf("%q lacks %q", facts, text)
			}
		}
		if out, ok := ranCheck(t, path); !ok || !strings.Contains(out, "pass  what lines say of access, against the populations they name: ") {
			t.Errorf("check.py: %s", out)
		}
	}
	unshown()
	plan := a.plan(false)
	l.forge(elevation.TypeEnded, elevation.EndedData{Seen: l.seen("Operator", l.newest()), How: elevation.Restored})
	l.forge(elevation.TypeDrifted, elevation.DriftedData{Seen: l.seen("Viewer", strings.Repeat("ab", 32))})
	l.forge(remediation.TypeConfirmed, remediation.ConfirmedData{
		About: plan.Changes[0].About(), Population: l.newest(), ListedAt: record.Time{Time: l.clock.Now()},
	})
	unshown("elevation.ended: the population ", "elevation.drifted: no sync tells of the population abab", "change.confirmed: the population ")
	l.pass(61 * time.Minute)
	l.reaps(0)
	unshown("elevation.ended: the population ", "elevation.drifted: no sync tells of the population abab", "change.confirmed: the population ")
}
