package campaign

import (
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/scope"
)

// AssignRule gives the rows that an expression selects to one reviewer.
type AssignRule struct {
	Where string `json:"where"` // an expression of package scope
	To    string `json:"to"`    // e-mail address of the reviewer
}

// mostRules bounds the rules of a plan: an auditor has to read them.
const mostRules = 50

// ParseAssignRule reads a rule such as `role == "Owner"=p.lang@example.com`: what follows the last = is the reviewer. A
// mistake is a BadInput fault.
func ParseAssignRule(text string) (AssignRule, error) {
	at := strings.LastIndex(text, "=")
	if at < 0 {
		return AssignRule{}, fault.New(fault.BadInput, "the rule %q names no reviewer", text).WithHint("%s", ruleForm)
	}
	r := AssignRule{Where: strings.TrimSpace(text[:at]), To: strings.TrimSpace(text[at+1:])}
	return r, r.check()
}

const ruleForm = `a rule is an expression and a reviewer, such as: role == "Owner"=p.lang@example.com`

// String returns the rule as ParseAssignRule reads it.
func (r AssignRule) String() string { return r.Where + "=" + r.To }

func (r AssignRule) check() error {
	if err := person.Check(r.To); err != nil {
		return fault.New(fault.BadInput, "the rule %q names no reviewer: %q is not an e-mail address", r.String(), r.To).WithHint("%s", ruleForm)
	}
	if r.Where == "" {
		return fault.New(fault.BadInput, "the rule for %s has no expression", r.To).WithHint("%s", ruleForm)
	}
	_, err := r.parse()
	return err
}

func (r AssignRule) parse() (scope.Scope, error) {
	return scope.ParseAs("the rule that assigns rows to "+r.To, r.Where)
}

// complete reports whether the rule has both parts, as far as the fold can tell; whether the expression can be
// evaluated shows when the campaign is opened.
func (r AssignRule) complete() bool { return r.Where != "" && strings.Contains(r.To, "@") }

// checkAssigning refuses rules, a fallback or a split that cannot be used.
func (plan *Plan) checkAssigning() error {
	if !slices.Contains(Splits, plan.Split) {
		return fault.New(fault.BadInput, "%q is not a way to assign items", plan.Split).WithHint("use round-robin, role or manager")
	}
	if len(plan.Assign) > mostRules {
		return fault.New(fault.BadInput, "a campaign may have %d rules of assignment, not %d", mostRules, len(plan.Assign))
	}
	for _, r := range plan.Assign {
		if err := r.check(); err != nil {
			return err
		}
	}
	if plan.Fallback == "" {
		return nil
	}
	return fault.Wrap(person.Check(plan.Fallback), "the fallback reviewer")
}

// AssignedBy describes the rules by which rows are assigned, such as `role == "Owner": p.lang@example.com; the rest by
// manager; else eva@example.com`. It is empty if the reviewers get rows by the split alone, without a manager.
func (plan *Plan) AssignedBy() string {
	var parts []string
	for _, r := range plan.Assign {
		parts = append(parts, r.Where+": "+r.To)
	}
	rest := map[Split]string{RoundRobin: "in turn", ByRole: "by role", ByManager: "by manager"}[plan.Split]
	if len(parts) > 0 {
		parts = append(parts, "the rest "+rest)
	} else if plan.Split == ByManager || plan.Fallback != "" {
		parts = append(parts, rest)
	}
	if plan.Fallback != "" {
		parts = append(parts, "else "+plan.Fallback)
	}
	return strings.Join(parts, "; ")
}

// named returns everyone whom the plan names as a reviewer, each address once.
func (plan *Plan) named() []string {
	all := slices.Clone(plan.Reviewers)
	for _, r := range plan.Assign {
		all = append(all, r.To)
	}
	for _, r := range plan.Second {
		all = append(all, r.Reviewer)
	}
	if plan.Fallback != "" {
		all = append(all, plan.Fallback)
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(email string) bool {
		was := seen[email]
		seen[email] = true
		return was
	})
}
