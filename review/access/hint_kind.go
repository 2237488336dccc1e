package access

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Source names the data from which the fact of a hint is taken.
type Source int

// The sources.
const (
	OfPopulation Source = iota // what Torq said at the sync
	OfCampaigns                // the same, compared with campaigns closed before
	OfRoster                   // the roster
	OfRecord                   // what the record of tuar says of elevations
	OfNotes                    // what notes on record say, beside the population and the roster
	OfAuditLog                 // Torq's audit log
)

// HintKind describes one hint: its rule, where it stands among the others, and what to do about it.
type HintKind struct {
	Name string
	// Weight is added to the risk of a row that has the hint; rows are ordered by their risk.
	Weight int
	// Group is the ID of the heading under which the order by risk puts rows with the hint.
	Group string
	// Settings are the keys of the settings that hold its thresholds; empty if it has none.
	Settings []string
	Source   Source
	// Rule says in a phrase when the hint is raised.
	Rule func(Rules) string
	// Do says in a sentence what a reviewer does about it.
	Do string
}

// HintKinds holds all hints, most serious first, then by name.
var HintKinds = sortedKinds(outsideKinds, changeKinds, habitKinds, peerKinds, roleKinds, activityKinds, rosterKinds, chargeKinds,
	mappingKinds, logKinds)

var kindOfHint = func() map[string]*HintKind {
	kinds := make(map[string]*HintKind, len(HintKinds))
	for i := range HintKinds {
		kinds[HintKinds[i].Name] = &HintKinds[i]
	}
	return kinds
}()

func sortedKinds(lists ...[]HintKind) []HintKind {
	kinds := slices.Concat(lists...)
	slices.SortFunc(kinds, func(a, b HintKind) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Name, b.Name))
	})
	return kinds
}

// HintNames returns the short names of all hints, most serious first.
func HintNames() []string {
	names := make([]string, len(HintKinds))
	for i := range HintKinds {
		names[i] = HintKinds[i].Name
	}
	return names
}

// KindOfHint returns the description of a hint; false for one that this version does not know.
func KindOfHint(name string) (HintKind, bool) {
	if k := kindOfHint[name]; k != nil {
		return *k, true
	}
	return HintKind{}, false
}

// weight returns what the hint adds to the risk of a row; 0 if this version does not know it.
func weight(hint string) int {
	if k := kindOfHint[hint]; k != nil {
		return k.Weight
	}
	return 0
}

func always(rule string) func(Rules) string { return func(Rules) string { return rule } }

// outsideKinds are the hints on access that was taken outside the rules, or for a time.
var outsideKinds = []HintKind{
	{
		Name: BreakGlass, Weight: 70, Group: "exceptions", Source: OfRecord,
		Rule: always("took a role without approval since the last review"),
		Do:   "Ask for the reason, and look up in Torq's audit log what was done with the role.",
	},
	{
		Name: OutOfBand, Weight: 65, Group: "exceptions", Source: OfAuditLog,
		Rule: always("Torq's audit log has a higher role that was given without an elevation on record"),
		Do:   "Ask the person who gave it. Revoke it if there was no reason.",
	},
	{
		Name: Drifted, Weight: 62, Group: "exceptions", Source: OfRecord,
		Rule: always("got another role in Torq while an elevation was active"),
		Do:   "Find out who gave that role, and decide on the role that the person has now.",
	},
	{
		Name: Elevated, Weight: 48, Group: "elevated", Source: OfRecord,
		Rule: always("holds a role by an active elevation"),
		Do:   "Decide on the role that comes after the elevation. That role is shown here.",
	},
	{
		Name: WasElevated, Weight: 22, Group: "was-elevated", Source: OfRecord,
		Rule: always("held a role by an elevation since the last review"),
		Do:   "If the role is needed often, the permanent role may be too small; if not, nothing is to do.",
	},
	{
		Name: NotInBaseline, Weight: 38, Group: "exceptions", Source: OfRecord,
		Rule: always("differs from the baseline on record, the access that ought to be"),
		Do:   "Revoke or reduce it; or, if it ought to be so, certify it and have the baseline saved anew.",
	},
	{
		Name: Unexplained, Weight: 35, Group: "unexplained", Source: OfAuditLog,
		Rule: always("Torq's audit log does not say how the access came about"),
		Do:   "Ask who gave the access, and write the answer as the reason.",
	},
}

