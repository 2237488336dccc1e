package app

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/uitest"
)

// rules opens the list of the rules for elevations.
func (o *office) rules(width, height int) {
	o.t.Helper()
	o.start(width, height)
	o.closeDialogs()
	o.press(",")
	o.write("elevation.rules")
	o.press("enter")
	o.shows("new rule")
}

func (o *office) keptRules() []settings.ElevationRule {
	o.t.Helper()
	s, err := o.Workspace.Settings(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	return s.Elevation.Rules
}

func TestARuleIsMadeChangedAndDeletedInAForm(t *testing.T) {
	o := newOffice(t, true)
	o.sync()
	o.rules(80, 24)
	o.write("new rule")
	o.press("enter")
	o.shows("the name of a role or its ID")
	o.write("Opera")
	o.press("tab") // completes
	o.press("tab")
	o.shows("at most 30d")
	o.press("backspace", "backspace")
	o.write("90d")
	o.shows("it can be at most 30d") // as it is typed
	o.press("ctrl+s")
	o.shows("New rule") // refused
	o.press("backspace", "backspace", "backspace")
	o.write("2h")
	o.press("tab", "tab")
	o.write("a")
	o.press("tab") // completes the first person
	o.press("tab")
	o.write("role ==")
	o.shows("may request")
	o.press("esc")

	o.rules(80, 24)
	o.write("new rule")
	o.press("enter")
	o.shows("Operator")
	o.shows("role ==") // kept
	o.shows("ctrl+r")
	o.press("up", "up", "up", "up", "up", "up")
	for range "role ==" {
		o.press("backspace")
	}
	o.press("ctrl+s")
	o.shows("longest: 8h → 2h")
	o.shows("may request it")
	o.shows("Can approve: ")
	if n := len(o.keptRules()); n != 1 {
		t.Fatalf("%d rules before the answer", n)
	}
	o.press("enter")
	rules := o.keptRules()
	if len(rules) != 2 || rules[0].Role != settings.AnyRole || rules[1].Role != "Operator" || rules[1].RoleID == "" ||
		time.Duration(rules[1].Longest) != 2*time.Hour {
		t.Fatalf("kept: %+v", rules)
	}

	o.rules(80, 24)
	o.write("delete")
	o.press("enter")
	o.write("Operator")
	o.press("enter")
	o.shows("deleted: the rule for Operator")
	o.press("enter")
	if rules := o.keptRules(); len(rules) != 1 || rules[0].Role != settings.AnyRole {
		t.Errorf("kept: %+v", rules)
	}
}

func TestARuleByWhichNoPersonGetsTheRoleIsRefusedInItsForm(t *testing.T) {
	o := newOffice(t, true)
	o.sync()
	o.rules(80, 24)
	o.press("enter")
	o.press("tab", "tab", "tab")
	o.write("stranger@example.com")
	o.press("ctrl+s")
	o.shows("by the rule for * no person can get the role")
	if rules := o.keptRules(); len(rules[0].Approvers) != 0 {
		t.Errorf("kept: %+v", rules)
	}
}

func TestRuleFormFrame(t *testing.T) {
	o := newOffice(t, true)
	o.sync()
	o.rules(60, 16)
	o.press("enter", "up", "up", "up", "up", "up", "up")
	uitest.Golden(t, o.frame())
}

// TestARuleComesOutOfItsFormAsItWentIn has all rules that the settings accept.
func TestARuleComesOutOfItsFormAsItWentIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		emails := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{1,5}@example\.com`), 0, 3, rapid.ID)
		some := func(name string) []string { return append([]string(nil), emails.Draw(t, name)...) }
		was := settings.ElevationRule{
			Role: "Operator", RoleID: "r-1", Longest: settings.Duration(rapid.IntRange(1, 3000).Draw(t, "longest")) * settings.Duration(time.Second),
			Approvals: rapid.IntRange(1, 9).Draw(t, "approvals"), Approvers: some("approvers"), Requesters: some("requesters"), BreakGlass: some("glass"),
			MayRequest: rapid.SampledFrom([]string{"", `role == "Viewer"`}).Draw(t, "may"), Reason: rapid.SampledFrom([]string{"", "^INC"}).Draw(t, "reason"),
			Ticket: rapid.Bool().Draw(t, "ticket"), AutoApprove: rapid.Bool().Draw(t, "auto"),
		}
		was.AutoApprovePrivileged = was.AutoApprove && rapid.Bool().Draw(t, "privileged")
		picked := rulePicked{}
		picked.among.Elevation.Rules = []settings.ElevationRule{was}
		now := ruleOf(values(ruleForm(picked)), was)
		same := now.Role == was.Role && now.RoleID == was.RoleID && now.Longest == was.Longest && now.Approvals == was.Approvals &&
			slices.Equal(now.Approvers, was.Approvers) && slices.Equal(now.Requesters, was.Requesters) && slices.Equal(now.BreakGlass, was.BreakGlass) &&
			now.MayRequest == was.MayRequest && now.Reason == was.Reason && now.Ticket == was.Ticket &&
			now.AutoApprove == was.AutoApprove && now.AutoApprovePrivileged == was.AutoApprovePrivileged
		if !same {
			t.Errorf("%+v became %+v", was, now)
		}
	})
	if strings.Contains(ruleRules[ruleLongest], "720h") {
		t.Error("the range is not written as people write it")
	}
}
