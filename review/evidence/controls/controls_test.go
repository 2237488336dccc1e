package controls_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence/controls"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reconcile"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/rights"
)

const pass, weak, fail, none = pack.Pass, pack.Weak, pack.Fail, pack.NotApplicable

// byRule are the ways in which each control comes out, in the order of the controls.
var byRule = []struct {
	name     string
	outcomes []outcome
}{
	{"population-complete", []outcome{
		{"all is read", nothing, pass, "2 calls to Torq's API, all answered 200", nil},
		{"a call was not answered", func(s *story) { s.population.Calls[0].Status = 429 }, fail, "1 of 2 calls to Torq's API did not answer 200, and nothing says why: /users: 429", nil},
		{"a call was repeated", func(s *story) {
			s.population.Calls = append(s.population.Calls, population.Call{Path: "/users", Status: 429})
		}, weak, "1 of 3 calls to Torq's API did not answer 200 at first and did when repeated: /users: 429", nil},
		{"a call on another page was answered", func(s *story) {
			s.population.Calls = append(s.population.Calls, population.Call{Path: "/users", Query: "page=2", Status: 500})
		}, fail, "/users: 500", nil},
		{"a gap says why", func(s *story) {
			s.population.Calls = append(s.population.Calls, population.Call{Path: "/keys", Status: 403})
			s.population.Gaps = []population.Gap{{Resource: "api-keys", Reason: "forbidden", Status: 403}}
		}, weak, "not read: api-keys (forbidden)", nil},
		{"the users are missing", func(s *story) { s.population.Gaps = []population.Gap{{Resource: "users"}} }, fail, "users could not be read", nil},
		{"there is no proof", func(s *story) { s.population.Calls = nil }, fail, "users could not be read", nil},
		{"something else is missing", func(s *story) {
			s.population.Gaps = []population.Gap{{Resource: "claim-mappings", Reason: "forbidden"}}
		}, weak, "not read: claim-mappings (forbidden)", nil},
		{"a drop was allowed", facts(func(f *pack.Facts) { f.Syncs[0].AllowedDrop = true }), weak, "implausibly short", nil},
		{"a drop was allowed in another sync", facts(func(f *pack.Facts) { f.Syncs = append(f.Syncs, pack.Sync{Population: "q", AllowedDrop: true}) }), pass, "", nil},
		{"a value is unknown", func(s *story) { s.population.Notes = []string{"?"} }, weak, "1 value could not be understood", nil},
	}},
	{"population-time", []outcome{
		{"two hours before", nothing, pass, "taken 2 hours before", nil},
		{"at the limit", func(s *story) { s.population.TakenAt = began.Add(-47 * time.Hour) }, pass, "taken 2 days before", nil},
		{"past the limit", func(s *story) { s.population.TakenAt = began.Add(-47*time.Hour - 1) }, weak, "taken 2 days before", nil},
		{"at the opening", func(s *story) { s.population.TakenAt = began.Add(time.Hour) }, pass, "less than a minute", nil},
		{"after the opening", func(s *story) { s.population.TakenAt = began.Add(time.Hour + 1) }, fail, "after the opening on 1 Oct 2026", nil},
		{"stale, and said so", facts(func(f *pack.Facts) { f.Campaign.AllowedStale = "it is old" }), weak, "it is old", nil},
	}},
	{"population-source", []outcome{
		{"a release", nothing, pass, "read from Torq over TLS with tuar 1.2.3 (f00d) on vm, by API key c1 of the Torq workspace acme (a1)", nil},
		{"another server", func(s *story) { s.population.Calls[1].Host = "127.0.0.1" }, fail, "made from 127.0.0.1: not Torq", nil},
		{"without TLS", func(s *story) { s.population.Calls[0].Certificate = nil }, fail, "made from api.torq.io without TLS: not Torq", nil},
		{"simulated", func(s *story) { s.population.Tool.Simulated = true }, fail, "simulated: not Torq", nil},
		{"a proof from another server", facts(func(f *pack.Facts) {
			f.Origin.Add(&population.Population{Calls: []population.Call{{Server: population.Server{Scheme: "https", Host: "gw.example.com"}}}})
		}), fail, "made from gw.example.com: not Torq", nil},
		{"two Torq workspaces", facts(func(f *pack.Facts) {
			p := *f.Population
			p.Account = &population.Account{ID: "a2"}
			f.Origin.Add(&p)
		}), fail, "of 2 Torq workspaces, the first two are acme (a1) and a2", nil},
		{"an earlier version", func(s *story) { s.population.Calls[0].Server = population.Server{} }, weak, "not recorded", nil},
		{"an unknown workspace", func(s *story) { s.population.Account = nil }, weak, "which Torq workspace that is of is unknown", nil},
		{"no key", func(s *story) { s.population.Tool.ClientID = "" }, fail, "which key or tool", nil},
		{"no version", func(s *story) { s.population.Tool.Version = "" }, fail, "which key or tool", nil},
		{"no commit", func(s *story) { s.population.Tool.Commit = "" }, weak, "no released version", nil},
		{"a version of a developer", func(s *story) { s.population.Tool.Version = "1.2.3-dev" }, weak, "no released version", nil},
	}},
	{"audit-reconciled", []outcome{
		{"it explains everybody", nothing, pass, "4 entries of the audit log since 1 Sep 2026 explain 2 of 2 people", nil},
		{"not tried", facts(func(f *pack.Facts) { f.Reconciled = nil }), weak, "was not held against the list", nil},
		{"not read", facts(func(f *pack.Facts) { f.Reconciled = &reconcile.Outcome{Reason: "not allowed"} }), weak, "not allowed", nil},
		{"unexplained", facts(func(f *pack.Facts) { f.Reconciled.Unexplained = []reconcile.Item{{Item: ben}} }), weak, "do not explain 1 person", []string{ben}},
		{"some came by SSO", facts(func(f *pack.Facts) { f.Reconciled.SSO = 1 }), weak, "1 came in by SSO, which leaves no entry", nil},
		{"nobody is listed", facts(func(f *pack.Facts) { f.Reconciled.Listed = 0 }), none, "no people", nil},
		{"from the log alone", facts(func(f *pack.Facts) { f.Reconciled.Complete = false }), weak, "0 came before it", nil},
	}},
	{"people-in-scope", []outcome{
		{"there is nobody", func(s *story) { s.population.Users = nil }, none, "no users", nil},
		{"everybody", nothing, pass, "2 of 2 users are items; the scope is all", nil},
		{"one is left out", oneMoreUser, weak, "2 of 3 users", nil},
	}},
	{"keys-in-scope", []outcome{
		{"all", nothing, pass, "1 of 1 API key are items", nil},
		{"there are none", func(s *story) {
			s.population.Keys, s.assignments[0].Items, s.decisions[rita] = nil, []string{ada}, s.decisions[rita][:1]
		}, none, "no API keys", nil},
		{"one is left out", func(s *story) {
			s.population.Keys = append(s.population.Keys, population.APIKey{ClientID: "k2", Type: population.KeyService})
		}, weak, "1 of 2 API keys", nil},
		{"not read", func(s *story) { s.population.Gaps = []population.Gap{{Resource: "api-keys"}} }, fail, "could not be read", nil},
	}},
	{"system-accounts-owned", []outcome{
		{"there are none", nothing, none, "no service keys", nil},
		{"an owner and an interval", charged(access.Charge{Item: key, System: true, Owner: rita, Next: dayAfter(30)}), pass, "1 service key or service account: 0 without", nil},
		{"no owner", charged(access.Charge{Item: key, System: true, Next: dayAfter(30)}), weak, "1 without a living responsible person", []string{key}},
		{"the owner left", charged(access.Charge{Item: key, System: true, Owner: rita, Gone: "has left", Next: dayAfter(30)}), weak, "1 without a living responsible person", []string{key}},
		{"no interval", charged(access.Charge{Item: key, System: true, Owner: rita}), weak, "1 without an interval", []string{key}},
		{"past its interval", charged(access.Charge{Item: key, System: true, Owner: rita, Next: dayAfter(-1)}), fail, "past their own interval: 1", []string{key}},
		{"not read", func(s *story) { s.population.Gaps = []population.Gap{{Resource: "api-keys"}} }, fail, "could not be read", nil},
	}},
	{"privileged-listed", []outcome{
		{"one, which is in use", nothing, pass, "1 of 1 privileged account are items; 0 of them are not in use", nil},
		{"none", func(s *story) { s.population.Users[0].RoleID = "viewer" }, none, "no role of an account is privileged", nil},
		{"the rules count none", facts(func(f *pack.Facts) { f.Campaign.Rules.PrivilegedScopes = []string{"flow.write"} }), fail, "0 of 0 privileged accounts are items; 1 more account is privileged by tuar's default rules", nil},
		{"the rules count others", facts(func(f *pack.Facts) { f.Campaign.Rules.PrivilegedScopes = []string{"flow.read"} }), weak, "privileged accounts are items; 1 more account is privileged by", nil},
		{"roles were not read", func(s *story) { s.population.Gaps = []population.Gap{{Resource: "roles"}} }, fail, "which accounts are privileged is not known", nil},
		{"one is invited and left out", func(s *story) {
			s.population.Users = append(s.population.Users, population.User{ID: "zoe", RoleID: "owner", Status: population.StatusInvited})
		}, weak, "1 of 2 privileged accounts are items; 1 of them are not in use (dormant, never signed in, or invited), of which 0 are items", nil},
		{"one is dormant", func(s *story) { long := began.AddDate(-1, 0, 0); s.population.Users[0].LastLoginAt = &long }, pass, "1 of them are not in use (dormant, never signed in, or invited), of which 1 are items", nil},
		{"one never signed in", func(s *story) { s.population.Users[0].LastLoginAt = nil }, pass, "of which 1 are items", nil},
	}},
	{"third-parties-reviewed", []outcome{
		{"the settings are not on record", func(s *story) { s.settings = nil }, none, "external accounts were not told apart: the settings at the opening are not on record", nil},
		{"no domains are set", domainsSet(""), none, "external accounts were not told apart: settings domains is empty", nil},
		{"nobody is external", nothing, none, "no account has an address outside example.com", nil},
		{"kept with a reason", external(key), pass, "1 account has an address outside example.com: 1 decided, 1 kept (0 without a reason), 0 undecided or abstained from, 0 no item", nil},
		{"another domain of the company", func(s *story) { external(key)(s); domainsSet("example.com, Vendor.Example.")(s) }, none, "no account has", nil},
		{"revoked", external(ben), pass, "1 decided, 0 kept", nil},
		{"kept without a reason", func(s *story) { external(key)(s); s.decided(key).Reason = "" }, weak, "1 kept (1 without a reason)", []string{key}},
		{"one of two is undecided", func(s *story) { external(key)(s); external(ben)(s); delete(s.decisions, sam) }, weak, "1 decided, 1 kept (0 without a reason), 1 undecided", []string{ben}},
		{"abstained from", func(s *story) { external(key)(s); external(ben)(s); s.decided(ben).Decision = campaign.Abstain }, weak, "1 undecided or abstained from", []string{ben}},
		{"undecided", func(s *story) { external(ben)(s); delete(s.decisions, sam) }, fail, "0 decided, 0 kept", []string{ben}},
		{"left out", func(s *story) {
			s.population.Users = append(s.population.Users, population.User{ID: "zoe", Email: "zoe@vendor.example", RoleID: "viewer"})
		}, fail, "1 no item of the campaign", nil},
		{"without an address", func(s *story) { oneMoreUser(s); external(key)(s) }, pass, "without an address, so not told apart: 1 account", nil},
	}},
	{"leavers", []outcome{
		{"there is no roster", nothing, none, "leavers were not checked: no roster", nil},
	}},
	{"left-out", []outcome{
		{"nothing", nothing, none, "no SSO claim mapping and no role that Torq calls custom", nil},
		{"what is not known", func(s *story) {
			s.population.Gaps = []population.Gap{{Resource: "claim-mappings", Reason: "forbidden"}}
		}, weak, "not read, and so not reviewed: claim-mappings", nil},
		{"a claim mapping", func(s *story) {
			s.population.Mappings = []population.Mapping{{ID: "m1", ClaimName: "groups", RoleID: "viewer"}}
		}, weak, "1 SSO claim mapping,", nil},
		{"a reviewed claim mapping", func(s *story) {
			s.population.Mappings = []population.Mapping{{ID: "m1", ClaimName: "groups", RoleID: "viewer"}}
			s.assignments[0].Items = append(s.assignments[0].Items, "mapping/m1")
		}, pass, "0 SSO claim mappings", nil},
		{"a custom role", func(s *story) { s.population.Roles[1].Custom = new(true) }, weak, "the permissions of 1 custom role", nil},
		{"a preset role", func(s *story) { s.population.Roles[1].Custom = new(false) }, none, "no role that Torq calls custom", nil},
		{"a reviewed custom role", func(s *story) {
			s.population.Roles[1].Custom = new(true)
			s.assignments[0].Items = append(s.assignments[0].Items, "role/viewer")
		}, pass, "0 custom roles", nil},
	}},
	{"all-decided", []outcome{
		{"there are none", func(s *story) { s.assignments, s.decisions, s.signed = []campaign.Assignment{}, nil, nil }, none, "the campaign has no items", nil},
		{"all", nothing, pass, "all of 3 items are decided, 0 by abstaining", nil},
		{"one is open", func(s *story) { delete(s.decisions, sam) }, fail, "1 of 3 items are undecided", []string{ben}},
		{"one is abstained", func(s *story) { s.decided(ben).Decision = campaign.Abstain }, weak, "1 by abstaining", []string{ben}},
	}},
	{"who-when-why", []outcome{
		{"nothing is decided", func(s *story) { s.decisions = nil }, none, "nothing is decided", nil},
		{"all have reasons", nothing, pass, "0 have no reason, of which 0 are not certified", nil},
		{"certified without", func(s *story) { s.decided(key).Reason = "" }, pass, "1 has no reason, of which 0", nil},
		{"revoked without", func(s *story) { s.decided(ben).Reason = "" }, weak, "1 has no reason, of which 1 are not certified", []string{ben}},
		{"undecided", func(s *story) { delete(s.decisions, sam) }, pass, "0 have no reason", nil},
	}},
	{"privileged-justified", []outcome{
		{"nothing is decided", func(s *story) { s.decisions = nil }, none, "nothing is decided", nil},
		{"justified", nothing, pass, "1 row that is privileged or flagged is certified, 0 of them without a reason; the others have 1 reason", nil},
		{"privileged, no reason", func(s *story) { s.decided(ada).Reason = "" }, fail, "1 privileged row was certified without a reason, of 1", []string{ada}},
		{"flagged, no reason", func(s *story) { s.decided(key).Reason, s.decided(key).Hints = "", []string{"dormant"} }, weak, "2 rows that are privileged or flagged are certified, 1 of them without a reason", []string{key}},
		{"neither, no reason", func(s *story) { s.decided(key).Reason = "" }, pass, "1 row that", nil},
		{"privileged and revoked, no reason", func(s *story) { s.decided(ada).Decision, s.decided(ada).Reason = campaign.Revoke, "" }, none, "no row that is privileged or flagged is certified", nil},
	}},
	{"no-self-review", []outcome{
		{"nothing is decided", func(s *story) { s.decisions = nil }, none, "nothing is decided", nil},
		{"none", nothing, pass, "0 of 3 decisions are about the reviewer's own access, by address and known aliases; reviewers are identified by their own API key for 3;", nil},
		{"none, by their word", func(s *story) { s.assurance = record.Declared }, pass, "identified by their own statement for 3;", nil},
		{"own access", func(s *story) { s.population.Users[1].Email = sam }, fail, "1 of 3 decisions are about the reviewer's own access", []string{ben}},
		{"another mailbox of theirs", func(s *story) { s.population.Users[1].Email = "sam+two@example.com" }, fail, "(sam@example.com decided on sam+two@example.com)", []string{ben}},
		{"an address like theirs", func(s *story) { s.population.Users[1].Email = "s\u0430m@example.com" }, weak, "like the holder's: 1 (sam@example.com decided on s\u0430m@example.com)", []string{ben}},
		{"another address of theirs on record", knowing(people.TypeAlias, people.Alias{Email: sam, Also: "ben@example.com"}), fail, "1 of 3 decisions are about the reviewer's own access", []string{ben}},
		{"an address like theirs, of somebody else", func(s *story) {
			s.population.Users[1].Email = "s\u0430m@example.com"
			knowing(people.TypeDistinct, people.Distinct{A: sam, B: "s\u0430m@example.com", Reason: "seen both"})(s)
		}, pass, "an owner stated that it is another person's: sam@example.com decided on s\u0430m@example.com", nil},
		{"an address of theirs at another domain", func(s *story) { s.population.Users[1].Email = "sam@example.org" }, weak, "like the holder's: 1 (sam@example.com decided on sam@example.org)", []string{ben}},
		{"at another domain, of somebody else", func(s *story) {
			s.population.Users[1].Email = "sam@example.org"
			knowing(people.TypeDistinct, people.Distinct{A: "sam@example.org", B: sam, Reason: "seen both"})(s)
		}, pass, "by address and known aliases; 1 look-alike was declared distinct; reviewers", nil},
		{"own access, not decided", func(s *story) { s.population.Users[1].Email = sam; delete(s.decisions, sam) }, pass, "0 of 2", nil},
	}},
	{"decided-as-assigned", []outcome{
		{"nothing is decided", func(s *story) { s.decisions = nil }, none, "nothing is decided", nil},
		{"all as assigned", nothing, pass, "0 of 3 decisions were made in the place", nil},
		{"one in the place of another", func(s *story) {
			s.decisions[rita] = append(s.decisions[rita], s.decisions[sam]...)
			delete(s.decisions, sam)
		}, weak, "1 of 3 decisions were made in the place of the reviewer to whom the row was assigned", []string{ben}},
	}},
	{"independent-reviewers", []outcome{
		{"nothing decided", func(s *story) { s.decisions = nil }, none, "nothing is decided", nil},
		{"two, and not the owner", nothing, pass, "2 reviewers decided; lead@example.com, who owns the campaign, did not", nil},
		{"one", func(s *story) { delete(s.decisions, sam) }, weak, "one reviewer made every decision", nil},
		{"two, one the owner", func(s *story) { s.owner, s.closer = sam, sam }, weak, "2 reviewers decided, among them sam@example.com", nil},
		{"the owner alone", func(s *story) { s.owner, s.closer = "Rita@example.com", rita; delete(s.decisions, sam) }, fail, "rita@example.com made the campaign and every decision", nil},
	}},
	{"reviewer-conflicts", []outcome{
		{"none", nothing, pass, "of 2 reviewers who decided, with a privileged role in Torq: 0; carried out changes of this campaign: 0", nil},
		{"nothing decided", func(s *story) { s.decisions = nil }, none, "nothing is decided", nil},
		{"one is privileged", func(s *story) { s.population.Users[0].Email = sam }, weak, "with a privileged role in Torq: 1 (sam@example.com, Owner)", []string{ada}},
		{"another is privileged", func(s *story) { s.population.Users[0].Email = lead }, pass, "with a privileged role in Torq: 0", nil},
		{"one carried it out", facts(func(f *pack.Facts) {
			f.Changes[0].Track.Attempts = []remediation.Attempt{{By: rita}}
		}), weak, "carried out changes of this campaign: 1 (rita@example.com)", nil},
		{"one did it by hand", facts(func(f *pack.Facts) { f.Changes[0].Track.ByHand = &remediation.ByHandMark{By: "Sam@example.com"} }), weak, "(sam@example.com)", nil},
		{"another carried it out", facts(func(f *pack.Facts) { f.Changes[0].Track.Attempts = []remediation.Attempt{{By: lead}} }), pass, "carried out changes of this campaign: 0", nil},
	}},
	{"decisions-consistent", []outcome{
		{"nothing is decided", func(s *story) { s.decisions = nil }, none, "nothing is decided", nil},
		{"they agree", nothing, pass, "contradictions: 0 certain, 0 possible", nil},
		{"a person without their key", func(s *story) { s.decided(ada).Decision = campaign.Revoke }, weak, "contradictions: 1 certain, 0 possible (by group, or of an owner who left); the first: ", []string{key, ada}},
		{"an owner who left", func(s *story) { s.population.Keys[0].OwnerEmail = "gone@example.com" }, pass, "contradictions: 0 certain, 1 possible (by group, or of an owner who left); for example: key ci", nil},
	}},
	{"not-by-granter", []outcome{
		{"by another", nothing, pass, "0 of 1 reviewed grant since 1 Sep 2026 were decided", nil},
		{"by the same", facts(func(f *pack.Facts) { f.Reconciled.Granted[0].By = "RITA@example.com" }), weak, "1 of 1 reviewed grant since", []string{ada}},
		{"by the same, undecided", func(s *story) {
			delete(s.decisions, rita)
			s.also(func(f *pack.Facts) { f.Reconciled.Granted[0].By = rita })
		}, none, "of 1 person whose access the audit log says was given since 1 Sep 2026, none is decided on", nil},
		{"no access was given", facts(func(f *pack.Facts) { f.Reconciled.Granted = nil }), none, "names no person", nil},
		{"not tried", facts(func(f *pack.Facts) { f.Reconciled = nil }), weak, "does not show who granted access", nil},
		{"not read", facts(func(f *pack.Facts) { f.Reconciled.From = record.Time{} }), weak, "does not show who granted access", nil},
	}},
	{"not-rubber-stamped", []outcome{
		{"nothing is decided", func(s *story) { s.decisions = nil }, none, "nothing is decided", nil},
		{"one by one, on the screen", nothing, pass, "under 2 s: 0, together with others: 0; made outside the review screen: 0; the largest act decided 1 of 3 rows; 1 of 3 decisions ask for a change; where it is known, a row was looked at for a median of 3s", nil},
		{"a privileged one fast", func(s *story) { s.decided(ada).DwellMS = 1999 }, weak, "under 2 s: 1,", []string{ada}},
		{"a flagged one fast", func(s *story) { s.decided(ben).DwellMS, s.decided(ben).Hints = 1999, []string{"dormant"} }, weak, "under 2 s: 1,", []string{ben}},
		{"two seconds", func(s *story) { s.decided(ada).DwellMS = 2000 }, pass, "under 2 s: 0,", nil},
		{"another one fast", func(s *story) { s.decided(ben).DwellMS = 1999 }, pass, "under 2 s: 0,", nil},
		{"a flagged one with others", inBulk(ada, key), weak, "together with others: 1; made outside the review screen: 0; the largest act decided 2 of 3", []string{ada}},
		{"outside the screen", func(s *story) { s.decided(ben).DwellMS = 0 }, weak, "outside the review screen: 1;", nil},
		{"carried forward", func(s *story) { s.decided(ben).DwellMS, s.decided(ben).Carried = 0, true }, pass, "outside the review screen: 0;", nil},
		{"undecided", func(s *story) { delete(s.decisions, sam) }, pass, "outside the review screen: 0;", nil},
		{"all at once", func(s *story) {
			s.assignments, s.decisions[rita] = []campaign.Assignment{{Reviewer: rita, Items: []string{key, ben}}}, []campaign.Decided{decision(key, campaign.Certify), decision(ben, campaign.Revoke)}
			s.decisions[sam], s.signed = nil, []string{rita}
			inBulk(key, ben)(s)
		}, fail, "the largest act decided 2 of 2 rows", nil},
		{"one row", func(s *story) {
			s.assignments, s.signed = []campaign.Assignment{{Reviewer: sam, Items: []string{ben}}}, []string{sam}
			delete(s.decisions, rita)
		}, pass, "the largest act decided 1 of 1 rows", nil},
	}},
	{"reviewers-known", []outcome{
		{"by their keys", nothing, pass, "0 are self-declared and 3 made with the reviewer's own API key; 2 of 2 sign-offs", nil},
		{"by their word", func(s *story) { s.assurance = record.Declared }, weak, "3 are self-declared and 0 made with", nil},
		{"one sign-off by word", facts(func(f *pack.Facts) { f.Campaign.Signoffs[0].Assurance = record.Declared }), weak, "1 of 2 sign-offs", nil},
		{"a sign-off by an unknown key", facts(func(f *pack.Facts) {
			f.Campaign.Signoffs[0].Assurance, f.Campaign.Signoffs[0].Known = record.Declared, record.Known{Assurance: record.Declared, Key: "SHA256:x"}
		}), weak, "1 of 2 sign-offs more than self-declared; no owner vouches for the key of rita@example.com (self-declared, signed with an unknown key SHA256:x)", nil},
		{"a closing by a withdrawn key", facts(func(f *pack.Facts) {
			f.Campaign.Closing.Known = record.Known{Assurance: record.Declared, Key: "SHA256:x", KeyHolder: "lead@example.com", Withdrawn: true}
		}), weak, "signed with a withdrawn key SHA256:x)", nil},
		{"undecided by word", func(s *story) { s.assurance = record.Declared; s.decisions = nil }, pass, "0 are self-declared", nil},
		{"nothing is decided or signed", func(s *story) { s.decisions, s.signed = nil, nil }, none, "nothing is decided and nothing is signed off", nil},
	}},
	{"shares-signed-off", []outcome{
		{"nobody has one", func(s *story) { s.assignments, s.decisions, s.signed = []campaign.Assignment{}, nil, nil }, none, "no assignment", nil},
		{"both", nothing, pass, "2 of 2 reviewers with an assignment signed off", nil},
		{"one", func(s *story) { s.signed = []string{rita} }, fail, "1 of 2 reviewers with an assignment signed off, but not sam@example.com", nil},
		{"none", func(s *story) { s.signed = nil }, fail, "0 of 2 reviewers with an assignment signed off, but not rita@example.com, sam@example.com", nil},
	}},
	{"management-sign-off", []outcome{
		{"by the owner", nothing, pass, "closed by lead@example.com on 1 Oct 2026 in their own words; they decided no items in it", nil},
		{"with the usual words", func(s *story) { s.statement = "I close this campaign with 3 of 3 items decided." }, weak, "with the default statement and no signature", nil},
		{"with no words", func(s *story) { s.statement = "" }, weak, "with the default statement and no signature", nil},
		{"with the usual words, signed", func(s *story) {
			s.statement = ""
			s.also(func(f *pack.Facts) { f.Campaign.Closing.Assurance = record.BySSH })
		}, pass, "signed with an SSH key; they decided no items", nil},
		{"with a row undecided", func(s *story) { delete(s.decisions, sam) }, weak, "1 row is undecided", nil},
		{"by a reviewer", func(s *story) { s.owner, s.closer = sam, sam }, weak, "they also decided items in it", nil},
		{"by nobody", func(s *story) { s.closer = "" }, fail, "not closed", nil},
	}},
	{"on-time", []outcome{
		{"on time", nothing, pass, "due on 11 Oct 2026, closed on 1 Oct 2026, with no decision later", nil},
		{"at the end of the day", facts(func(f *pack.Facts) { f.Campaign.Closing.At = f.Campaign.Due.AddDate(0, 0, 1).Add(-1) }), pass, "closed on 11 Oct 2026", nil},
		{"with a row undecided", func(s *story) { delete(s.decisions, sam) }, weak, "with 1 row undecided", nil},
		{"with nothing decided", func(s *story) { s.decisions = nil }, fail, "with nothing decided", nil},
		{"a moment later", facts(func(f *pack.Facts) { f.Campaign.Closing.At = f.Campaign.Due.AddDate(0, 0, 1) }), fail, "closed on 12 Oct 2026; 0 decisions came later", nil},
		{"decisions are late", func(s *story) { s.due = began.AddDate(0, 0, -1) }, fail, "3 decisions came later", []string{ada, ben, key}},
		{"one decision is late", func(s *story) {
			s.due = began.AddDate(0, 0, -1)
			delete(s.decisions, sam)
			s.also(func(f *pack.Facts) { f.Campaign.Closing.At = f.Campaign.Due })
		}, fail, "2 decisions came later", []string{ada, key}},
		{"open before the due date", func(s *story) { s.closer = "" }, weak, "not closed yet", nil},
		{"open at the end of the due date", func(s *story) {
			s.closer = ""
			s.also(func(f *pack.Facts) { f.AsOf = f.Campaign.Due.AddDate(0, 0, 1) })
		}, fail, "not closed by 12 Oct 2026", nil},
	}},
	{"cadence", []outcome{
		{"three months", nothing, pass, "after Q2 was closed, which had the scope all", nil},
		{"six months", lastClosed(184 * 24 * time.Hour), pass, "184 days after Q2", nil},
		{"more than six months", lastClosed(184*24*time.Hour + 1), fail, "184 days after Q2", nil},
		{"open for long", func(s *story) {
			s.closer = ""
			s.also(func(f *pack.Facts) { f.AsOf = f.Earlier[0].Closing.At.Add(185 * 24 * time.Hour) })
		}, fail, "185 days after Q2", nil},
		{"a smaller one between", also(func(t *testing.T, f *pack.Facts) {
			f.Earlier = append([]*campaign.Campaign{earlier(t, "Q3", "privileged", began, ada)}, f.Earlier...)
		}), pass, "after Q2 was closed", nil},
		{"only a smaller one", also(func(t *testing.T, f *pack.Facts) {
			f.Earlier = []*campaign.Campaign{earlier(t, "Q3", "privileged", began, ada)}
		}), weak, "has the scope all, or all; the last has privileged", nil},
		{"one in which nothing was decided", also(func(t *testing.T, f *pack.Facts) {
			f.Earlier = []*campaign.Campaign{earlier(t, "Q3", "all", began, "")}
		}), weak, "no earlier campaign that was closed with a decision", nil},
		{"a part of what was reviewed", facts(func(f *pack.Facts) { f.Campaign.Scope = "privileged" }), pass, "after Q2 was closed, which had the scope all", nil},
		{"the same scope", also(func(t *testing.T, f *pack.Facts) {
			f.Campaign.Scope = `role  == "Owner"`
			f.Earlier = []*campaign.Campaign{earlier(t, "Q3", `role == "Owner"`, began, ada)}
		}), pass, "after Q3 was closed", nil},
		{"the first", facts(func(f *pack.Facts) { f.Earlier = nil }), none, "first campaign", nil},
	}},
	{"revocations-proven", []outcome{
		{"shown", nothing, pass, "1 of 1 change is proven by a later list of Torq, 0 of them also by its audit log; 0 not proven, 0 came back, 0 undone", nil},
		{"shown twice", changes(change(ben, remediation.Corroborated, began)), pass, "1 of 1 change is proven by a later list of Torq, 1 of them also", nil},
		{"none asked for", changes(), none, "no decision asks for a change", nil},
		{"nothing decided", func(s *story) { s.decisions = nil; changes()(s) }, none, "nothing is decided", nil},
		{"open", func(s *story) { s.closer = "" }, none, "the campaign is open", nil},
		{"sent", changes(change(ben, remediation.Sent, time.Time{})), fail, "0 of 1 change is proven", []string{ben}},
		{"failed", changes(change(ben, remediation.Failed, time.Time{})), fail, "1 not proven (1 failed, 0 blocked)", []string{ben}},
		{"one of two", changes(change(ben, remediation.Confirmed, began), change(key, remediation.Planned, time.Time{})), fail, "1 of 2 changes are proven by a later list of Torq, 0 of them also by its audit log; 1 not proven, 0 came back", []string{key}},
		{"a line that its list does not bear out", facts(func(f *pack.Facts) {
			f.Unshown = []pack.Unshown{{Observation: pack.Observation{Line: &record.Line{Type: remediation.TypeConfirmed}, Item: ben}}}
		}), fail, "1 of 1 change is proven by a later list of Torq, 0 of them also by its audit log; 0 not proven, 0 came back, 0 undone; for 1 item the population that the record names does not show it", []string{ben}},
		{"came back", changes(change(ben, remediation.Returned, began)), fail, "0 not proven, 1 came back", []string{ben}},
		{"blocked", changes(change(ben, remediation.Blocked, time.Time{})), weak, "1 not proven (0 failed, 1 blocked)", []string{ben}},
		{"undone, decided anew", changes(since(change(ben, remediation.Undone, began))), none, "a newer campaign decided about 1 change", nil},
		{"one of two decided anew", changes(change(ben, remediation.Confirmed, began), since(change(key, remediation.Sent, began))), pass, "1 of 1 change is proven by a later list of Torq, 0 of them also by its audit log; 0 not proven, 0 came back, 0 undone, 1 more decided by a newer campaign", nil},
		{"undone", changes(change(ben, remediation.Undone, began)), fail, "0 came back, 1 undone", []string{ben}},
		{"withdrawn", changes(withdrawn(change(ben, remediation.Confirmed, began))), fail, "0 of 1 change is proven by a later list of Torq, 0 of them also by its audit log; 0 not proven, 0 came back, 0 undone, 1 without a decision in force", []string{ben}},
		{"withdrawn, decided anew", changes(since(withdrawn(change(ben, remediation.Confirmed, began)))), none, "a newer campaign decided", nil},
		{"an undo is no change", changes(change(ben, remediation.Confirmed, began), undo(change(ben, remediation.Sent, time.Time{}))), pass, "1 of 1 change", nil},
	}},
	{"revocations-prompt", []outcome{
		{"four hours", nothing, pass, "1 change is proven; time from decision to proof: median 4 hours, longest 4 hours; time from when it could be carried out: median 1 hour, longest 1 hour; not proven: 0", nil},
		{"a week", listedAfter(7 * 24 * time.Hour), pass, "time from decision to proof: median 7 days", nil},
		{"more than a week", listedAfter(7*24*time.Hour + 1), weak, "longest 7 days", []string{ben}},
		{"a week from closing", facts(func(f *pack.Facts) {
			f.Changes = []remediation.Recorded{change(ben, remediation.Confirmed, f.Campaign.Closing.At.Add(7*24*time.Hour))}
		}), weak, "time from when it could be carried out: median 7 days", []string{ben}},
		{"before the decision", listedAfter(-time.Hour), pass, "time from decision to proof: median less than a minute", nil},
		{"none", changes(), none, "no decision asks for a change", nil},
		{"none proven", changes(change(ben, remediation.Sent, time.Time{})), weak, "no change is proven, so the time to remediate is unknown; not proven: 1", []string{ben}},
		{"one not proven", func(s *story) {
			listedAfter(time.Hour)(s)
			s.also(func(f *pack.Facts) { f.Changes = append(f.Changes, change(key, remediation.Planned, time.Time{})) })
		}, weak, "not proven: 1", []string{key}},
		{"blocked", changes(change(ben, remediation.Blocked, time.Time{})), none, "none is pending", nil},
		{"undone", changes(change(ben, remediation.Undone, time.Time{})), none, "none is pending", nil},
		{"an undo", changes(undo(change(ben, remediation.Sent, time.Time{}))), none, "no decision asks for a change", nil},
		{"the middle one", func(s *story) {
			s.also(func(f *pack.Facts) {
				at := f.Campaign.Closing.At
				f.Changes = []remediation.Recorded{
					change(ben, remediation.Confirmed, at.Add(3*time.Hour)), change(ada, remediation.Confirmed, at.Add(time.Hour)), change(key, remediation.Confirmed, at.Add(2*time.Hour)),
				}
			})
		}, pass, "time from when it could be carried out: median 2 hours, longest 3 hours", nil},
	}},
	{"elevations-ended", []outcome{
		{"none", nothing, none, "no temporary role was given (0 requests on record)", nil},
		{"only asked for", lent(elevation.Denied), none, "no temporary role was given (1 request on record)", nil},
		{"ended", lent(elevation.Ended), pass, "1 elevation gave a role: 0 overdue, 0 ended late or not proven to have ended, 0 drifted, 0 still active, 0 without approval", nil},
		{"active", lent(elevation.Active), weak, "1 still active", nil},
		{"drifted", lent(elevation.Drifted), weak, "1 drifted", nil},
		{"overdue", lent(elevation.Overdue), fail, "1 overdue", nil},
		{"a minute late", endedLate(time.Minute), pass, "0 ended late", nil},
		{"later", endedLate(3 * time.Hour), weak, "1 ended late or not proven to have ended (at most 3 hours late)", nil},
		{"break-glass", facts(func(f *pack.Facts) { f.Elevations = []elevation.Row{{State: elevation.Ended, BreakGlass: true}} }), pass, ", 1 without approval (break-glass)", nil},
		{"a row past the rules, decided", marked(access.OutOfBand), pass, "of 1 exception to the rules 0 are undecided here", nil},
		{"a row past the rules, undecided", func(s *story) { marked(access.OutOfBand)(s); delete(s.decisions, sam) }, weak, "1 are undecided here", []string{ben}},
		{"break-glass, undecided", func(s *story) { marked(access.BreakGlass)(s); delete(s.decisions, sam) }, weak, "1 are undecided here", []string{ben}},
		{"drifted, undecided", func(s *story) { marked(access.Drifted)(s); delete(s.decisions, sam) }, weak, "1 are undecided here", []string{ben}},
		{"another hint, undecided", func(s *story) { marked(access.Unexplained)(s); delete(s.decisions, sam) }, none, "no temporary role was given", nil},
	}},
	{"break-glass-reviewed", []outcome{
		{"none", lent(elevation.Ended), none, "no role was taken without approval", nil},
		{"only asked for", facts(func(f *pack.Facts) { f.Elevations = []elevation.Row{{State: elevation.Denied, BreakGlass: true}} }), none, "no role was taken", nil},
		{"reviewed", glass(ada), pass, "1 role was taken without approval (break-glass); a review afterwards is on record of 1, and not on record of 0", nil},
		{"one is not reviewed", glass(ada, "user/zoe"), weak, "on record of 1, and not on record of 1", nil},
		{"abstained from", func(s *story) { glass(ada, ben)(s); s.decided(ben).Decision = campaign.Abstain }, weak, "not on record of 1", nil},
		{"undecided", func(s *story) { glass(ben)(s); delete(s.decisions, sam) }, fail, "on record of 0, and not on record of 1", nil},
		{"undecided so far", func(s *story) { glass(ben)(s); delete(s.decisions, sam); s.closer = "" }, weak, "not on record of 1", nil},
		{"the campaign was open before", func(s *story) {
			s.also(func(f *pack.Facts) {
				f.Elevations, f.Campaigns = []elevation.Row{{Item: ada, State: elevation.Ended, BreakGlass: true, Proof: elevation.Proof{Place: 1000}}}, []*campaign.Campaign{f.Campaign}
			})
		}, fail, "not on record of 1", nil},
	}},
	{"elevation-rules-kept", []outcome{
		{"no elevation", nothing, none, "no elevation gave a role", nil},
		{"no rule was loosened", lent(elevation.Ended), pass, "by the requester or by the person who got it: 0 (without the proposal of another owner: 0); by an approver: 0", nil},
		{"by the requester", ruleBy("ada@example.com", "", 2), fail, "who got it: 1 (without the proposal of another owner: 1); by an approver: 0", nil},
		{"by the requester, as another proposed", ruleBy("ada@example.com", sam, 2), weak, "who got it: 1 (without the proposal of another owner: 0)", nil},
		{"by another, as the requester proposed", ruleBy(sam, "ada@example.com", 2), weak, "who got it: 1 (without the proposal of another owner: 0)", nil},
		{"by who got it", ruleBy("ben@example.com", "", 2), fail, "who got it: 1", nil},
		{"by an approver", ruleBy(rita, "", 2), weak, "who got it: 0 (without the proposal of another owner: 0); by an approver: 1", nil},
		{"by another person", ruleBy(sam, "", 2), pass, "by an approver: 0", nil},
		{"after the request", ruleBy("ada@example.com", "", 4), pass, "who got it: 0", nil},
	}},
	{"guards-kept", []outcome{
		{"no settings", func(s *story) { s.settings = nil }, none, "the settings at the opening are not on record", nil},
		{"none is loosened", nothing, pass, "in 30 days: 0; while the campaign was open: 0; of these", nil},
		{"before", guard(-time.Hour, nil), weak, "in 30 days: 1; while the campaign was open: 0; of these without the proposal of another owner: 1", nil},
		{"long before", guard(-31*24*time.Hour, nil), pass, "in 30 days: 0;", nil},
		{"while open, as another proposed", guard(time.Minute, &rights.Proposal{By: sam}), weak, "while the campaign was open: 1; of these without the proposal of another owner: 0", nil},
	}},
	{"lines-with-effect", []outcome{
		{"no rights", nothing, none, "no rights are on record yet", nil},
		{"rights, and all have effect", facts(func(f *pack.Facts) {
			f.Lines = append(f.Lines, record.Line{Type: rights.TypeAdopted})
		}), pass, "lines without effect: 0", nil},
		{"one has none", facts(func(f *pack.Facts) {
			f.Refused = []*record.Refusal{f.Lines[0].Refuse("mallory is no reviewer")}
		}), weak, "or they came too late: 1", nil},
	}},
	{"tamper-evident", []outcome{
		{"signed", nothing, pass, "8 lines in 1 journal, each chained to the one before; 2 sign-offs are signed with a key", nil},
		{"one is signed", facts(func(f *pack.Facts) { f.Campaign.Signoffs[0].Assurance = record.ByAPIKey }), pass, "1 sign-off is signed", nil},
		{"none is signed", facts(func(f *pack.Facts) {
			f.Campaign.Signoffs[0].Assurance, f.Campaign.Signoffs[1].Assurance = record.ByAPIKey, record.Declared
		}), weak, "0 sign-offs are signed with a key, so nothing outside", nil},
	}},
	{"retained", []outcome{
		{"whole", nothing, pass, "1 journal and 1 population file, of which Torq's raw answers were not kept, are there", nil},
		{"torn", facts(func(f *pack.Facts) { f.Torn = []string{"w"} }), weak, "1 journal ends in a line that a crash tore", nil},
		{"cut short", facts(func(f *pack.Facts) { f.CutShort = []string{"an act"} }), weak, "1 act was cut short", nil},
	}},
}

