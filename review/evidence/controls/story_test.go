package controls_test

import (
	"cmp"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reconcile"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/settings"
)

// words is what the owner closes a sound campaign with.
const words = "I have looked at the outcome with the heads of both teams, and agree."

const (
	lead, rita, sam = "lead@example.com", "rita@example.com", "sam@example.com"
	ada, ben, key   = "user/ada", "user/ben", "key/k1"
)

// began is when the campaign is made, ten days before it is due. Its lines are an hour apart.
var began = time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)

// story tells how a campaign went over two people and a key. Ada's row and key are assigned to Rita, Ben's to Sam.
type story struct {
	assignments []campaign.Assignment
	reviewers   []string
	owner       string
	decisions   map[string][]campaign.Decided // by who made them
	assurance   record.Assurance
	signed      []string
	closer      string // empty: it stays open
	statement   string // of the closer
	due         time.Time
	marks       access.Marks
	settings    []settings.Setting // at the opening
	population  *population.Population
	facts       []func(*pack.Facts) // what the lines do not say
	t           *testing.T
}

// torq is the server of Torq's API.
var torq = population.Server{
	Scheme: "https", Host: "api.torq.io", Port: 443, Certificate: &population.Certificate{Subject: "CN=api.torq.io"},
}

// sound returns a story in which every control passes: Ada, who is privileged, and her key are certified, Ben is
// revoked.
func sound() *story {
	long := began.AddDate(-1, 0, 0)
	user := func(id, role string) population.User {
		return population.User{
			ID: id, Email: id + "@example.com", RoleID: role, Status: population.StatusVerified, CreatedAt: &long, LastLoginAt: &began,
		}
	}
	return &story{
		assignments: []campaign.Assignment{{Reviewer: rita, Items: []string{ada, key}}, {Reviewer: sam, Items: []string{ben}}},
		reviewers:   []string{rita, sam}, owner: lead, assurance: record.ByAPIKey,
		decisions: map[string][]campaign.Decided{
			rita: {decision(ada, campaign.Certify), decision(key, campaign.Certify)}, sam: {decision(ben, campaign.Revoke)},
		},
		signed: []string{rita, sam}, closer: lead, statement: words, due: began.AddDate(0, 0, 10),
		settings: []settings.Setting{{Key: "domains", Value: "example.com"}},
		population: &population.Population{
			V: 1, TakenAt: began.Add(-time.Hour), Tool: population.Tool{Version: "1.2.3", Commit: "f00d", Host: "vm", ClientID: "c1"},
			Account: &population.Account{ID: "a1", Name: "acme"},
			Calls:   []population.Call{{Server: torq, Path: "/users", Status: 200}, {Server: torq, Path: "/roles", Status: 200}},
			Users:   []population.User{user("ada", "owner"), user("ben", "viewer")},
			Keys: []population.APIKey{{
				ClientID: "k1", Name: "ci", Type: population.KeyPrivate, RoleID: "viewer", OwnerEmail: "ada@example.com",
				CreatedAt: &long, LastUsedAt: &began,
			}},
			Roles: []population.Role{{ID: "owner", Name: "Owner", Scopes: []string{"*"}}, {ID: "viewer", Name: "Viewer", Scopes: []string{"flow.read"}}},
		},
	}
}

func decision(item string, v campaign.Verdict) campaign.Decided {
	return campaign.Decided{Item: item, Decision: v, Reason: "as agreed", DwellMS: 3000, Bulk: 1, Hints: []string{}, Batch: item}
}

// decided returns the decision of a story about an item, to be changed.
func (s *story) decided(item string) *campaign.Decided {
	for who := range s.decisions {
		for i := range s.decisions[who] {
			if s.decisions[who][i].Item == item {
				return &s.decisions[who][i]
			}
		}
	}
	return nil
}

// also adds a change of the facts.
func (s *story) also(change func(*pack.Facts)) { s.facts = append(s.facts, change) }

// undecided returns the items that nobody decides on.
func (s *story) undecided() (left []string) {
	left = []string{}
	for _, a := range s.assignments {
		for _, item := range a.Items {
			if s.decided(item) == nil {
				left = append(left, item)
			}
		}
	}
	return left
}

