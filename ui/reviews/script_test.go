package reviews

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
)

// draft fills in the form for the privileged roles and makes the draft, up to the question whether to open it.
func (s *session) draft(reviewers string) {
	s.Helper()
	s.Press("n")
	s.Write("Privileged roles")
	s.Press("ctrl+x") // the example after "all"
	s.Press("down", "down")
	s.Write(reviewers)
	s.Sees("Privileged roles", "privileged", " items · ", " people · ")
	s.Press("ctrl+s")
}

func (s *session) only() campaign.Summary {
	s.Helper()
	all, err := s.workspace.ListCampaigns(s.Context())
	if err != nil || len(all) != 1 {
		s.Fatalf("%d campaigns, %v", len(all), err)
	}
	return all[0]
}

func TestFromTheFormToTheExport(t *testing.T) {
	s := start(t)
	s.Sees("There is no campaign yet", "Press n")
	if s.Disabled("enter") == "" || s.Disabled("C") == "" || s.Disabled("n") != "" {
		t.Error("without a campaign only n should work")
	}

	s.draft(s.me)
	s.Sees("Open Privileged roles with", "frozen from then on")
	s.Press("n")
	s.Sees("draft", "if it were opened now")
	for _, key := range []string{"s", "e", "h"} {
		if s.Disabled(key) == "" {
			t.Errorf("%s works on a draft", key)
		}
	}

	s.Press("enter", "y")
	s.Hears("Privileged roles is open")
	if s.Resume() != s.only().ID {
		t.Fatal("the review of the campaign is not shown")
	}
	s.Press("esc")
	s.Sees("to sign", "0/")

	s.Press("s")
	s.Sees("Sign off Privileged roles", "undecided", "I have reviewed", "self-declared")
	s.Write("Looked at all of it.")
	s.Press("enter")
	s.Sees("undecided?")
	s.Press("enter") // stands on cancel
	if len(s.only().SignedOff) > 0 {
		t.Fatal("signed without a yes")
	}
	s.Press("s", "enter", "y")
	s.Hears("you signed off your assignment")
	s.Sees("Head code", "Save this code outside tuar")
	s.Press("enter")
	s.Sees("✓ signed")
	if s.Disabled("s") == "" {
		t.Error("a signed assignment can be signed again")
	}

	s.exports(filepath.Join(t.TempDir(), "result.csv"))

	s.Press("C")
	s.Sees("Close Privileged roles (privileged-roles-", "undecided: they keep", "they keep their access")
	s.Press("y")
	s.Hears("Privileged roles is closed")
	s.Sees("Head code", "Save this code outside tuar")
	s.Press("enter")
	s.Sees("closed")
	for _, key := range []string{"s", "h", "C"} {
		if s.Disabled(key) == "" {
			t.Errorf("%s works on a closed campaign", key)
		}
	}
	if s.Disabled("e") != "" || s.Disabled("enter") != "" {
		t.Error("a closed campaign can be read and exported")
	}

	s.Press("p")
	s.Sees("Privileged roles · remediation", "revoked and reduced nothing")
	if why := s.Disabled("v"); why != "" || s.Typing() || s.Unwritten() > 0 {
		t.Errorf("v: %q, typing %v, %d unwritten", why, s.Typing(), s.Unwritten())
	}
	s.Press("esc")
	s.Sees("▸  Privileged roles")
}

func TestOnlyAClosedCampaignIsCarriedOut(t *testing.T) {
	s := start(t)
	s.draft(s.me)
	if !strings.Contains(s.Disabled("p"), "draft") {
		t.Errorf("a draft: %q", s.Disabled("p"))
	}
	s.Press("y", "esc")
	if !strings.Contains(s.Disabled("p"), "still open") {
		t.Errorf("an open campaign: %q", s.Disabled("p"))
	}
}

// exports writes the result to a file, and once more over it.
func (s *session) exports(path string) {
	s.Helper()
	s.Press("e", "enter")
	s.Sees(s.only().ID + ".csv")
	s.Write(path)
	s.Press("enter")
	s.Hears("written to " + path)
	first, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(first), "\ufeffitem,") {
		s.Fatalf("%.40q, %v", first, err)
	}
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		s.Fatal(err)
	}
	again := func() {
		s.Press("e", "enter")
		s.Write(path)
		s.Press("enter")
		s.Sees("Replace it?")
	}
	again()
	s.Press("enter") // stands on cancel
	if kept, _ := os.ReadFile(path); string(kept) != "mine" {
		s.Fatalf("a file was replaced without a yes: %.40q", kept)
	}
	again()
	s.Press("y")
	if now, _ := os.ReadFile(path); !slices.Equal(now, first) {
		s.Errorf("not replaced: %.40q", now)
	}
}

func TestAStalePopulationNeedsAChoiceThatIsKept(t *testing.T) {
	s := start(t)
	s.Clock.Advance(72 * time.Hour)
	s.draft(s.me)
	s.Sees("sync first", "open all the same", "the record keeps why")
	s.Press("down", "enter")
	sheet, err := s.workspace.Sheet(s.Context(), s.only().ID)
	if err != nil || sheet.AllowedStale == "" {
		t.Fatalf("the record keeps %q, %v", sheet.AllowedStale, err)
	}
	s.Press("esc")
	s.Sees("opened all the same")
}

