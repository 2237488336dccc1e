package controls

import (
	"fmt"

	"github.com/tuar-dev/tuar/review/evidence/pack"
)

// responsible looks whether each service key and service account has a living responsible person, and is reviewed in its
// own interval.
func (x *evidenceIndex) responsible() pack.Control {
	c := control("system-accounts-owned", "Application and system accounts have a responsible owner and are reviewed in their interval.", p725, a518)
	at := x.AsOf
	if x.Campaign.Closing != nil {
		at = x.Campaign.Closing.At
	}
	n := 0
	var orphans, endless, late []string
	for i := range x.Charges {
		charge := &x.Charges[i]
		if charge.Due(at) {
			late = append(late, charge.Item)
		}
		if !charge.System {
			continue
		}
		n++
		if charge.Orphaned() != "" {
			orphans = append(orphans, charge.Item)
		}
		if charge.Next == nil {
			endless = append(endless, charge.Item)
		}
	}
	switch {
	case x.Population.HasGap("api-keys"):
		return conclude(c, pack.Fail, "give the API key apikey.read and open a campaign over the keys", "the API keys could not be read")
	case n == 0 && len(late) == 0:
		return nothing(c, "the population has no service keys, and no service accounts that the roster or a note names")
	}
	c.Items = about(orphans, endless, late)
	result := resultIf(len(c.Items), pack.Weak)
	if len(late) > 0 {
		result = pack.Fail
	}
	fact := fmt.Sprintf("%s: %d without a living responsible person, %d without an interval between reviews",
		many(n, "service key or service account", "service keys and service accounts"), len(orphans), len(endless))
	if len(late) > 0 {
		fact += "; past their own interval: " + fmt.Sprint(len(late))
	}
	return conclude(c, result, "note an owner, a purpose and an interval for each, and review what is past its interval", "%s", fact)
}