// earlier returns a campaign that was closed at that time, with that item certified; with none if it is empty.
func earlier(t *testing.T, name, scope string, closed time.Time, item string) *campaign.Campaign {
	t.Helper()
	book, prev := campaign.NewBook(core.NewBase()), record.Line{}
	write := func(kind string, data any) {
		l, _, err := record.Make(record.Entry{Type: kind, Actor: record.Actor{Email: rita}, Data: data}, "id", "w", prev.Hash, prev.Seq+1, closed)
		if err == nil {
			err = book.Apply(l)
		}
		if err != nil {
			t.Fatal(err)
		}
		prev = l
	}
	write(campaign.TypeCreated, campaign.Created{Campaign: "id", Name: name, Scope: scope, Due: "2026-01-01", Reviewers: []string{rita}})
	write(campaign.TypeOpened, campaign.Opened{Campaign: "id", Population: "p", Rules: access.DefaultRules(), Assignments: []campaign.Assignment{{Reviewer: rita, Items: []string{ada}}}})
	if item != "" {
		d := decision(item, campaign.Certify)
		d.Campaign = "id"
		write(campaign.TypeDecided, d)
	}
	write(campaign.TypeClosed, campaign.ClosedData{Campaign: "id", Undecided: []string{}, Unsigned: []string{}})
	c, _ := book.Get("id")
	return c
}

// told returns the facts: what the lines of the story say, and a world in which nothing else is wanting.
func (s *story) told(t *testing.T) *pack.Facts {
	t.Helper()
	book, prev, at := campaign.NewBook(core.NewBase()), record.Line{}, began
	var lines []record.Line
	write := func(kind, who string, data any) {
		e := record.Entry{Type: kind, Actor: record.Actor{Email: who, Assurance: s.assurance}, Data: data}
		l, _, err := record.Make(e, "id", "w", prev.Hash, prev.Seq+1, at)
		if err == nil {
			err = book.Apply(l)
		}
		if err != nil {
			t.Fatal(err)
		}
		lines, prev, at = append(lines, l), l, at.Add(time.Hour)
	}
	write(campaign.TypeCreated, s.owner, campaign.Created{
		Campaign: "q4", Name: "Q4", Scope: "all", Due: s.due.Format(campaign.DateLayout), Reviewers: s.reviewers,
	})
	write(campaign.TypeOpened, s.owner, campaign.Opened{
		Campaign: "q4", Population: "p", Rules: access.DefaultRules(), Assignments: s.assignments, Marked: campaign.Marked(s.marks), Settings: s.settings,
	})
	for _, who := range []string{lead, rita, sam} {
		for _, d := range s.decisions[who] {
			d.Campaign = "q4"
			write(campaign.TypeDecided, who, d)
		}
	}
	for _, who := range s.signed {
		write(campaign.TypeSignedOff, who, campaign.SignedOff{Campaign: "q4"})
	}
	if s.closer != "" {
		write(campaign.TypeClosed, s.closer, campaign.ClosedData{Campaign: "q4", Undecided: s.undecided(), Unsigned: []string{}, Statement: s.statement})
	}
	f, err := pack.From(lines)
	if err != nil {
		t.Fatal(err)
	}
	f.Campaign, _ = book.Get("q4")
	for i := range f.Campaign.Signoffs {
		f.Campaign.Signoffs[i].Assurance = record.BySSH // a line would need a signature
	}
	f.Population, f.Names = s.population, []string{"p"}
	f.Origin.Add(f.Population)
	f.Syncs = []pack.Sync{{At: s.population.TakenAt, By: lead, Population: "p"}}
	f.Earlier = []*campaign.Campaign{earlier(t, "Q2", "all", began.AddDate(0, -3, 0), ada)}
	f.Reconciled = &reconcile.Outcome{
		From: record.Time{Time: began.AddDate(0, -1, 0)}, Entries: 4, Listed: 2, Derived: 2, Complete: true,
		Granted: []reconcile.Grant{{Item: ada, By: "boss@example.com"}},
	}
	if f.Campaign.Closing != nil {
		f.Changes = []remediation.Recorded{change(ben, remediation.Confirmed, f.Campaign.Closing.At.Add(time.Hour))}
	}
	for _, change := range s.facts {
		change(f)
	}
	for i := range f.Changes {
		c := &f.Changes[i]
		c.Decision.Decision = f.Campaign.Decision(c.Item)
		if c.Standing == "" {
			c.Standing = cmp.Or(map[remediation.State]remediation.Standing{
				remediation.Confirmed: remediation.AsProven, remediation.Corroborated: remediation.AsProven,
				remediation.Returned: remediation.AsReturned, remediation.Undone: remediation.AsUndone,
			}[c.State], remediation.AsUnproven)
		}
	}
	f.Rows = access.Rows(f.Population, f.Campaign.Rules, f.Campaign.OpenedAt, nil, s.marks, f.Roster)
	return f
}

// change returns a change in a state, which a listing showed at that time; the zero time is none.
func change(item string, state remediation.State, listed time.Time) remediation.Recorded {
	c := remediation.Recorded{Change: remediation.Change{Item: item, State: state}}
	if !listed.IsZero() {
		c.Track.Confirmed = &remediation.Confirmation{At: listed, ListedAt: listed}
	}
	return c
}
