package review_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/trace"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

func traced(t *testing.T, w *review.Workspace, id, item string) trace.Trace {
	t.Helper()
	found, err := w.Trace(t.Context(), id, item)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// texts are what the steps of a stage say.
func texts(of trace.Trace, stage trace.Stage) (says []string) {
	for _, s := range of.Steps {
		if s.Stage == stage {
			says = append(says, s.Text)
		}
	}
	return says
}

func value(s trace.Step, name string) string {
	i := slices.IndexFunc(s.Facts, func(f trace.Fact) bool { return f.Name == name })
	if i < 0 {
		return ""
	}
	return s.Facts[i].Value
}

// TestTraceOfARevokedRow goes from the answer of the API to the listing that shows that it is gone, in the workspace
// and in its pack.
func TestTraceOfARevokedRow(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	kept := o.open("", settings.Credentials{})
	sheet := mustSheet(t, kept, o.id)
	i := slices.IndexFunc(sheet.Rows, func(r campaign.SheetRow) bool { return r.Decision.Verdict == campaign.Revoke && r.Reviewer == rita })
	row := sheet.Rows[i]
	way := traced(t, openPack(t, o.path).Workspace, o.id, row.Email)
	if other := traced(t, kept, o.id, row.Item); len(other.Steps) != len(way.Steps) || way.Item != row.Item || way.Title != row.Title() {
		t.Errorf("%d steps of %s in the pack, %d in the workspace", len(way.Steps), way.Item, len(other.Steps))
	}
	for stage, want := range map[trace.Stage][]string{
		trace.Assignment: {"assigned it to " + rita + "; opened " + o.id + " with 40 items for 2 reviewers"}, trace.Decided: {"revoke it, in force"},
		trace.SignedOff: {"signed off " + o.id + " with 20 decided, 0 undecided"}, trace.Closed: {"closed " + o.id + " with 0 undecided"},
		trace.Changed: {"planned: remove", "asking to remove it, by api", "result for it: accepted", "Torq's current list confirms the change for it", "the audit log confirms the change for it: User deleted by l.park@example.com"},
	} {
		if got := texts(way, stage); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", stage, got, want)
		}
	}
	lines, err := kept.Journal(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := record.Index(lines)
	for _, s := range way.Steps {
		if s.Line != nil {
			if l, found := at(s.Line.Writer, s.Line.Seq); !found || l.Hash != s.Line.Hash {
				t.Errorf("%q is said to stand in %+v", s.Text, s.Line)
			}
		}
		switch s.Text {
		case "the answer that told of it":
			if value(s, "call") == "" || value(s, "http_status") != "200" || len(value(s, "sha256_of_raw_body")) != 64 {
				t.Errorf("%+v", s)
			}
		case "revoke it, in force":
			if s.By != rita || s.Line.Hash != row.Decision.Line.Hash || value(s, "reason") != "not used" || value(s, "assurance") != "declared" || value(s, "bulk_size") == "" {
				t.Errorf("%+v", s)
			}
		case "signed off " + o.id + " with 20 decided, 0 undecided":
			if !strings.HasPrefix(value(s, "signature"), "checks, by key SHA256:") || value(s, "head_code") == "" || value(s, "head") == "" {
				t.Errorf("%+v", s)
			}
		case "result for it: accepted":
			if value(s, "http_status") != "204" && value(s, "http_status") != "200" || !strings.HasPrefix(value(s, "call"), "DELETE ") {
				t.Errorf("%+v", s)
			}
		case "Torq's current list confirms the change for it":
			if value(s, "listing") != "does not list it" || !strings.HasPrefix(value(s, "file"), "populations/") {
				t.Errorf("%+v", s)
			}
		}
	}
	if first, last := way.Steps[0], way.Steps[len(way.Steps)-1]; first.Stage != trace.Extraction || first.Line == nil || last.Stage != trace.Heads || len(last.Facts) != 2 {
		t.Errorf("from %+v to %+v", first, last)
	}
}
