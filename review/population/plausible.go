package population

import (
	"errors"

	"github.com/tuar-dev/tuar/review/fault"
)

// ErrDrop is in the chain of every refusal of Plausible.
var ErrDrop = errors.New("numbers dropped in a way access does not")

// dropFrom is the least size of a list of which losing half is not believed.
const dropFrom = 10

// Plausible refuses a population whose numbers dropped from the one before in a way access does not: a list that became
// empty, or lost half of at least ten rows. The users come in two lists, SSO and local ones; one of them may become
// empty only as far as its people are in the other. Lists that the key may not read are not compared. The refusal is an
// Unreachable fault: Torq's answer cannot be trusted until a user confirms it.
func Plausible(before, after *Population) error {
	lists := []struct {
		resource, name string
		before, after  int
		mayShrink      bool
	}{
		{"users", "users", len(before.Users), len(after.Users), false},
		{"users", "SSO users", before.count(true), after.count(true) + after.moved(before, true), true},
		{"users", "local users", before.count(false), after.count(false) + after.moved(before, false), true},
		{"roles", "roles", len(before.Roles), len(after.Roles), false},
		{"api-keys", "API keys", len(before.Keys), len(after.Keys), false},
		{"claim-mappings", "claim mappings", len(before.Mappings), len(after.Mappings), false},
	}
	for _, l := range lists {
		if before.HasGap(l.resource) || after.HasGap(l.resource) {
			continue
		}
		emptied := l.after == 0 && l.before > 1
		if emptied || !l.mayShrink && l.before >= dropFrom && 2*l.after <= l.before {
			f := fault.New(fault.Unreachable, "Torq listed %d %s where there were %d at the last sync; the population before is kept",
				l.after, l.name, l.before).
				WithHint("if that many really went, say so with: %s", fault.Sync.With("--allow-drop"))
			f.Err = ErrDrop
			return f
		}
	}
	return nil
}

// count returns the number of SSO users, or of local ones.
func (p *Population) count(sso bool) int {
	n := 0
	for _, u := range p.Users {
		if u.SSO == sso {
			n++
		}
	}
	return n
}

// moved returns the number of users who were of that kind before and are of the other now.
func (p *Population) moved(before *Population, sso bool) int {
	was := make(map[string]bool, len(before.Users))
	for _, u := range before.Users {
		was[u.ID] = u.SSO == sso
	}
	n := 0
	for _, u := range p.Users {
		if u.SSO != sso && was[u.ID] {
			n++
		}
	}
	return n
}