// changeKinds are the hints on what changed since an earlier campaign.
var changeKinds = []HintKind{
	{
		Name: CameBack, Weight: 60, Group: "raised", Source: OfCampaigns,
		Rule: always("was revoked or gone, and is here again"),
		Do:   "Find out who gave the access again. Revoke it again if there is no new reason.",
	},
	{
		Name: Raised, Weight: 50, Group: "raised", Source: OfCampaigns,
		Rule: always("the role grants more than at the last decision"),
		Do:   "Decide whether the new permissions are needed; else reduce to the role of last time.",
	},
	{
		Name: CertifiedUntil, Weight: 38, Group: "raised", Source: OfCampaigns,
		Rule: always("was certified until a day that has passed"),
		Do:   "Decide whether the access is still needed. Revoke it if the reason of last time is over.",
	},
	{
		Name: New, Weight: 30, Group: "raised", Source: OfCampaigns,
		Rule: always("was not there at an earlier campaign, and was not decided on since"),
		Do:   "Make sure that the person or key should have the access.",
	},
}

// habitKinds are the hints on what earlier campaigns left open.
var habitKinds = []HintKind{
	{
		Name: NotCarriedOut, Weight: 59, Group: "raised", Source: OfCampaigns,
		Rule: always("was revoked, and no list of Torq showed the access gone before this population, or it was given back"),
		Do:   "Carry out the changes of that campaign, or decide anew with a reason.",
	},
	{
		Name: UndecidedLast, Weight: 32, Group: "undecided", Source: OfCampaigns,
		Rule: always("was in the scope of the campaign before, and no reviewer decided"),
		Do:   "Decide this time. Hand the row over if you cannot.",
	},
	{
		Name: CarriedOften, Weight: 18, Group: "undecided", Settings: []string{"rules.carried_times"}, Source: OfCampaigns,
		Rule: func(r Rules) string {
			return fmt.Sprintf("carried forward in more than %d campaigns in a row", r.CarriedTimes)
		},
		Do: "Look at the row by itself, and certify it if the access is still needed.",
	},
}

// peerKinds are the hints by comparison with others of the same population.
var peerKinds = []HintKind{
	{
		Name: PeerOutlier, Weight: 27, Group: "peers", Settings: []string{"rules.peer_percent", "rules.peer_group"}, Source: OfRoster,
		Rule: func(r Rules) string {
			return fmt.Sprintf("at most %d%% of the same department, or of the people of the same manager, hold the role or a larger one; "+
				"groups of %d people with an account or more", r.PeerPercent, r.PeerGroup)
		},
		Do: "Ask what the person does that the others of the group do not do.",
	},
	{
		Name: ManyOwners, Weight: 38, Group: "owners", Settings: []string{"rules.owner_limit"}, Source: OfPopulation,
		Rule: func(r Rules) string {
			return fmt.Sprintf("more than %d people hold the role that grants the most privileged permissions", r.OwnerLimit)
		},
		Do: "Keep the role for the people who need it each week. Give it to others by an elevation.",
	},
	{
		Name: LookAlike, Weight: 52, Group: "names", Source: OfPopulation,
		Rule: always("the address differs from another one here only by letters that look alike, by Unicode's table of confusable " +
			"characters, and one of the two has letters beyond ASCII; or one word of it mixes alphabets such as Latin and Cyrillic"),
		Do: "Find out whose address it is. Such an address can be made to be taken for another person's.",
	},
}

// roleKinds are the hints on what the role grants.
var roleKinds = []HintKind{
	{
		Name: KeyStronger, Weight: 45, Group: "keys", Source: OfPopulation,
		Rule: always("the key may do what its owner may not"),
		Do:   "Reduce the key to what its owner may do, or revoke it.",
	},
	{
		Name: Privileged, Weight: 40, Group: "privileged", Settings: []string{"rules.privileged_scopes"}, Source: OfPopulation,
		Rule: func(r Rules) string {
			return "the role grants one of " + andMore(r.PrivilegedScopes, 4)
		},
		Do: "Ask whether the work needs it. Reduce the role if it does not.",
	},
	{
		Name: RoleUnknown, Weight: 25, Group: "unknown", Source: OfPopulation,
		Rule: always("the permissions of the role are not known"),
		Do:   "Look the role up in Torq before you decide.",
	},
}

