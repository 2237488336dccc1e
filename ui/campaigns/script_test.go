package campaigns

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/screen"
)

// draft fills in the form for the privileged roles and makes the draft, up to the question whether to open it.
func (s *session) draft(reviewers string) {
	s.Helper()
	s.press("n")
	s.write("Privileged roles")
	s.press("ctrl+x") // the example after "all"
	s.press("down", "down")
	s.write(reviewers)
	s.sees("Privileged roles", "privileged", " items · ", " people · ")
	s.press("ctrl+s")
}

func (s *session) only() campaign.Summary {
	s.Helper()
	all, err := s.desk.Workspace.Campaigns(s.Context())
	if err != nil || len(all) != 1 {
		s.Fatalf("%d campaigns, %v", len(all), err)
	}
	return all[0]
}

func TestFromTheFormToTheExport(t *testing.T) {
	s := start(t)
	s.sees("There is no campaign yet", "Press n")
	if s.barred("enter") == "" || s.barred("C") == "" || s.barred("n") != "" {
		t.Error("without a campaign only n should work")
	}

	s.draft(s.me)
	s.sees("Open Privileged roles with", "frozen from then on")
	s.press("n")
	s.sees("draft", "if it were opened now")
	for _, key := range []string{"s", "e", "h"} {
		if s.barred(key) == "" {
			t.Errorf("%s works on a draft", key)
		}
	}

	s.press("enter", "y")
	s.hears("Privileged roles is open")
	if s.sheet == nil || s.sheet.Campaign() != s.only().ID {
		t.Fatal("the review of the campaign is not shown")
	}
	s.press("esc")
	s.sees("to sign", "0/")

	s.press("s")
	s.sees("Sign off Privileged roles", "undecided", "I have reviewed", "as declared")
	s.write("Looked at all of it.")
	s.press("enter")
	s.sees("undecided?")
	s.press("enter") // stands on cancel
	if len(s.only().SignedOff) > 0 {
		t.Fatal("signed without a yes")
	}
	s.press("s", "enter", "y")
	s.hears("you signed off your share")
	s.sees("Head code", "outside witness")
	s.press("enter")
	s.sees("✓ signed")
	if s.barred("s") == "" {
		t.Error("a signed share can be signed again")
	}

	s.exports(filepath.Join(t.TempDir(), "result.csv"))

	s.press("C")
	s.sees("Close Privileged roles?", "undecided: recorded as such", "as it is in Torq")
	s.press("y")
	s.hears("Privileged roles is closed")
	s.sees("Head code", "outside witness")
	s.press("enter")
	s.sees("closed")
	for _, key := range []string{"s", "h", "C"} {
		if s.barred(key) == "" {
			t.Errorf("%s works on a closed campaign", key)
		}
	}
	if s.barred("e") != "" || s.barred("enter") != "" {
		t.Error("a closed campaign can be read and exported")
	}

	s.press("p")
	s.sees("Privileged roles · remediation", "revoked and reduced nothing")
	if why := s.barred("v"); why != "" || s.Typing() || s.Unwritten() > 0 {
		t.Errorf("v: %q, typing %v, %d unwritten", why, s.Typing(), s.Unwritten())
	}
	s.press("esc")
	if c, _ := s.table.Current(); s.carry != nil || c.ID != s.only().ID {
		t.Errorf("not back on the row: %s", c.ID)
	}
}

func TestOnlyAClosedCampaignIsCarriedOut(t *testing.T) {
	s := start(t)
	s.draft(s.me)
	if !strings.Contains(s.barred("p"), "draft") {
		t.Errorf("a draft: %q", s.barred("p"))
	}
	s.press("y", "esc")
	if !strings.Contains(s.barred("p"), "still open") {
		t.Errorf("an open campaign: %q", s.barred("p"))
	}
}

// exports writes the result to a file, and once more over it.
func (s *session) exports(path string) {
	s.Helper()
	s.press("e", "enter")
	s.sees(s.only().ID + ".csv")
	s.write(path)
	s.press("enter")
	s.hears("written to " + path)
	first, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(first), "\ufeffitem,") {
		s.Fatalf("%.40q, %v", first, err)
	}
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		s.Fatal(err)
	}
	again := func() {
		s.press("e", "enter")
		s.write(path)
		s.press("enter")
		s.sees("Replace it?")
	}
	again()
	s.press("enter") // stands on cancel
	if kept, _ := os.ReadFile(path); string(kept) != "mine" {
		s.Fatalf("a file was replaced without a yes: %.40q", kept)
	}
	again()
	s.press("y")
	if now, _ := os.ReadFile(path); !slices.Equal(now, first) {
		s.Errorf("not replaced: %.40q", now)
	}
}

