package words

import (
	"github.com/tuar-dev/tuar/review/campaign"
)

// Assigned says what a reviewer gets, and by which rule: "p.lang@example.com: 3 items, by role == "Owner"".
func Assigned(a campaign.Assignment) string {
	text := a.Reviewer + ": " + Count(len(a.Items), "item")
	switch a.Rule {
	case "":
	case campaign.RuleManager:
		text += ", as their manager"
	case campaign.RuleFallback:
		text += ", as the fallback"
	case campaign.RuleOther:
		text += ", since no other reviewer may decide on them"
	default:
		text += ", by " + a.Rule
	}
	return text
}