// activityKinds are the hints on access that is not used.
var activityKinds = []HintKind{
	{
		Name: Dormant, Weight: 20, Group: "dormant", Settings: []string{"rules.dormant_days"}, Source: OfPopulation,
		Rule: func(r Rules) string { return "no sign-in, or no use of a key, for " + days(r.DormantDays) },
		Do:   "Revoke what is not used. Certify only with a reason why it is kept.",
	},
	{
		Name: NeverLoggedIn, Weight: 15, Group: "dormant", Source: OfPopulation,
		Rule: always("joined, and never signed in"),
		Do:   "Ask whether the account is needed. Revoke it if it is not.",
	},
	{
		Name: KeyNeverUsed, Weight: 15, Group: "keys", Source: OfPopulation,
		Rule: always("the key was never used"),
		Do:   "Ask its owner. Revoke a key that is not needed.",
	},
	{
		Name: Pending, Weight: 10, Group: "pending", Settings: []string{"rules.pending_days"}, Source: OfPopulation,
		Rule: func(r Rules) string { return "invited " + days(r.PendingDays) + " ago or earlier, and not accepted" },
		Do:   "Withdraw the invitation, or ask the person to accept it.",
	},
}

// rosterKinds are the hints that the roster gives.
var rosterKinds = []HintKind{
	{
		Name: Left, Weight: 58, Group: "left", Source: OfRoster,
		Rule: always("the roster says that the person left"),
		Do:   "Revoke the access. Look at the API keys of the person as well.",
	},
	{
		Name: ContractEnded, Weight: 56, Group: "left", Source: OfRoster,
		Rule: always("the last day of the contract is past"),
		Do:   "Revoke the access, unless the contract was extended.",
	},
	{
		Name: OffRoster, Weight: 28, Group: "other", Source: OfRoster,
		Rule: always("the address is not on the roster"),
		Do:   "Find out who the person is. List a second address on the roster.",
	},
	{
		Name: ChangedPost, Weight: 26, Group: "other", Source: OfRoster,
		Rule: always("another department or manager than when the access was certified"),
		Do:   "Decide whether the new post needs the role.",
	},
	{
		Name: NotStarted, Weight: 24, Group: "other", Source: OfRoster,
		Rule: always("the first day at work is to come"),
		Do:   "Ask why the access is there before the first day.",
	},
	{
		Name: External, Weight: 12, Group: "other", Source: OfRoster,
		Rule: always("of another company, or at a domain of no employee"),
		Do:   "Make sure that the other company still needs the access.",
	},
}

// told holds what is the same for all hints of one name in one view.
type told struct {
	rule, source string
	weight       int
}

// tell returns the texts of all hints by these rules, for a population of that time. The roster is of the second time, zero
// without one.
func tell(rules Rules, taken, roster time.Time) map[string]told {
	population := "population of " + taken.UTC().Format(time.DateOnly)
	sources := map[Source]string{
		OfPopulation: population, OfCampaigns: population + ", compared with closed campaigns",
		OfRoster: "roster of " + roster.UTC().Format(time.DateOnly), OfRecord: "record of elevations", OfNotes: "notes on record",
		OfAuditLog: "audit log, compared with the " + population,
	}
	all := make(map[string]told, len(HintKinds))
	for _, k := range HintKinds {
		all[k.Name] = told{k.Rule(rules), sources[k.Source], k.Weight}
	}
	return all
}

// Basis returns the rule and the source of the hint in one phrase; empty for a hint that this version does not know.
func (h Hint) Basis() string {
	if h.Rule == "" {
		return ""
	}
	return "rule: " + h.Rule + " · " + h.Source
}

// Explained returns the hint in one text: its name, fact, rule and source.
func (h Hint) Explained() string {
	text := h.Name + ": " + cmp.Or(h.Fact, h.Why)
	if h.Rule != "" {
		text += " (rule: " + h.Rule + "; " + h.Source + ")"
	}
	return text
}