func TestAStalePopulationNeedsAChoiceThatIsKept(t *testing.T) {
	s := start(t)
	s.clock.now = s.clock.now.Add(72 * time.Hour)
	s.draft(s.me)
	s.sees("sync first", "open all the same", "the record keeps why")
	s.press("down", "enter")
	sheet, err := s.desk.Workspace.Sheet(s.Context(), s.only().ID)
	if err != nil || sheet.AllowedStale == "" {
		t.Fatalf("the record keeps %q, %v", sheet.AllowedStale, err)
	}
	s.press("esc")
	s.sees("opened all the same")
}

func TestADraftCanBeWithdrawn(t *testing.T) {
	s := start(t)
	s.draft(s.me)
	s.press("n", "C")
	s.sees("Withdraw Privileged roles?")
	s.press("y")
	if got := s.only(); got.State != campaign.Closed {
		t.Errorf("it is %s", got.State)
	}
	if s.barred("enter") == "" || s.barred("e") == "" {
		t.Error("what was never opened can be reviewed or exported")
	}
}

func TestOwnAccessIsHandedOver(t *testing.T) {
	s := start(t)
	s.draft(s.me) // an owner, the only reviewer: their own access is in their share
	s.sees("in their own holder's share")
	s.press("y", "esc")
	s.sees("hand over with h")
	s.press("h")
	s.sees("Who decides on key laptop, " + s.me)
	s.send(named["enter"])
	s.sees("an e-mail address is needed")
	s.write("second@example.com")
	s.press("enter")
	s.hears("handed over to second@example.com")
	s.sees("second@example.com")
	if s.barred("h") == "" {
		t.Error("there is still something to hand over")
	}
}

func TestADuplicateKnowsWhatItIsLike(t *testing.T) {
	s := start(t)
	s.draft(s.me + ", second@example.com")
	s.press("n", "y")
	s.sees("like Privileged roles", "second@example.com")
	s.press("ctrl+s", "n")
	all, err := s.desk.Workspace.Campaigns(s.Context())
	if err != nil || len(all) != 2 {
		t.Fatalf("%d campaigns, %v", len(all), err)
	}
	first, second := all[1].ID, all[0].ID
	plan, err := s.desk.Workspace.CampaignPlan(s.Context(), second)
	if err != nil || plan.CopiedFrom != first || plan.Scope != "privileged" || plan.Name != "Privileged roles 2" {
		t.Errorf("%+v, %v", plan, err)
	}
	if c, _ := s.table.Current(); c.ID != second {
		t.Errorf("the cursor is on %s, want the new campaign", c.ID)
	}
}

func TestTheFormSaysWhatIsWrong(t *testing.T) {
	s := start(t)
	s.press("n", "tab")
	s.write("privilegd")
	s.sees("unknown name", "did you mean privileged?")
	s.press("ctrl+s")
	s.sees("the scope cannot be understood")
	s.write(`role == "Nobody has it"`)
	s.sees("selects nothing")
	s.press("down", "down")
	s.write("")
	s.press("ctrl+s")
	s.sees("the campaign needs a reviewer")
	if !s.Typing() {
		t.Error("letters should be text in the form")
	}
	s.press("esc")
	if all, err := s.desk.Workspace.Campaigns(s.Context()); err != nil || len(all) > 0 || s.Typing() {
		t.Errorf("%d campaigns, %v, typing %v", len(all), err, s.Typing())
	}
}

func TestGoLeadsIntoTheCampaignAndBack(t *testing.T) {
	s := start(t)
	s.draft(s.me)
	s.press("y", "esc")
	s.send(screen.Go{Section: screen.Reviews, Campaign: s.only().ID})
	if s.sheet == nil {
		t.Fatal("the review is not shown")
	}
	s.press("esc")
	if c, _ := s.table.Current(); s.sheet != nil || c.ID != s.only().ID {
		t.Errorf("not back on the row: %s", c.ID)
	}
}

// A campaign somebody else changes meanwhile must show as it is.
func TestChangedReadsAgain(t *testing.T) {
	s := start(t)
	plan := campaign.Plan{Name: "From elsewhere", Due: s.clock.now.AddDate(0, 0, 7), Reviewers: []string{s.me}}
	if _, err := s.desk.Workspace.NewCampaign(s.Context(), plan); err != nil {
		t.Fatal(err)
	}
	s.send(screen.Changed{})
	s.sees("From elsewhere", "in 7 days")
}
