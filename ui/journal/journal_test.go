package journal

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/uitest"
)

// opened shows the record of a workspace with a campaign that was opened and one decision in it.
func opened(t *testing.T) (*reviewtest.World, *uitest.Window) {
	t.Helper()
	t.Parallel()
	w := reviewtest.New(t, torqtest.Options{})
	by := w.Open("p.lang@example.com")
	w.Sync(by)
	id := w.Campaign(by, campaign.Plan{Name: "Autumn review", Reviewers: []string{"p.lang@example.com"}})
	first := true
	w.Decide(by, id, func(r campaign.SheetRow) (c campaign.Choice) {
		if first && !r.Own {
			first, c.Verdict, c.Reason = false, campaign.Revoke, "left in summer"
		}
		return c
	})
	win := uitest.Open(w, func(env *screen.Env) screen.Screen { return New(env, by) })
	win.Send(screen.Changed{})
	return w, win
}

func TestJournalShowsTheNewestLineFirstAndAllThatItSays(t *testing.T) {
	w, win := opened(t)
	lines := w.Lines()
	newest := lines[len(lines)-1]
	win.Press("g")
	if at := win.Cursor(); !strings.Contains(at, newest.Type) {
		t.Errorf("the cursor is on %q, want the line %s", at, newest.Type)
	}
	win.Sees(fmt.Sprintf("%d lines", len(lines)), "type", newest.Type, "left in summer", newest.Hash[:20], newest.Prev[:20], fmt.Sprintf("%s, line %d", newest.Writer, newest.Seq), `"decision": "revoke"`)
	win.Press("G")
	if at := win.Cursor(); !strings.Contains(at, lines[0].Type) {
		t.Errorf("the cursor is on %q, want the line %s", at, lines[0].Type)
	}
}

func TestJournalFilter(t *testing.T) {
	w, win := opened(t)
	some := fmt.Sprintf("1 of %d", len(w.Lines()))
	win.Press("/")
	win.Type("revoke")
	win.Press("enter")
	win.Sees(some, "revoke key")
	win.Press("esc")
	win.Misses(some)
}

func TestJournalIsReadAnewWhenSomethingWasRecorded(t *testing.T) {
	w, win := opened(t)
	w.Sync(w.Open("m.cho@example.com"))
	win.Send(screen.Changed{})
	win.Press("g")
	win.Sees(fmt.Sprintf("%d lines", len(w.Lines())), "m.cho@example.com")
}

func TestJournalShowsLinesWithoutEffect(t *testing.T) {
	w, win := opened(t)
	disk, err := store.Open(w.Home, w.Workspace, w.Clock)
	if err != nil {
		t.Fatal(err)
	}
	forged := record.Entry{
		Type: settings.TypeChanged, Actor: record.Actor{Email: "eve@example.com", Assurance: record.Declared},
		Data: settings.Changed{Key: "rules.dormant_days", Old: "90", New: "900"},
	}
	if _, err := disk.Journal.Append(t.Context(), func([]record.Line) ([]record.Entry, error) { return []record.Entry{forged}, nil }); err != nil {
		t.Fatal(err)
	}
	win.Send(screen.Changed{})
	win.Press("g")
	win.Sees("refused: rules.dormant_days", "none: eve@example.com is not owner of this workspace")
	win.Press("/")
	win.Type("refused")
	win.Press("enter")
	win.Sees("1 of ")
}

func TestJournalVerify(t *testing.T) {
	w, win := opened(t)
	n := len(w.Lines())
	win.Press("v")
	win.Hears("the record checks out")
	win.Sees(fmt.Sprintf("verified: %d lines of 1 writer, all hashes match", n))

	files, err := filepath.Glob(filepath.Join(w.Home, "prod", "journal", "*.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(files[0], []byte(strings.Replace(string(data), "left in summer", "left in winter", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	win.Press("v")
	win.Hears("failed: the record does not check out", fmt.Sprint("line ", n))
	win.Sees("does not check out")
}

func TestJournalSaysWhatIsWrongWithTheRecord(t *testing.T) {
	_, win := opened(t)
	status := screen.Status{}
	status.Warnings = []string{"a torn line was dropped"}
	win.Send(status)
	win.Sees("a torn line was dropped")
}

func TestJournalShowsOnlyTheLinesWithoutEffect(t *testing.T) {
	w, win := opened(t)
	by := record.Actor{Email: "stranger@example.org", Assurance: record.Declared}
	_, err := w.Config(by.Email, settings.Credentials{}).Journal.Append(w.Context(), func([]record.Line) ([]record.Entry, error) {
		return []record.Entry{{Type: settings.TypeChanged, Actor: by, Data: settings.Changed{Key: "rules.dormant_days", Old: "90", New: "900"}}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	win.Send(screen.Changed{})
	win.Send(screen.Navigate{Section: screen.Journal, Page: screen.Refused})
	win.Sees(fmt.Sprintf("1 of %d", len(w.Lines())), "refused: ", "none: stranger@example.org is not owner of this workspace")
	win.Press("x")
	win.Misses(fmt.Sprintf("1 of %d", len(w.Lines())))
	win.Press("x", "esc")
	win.Misses(fmt.Sprintf("1 of %d", len(w.Lines())))
}
