package review_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/evidence/trend"
)

// compareTrend compares the row of the trend with the tables of the pack, and of the pack of the campaign before.
func (f *figures) compareTrend() {
	f.Helper()
	t := must(f.w.Trend(f.ctx))
	var out bytes.Buffer
	if err := t.Table().WriteJSON(&out); err != nil {
		f.Fatal(err)
	}
	var rows []map[string]any
	if err := json.Unmarshal(out.Bytes(), &rows); err != nil {
		f.Fatal(err)
	}
	i := slices.IndexFunc(rows, func(r map[string]any) bool { return r["campaign"] == f.row.ID })
	if f.row.State == campaign.Void {
		f.same("the trend of a void campaign", i, -1)
		return
	}
	row := rows[i]
	same := func(column string, want any) { f.Helper(); f.same("the trend's "+column, row[column], want) }
	decided := count(f.decisions, func(r map[string]string) bool { return r["decision"] != "undecided" })
	same("items", len(f.decisions))
	same("decided", decided)
	same("completion_percent", trend.Percent(decided, len(f.decisions)))
	revoked := items(f.decisions, is("decision", "revoke"))
	same("revoked", len(revoked))
	same("decided_late", count(f.exceptions, func(r map[string]string) bool { return r["kind"] == "late" && r["item"] != "" }))
	n := f.standings()
	same("changes_proven", n.Proven)
	same("changes_not_proven", n.Unproven)
	if n.Proven > 0 {
		median, _, _ := strings.Cut(f.took("since_decision_seconds"), ", ")
		f.same("the trend's median", "median "+spanOf(row["median_seconds_to_proof"]), median)
	}
	flagged := f.flagged()
	stamped := items(f.exceptions, is("kind", "fast", "bulk"))
	same("flagged", len(flagged))
	same("rubber_stamped", len(stamped))
	if before, _ := row["campaign_before"].(string); before != "" {
		was := newFigures(f.T, f.w, before, f.folder)
		revokedAgain, flaggedAgain := both(revoked, items(was.decisions, is("decision", "revoke"))), both(flagged, was.flagged())
		same("revoked_again", len(revokedAgain))
		same("flagged_again", len(flaggedAgain))
		same("repeat_findings", len(union(revokedAgain, flaggedAgain)))
	}
}

// flagged returns the decided items that were privileged or had a hint.
func (f *figures) flagged() []string {
	privileged := items(f.population, is("privileged", "true"))
	return items(f.decisions, func(r map[string]string) bool {
		return r["decision"] != "undecided" && (slices.Contains(privileged, r["item"]) || r["hints"] != "")
	})
}

// items returns the items of the rows for which it holds, each once.
func items(rows []map[string]string, holds func(map[string]string) bool) (all []string) {
	for _, r := range rows {
		if holds(r) {
			all = append(all, r["item"])
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func both(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(item string) bool { return !slices.Contains(b, item) })
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

func spanOf(seconds any) string {
	n, _ := seconds.(float64)
	return pack.Span(time.Duration(n) * time.Second)
}
