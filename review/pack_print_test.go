package review_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/store/printer"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// chromium skips a test where there is no Chromium or no poppler to read what it prints. CI requires both.
func chromium(t *testing.T) {
	t.Helper()
	for _, tool := range []string{"chromium", "pdfinfo", "pdftotext"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("TUAR_TEST_CHROMIUM") == "required" {
				t.Fatal(err)
			}
			t.Skip("there is no ", tool)
		}
	}
}

// read runs a program that reads a PDF, and returns what it says.
func read(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).Output()
	if err != nil {
		t.Fatal(name, err)
	}
	return string(out)
}

// TestReportIsPrinted prints the report of a review of 200 people with a real Chromium: it takes 15 pages of A4 at most, each
// page says that all of it is simulated, and no date, address or ID is broken over lines within a word.
func TestReportIsPrinted(t *testing.T) {
	t.Parallel()
	chromium(t)
	world := reviewtest.New(t, torqtest.Options{Users: 200, RateLimit: -1})
	config := world.Config(lead, reviewtest.Credentials(world.Torq.OwnerKey()))
	config.Printer = printer.Printer{}
	w := review.New(config)
	world.Sync(w)
	id := world.Campaign(w, campaign.Plan{Name: "Q4", Scope: "all", Reviewers: []string{lead}})
	people, n := map[string]bool{}, 0
	world.Decide(w, id, func(r campaign.SheetRow) campaign.Choice {
		people[r.Email] = true
		c := campaign.Choice{Verdict: campaign.Certify, Reason: "needed for current duties", DwellMS: 4000}
		if n++; n%20 == 0 && !r.Privileged {
			c.Verdict, c.Reason = campaign.Revoke, "has left the team"
		}
		return c
	})
	world.Pass(2 * time.Hour)
	world.Close(w, id)
	if _, err := w.ApplyRemediation(t.Context(), id, remediation.ApplyOptions{KeepGoing: true}); err != nil {
		t.Log(err) // a rule can forbid one
	}
	path := filepath.Join(t.TempDir(), "q4.zip")
	result, err := w.PackEvidence(t.Context(), id, evidence.PackOptions{Path: path, PDF: true, Company: "Acme Security"})
	if err != nil || result.PDF != strings.TrimSuffix(path, ".zip")+".pdf" || !strings.Contains(result.PDFBy, "chromium") {
		t.Fatalf("no PDF: %v, %+v", err, result)
	}

	info := read(t, "pdfinfo", result.PDF)
	pages, _ := strconv.Atoi(regexp.MustCompile(`Pages: +(\d+)`).FindStringSubmatch(info)[1])
	if len(people) < 200 || pages < 5 || pages > 15 {
		t.Errorf("%d people take %d pages", len(people)-1, pages)
	}
	t.Logf("%d people and %d items take %d pages", len(people)-1, n, pages)
	if !strings.Contains(info, "(A4)") {
		t.Error("the paper is another: ", info)
	}
	text := read(t, "pdftotext", "-layout", result.PDF, "-")
	for i, page := range strings.Split(strings.TrimSuffix(text, "\f"), "\f") {
		if !strings.Contains(page, "Simulated: made from") || !strings.Contains(page, "page "+strconv.Itoa(i+1)+" of "+strconv.Itoa(pages)) {
			t.Errorf("page %d does not say that it is simulated, or which one it is", i+1)
		}
	}
	for _, says := range []string{"Acme Security", "Management summary", "Worst findings", "This is the first campaign of this scope.", "Results of controls", "Decisions by person"} {
		if !strings.Contains(text, says) {
			t.Errorf("it does not say %s", says)
		}
	}
	words := strings.Fields(read(t, "pdftotext", result.PDF, "-"))
	for email := range people {
		name, domain, _ := strings.Cut(email, "@")
		if email != "" && !slices.Contains(words, email) && (!slices.Contains(words, name) || !slices.Contains(words, "@"+domain)) {
			t.Errorf("the address %s is broken within a word", email)
		}
	}
	if found := regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d`).FindAllString(text, -1); len(found) < n {
		t.Errorf("%d decisions have %d dates in one piece", n, len(found))
	}
	if found := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[^ ]*$`).FindAllString(text, -1); len(found) > 0 {
		t.Errorf("UUIDs are broken: %v", found)
	}
}
