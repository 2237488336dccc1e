package advice

import (
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
)

// The short names of the rules that are not those of hints. Any other hint gives the advice to look closer, by a rule that
// has the hint's name.
const (
	Unchanged         = "unchanged"
	NeverSignedIn     = "never-signed-in"
	KeyUnusedOld      = "key-never-used-old"
	DormantTwice      = "dormant-twice"
	DormantPrivileged = "dormant-privileged"
	DormantNoLesser   = "dormant-privileged-no-lesser-role"
	DormantSeveral    = "dormant-privileged-several-roles"
)

// Rule is a rule in words.
type Rule struct {
	Name  string
	Kind  Kind
	Words string
}

// Rules lists the rules in words, the most severe first.
var Rules = []Rule{
	{access.Left, Revoke, "the holder left, by the roster; so did the owner of a private key, or the person whom a claim mapping names"},
	{access.ContractEnded, Revoke, "the contract of the holder is past its end, by the roster"},
	{access.Pending, Revoke, "the invitation was not accepted for the days of the settings"},
	{shadowed, Revoke, "an earlier claim mapping always comes first"},
	{neverMatched, Revoke, "no known user can have their role from the claim mapping"},
	{unusedRole, Revoke, "nothing holds the custom role, and no claim mapping gives it"},
	{NeverSignedIn, Revoke, "never signed in, and created longer ago than the days after which an account is dormant"},
	{KeyUnusedOld, Revoke, "the key was never used, and created longer ago than the days after which a key is dormant"},
	{DormantTwice, Revoke, "not used for twice the days after which an account or a key is dormant"},
	{DormantNoLesser, Revoke, "dormant and privileged, and no role that is not privileged only takes away"},
	{DormantPrivileged, Reduce, "dormant and privileged: to the role with the most permissions that is not privileged and only takes away"},
	{DormantSeveral, Look, "dormant and privileged, and several such roles have as many permissions"},
	{"the hint's name", Look, "any other hint, such as break-glass, out-of-band, came-back, raised or new"},
	{Unchanged, Certify, "no hint, certified last time with this role and without a last day, and in use; of claim mappings and custom roles no use is known"},
	{"", None, "no hint, and never certified before or never used: there is no advice"},
}

// rule is a rule about rows with a hint.
type rule struct {
	hint string
	kind Kind // the most severe that it advises
	on   func(*Adviser, *access.Row) (Advice, bool)
}

// rules are the rules about rows with hints. Of those with the same kind the first counts.
var rules = []rule{
	{access.Left, Revoke, personal(access.Left)},
	{access.ContractEnded, Revoke, personal(access.ContractEnded)},
	{access.Pending, Revoke, always(access.Pending)},
	{shadowed, Revoke, always(shadowed)},
	{neverMatched, Revoke, always(neverMatched)},
	{unusedRole, Revoke, always(unusedRole)},
	{access.NeverLoggedIn, Revoke, func(a *Adviser, row *access.Row) (Advice, bool) {
		return Advice{Kind: Revoke, Rule: NeverSignedIn}, a.older(row.CreatedAt, a.rules.DormantDays)
	}},
	{access.KeyNeverUsed, Revoke, func(a *Adviser, row *access.Row) (Advice, bool) {
		return Advice{Kind: Revoke, Rule: KeyUnusedOld}, a.older(row.CreatedAt, a.rules.DormantDays)
	}},
	{access.Dormant, Revoke, func(a *Adviser, row *access.Row) (Advice, bool) {
		return Advice{Kind: Revoke, Rule: DormantTwice}, a.older(row.LastLoginAt, 2*a.rules.DormantDays)
	}},
	{access.Dormant, Revoke, dormantPrivileged},
}

// The names of hints on claim mappings and custom roles that lead to rules.
const (
	shadowed     = "shadowed"
	neverMatched = "never-matched"
	unusedRole   = "unused-role"
)

// always returns a rule that revokes whatever has the hint.
func always(name string) func(*Adviser, *access.Row) (Advice, bool) {
	return func(*Adviser, *access.Row) (Advice, bool) { return Advice{Kind: Revoke, Rule: name}, true }
}

// personal returns a rule that revokes what belongs to a person: their role, a claim mapping by their address, and their private keys. A service key needs
// a new owner at least, which a reviewer has to find.
func personal(name string) func(*Adviser, *access.Row) (Advice, bool) {
	return func(_ *Adviser, row *access.Row) (Advice, bool) {
		if row.Kind != access.Key || row.KeyType == population.KeyPrivate {
			return Advice{Kind: Revoke, Rule: name}, true
		}
		return Advice{Kind: Look, Rule: name}, true
	}
}

// dormantPrivileged advises about a privileged role of a person or a key that is not used.
func dormantPrivileged(a *Adviser, row *access.Row) (Advice, bool) {
	if !row.Has(access.Privileged) {
		return Advice{}, false
	}
	to := a.reduced(row)
	switch {
	case to.several:
		return Advice{Kind: Look, Rule: DormantSeveral}, true
	case to.id == "":
		return Advice{Kind: Revoke, Rule: DormantNoLesser}, true
	}
	return Advice{Kind: Reduce, Rule: DormantPrivileged, To: to.id, ToName: to.name}, true
}

// factsOf returns the hints whose facts explain a rule.
func factsOf(name string) []string {
	switch name {
	case NeverSignedIn:
		return []string{access.NeverLoggedIn}
	case KeyUnusedOld:
		return []string{access.KeyNeverUsed}
	case DormantTwice:
		return []string{access.Dormant}
	case DormantPrivileged, DormantNoLesser, DormantSeveral:
		return []string{access.Dormant, access.Privileged}
	}
	return []string{name}
}
