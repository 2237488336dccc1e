package population

import (
	"errors"

	"github.com/tuar-dev/tuar/review/fault"
)

// ErrDrop is in the chain of every refusal of Plausible.
var ErrDrop = errors.New("numbers dropped in a way access does not")

// dropFrom is the size from which losing more than half of a list is not believed.
const dropFrom = 20

// Plausible refuses a population whose numbers dropped from the one before in a way access does not: a list that became
// empty, or lost more than half of at least twenty rows. Lists that the key may not read are not compared.
// The refusal is an Unreachable fault: what Torq answered cannot be trusted without a person's word.
func Plausible(before, after *Population) error {
	lists := []struct {
		resource, name string
		before, after  int
	}{
		{"users", "users", len(before.Users), len(after.Users)},
		{"roles", "roles", len(before.Roles), len(after.Roles)},
		{"api-keys", "API keys", len(before.Keys), len(after.Keys)},
		{"claim-mappings", "claim mappings", len(before.Mappings), len(after.Mappings)},
	}
	for _, l := range lists {
		if before.HasGap(l.resource) || after.HasGap(l.resource) {
			continue
		}
		emptied := l.after == 0 && l.before > 1
		if emptied || l.before >= dropFrom && 2*l.after < l.before {
			f := fault.New(fault.Unreachable, "Torq listed %d %s where there were %d at the last sync; the population before is kept",
				l.after, l.name, l.before).WithHint("if that many really went, say so with: tuar sync --allow-drop")
			f.Err = ErrDrop
			return f
		}
	}
	return nil
}
