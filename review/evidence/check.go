package evidence

import (
	"strings"

	"github.com/tuar-dev/tuar/review/tabular"
)

// Standing is how a check came out.
type Standing string

// The standings. Weak is what an auditor will ask about; Fail is what an auditor will write down.
const (
	Pass Standing = "pass"
	Weak Standing = "weak"
	Fail Standing = "fail"
)

// Check is one thing that auditors look for in a review of access, and whether this one has it.
type Check struct {
	Name     string   `json:"check"` // its short name
	Asks     string   `json:"asks"`  // what the auditor wants to see
	Standing Standing `json:"standing"`
	Fact     string   `json:"fact"`       // what that rests on
	Items    []string `json:"items"`      // those it is about, as far as it is about some
	Refs     []string `json:"references"` // where that is asked for
	Advice   string   `json:"advice"`     // what to do; empty if nothing
}

var checkFields = []tabular.Field[Check]{
	tabular.TextOf("check", func(c Check) string { return c.Name }),
	tabular.TextOf("standing", func(c Check) string { return string(c.Standing) }),
	tabular.TextOf("asks", func(c Check) string { return c.Asks }),
	tabular.TextOf("fact", func(c Check) string { return c.Fact }),
	tabular.TextOf("advice", func(c Check) string { return c.Advice }),
	tabular.TextOf("references", func(c Check) string { return strings.Join(c.Refs, ", ") }),
	tabular.NumberOf("items", func(c Check) int { return len(c.Items) }),
}

// selfCheck is the checks as a table.
func (j *joined) selfCheck() *tabular.Table {
	return tabular.Of("self_check", checkFields, j.checks())
}