func TestADraftCanBeWithdrawn(t *testing.T) {
	s := start(t)
	s.draft(s.me)
	s.Press("n", "C")
	s.Sees("Withdraw Privileged roles (privileged-roles-")
	s.Press("y")
	if got := s.only(); got.State != campaign.Closed {
		t.Errorf("it is %s", got.State)
	}
	if s.Disabled("enter") == "" || s.Disabled("e") == "" {
		t.Error("what was never opened can be reviewed or exported")
	}
}

func TestOwnAccessIsHandedOver(t *testing.T) {
	s := start(t)
	s.draft(s.me) // an owner, the only reviewer: their own access is in their assignment
	s.Sees("assigned to their own holders")
	s.Press("y", "esc")
	s.Sees("hand over with h")
	s.Press("h")
	s.Sees("Who decides on key laptop, mapping email = " + s.me)
	s.Send(keymap.Press("enter"))
	s.Sees("an e-mail address is needed")
	s.Write("second@example.com")
	s.Press("enter")
	s.Hears("second@example.com is not known")
	other := s.Holder("Operator", false, 0)
	s.Press("h")
	s.Write(other)
	s.Press("enter")
	s.Hears("handed over to " + other)
	if s.Disabled("h") == "" {
		t.Error("there is still something to hand over")
	}
}

func TestADuplicateKnowsWhatItIsLike(t *testing.T) {
	s := start(t)
	s.draft(s.me + ", second@example.com")
	s.Press("n", "y")
	s.Sees("like Privileged roles", "second@example.com")
	s.Press("ctrl+s", "n")
	all, err := s.workspace.ListCampaigns(s.Context())
	if err != nil || len(all) != 2 {
		t.Fatalf("%d campaigns, %v", len(all), err)
	}
	first, second := all[1].ID, all[0].ID
	plan, err := s.workspace.CampaignPlan(s.Context(), second)
	if err != nil || plan.CopiedFrom != first || plan.Scope != "privileged" || plan.Name != "Privileged roles 2" {
		t.Errorf("%+v, %v", plan, err)
	}
	s.Sees("▸  Privileged roles 2")
}

func TestTheFormSaysWhatIsWrong(t *testing.T) {
	s := start(t)
	s.Press("n", "tab")
	s.Write("privilegd")
	s.Sees("unknown name", "did you mean privileged?")
	s.Press("ctrl+s")
	s.Sees("the scope cannot be understood")
	s.Write(`role == "Nobody has it"`)
	s.Sees("selects nothing")
	s.Press("down", "down")
	s.Write("")
	s.Press("ctrl+s")
	s.Sees("the campaign needs a reviewer")
	if !s.Typing() {
		t.Error("letters should be text in the form")
	}
	s.Press("esc")
	if all, err := s.workspace.ListCampaigns(s.Context()); err != nil || len(all) > 0 || s.Typing() {
		t.Errorf("%d campaigns, %v, typing %v", len(all), err, s.Typing())
	}
}

func TestGoLeadsIntoTheCampaignAndBack(t *testing.T) {
	s := start(t)
	s.draft(s.me)
	s.Press("y", "esc")
	s.Send(screen.Navigate{Section: screen.Reviews, Campaign: s.only().ID})
	s.Sees("Privileged roles · due")
	if s.Resume() != s.only().ID {
		t.Fatal("the review is not shown")
	}
	s.Press("esc")
	s.Sees("▸  Privileged roles")
}

func TestAReviewThatStillWritesIsShownAgain(t *testing.T) {
	s := start(t)
	s.draft(s.me)
	s.Press("y")
	review, _ := s.pages.Front()
	s.Held = true
	s.Press("c")
	s.Update(screen.Left{Page: review})
	if s.Resume() != "" || s.Unwritten() != 1 {
		t.Fatalf("%q is shown, %d unwritten, want the list and 1", s.Resume(), s.Unwritten())
	}
	s.Run(s.review(s.only().ID))
	if front, _ := s.pages.Front(); front != review || s.Unwritten() != 1 {
		t.Errorf("another review is shown, or %d unwritten, want 1", s.Unwritten())
	}
	s.Release()
	s.Update(screen.Left{Page: review})
	s.Run(s.review(s.only().ID))
	if front, _ := s.pages.Front(); front == review || s.Unwritten() != 0 || s.only().Decided != 1 {
		t.Errorf("%d unwritten, %d decided, want a new review of 1 decision", s.Unwritten(), s.only().Decided)
	}
}

// A campaign somebody else changes meanwhile must show as it is.
func TestChangedReadsAgain(t *testing.T) {
	s := start(t)
	plan := campaign.Plan{Name: "From elsewhere", Due: s.Clock.Now().AddDate(0, 0, 7), Reviewers: []string{s.me}}
	if _, err := s.workspace.NewCampaign(s.Context(), plan); err != nil {
		t.Fatal(err)
	}
	s.Send(screen.Changed{})
	s.Sees("From elsewhere", "in 7 days")
}
