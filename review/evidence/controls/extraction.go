package controls

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/population"
)

func (x *evidenceIndex) complete() pack.Control {
	c := control("population-complete", "The population was taken from the system itself and is complete.",
		cc63, a518, p724, ipe)
	p := x.Population
	failed, repeated := refused(p)
	const advice = "give the API key a role that may read everything, take a new population, and open the campaign on that"
	switch {
	case p.HasGap("users") || len(p.Calls) == 0:
		return conclude(c, pack.Fail, advice, "the users could not be read")
	case len(failed) > 0:
		return conclude(c, pack.Fail, advice, "%d of %s to Torq's API did not answer 200, and nothing says why: %s", len(failed),
			many(len(p.Calls), "call", "calls"), strings.Join(failed, ", "))
	case len(p.Gaps) > 0:
		var gaps []string
		for _, g := range p.Gaps {
			gaps = append(gaps, g.Resource+" ("+g.Reason+")")
		}
		return conclude(c, pack.Weak, advice, "%s to Torq's API, but not read: %s", many(len(p.Calls), "call", "calls"),
			strings.Join(gaps, ", "))
	case len(repeated) > 0:
		return conclude(c, pack.Weak, "take a new population when Torq answers every call, and open the campaign on that",
			"%d of %s to Torq's API did not answer 200 at first and did when repeated: %s", len(repeated),
			many(len(p.Calls), "call", "calls"), strings.Join(repeated, ", "))
	case x.allowedDrop():
		return conclude(c, pack.Weak, "say in the ticket why the lists became so much shorter",
			"the check for implausibly short lists was switched off")
	case len(p.Notes) > 0:
		return conclude(c, pack.Weak, "look at the notes of the population and say what they mean",
			"%s could not be understood and count as unknown", many(len(p.Notes), "value", "values"))
	}
	return conclude(c, pack.Pass, "", "%s to Torq's API, all answered 200, each with time, rows and hash: %s, %s, %s",
		many(len(p.Calls), "call", "calls"), many(len(p.Users), "user", "users"),
		many(len(p.Keys), "API key", "API keys"), many(len(p.Roles), "role", "roles"))
}

// refused returns the calls that were not answered with 200 and that no gap explains: those that never were, and those
// that were when they were repeated.
func refused(p *population.Population) (failed, repeated []string) {
	same := func(a, b population.Call) bool {
		return a.Method == b.Method && a.Path == b.Path && a.Query == b.Query
	}
	for _, call := range p.Calls {
		if call.Status == 200 {
			continue
		}
		said := fmt.Sprintf("%s: %d", strings.TrimSpace(call.Method+" "+call.Path), call.Status)
		switch {
		case slices.ContainsFunc(p.Calls, func(other population.Call) bool { return other.Status == 200 && same(call, other) }):
			repeated = append(repeated, said)
		case !slices.ContainsFunc(p.Gaps, func(g population.Gap) bool { return g.Status == call.Status }):
			failed = append(failed, said)
		}
	}
	return failed, repeated
}

func (x *evidenceIndex) allowedDrop() bool {
	return slices.ContainsFunc(x.Syncs, func(s pack.Sync) bool {
		return s.Population == x.Campaign.Population &&
			s.AllowedDrop
	})
}

func (x *evidenceIndex) fresh() pack.Control {
	c := control("population-time", "The population was taken shortly before the review.", cc63,
		p724, ipe)
	taken, opened := x.Population.TakenAt, x.Campaign.OpenedAt
	limit := time.Duration(x.Campaign.Rules.StaleHours) * time.Hour
	const advice = "take a population right before the campaign is opened: tuar sync"
	switch age := opened.Sub(taken); {
	case age < 0:
		return conclude(c, pack.Fail, "set the clock of this machine, and open the campaign anew",
			"the population is from %s, after the opening on %s", day(taken), day(opened))
	case x.Campaign.AllowedStale != "":
		return conclude(c, pack.Weak, advice, "opened all the same: %s", x.Campaign.AllowedStale)
	case age > limit:
		return conclude(c, pack.Weak, advice, "taken %s before the campaign was opened", pack.Span(age))
	default:
		return conclude(c, pack.Pass, "", "taken %s before the campaign was opened", pack.Span(age))
	}
}

func (x *evidenceIndex) source() pack.Control {
	c := control("population-source", "The server, the tool and the account that produced the population are recorded.",
		ipe)
	t, from, mixed := x.Population.Tool, x.Origin, ""
	if len(from.Accounts) > 1 {
		mixed = fmt.Sprintf("the populations are of %d Torq workspaces, the first two are %s and %s", len(from.Accounts), &from.Accounts[0], &from.Accounts[1])
	}
	switch {
	case from.Alert() != "":
		fact := from.Source.String()
		if mixed != "" {
			fact += "; " + mixed
		}
		return conclude(c, pack.Fail, "read the access from Torq itself: unset TORQ_API_URL, sync, and open a campaign on that", "%s", fact)
	case mixed != "":
		return conclude(c, pack.Fail, "keep each Torq workspace in a workspace of its own", "%s", mixed)
	case t.ClientID == "" || t.Version == "":
		return conclude(c, pack.Fail, "take the population with a released tuar",
			"the population does not say which key or tool took it")
	case t.Commit == "" || strings.Contains(t.Version, "dev"):
		return conclude(c, pack.Weak, "take the population with a released tuar",
			"taken with tuar %s, which is no released version, on %s, by API key %s", t.Version, t.Host, t.ClientID)
	case from.Origin == population.NotRecorded:
		return conclude(c, pack.Weak, "take the population of the next campaign with this version of tuar",
			"taken with tuar %s (%s) on %s, by API key %s; the servers that answered are not recorded", t.Version, t.Commit, t.Host,
			t.ClientID)
	case x.Population.Account == nil:
		return conclude(c, pack.Weak, "connect an API key with the role Owner: Torq's audit log names its workspace",
			"read from Torq over TLS with tuar %s (%s) on %s, by API key %s; which Torq workspace that is of is unknown", t.Version,
			t.Commit, t.Host, t.ClientID)
	}
	return conclude(c, pack.Pass, "", "read from Torq over TLS with tuar %s (%s) on %s, by API key %s of the Torq workspace %s",
		t.Version, t.Commit, t.Host, t.ClientID, x.Population.Account)
}

