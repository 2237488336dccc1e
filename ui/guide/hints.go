package guide

import (
	_ "embed"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
)

//go:embed hints.md
var aboutHints string

// Hints returns what every hint means, with its rule by the usual thresholds, the settings that change these, and what to do
// about it, under the headings of the order by risk.
func Hints() string {
	var b strings.Builder
	b.WriteString(strings.TrimSpace(aboutHints))
	rules := access.DefaultRules()
	for _, group := range campaign.RiskGroups {
		first := true
		for _, k := range access.HintKinds {
			if k.Group != group.ID {
				continue
			}
			if first {
				b.WriteString("\n\n## " + strings.ToUpper(group.Label[:1]) + group.Label[1:])
				first = false
			}
			b.WriteString("\n\n" + k.Name + ": " + k.Rule(rules) + ".")
			if len(k.Settings) > 0 {
				b.WriteString(" Setting: " + strings.Join(k.Settings, ", ") + ".")
			}
			b.WriteString(" " + k.Do)
		}
	}
	return b.String()
}
