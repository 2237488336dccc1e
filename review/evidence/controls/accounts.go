package controls

import (
	"github.com/tuar-dev/tuar/review/evidence/pack"
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
		return nothing(c, "external accounts were not told apart: settings domains is empty")
	case n.All == 0:
		return nothing(c, "no account has an address outside %s%s", domains, untold)
	}
	c.Items = about(x.n.ExternalOpen, x.n.ExternalSilent)
	decided := n.In - len(x.n.ExternalOpen)
	result := resultIf(n.Out()+len(c.Items), pack.Weak)
	if decided == 0 {
		result = pack.Fail
	}
	return conclude(c, result, "decide on every account of a third party, and give the reason for which it is kept",
		"%s an address outside %s: %d decided, %d kept (%d without a reason), %d undecided or abstained from, %d no item of the campaign%s",
		many(n.All, "account has", "accounts have"), domains, decided, len(x.n.ExternalKept), len(x.n.ExternalSilent), len(x.n.ExternalOpen), n.Out(), untold)
}

// leavers says that leavers were not looked for: no list of who is employed is in the record yet.
func (x *evidenceIndex) leavers() pack.Control {
	c := control("leavers", "Leavers no longer have access.", cc62, a518)
	return nothing(c, "leavers were not checked: no roster")
}
