package verify

import (
	"strconv"

	"github.com/tuar-dev/tuar/review/population"
)

// SourceCheck is the name of the check of where the populations came from.
const SourceCheck = "source"

// checkSource says where the populations came from. What does not come from Torq is no evidence about it, unless the
// pack calls itself simulated, as it then does on every page.
func (v *verification) checkSource() string {
	if v.facts == nil {
		v.wrong("not told, since %s", v.whyNoFacts)
		return ""
	}
	from := v.facts.Origin
	if from.Origin == population.NotTorq {
		v.wrong("%s", from.Source)
	}
	if n := len(from.Accounts); n > 1 {
		v.wrong("the populations are of %d Torq workspaces, the first two are %s and %s", n, strconv.Quote(from.Accounts[0].String()),
			strconv.Quote(from.Accounts[1].String()))
	}
	switch account := v.facts.Population.Account; {
	case from.Origin == population.NotRecorded:
		v.notChecked = append(v.notChecked, "where the populations came from")
		return "not recorded: a population does not name the servers that answered, as those of earlier versions"
	case from.Origin == population.Simulated:
		v.notChecked = append(v.notChecked, "access in Torq")
		return from.Source.String()
	case account == nil:
		return from.Source.String() + "; the Torq workspace is unknown"
	default:
		return from.Source.String() + "; Torq workspace " + strconv.Quote(account.String())
	}
}
