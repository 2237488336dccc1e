package trace_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/trace"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

const lead, rita, sam = "lead@example.com", "rita@example.com", "sam@example.com"

// told returns what the steps of the stages say, from the extraction on.
func told(of trace.Trace) (says []string) {
	for _, s := range of.Steps {
		says = append(says, string(s.Stage)+": "+s.Text)
	}
	return says
}

// value returns a fact of the first step of a stage.
func value(of trace.Trace, stage trace.Stage, name string) string {
	for _, s := range of.Steps {
		for _, f := range s.Facts {
			if s.Stage == stage && f.Name == name {
				return f.Value
			}
		}
	}
	return ""
}

func traced(t *testing.T, w *review.Workspace, id, item string) trace.Trace {
	t.Helper()
	found, err := w.Trace(t.Context(), id, item)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// carriedOut returns a campaign of one reviewer in which an invited user is revoked, closed and carried out.
func carriedOut(t *testing.T) (w *review.Workspace, id string, row campaign.SheetRow) {
	t.Helper()
	world := reviewtest.New(t, torqtest.Options{Users: 25})
	w = world.Open(lead)
	world.Sync(w)
	id = world.Campaign(w, campaign.Plan{Name: "Q4", Scope: `kind == "user"`, Reviewers: []string{rita}})
	asRita := world.Open(rita)
	world.Decide(asRita, id, func(r campaign.SheetRow) campaign.Choice {
		if row.Item == "" && r.Status == population.StatusVerified && !r.SSO && !r.Privileged {
			row = r
			return campaign.Choice{Verdict: campaign.Revoke, Reason: "not used", DwellMS: 3000}
		}
		return campaign.Choice{Verdict: campaign.Certify, Reason: "needed"}
	})
	if _, err := asRita.SignOff(t.Context(), id, ""); err != nil {
		t.Fatal(err)
	}
	world.Close(w, id)
	if _, err := w.ApplyRemediation(t.Context(), id, remediation.ApplyOptions{KeepGoing: true}); err != nil {
		t.Fatal(err)
	}
	return w, id, row
}

// A trace goes from the answers of the API to the listing that shows that the access is gone.
func TestTraceOfARevocation(t *testing.T) {
	w, id, row := carriedOut(t)
	got := traced(t, w, id, row.Email)
	if got.Item != row.Item || got.Title != row.Title() || got.Campaign != id || got.Name != "Q4" {
		t.Errorf("%s, %s, of %s, %s", got.Item, got.Title, got.Campaign, got.Name)
	}
	says := told(got)
	for i, s := range says {
		if strings.HasPrefix(s, "extraction: all access was read into population ") {
			says[i] = "extraction: all access was read"
		}
	}
	want := []string{
		"extraction: all access was read", "extraction: answer of Torq that may list it (1 of 2)",
		"extraction: answer of Torq that may list it (2 of 2)", "extraction: an answer that told what roles may do",
		"extraction: an answer that told what roles may do", "listed: " + row.Title() + " holds " + row.Role,
	}
	if diff := cmp.Diff(want, says[:min(len(says), len(want))]); diff != "" {
		t.Error(diff)
	}
	for _, fact := range []struct {
		stage       trace.Stage
		name, value string
	}{
		{trace.Extraction, "host", "test"},
		{trace.Listed, "email", row.Email},
		{trace.Listed, "privileged", ""},
		{trace.Listed, "status", "VERIFIED"},
		{trace.Decided, "standing", "in force"},
		{trace.Decided, "reason", "not used"},
		{trace.Decided, "dwell_ms", "3000"},
		{trace.Decided, "assurance", "declared"},
		{trace.Changed, "action", "remove"},
		{trace.Changed, "method", "api"},
		{trace.Changed, "listing", "does not list it"},
	} {
		if is := value(got, fact.stage, fact.name); is != fact.value {
			t.Errorf("%s, %s: %q, want %q", fact.stage, fact.name, is, fact.value)
		}
	}
	var stages []trace.Stage
	for _, s := range got.Steps {
		stages = append(stages, s.Stage)
	}
	order := []trace.Stage{
		trace.Extraction, trace.Listed, trace.Assignment, trace.Decided, trace.SignedOff, trace.Closed, trace.Changed, trace.Heads,
	}
	if diff := cmp.Diff(order, slices.Compact(stages)); diff != "" {
		t.Error(diff)
	}
	lines, err := w.Journal(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	head := lines[len(lines)-1]
	want = []string{fmt.Sprintf("%s: line %d, %s", head.Writer, head.Seq, head.Hash)}
	var heads []string
	for _, f := range got.Steps[len(got.Steps)-1].Facts {
		heads = append(heads, f.Name+": "+f.Value)
	}
	if diff := cmp.Diff(want, heads); diff != "" {
		t.Error(diff)
	}
}

// Every step that a line tells names that line, and who wrote it.
func TestTraceNamesTheLines(t *testing.T) {
	w, id, row := carriedOut(t)
	lines, err := w.Journal(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	byHash := map[string]int{}
	for i, l := range lines {
		byHash[l.Hash] = i
	}
	n := 0
	for _, s := range traced(t, w, id, row.Item).Steps {
		if s.Line == nil {
			continue
		}
		n++
		i, found := byHash[s.Line.Hash]
		if !found || lines[i].Seq != s.Line.Seq || lines[i].Writer != s.Line.Writer || lines[i].Actor != s.By || s.Stage != trace.Extraction && !lines[i].Time.Equal(*s.At) {
			t.Errorf("%s is said to stand in %+v", s.Text, s.Line)
		}
	}
	if n < 8 {
		t.Errorf("%d steps name lines", n)
	}
}

// In a pack the trace of a row is the same, step by step.
func TestTraceInAPackIsTheSame(t *testing.T) {
	w, id, row := carriedOut(t)
	file := filepath.Join(t.TempDir(), "pack.zip")
	if _, err := w.PackEvidence(t.Context(), id, evidence.PackOptions{Path: file}); err != nil {
		t.Fatal(err)
	}
	p, err := review.OpenPack(t.Context(), store.Files{}, file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = p.Close() }()
	if diff := cmp.Diff(traced(t, w, id, row.Item), traced(t, p.Workspace, id, row.Item)); diff != "" {
		t.Error(diff)
	}
}

// A trace tells which of several decisions is in force, and who an item was handed to.
func TestTraceOfDecisionsThatWereTakenBack(t *testing.T) {
	world := reviewtest.New(t, torqtest.Options{Users: 25})
	w := world.Open(lead)
	world.Sync(w)
	id := world.Campaign(w, campaign.Plan{Name: "Q4", Scope: `kind == "user"`, Reviewers: []string{rita, sam}})
	asRita, asSam := world.Open(rita), world.Open(sam)
	sheet, err := w.Sheet(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	item := sheet.Rows[slices.IndexFunc(sheet.Rows, func(r campaign.SheetRow) bool { return r.Reviewer == rita && !r.Privileged })].Item
	decide := func(by *review.Workspace, v campaign.Verdict) {
		t.Helper()
		world.Decide(by, id, func(r campaign.SheetRow) campaign.Choice {
			if r.Item != item {
				return campaign.Choice{}
			}
			return campaign.Choice{Verdict: v, Reason: "a reason"}
		})
	}
	for _, v := range []campaign.Verdict{campaign.Certify, campaign.Revoke, campaign.Abstain} {
		decide(asRita, v)
	}
	if _, err := asRita.Undo(t.Context(), id, []string{item}); err != nil {
		t.Fatal(err)
	}
	if _, err := asRita.Delegate(t.Context(), id, campaign.Handing{Items: []string{item}, To: sam, Reason: "on leave"}); err != nil {
		t.Fatal(err)
	}
	decide(asSam, campaign.Certify)
	var standings []string
	got := traced(t, w, id, item)
	for _, s := range got.Steps {
		for _, f := range s.Facts {
			if f.Name == "standing" {
				standings = append(standings, f.Value)
			}
		}
	}
	want := []string{"replaced by a later one", "replaced by a later one", "taken back by " + rita, "in force"}
	if diff := cmp.Diff(want, standings); diff != "" {
		t.Error(diff)
	}
	if says := strings.Join(told(got), "\n"); !strings.Contains(says, sam) {
		t.Errorf("it is not told that it was handed to %s:\n%s", sam, says)
	}
	if _, err := w.Trace(t.Context(), id, "nobody@example.com"); fault.KindOf(err) != fault.BadInput {
		t.Errorf("of an item that is not there: %v", err)
	}
}