// Every control comes out as each of its rules says: with the fact, the items it is about, and advice unless it passes.
func TestControls(t *testing.T) {
	for _, of := range byRule {
		results := map[pack.Result]bool{}
		for _, o := range of.outcomes {
			results[o.want] = true
			t.Run(of.name+"/"+o.when, func(t *testing.T) {
				s := sound()
				s.t = t
				o.change(s)
				all := controls.Run(s.told(t))
				got := all[slices.IndexFunc(all, func(c pack.Control) bool { return c.Name == of.name })]
				if got.Result != o.want || !strings.Contains(got.Fact, o.fact) {
					t.Errorf("%s: %s; want %s, %s", got.Result, got.Fact, o.want, o.fact)
				}
				if diff := cmp.Diff(o.items, got.Items, cmpopts.EquateEmpty(), cmpopts.SortSlices(strings.Compare)); diff != "" {
					t.Error(diff)
				}
				if (got.Advice == "") != (o.want == pass || o.want == none) {
					t.Errorf("%s advises %q", got.Result, got.Advice)
				}
			})
		}
		if of.name == "leavers" {
			continue // there is no roster yet by which they could be found
		}
		if !results[pass] || len(results) < 2 {
			t.Errorf("of %s not both a pass and another result are tested", of.name)
		}
	}
}