func (x *evidenceIndex) reconciled() pack.Control {
	c := control("audit-reconciled", "A second source confirms the population.", cc62, ipe)
	r := x.Reconciled
	const advice = "connect an API key with the role Owner and reconcile before the campaign is opened: tuar evidence reconcile"
	switch {
	case r != nil && r.Read() && r.Listed == 0:
		return nothing(c, "the population has no people to hold against the audit log")
	case r == nil:
		return conclude(c, pack.Weak, advice, "Torq's audit log was not held against the list")
	case !r.Read():
		return conclude(c, pack.Weak, advice, "%s", r.Reason)
	case len(r.Unexplained) > 0:
		for _, i := range r.Unexplained {
			c.Items = append(c.Items, i.Item)
		}
		return conclude(c, pack.Weak, "find out how each of them came about, and write it down as the reason of the decision",
			"%s of the audit log since %s do not explain %s", many(r.Entries, "entry", "entries"), day(r.From.Time),
			many(len(r.Unexplained), "person", "people"))
	case !r.Complete:
		return conclude(c, pack.Weak, "nothing now; the next campaign starts from this one",
			"%s of the audit log since %s explain %d of %d people; %d came before it, %d by SSO, which leaves no entry",
			many(r.Entries, "entry", "entries"), day(r.From.Time), r.Derived, r.Listed, r.Before, r.SSO)
	}
	return conclude(c, resultIf(r.SSO, pack.Weak), "compare people who came in by SSO with the identity provider, and document the result",
		"%s of the audit log since %s explain %d of %d people from an earlier list; %d came in by SSO, which leaves no entry",
		many(r.Entries, "entry", "entries"), day(r.From.Time), r.Derived, r.Listed, r.SSO)
}

func (x *evidenceIndex) scope() pack.Control {
	c := control("people-in-scope", "All users with access are reviewed.", cc63, a518, p724, itgc)
	users := x.n.Users
	if users.All == 0 {
		return nothing(c, "the population has no users")
	}
	return conclude(c, resultIf(users.Out(), pack.Weak), "review the others in another campaign, or say why they need none",
		"%d of %s are items; the scope is %s", users.In, many(users.All, "user", "users"), x.Campaign.Scope)
}

func (x *evidenceIndex) keys() pack.Control {
	c := control("keys-in-scope", "Application and system accounts are reviewed.", cc61, p725, itgc)
	keys := x.n.Keys
	switch {
	case x.Population.HasGap("api-keys"):
		return conclude(c, pack.Fail, "give the API key apikey.read and open a campaign over the keys",
			"the API keys could not be read and are in no review")
	case keys.All == 0:
		return nothing(c, "the population has no API keys")
	case keys.Out() > 0:
		return conclude(c, pack.Weak, "review the others in another campaign, or say why they need none",
			"%d of %s are items", keys.In, many(keys.All, "API key", "API keys"))
	}
	return conclude(c, pack.Pass, "", "%d of %s are items", keys.In, many(keys.All, "API key", "API keys"))
}

func (x *evidenceIndex) leftOut() pack.Control {
	c := control("left-out", "Access that was not reviewed is recorded, with reasons.", cc63, a518)
	var unread []string
	for _, g := range x.Population.Gaps {
		if g.Resource == "claim-mappings" || g.Resource == "custom-roles" {
			unread = append(unread, g.Resource)
		}
	}
	const advice = "review the claim mappings and custom roles in a campaign of all kinds of items"
	switch {
	case len(unread) > 0:
		return conclude(c, pack.Weak, advice, "not read, and so not reviewed: %s%s", strings.Join(unread, ", "), x.notRead())
	case x.n.Mappings.All+x.n.Custom.All == 0:
		return nothing(c, "the population has no SSO claim mapping and no role that Torq calls custom%s", x.notRead())
	}
	return conclude(c, resultIf(x.n.Mappings.Out()+x.n.Custom.Out(), pack.Weak), advice,
		"not reviewed: %s, which give roles at sign-in, and the permissions of %s%s",
		many(x.n.Mappings.Out(), "SSO claim mapping", "SSO claim mappings"), many(x.n.Custom.Out(), "custom role", "custom roles"), x.notRead())
}

// notRead names what no campaign reviews, since it is not read.
func (x *evidenceIndex) notRead() string {
	var names []string
	for _, l := range x.n.NotReviewed {
		if !l.Known {
			names = append(names, l.What)
		}
	}
	return "; the table not_reviewed has the reasons, also for what is not read: " + strings.Join(names, ", ")
}
