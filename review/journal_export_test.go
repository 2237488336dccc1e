package review_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/ocsf"
)

// Every type of line that this tuar writes is mapped, and no other.
func TestOCSFDescribesEveryType(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("ocsf/OCSF.md")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if name, _, ok := strings.Cut(strings.TrimPrefix(line, "| `"), "` | 300"); ok {
			known[name] = true
		}
	}
	for name := range review.Events() {
		if !known[name] {
			t.Errorf("OCSF.md does not say what %s becomes", name)
		}
		delete(known, name)
	}
	if len(known) > 0 {
		t.Errorf("OCSF.md has types that there are not: %v", slices.Collect(maps.Keys(known)))
	}
}

// Every event of any review has what its class requires, and is the line that it names.
func TestEventsHaveWhatOCSFRequires(t *testing.T) {
	t.Parallel()
	classes := map[int]bool{}
	for seed := range 3 {
		_, w, _ := reviewed(t, anyCourse.Example(seed))
		lines, err := w.Journal(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		n, err := w.ExportJournal(t.Context(), time.Time{}, &out)
		if err != nil || n != len(lines) {
			t.Fatalf("%d events of %d lines, %v", n, len(lines), err)
		}
		var again bytes.Buffer
		if _, err := w.ExportJournal(t.Context(), time.Time{}, &again); err != nil || !bytes.Equal(out.Bytes(), again.Bytes()) {
			t.Errorf("exported twice, the bytes differ (%v)", err)
		}
		written := bytes.Split(bytes.TrimSuffix(out.Bytes(), []byte("\n")), []byte("\n"))
		for i, l := range lines {
			var e ocsf.Event
			decoder := json.NewDecoder(bytes.NewReader(written[i]))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(&e); err != nil {
				t.Fatalf("%s: %v", written[i], err)
			}
			classes[e.ClassUID] = true
			switch {
			case e.Metadata.UID != l.Hash, e.Metadata.EventCode != l.Type, e.Time != l.Time.UnixMilli(), e.Metadata.Sequence != l.Seq:
				t.Errorf("the event of %s is of another line: %s", l.Hash, written[i])
			case e.CategoryUID != 3, e.TypeUID != e.ClassUID*100+e.ActivityID, e.ClassName == "", e.ActivityName == "", e.Message == "":
				t.Errorf("it lacks its class or its message: %s", written[i])
			case e.SeverityID < 1, e.Severity == "", e.Status == "", e.Metadata.Version == "", e.Metadata.Product.Name == "":
				t.Errorf("it lacks an attribute of every event: %s", written[i])
			case e.ClassUID == 3005 && (e.User == nil || e.User.Name == "" && e.User.UID == ""):
				t.Errorf("it lacks its user: %s", written[i])
			case e.ClassUID == 3004 && (e.Entity == nil || e.Entity.UID == "" && e.Entity.Name == ""):
				t.Errorf("it lacks its entity: %s", written[i])
			case e.Actor.User.Name == "":
				t.Errorf("it lacks its actor: %s", written[i])
			}
		}
	}
	if !classes[3004] {
		t.Errorf("the classes are %v", classes)
	}
}
