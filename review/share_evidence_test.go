package review_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/share"
)

// tampers rewrites a file of the shared repository, as any person with access to it can.
func (c *crew) tampers(t *testing.T, name string, with func([]byte) []byte) {
	t.Helper()
	clone := t.TempDir()
	git(t, "", "clone", "--quiet", c.hub, clone)
	path := filepath.Join(clone, name)
	data, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, with(data), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	git(t, clone, "-c", "user.name=eve", "-c", "user.email=eve@example.com", "commit", "--quiet", "--all", "--message=x")
	git(t, clone, "push", "--quiet", "origin", "HEAD:main")
}

// assigned returns the items that are assigned to a person.
func (c *crew) assigned(t *testing.T, w *review.Workspace, person int) (items []string) {
	t.Helper()
	for _, r := range must(w.Sheet(t.Context(), c.id)).Rows {
		if r.Reviewer == c.people[person] {
			items = append(items, r.Item)
		}
	}
	return items
}

// What one machine refused is in every machine's evidence, with the last good line and who has seen it, and in it once.
func TestEvidenceNamesWhatWasRefused(t *testing.T) {
	t.Parallel()
	d := newCrew(t)
	ctx := t.Context()
	d.tampers(t, "journal/machine-0.jsonl", func(data []byte) []byte {
		lines := strings.SplitAfter(string(data), "\n")
		lines[2] = strings.Replace(lines[2], "machine-0", "machine-9", 1)
		return []byte(strings.Join(lines, ""))
	})
	for i, m := range d.machines { // the others cannot read what machine 0 has recorded since; machine 1 records it too
		w := m.Open(d.people[i])
		mine := d.assigned(t, w, i)
		decided(t, w, d.id, campaign.Choice{Item: mine[0], Verdict: campaign.Certify, Reason: "as before"})
		out, err := w.SyncShare(ctx, false)
		if err != nil || len(out.Refused) != 1 || out.Refused[0].Line != 3 {
			t.Fatalf("%+v, %v", out, err)
		}
	}
	d.tampers(t, "journal/machine-1.jsonl", func(data []byte) []byte { return data[:strings.IndexByte(string(data), '\n')+1] })
	at := d.machines[2].Open(d.people[2])
	must(at.SyncShare(ctx, false))
	var said []record.Line
	for _, l := range must(at.Journal(ctx)) {
		if l.Type == share.TypeRefused || l.Type == share.TypeMended {
			said = append(said, l)
		}
	}
	if len(said) != 2 || said[0].Writer != "machine-1" || said[1].Type != share.TypeMended {
		t.Fatalf("%+v", said)
	}
	path, _ := packed(t, at, d.id)
	if names, said := failed(verified(t, path, evidence.VerifyOptions{})); len(names) > 0 {
		t.Fatalf("%v: %v", names, said)
	}
	stockTools(t, path)
	kind := string(contentOf(t, path).files["tables/exceptions.csv"])
	good := record.Head{}
	for _, l := range must(at.Journal(ctx)) {
		if l.Writer == "machine-0" && l.Seq == 2 {
			good = record.Head{Writer: l.Writer, Seq: l.Seq, Hash: l.Hash}
		}
	}
	for _, want := range []string{
		"share-refused", "journal/machine-0.jsonl, line 3: ", fmt.Sprintf("the last good line is line 2, %.12s…, seen by machine-1, machine-2", good.Hash),
		"bytes, SHA-256 ", "share-mended", "the journal of machine-1 was shortened",
	} {
		if !strings.Contains(kind, want) {
			t.Errorf("the exceptions do not say %q:\n%s", want, kind)
		}
	}
	for name, change := range map[string]func(*content){
		"the witness": edited("tables/exceptions.csv", "seen by machine-1, ", "seen by machine-7, "),
		"the row":     edited("tables/exceptions.csv", "share-refused", "clock"),
	} {
		c := contentOf(t, path)
		change(c)
		c.relist()
		names, _ := failed(verified(t, c.write(), evidence.VerifyOptions{}))
		if !slices.Contains(names, "tables") {
			t.Errorf("%s was changed, and nothing noticed: %v", name, names)
		}
	}
}
