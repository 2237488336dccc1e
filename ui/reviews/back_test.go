package reviews

import (
	"slices"
	"testing"

	"github.com/tuar-dev/tuar/review/campaign"
)

// opened has a campaign of the privileged roles, open, with the cursor on it in the list.
func (s *session) opened() {
	s.Helper()
	s.draft(s.me)
	s.Press("y", "esc")
	s.Sees("to sign")
}

func TestADueDateMovesWithAReason(t *testing.T) {
	s := start(t)
	s.opened()
	before := s.only().Due
	s.Press("t")
	s.Sees("Move due date", "is due "+before+". Until when?")
	s.Write("soon")
	s.Press("enter")
	if s.only().Due != before {
		t.Fatal("moved to no date")
	}
	s.Write("30d")
	s.Press("enter")
	s.Sees("Evidence shows both")
	s.Write("The reviewer is away until the 20th.")
	s.Press("enter")
	after := s.only().Due
	if after == before {
		t.Fatalf("still due %s", after)
	}
	s.Hears("is due "+after, "not "+before)
}

func TestASignedAssignmentIsReopenedWithAReason(t *testing.T) {
	s := start(t)
	s.opened()
	if s.Disabled("R") == "" {
		t.Error("an assignment that was not signed off can be reopened")
	}
	s.Press("s")
	s.Write("Looked at all of it.")
	s.Press("enter", "y", "enter")
	if !slices.Contains(s.only().SignedOff, s.me) {
		t.Fatalf("signed off by %v", s.only().SignedOff)
	}
	s.Press("R")
	s.Sees("Reopen assignment", "superseded")
	s.Press("enter") // without a reason
	if len(s.only().SignedOff) == 0 {
		t.Fatal("reopened without a reason")
	}
	s.Write("One row was signed by mistake.")
	s.Press("enter")
	s.Hears("the assignment of " + s.me + " is open again")
	if signed := s.only().SignedOff; len(signed) > 0 {
		t.Errorf("still signed off by %v", signed)
	}
}

func TestACampaignIsVoidForGoodAfterAQuestion(t *testing.T) {
	s := start(t)
	s.opened()
	void := func() {
		s.Press("V")
		s.Write("It was opened with the wrong scope.")
		s.Press("enter")
		s.Sees("Void Privileged roles (privileged-roles-", "will not be carried out", "reason: It was opened")
	}
	void()
	s.Press("enter") // stands on cancel
	if got := s.only(); got.State != campaign.Open {
		t.Fatalf("without a yes it is %s", got.State)
	}
	void()
	s.Press("y")
	s.Hears("Privileged roles is void")
	if got := s.only(); got.State == campaign.Open {
		t.Errorf("it is %s", got.State)
	}
	for _, key := range []string{"t", "R", "V", "s", "p"} {
		if s.Disabled(key) == "" {
			t.Errorf("%s works on a void campaign", key)
		}
	}
}
