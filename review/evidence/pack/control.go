package pack

import (
	"strings"

	"github.com/tuar-dev/tuar/review/tabular"
)

// Result is the result of a control.
type Result string

// The results. Expect an auditor's questions about Weak, and an audit finding for Fail. A control with nothing to look
// at is NotApplicable; it says nothing for the review, nor against it.
const (
	Pass          Result = "pass"
	Weak          Result = "weak"
	Fail          Result = "fail"
	NotApplicable Result = "n/a"
)

// Results are all results, the one that matters most first.
var Results = []Result{Fail, Weak, NotApplicable, Pass}

// Control holds one requirement that auditors test in an access review, and the result for this review.
type Control struct {
	Name   string   `json:"check"` // short and stable
	Asks   string   `json:"asks"`  // the requirement
	Result Result   `json:"standing"`
	Fact   string   `json:"fact"`       // the reason for the result
	Items  []string `json:"items"`      // the items concerned, if any
	Refs   []string `json:"references"` // the standards that require it
	Advice string   `json:"advice"`     // the next step; empty if none is needed
}

var controlFields = tabular.Fields[Control]{
	tabular.TextOf("control", func(c Control) string { return c.Name }),
	tabular.TextOf("result", func(c Control) string { return string(c.Result) }),
	tabular.TextOf("control_tested", func(c Control) string { return c.Asks }),
	tabular.TextOf("evidence", func(c Control) string { return c.Fact }),
	tabular.TextOf("advice", func(c Control) string { return c.Advice }),
	tabular.TextOf("references", func(c Control) string { return strings.Join(c.Refs, ", ") }),
	tabular.NumberOf("items", func(c Control) int { return len(c.Items) }),
}

// controlTable returns the controls as a table.
func (pv *packView) controlTable() *tabular.Table {
	return tabular.Of("self_check", controlFields, pv.checks())
}
