package review_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/store"
)

// TestPackHoldsWhatElevationsRestOn: the listings that show a role lent, taken back and drifted are in the pack. None
// of them is taken for a proof of the campaign's changes.
func TestPackHoldsWhatElevationsRestOn(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	id := l.opened(l.w, "all", rita, sam).ID
	l.pass(2 * time.Hour)
	_ = l.reaps(0)
	l.give("Owner", time.Hour)
	check(t, l.server.SetRole(l.email, "Creator"))
	l.pass(2 * time.Hour)
	_ = l.reaps(0)

	rest := map[string]int{elevation.TypeActive: 0, elevation.TypeEnded: 0, elevation.TypeDrifted: 0}
	path, data := packed(t, l.w, id)
	files := unpacked(t, data)
	lines, err := l.w.Journal(t.Context())
	check(t, err)
	for _, line := range lines {
		var seen elevation.Seen
		if _, counts := rest[line.Type]; !counts || json.Unmarshal(line.Data, &seen) != nil || seen.Population == "" {
			continue
		}
		rest[line.Type]++
		if files[pack.PopulationPath(seen.Population)] == nil {
			t.Errorf("%s names the population %.12s…, which is not in the pack", line.Type, seen.Population)
		}
	}
	for kind, n := range rest {
		if n == 0 {
			t.Errorf("no %s line names a population", kind)
		}
	}
	if strings.Contains(string(files[pack.ReportPath]), "after changes") {
		t.Error("a listing that an elevation rests on is shown as one after changes of the campaign")
	}
	got, err := review.VerifyEvidence(t.Context(), store.Files{}, path, evidence.VerifyOptions{})
	if check(t, err); !got.OK {
		t.Errorf("%+v", got.Checks)
	}
	stockTools(t, path)
}
