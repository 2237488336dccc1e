package evidence

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/uitest"
)

// shown is the section over a campaign in which the first row was revoked and the others certified, closed or still
// open.
func shown(t *testing.T, close bool) (w *reviewtest.World, win *uitest.Window, revoked campaign.SheetRow) {
	t.Helper()
	t.Parallel()
	w = reviewtest.New(t, torqtest.Options{Users: 25})
	by := w.Open("lead@example.com")
	w.Sync(by)
	id := w.Campaign(by, campaign.Plan{Name: "Autumn review", Reviewers: []string{"rita@example.com"}})
	rita := w.Open("rita@example.com")
	w.Decide(rita, id, func(r campaign.SheetRow) campaign.Choice {
		if revoked.Item == "" {
			revoked = r
			return campaign.Choice{Verdict: campaign.Revoke, Reason: "left the company"}
		}
		return campaign.Choice{Verdict: campaign.Certify, Reason: "needed"}
	})
	if close {
		if _, err := rita.SignOff(t.Context(), id, ""); err != nil {
			t.Fatal(err)
		}
		w.Close(by, id)
	}
	return w, uitest.Open(w, func(env *screen.Env) screen.Screen { return New(env, by) }), revoked
}

func TestEvidenceShowsTheSelfCheckWithWhatMattersMostFirst(t *testing.T) {
	_, win, _ := shown(t, true)
	win.Width = 200
	win.Sees("Autumn review", "fail: likely audit finding", "weak: expect questions", "revocations-proven", "to do", "asked in")
	frame := win.Frame()
	if strings.Index(frame, "revocations-proven") > strings.Index(frame, "all-decided") {
		t.Errorf("what passes stands before what fails:\n%s", frame)
	}
	win.Press("/")
	win.Type("management")
	win.Press("enter")
	win.Sees("management-sign-off")
	win.Misses("all-decided")
}

func TestEvidenceOfACampaignThatIsOpen(t *testing.T) {
	_, win, _ := shown(t, false)
	win.Sees("Autumn review", "still open", "so far: ", "fail so far: likely audit finding", "weak so far: expect questions", "pass so far")
	if why := win.Disabled("c"); why != "there is no other that was opened" {
		t.Errorf("c: %q", why)
	}
}

func TestEvidenceBeforeAnyCampaign(t *testing.T) {
	t.Parallel()
	w := reviewtest.New(t, torqtest.Options{Users: 25})
	lead := w.Open("lead@example.com")
	win := uitest.Open(w, func(env *screen.Env) screen.Screen { return New(env, lead) })
	for _, key := range []string{"p", "d", "t", "s", "e"} {
		if why := win.Disabled(key); !strings.Contains(why, "no evidence before a campaign was opened") {
			t.Errorf("%s: %q", key, why)
		}
	}
}

func TestEvidenceDecisionsLeadToTheirTrace(t *testing.T) {
	w, win, revoked := shown(t, true)
	win.Press("d", "/")
	win.Type(`reason:"left the company"`)
	win.Press("enter")
	if at := win.Cursor(); !strings.Contains(at, revoked.Title()[:8]) || !strings.Contains(at, "revoke") {
		t.Errorf("the cursor is on %q", at)
	}
	win.Press("t")
	line := w.Lines(campaign.TypeDecided)[0]
	win.Sees("trace of "+revoked.Title(), "all access was read into population", "an answer that told")
	win.Press("/")
	win.Type(`fact:"left the company"`)
	win.Press("enter")
	win.Sees("revoke", fmt.Sprintf("line %d", line.Seq))
	win.Press("esc")
	win.Press("esc")
	win.Sees("left the company", "decisions (")
	win.Press("esc", "esc")
	win.Sees("fail: likely audit finding")
}

func TestEvidenceSampleIsTheSameForTheSameSeed(t *testing.T) {
	_, win, _ := shown(t, true)
	drawn := func(seed string) string {
		win.Press("s")
		win.Write(seed)
		win.Press("enter")
		frame := win.Frame()
		win.Press("esc")
		return frame
	}
	first := drawn("2026Q3 5")
	if again := drawn("2026Q3 5"); again != first {
		t.Errorf("the same seed draws\n%s\nand\n%s", first, again)
	}
	if other := drawn("2026Q4 5"); other == first {
		t.Error("another seed draws the same")
	}
}

func TestEvidencePackIsWrittenOnceAndVerified(t *testing.T) {
	_, win, _ := shown(t, true)
	path := filepath.Join(t.TempDir(), "evidence.zip")
	pack := func() {
		win.Press("p")
		win.Sees("It will not be signed")
		win.Write(path)
		win.Press("enter")
	}
	pack()
	win.Sees("evidence pack written", "sha256sum -c MANIFEST.sha256", "tuar evidence verify evidence.zip")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	win.Press("esc")
	pack()
	win.Sees("Replace it?")
	win.Press("n")
	if again, err := os.Stat(path); err != nil || again.ModTime() != info.ModTime() {
		t.Errorf("it was written again: %v", err)
	}
	verify := func() {
		win.Press("v")
		win.Write(path)
		win.Press("enter")
	}
	verify()
	win.Sees("checks out", "manifest")
	win.Misses("DOES NOT")
	win.Press("esc")

	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data[:len(data)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	verify()
	if !strings.Contains(win.Frame()+strings.Join(win.Said, "\n"), "DOES NOT CHECK OUT") {
		t.Errorf("half a pack checks out; said %q:\n%s", win.Said, win.Frame())
	}
}

func TestEvidenceTrend(t *testing.T) {
	w, win, _ := shown(t, true)
	w.Pass(200 * 24 * time.Hour)
	by := w.Open("lead@example.com")
	w.Sync(by)
	w.Campaign(by, campaign.Plan{Name: "Spring review", Reviewers: []string{"rita@example.com"}})
	win.Send(screen.Changed{})
	win.Press("T")
	win.Sees("All campaigns", "trend over the quarters", "Autumn review", "Spring review", "no campaign", "100%", "on time", "elevations granted: 0")
	if why := win.Disabled("T"); why != "it is shown" {
		t.Errorf("T: %q", why)
	}
	win.Press("/")
	win.Type("no campaign")
	win.Press("enter")
	win.Sees("no campaign was opened in this quarter")
	win.Misses("Autumn review")
	if why := win.Disabled("enter"); why != "there is no campaign" {
		t.Errorf("enter: %q", why)
	}
	win.Press("esc", "/")
	win.Type("autumn")
	win.Press("enter")
	win.Sees("1 of ", "changes proven", "no campaign before to compare with")

	path := filepath.Join(t.TempDir(), "trend.csv")
	win.Press("e")
	win.Write(path)
	win.Press("enter")
	if data, err := os.ReadFile(path); err != nil || !strings.Contains(string(data), "Autumn review") {
		t.Errorf("%v: %s", err, data)
	}
	win.Press("enter")
	win.Sees("Autumn review", "revocations-proven")
	win.Misses("trend over the quarters")
}