// A sound review passes every control that has something to look at, and the table above has each, in order.
func TestControlsOfASoundReview(t *testing.T) {
	all := controls.Run(sound().told(t))
	if len(all) != len(byRule) {
		t.Errorf("%d controls, %d are tested", len(all), len(byRule))
	}
	for i, c := range all {
		want := pass
		if slices.Contains([]string{"left-out", "elevations-ended", "break-glass-reviewed", "elevation-rules-kept", "lines-with-effect", "third-parties-reviewed", "leavers", "system-accounts-owned"}, c.Name) {
			want = none // it has no claim mapping, custom role, elevation, rights, external account, roster or service key
		}
		if c.Result != want || len(c.Items) != 0 {
			t.Errorf("%s: %s, %s, %q", c.Name, c.Result, c.Fact, c.Items)
		}
		if c.Asks == "" || len(c.Refs) == 0 || i < len(byRule) && c.Name != byRule[i].name {
			t.Errorf("%s asks %q by %q, in the place of %s", c.Name, c.Asks, c.Refs, byRule[i].name)
		}
	}
}

// charged has the facts name these charges.
func charged(c ...access.Charge) func(*story) {
	return facts(func(f *pack.Facts) { f.Charges = c })
}

// dayAfter returns the day so many days after the story began.
func dayAfter(days int) *time.Time {
	day := began.AddDate(0, 0, days).Truncate(24 * time.Hour)
	return &day
}
