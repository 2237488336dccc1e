package campaign_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/person"
)

func TestAssignments(t *testing.T) {
	row := func(item, email, role string) access.Row { return access.Row{Item: item, Email: email, RoleID: role} }
	rows := []access.Row{
		row("user/1", "rita@example.com", "a"), row("user/2", "x@example.com", "a"), row("user/3", "y@example.com", "b"),
		row("user/4", "z@example.com", "a"), row("user/5", "SAM@example.com", "b"),
	}
	tests := map[string]struct {
		reviewers []string
		split     campaign.Split
		want      [][]string
	}{
		"one by one, not one's own":    {[]string{rita, sam}, campaign.RoundRobin, [][]string{{"user/2", "user/3", "user/5"}, {"user/1", "user/4"}}},
		"by role, but not one's own":   {[]string{rita, sam}, campaign.ByRole, [][]string{{"user/2", "user/4", "user/5"}, {"user/1", "user/3"}}},
		"one's own, if nobody else is": {[]string{rita}, campaign.RoundRobin, [][]string{{"user/1", "user/2", "user/3", "user/4", "user/5"}}},
		"nobody":                       {nil, campaign.RoundRobin, [][]string{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := [][]string{}
			assigned, err := campaign.Assign(nil, rows, campaign.Plan{Reviewers: tt.reviewers, Split: tt.split}, time.Time{}, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			for i, s := range assigned {
				if s.Reviewer != tt.reviewers[i] {
					t.Errorf("assignment %d is for %s", i, s.Reviewer)
				}
				got = append(got, s.Items)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Every row has one reviewer, who is not its holder if another may decide; the first expression that fits and whose
// reviewer may decide counts, then the manager, the split and the fallback; and the same plan gives the same.
func TestEveryRowIsAssignedOnce(t *testing.T) {
	roles := []string{"Owner", "Editor", "Viewer"}
	rapid.Check(t, func(t *rapid.T) {
		known := []string{"r0@example.com", "r1@example.com", "r2@example.com", "r3@example.com", "boss@example.com"}
		person := rapid.SampledFrom(known)
		plan := campaign.Plan{
			Reviewers: rapid.SliceOfNDistinct(person, 1, 3, rapid.ID).Draw(t, "reviewers"),
			Split:     rapid.SampledFrom(campaign.Splits).Draw(t, "split"),
			Fallback:  rapid.SampledFrom(append(known[:3:3], "")).Draw(t, "fallback"),
		}
		for range rapid.IntRange(0, 3).Draw(t, "rules") {
			where := fmt.Sprintf("role == %q", rapid.SampledFrom(roles).Draw(t, "role"))
			plan.Assign = append(plan.Assign, campaign.AssignRule{Where: where, To: person.Draw(t, "to")})
		}
		managers := map[string]string{}
		for _, email := range append(known, "x@example.com") {
			managers[email] = rapid.SampledFrom([]string{"", "boss@example.com", "r0@example.com"}).Draw(t, "manager")
		}
		manager := func(r access.Row) string { return managers[r.Email] }
		var rows []access.Row
		byItem := map[string]access.Row{}
		for i := range rapid.IntRange(0, 40).Draw(t, "rows") {
			role := rapid.SampledFrom(roles).Draw(t, "role")
			r := access.Row{Item: fmt.Sprintf("user/%02d", i), Role: role, RoleID: role, Email: rapid.SampledFrom(append(known, "x@example.com", "")).Draw(t, "whose")}
			rows, byItem[r.Item] = append(rows, r), r
		}
		assign := func() []campaign.Assignment {
			assigned, err := campaign.Assign(nil, rows, plan, time.Time{}, nil, manager)
			if err != nil {
				t.Fatal(err)
			}
			return assigned
		}
		assigned := assign()
		if diff := cmp.Diff(assigned, assign()); diff != "" {
			t.Fatal(diff)
		}
		seen := map[string]bool{}
		for _, s := range assigned {
			for _, item := range s.Items {
				if seen[item] {
					t.Fatalf("%s is assigned twice", item)
				}
				seen[item] = true
				if want := rulesFor(plan, byItem[item], manager); !slices.Contains(want, place{s.Rule, s.Reviewer}) {
					t.Fatalf("%+v went to %s by %q, not one of %v by %+v", byItem[item], s.Reviewer, s.Rule, want, plan)
				}
			}
		}
		if len(seen) != len(rows) {
			t.Fatalf("%d of %d rows are assigned", len(seen), len(rows))
		}
		if load := loads(assigned, plan); plan.Split == campaign.RoundRobin && len(plan.Assign) == 0 && len(load) > 1 {
			own := 0
			for _, r := range rows {
				if slices.ContainsFunc(plan.Reviewers, func(email string) bool { return ownOf(r, email) }) {
					own++
				}
			}
			if spread := slices.Max(load) - slices.Min(load); spread > 1+own {
				t.Fatalf("assignments of %v, with %d rows that are a reviewer's own", load, own)
			}
		}
	})
}

type place struct{ rule, to string }

// ownOf reports whether the row may be the person's own.
func ownOf(r access.Row, email string) bool {
	return (*people.Ledger)(nil).Like(r.Email, email) != person.None
}

// loads returns how many rows each reviewer of the split has.
func loads(assigned []campaign.Assignment, plan campaign.Plan) (n []int) {
	for _, s := range assigned[:len(plan.Reviewers)] {
		n = append(n, len(s.Items))
	}
	return n
}

// rulesFor returns where a row may go, by the words of the documentation.
func rulesFor(plan campaign.Plan, row access.Row, manager func(access.Row) string) (to []place) {
	may := func(email string) bool { return email != "" && !ownOf(row, email) }
	for _, r := range plan.Assign {
		if r.Where == fmt.Sprintf("role == %q", row.Role) && may(r.To) {
			return []place{{r.Where, r.To}}
		}
	}
	fallback := place{campaign.RuleFallback, plan.Fallback}
	if plan.Split == campaign.ByManager {
		switch m := manager(row); {
		case may(m):
			return []place{{campaign.RuleManager, m}}
		case may(plan.Fallback):
			return []place{fallback}
		}
	}
	for _, r := range plan.Reviewers {
		if may(r) {
			to = append(to, place{"", r})
		}
	}
	if len(to) > 0 {
		return to
	}
	if may(plan.Fallback) {
		return []place{fallback}
	}
	for _, r := range plan.Assign {
		if may(r.To) {
			to = append(to, place{campaign.RuleOther, r.To})
		}
	}
	if len(to) > 0 {
		return to
	}
	return []place{{"", plan.Reviewers[0]}}
}

// Each role stays together in the assignment of one reviewer, but for the rows that are the reviewer's own.
func TestARoleStaysTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []access.Row
		for i := range rapid.IntRange(0, 60).Draw(t, "rows") {
			rows = append(rows, access.Row{Item: fmt.Sprintf("user/%02d", i), RoleID: fmt.Sprint("role", rapid.IntRange(0, 4).Draw(t, "role"))})
		}
		assigned, err := campaign.Assign(nil, rows, campaign.Plan{Reviewers: []string{rita, sam, owner}, Split: campaign.ByRole}, time.Time{}, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		to := map[string]string{}
		for _, s := range assigned {
			for _, item := range s.Items {
				role := rows[slices.IndexFunc(rows, func(r access.Row) bool { return r.Item == item })].RoleID
				if was, known := to[role]; known && was != s.Reviewer {
					t.Fatalf("%s is split between %s and %s", role, was, s.Reviewer)
				}
				to[role] = s.Reviewer
			}
		}
	})
}

func TestRulesOfAssignment(t *testing.T) {
	for text, tt := range map[string]struct {
		want campaign.AssignRule
		says []string
	}{
		`role == "Owner"=p.lang@example.com`:        {want: campaign.AssignRule{Where: `role == "Owner"`, To: "p.lang@example.com"}},
		` privileged && !sso = p.lang@example.com `: {want: campaign.AssignRule{Where: "privileged && !sso", To: "p.lang@example.com"}},
		`all=rita@example.com`:                      {want: campaign.AssignRule{Where: "all", To: rita}},
		`privileged`:                                {says: []string{"names no reviewer", "a rule is an expression and a reviewer"}},
		`role == "Owner"`:                           {says: []string{"names no reviewer", "is not an e-mail address"}},
		`=rita@example.com`:                         {says: []string{"the rule for rita@example.com has no expression"}},
		`rolle == "Owner"=rita@example.com`:         {says: []string{"the rule that assigns rows to rita@example.com cannot be understood: unknown name rolle", "\n  ^", "did you mean role?"}},
		`role = "Owner"=rita@example.com`:           {says: []string{"compare with =="}},
		`role=rita@example.com`:                     {says: []string{"the rule that assigns rows to rita@example.com cannot be understood"}},
		`repeat(role, 9) == ""=rita@example.com`:    {says: []string{"repeat() has no place here"}},
	} {
		t.Run(text, func(t *testing.T) {
			got, err := campaign.ParseAssignRule(text)
			if len(tt.says) == 0 {
				if err != nil || got != tt.want {
					t.Fatalf("got %+v, %v", got, err)
				}
				if again, err := campaign.ParseAssignRule(got.String()); err != nil || again != got {
					t.Errorf("written and read again it is %+v, %v", again, err)
				}
				return
			}
			if fault.KindOf(err) != fault.BadInput {
				t.Fatalf("got %v", err)
			}
			for _, want := range tt.says {
				if said := err.Error() + "\n" + fault.HintOf(err); !strings.Contains(said, want) {
					t.Errorf("it says %q, not %q", said, want)
				}
			}
		})
	}
}
