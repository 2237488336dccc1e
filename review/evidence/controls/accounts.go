package controls

import (
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/roster"
)

// privilegedListed looks whether all privileged accounts are known and reviewed, also those that are not in use.
func (x *evidenceIndex) privilegedListed() pack.Control {
	c := control("privileged-listed", "Privileged accounts are identified and reviewed, including inactive ones.", cc61, cc63, a518, p724)
	all, unused := x.n.PrivilegedAccounts, x.n.Inactive
	switch {
	case x.Population.HasGap("roles"):
		return conclude(c, pack.Fail, "give the API key a role that may list roles, and open a campaign on a new population",
			"the roles could not be read, so which accounts are privileged is not known")
	case x.n.Uncounted > 0:
		result := pack.Weak
		if all.All == 0 {
			result = pack.Fail
		}
		return conclude(c, result, "set rules.privileged_scopes as it is by default, or say why those permissions are harmless here",
			"%d of %s are items; %s privileged by tuar's default rules, and not by the setting rules.privileged_scopes of the campaign", all.In,
			many(all.All, "privileged account", "privileged accounts"), many(x.n.Uncounted, "more account is", "more accounts are"))
	case all.All == 0:
		return nothing(c, "no role of an account is privileged, by the setting rules.privileged_scopes")
	}
	return conclude(c, resultIf(all.Out(), pack.Weak), "review the others in another campaign, or say why they need none",
		"%d of %s are items; %d of them are not in use (dormant, never signed in, or invited), of which %d are items", all.In,
		many(all.All, "privileged account", "privileged accounts"), unused.All, unused.In)
}

// thirdParties looks whether the accounts with an address outside the domains of the company are reviewed.
func (x *evidenceIndex) thirdParties() pack.Control {
	c := control("third-parties-reviewed", "External accounts of third parties are reviewed.", cc61, cc63, p724)
	domains, recorded := x.DomainsSet()
	n := x.n.External
	untold := ""
	if x.n.Untold > 0 {
		untold = "; without an address, so not told apart: " + many(x.n.Untold, "account", "accounts")
	}
	switch {
	case !recorded:
		return nothing(c, "external accounts were not told apart: the settings at the opening are not on record")
	case domains == "":
		if x.Roster != nil {
			return x.thirdPartiesOnRoster(c)
		}
		return nothing(c, "external accounts were not told apart: settings domains is empty")
	case n.All == 0:
		return nothing(c, "no account has an address outside %s%s", domains, untold+x.inside())
	}
	c.Items = about(x.n.ExternalOpen, x.n.ExternalSilent)
	decided := n.In - len(x.n.ExternalOpen)
	result := resultIf(n.Out()+len(c.Items), pack.Weak)
	if decided == 0 {
		result = pack.Fail
	}
	return conclude(c, result, "decide on every account of a third party, and give the reason for which it is kept",
		"%s an address outside %s: %d decided, %d kept (%d without a reason), %d undecided or abstained from, %d no item of the campaign%s",
		many(n.All, "account has", "accounts have"), domains, decided, len(x.n.ExternalKept), len(x.n.ExternalSilent), len(x.n.ExternalOpen), n.Out(), untold+x.inside())
}

// thirdPartiesOnRoster looks at the accounts of contractors and of people of other companies, where no domain tells them
// apart.
func (x *evidenceIndex) thirdPartiesOnRoster(c pack.Control) pack.Control {
	outside := x.whoseHolder(fromOutside)
	if outside.n == 0 {
		return nothing(c, "settings domains is empty, and the roster has no contractor and no other company among the holders")
	}
	c.Items = about(outside.open)
	result := resultIf(len(outside.open)+len(outside.out), pack.Weak)
	if len(outside.taken)+len(outside.kept) == 0 {
		result = pack.Fail
	}
	return conclude(c, result, "decide on every account of a third party, and set domains, by which accounts that are not on the roster are told apart",
		"%s of contractors or other companies, by the roster: %s; accounts that are not on the roster were not told apart: settings domains is empty",
		many(outside.n, "account", "accounts"), outside)
}

// fromOutside reports whether the roster has the holder as a contractor, or of another company.
func fromOutside(r *access.Row) bool {
	return r.Roster != nil && (r.Roster.Type == roster.Contractor || r.Roster.Company != "")
}

// inside adds to the fact about external accounts those that only the roster tells.
func (x *evidenceIndex) inside() string {
	if x.Roster == nil {
		return ""
	}
	only := x.whoseHolder(func(r *access.Row) bool {
		external, known := x.External(r)
		return fromOutside(r) && !(external && known)
	})
	if only.n == 0 {
		return ""
	}
	return "; further ones by the roster, with an address inside: " + only.String()
}

// oldRoster is the age from which a roster is too old to tell who has left.
const oldRoster = 31 * 24 * time.Hour

// byRoster are the accounts of people of whom the roster says the same, by what became of them.
type byRoster struct {
	n                      int
	kept, open, out, taken []string // items; open is undecided or abstained from, out is no item of the campaign
}

// whoseHolder sorts the accounts for which it holds.
func (x *evidenceIndex) whoseHolder(holds func(*access.Row) bool) (b byRoster) {
	decided := map[string]*pack.Item{}
	for r := range x.Reviewed() {
		if holds(r.Row) {
			one := *r
			decided[r.Item] = &one
		}
	}
	for i := range x.Rows {
		r := &x.Rows[i]
		if !holds(r) {
			continue
		}
		b.n++
		switch item := decided[r.Item]; {
		case item == nil:
			b.out = append(b.out, r.Item)
		case item.Kept():
			b.kept = append(b.kept, r.Item)
		case item.Decision.Verdict == campaign.Revoke:
			b.taken = append(b.taken, r.Item)
		default:
			b.open = append(b.open, r.Item)
		}
	}
	return b
}

func (b byRoster) String() string {
	return fmt.Sprintf("%d revoked, %d kept, %d undecided or abstained from, %d no item of the campaign", len(b.taken), len(b.kept), len(b.open), len(b.out))
}

// leavers looks whether people who have left, by the roster, hold access. Without a roster it has nothing to look at.
func (x *evidenceIndex) leavers() pack.Control {
	c := control("leavers", "Leavers no longer have access.", cc62, a518)
	if x.Roster == nil {
		return nothing(c, "leavers were not checked: no roster")
	}
	age := x.Roster.Age(x.Campaign.OpenedAt)
	of := fmt.Sprintf("the roster of %s, %s old at the opening", day(x.Roster.ImportedAt), many(int(age.Hours()/24), "day", "days"))
	left := x.whoseHolder((*access.Row).HasLeft)
	unknown := x.whoseHolder(func(r *access.Row) bool { return r.Rostered && r.Roster == nil })
	c.Items = about(left.kept, left.open, left.out)
	result := pack.Pass
	if len(unknown.kept)+len(unknown.open)+len(unknown.out) > 0 || age > oldRoster {
		result = pack.Weak
	}
	if len(c.Items) > 0 {
		result = pack.Fail
	}
	return conclude(c, result, "revoke the access of everyone who has left; say of accounts that are not on the roster whose they are; import a roster before a campaign is opened",
		"%s of people who left or whose contract ended, by %s: %s; not on the roster: %s (%s)", many(left.n, "account", "accounts"), of, left,
		many(unknown.n, "account", "accounts"), unknown)
}
