package reviews

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/admin"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

// The form takes rules of assignment and a fallback, and says who gets what.
func TestRulesOfAssignmentInTheForm(t *testing.T) {
	s := start(t)
	for _, email := range []string{"raj@example.com", "eva@example.com", "kim@example.com"} {
		if _, err := s.workspace.AddPerson(s.Context(), admin.Addition{Email: email}); err != nil {
			t.Fatal(err)
		}
	}
	s.Press("n")
	s.Press("down", "down", "down", "down", "down") // name, scope, due, reviewers, kinds: to the rules
	s.Write(`rolle == "Owner"=raj@example.com`)
	s.Sees("unknown name rolle", "did you mean role?")
	s.Write(`role == "Owner"=raj@example.com; privileged=eva@example.com`)
	s.Sees("raj@example.com: ", `by role == "Owner"`, "eva@example.com: ", "by privileged")
	s.Press("down", "down", "down", "down", "down", "down", "down") // to the fallback
	s.Write("kim@example.com")
	s.Press("ctrl+s")
	s.Sees(`by role == "Owner"`)
	s.Press("y")
	plan, err := s.workspace.CampaignPlan(s.Context(), s.only().ID)
	if err != nil || len(plan.Assign) != 2 || plan.Fallback != "kim@example.com" {
		t.Fatalf("it is %+v, %v", plan, err)
	}
}

// An owner sees how far each reviewer is and who is late, hands an assignment over for a time, and takes it back.
func TestReviewersOfACampaign(t *testing.T) {
	s := start(t)
	other, third := s.Holder("Operator", false, 0), s.Holder("Operator", false, 1)
	id := s.Campaign(s.workspace, campaign.Plan{Name: "Q4", Scope: `kind == "user"`, Reviewers: []string{s.Torq.Admin(), other}})
	s.Send(screen.Changed{})
	s.Press("v")
	s.Sees("0 of 2 reviewers signed off", other[:10], "never", "not begun")
	s.Clock.Advance(20 * 24 * time.Hour)
	s.Send(screen.Changed{})
	s.Sees("2 late", "days late")
	for _, size := range [][2]int{{60, 16}, {80, 24}, {120, 35}, {200, 50}} {
		for i, line := range strings.Split(s.Draw(theme.New(true, true), size[0], size[1]), "\n") {
			if len([]rune(line)) == 0 && i == 0 {
				t.Errorf("%v: the first line is empty", size)
			}
		}
	}
	s.Press("/")
	s.Type(other)
	s.Press("enter")
	s.Press("h")
	s.Sees("Hand over the assignment of "+other, "are assigned to "+other)
	s.Write(third)
	s.Press("down")
	s.Write("yesterday")
	s.Sees("is not a due date")
	s.Write("5d")
	s.Sees("what is undecided then")
	s.Press("down", "ctrl+s")
	s.Sees("reason")
	s.Write("out of office")
	s.Press("ctrl+s")
	s.Hears("handed over to " + third)
	sheet, err := s.workspace.Sheet(s.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	moved := 0
	for _, r := range sheet.Rows {
		if r.Reviewer == third && r.ReassignedFrom == other && r.Until != "" {
			moved++
		}
	}
	if moved == 0 {
		t.Fatal("nothing was handed over")
	}
	s.Press("u")
	s.Sees("Take back from "+third, "would go back")
	s.Write("back already")
	s.Press("ctrl+s")
	s.Hears("handed over to " + other)
	if sheet, err = s.workspace.Sheet(s.Context(), id); err != nil {
		t.Fatal(err)
	}
	for _, r := range sheet.Rows {
		if r.Reviewer == third {
			t.Errorf("%s is still with %s", r.Item, third)
		}
	}
	if s.Disabled("u") == "" {
		t.Error("there is still something to take back")
	}
	s.Press("esc") // the filter
	s.Press("enter")
	s.Sees("assignment of")
}
