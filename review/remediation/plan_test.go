package remediation

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

var at = time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)

// office returns a small workspace: an owner, a helper who may manage users under another name, and two others.
func office() *population.Population {
	return &population.Population{
		V: 1, TakenAt: at,
		Roles: []population.Role{
			{ID: "boss", Name: "Owner", Scopes: []string{"playbook.get", "user.read", "user.write"}},
			{ID: "desk", Name: "Service Desk", Scopes: []string{"user.write"}},
			{ID: "do", Name: "Operator", Scopes: []string{"playbook.execute", "playbook.get"}},
			{ID: "see", Name: "Viewer", Scopes: []string{"playbook.get"}},
		},
		Users: []population.User{
			{ID: "1", Email: "ann@example.com", RoleID: "boss", Status: population.StatusVerified},
			{ID: "2", Email: "bob@example.com", RoleID: "desk", Status: population.StatusVerified},
			{ID: "3", Email: "cat@example.com", RoleID: "do", Status: population.StatusVerified},
			{ID: "4", Email: "dan@example.com", RoleID: "boss", Status: population.StatusInvited},
		},
		Keys: []population.APIKey{
			{ClientID: "k1", Name: "laptop", Type: population.KeyPrivate, RoleID: "boss", OwnerEmail: "ann@example.com"},
			{ClientID: "k2", Name: "ci", Type: population.KeyService, RoleID: "do"},
		},
	}
}

// decide makes a case of decisions about p: item → a verdict, or the ID of the role to reduce to.
func decide(p *population.Population, decisions map[string]string) *Case {
	c := &Case{Campaign: "q4", Name: "Q4", Rules: access.DefaultRules(), Roles: slices.Clone(p.Roles)}
	for _, row := range access.Rows(p, c.Rules, at, nil, nil, nil) {
		d := campaign.Decision{Item: row.Item, Verdict: campaign.Certify}
		switch verdict := decisions[row.Item]; verdict {
		case "":
		case "revoke":
			d.Verdict = campaign.Revoke
		default:
			role, _ := p.Role(verdict)
			d.Verdict, d.ToRole, d.ToRoleName = campaign.Reduce, verdict, role.Name
		}
		c.Rows = append(c.Rows, Decided{Row: row, Decision: d})
	}
	return c
}

func world(p *population.Population) World {
	return World{Name: "p", Population: p, Now: at, Actor: "rita@example.com", ClientID: "elsewhere", Methods: order.Methods, CountPercent: 100}
}

// drawn returns any world with any decisions and actor.
func drawn(t *rapid.T) (*population.Population, *Case, World) {
	roles := []string{"boss", "desk", "do", "see", "gone"}
	p := office()
	p.Users = nil
	for i := range rapid.IntRange(1, 8).Draw(t, "users") {
		p.Users = append(p.Users, population.User{
			ID: fmt.Sprint(i), Email: fmt.Sprintf("u%d@example.com", i), RoleID: rapid.SampledFrom(roles).Draw(t, "role"),
			Status: rapid.SampledFrom([]string{population.StatusVerified, population.StatusInvited}).Draw(t, "status"), SSO: rapid.Bool().Draw(t, "sso"),
		})
	}
	decisions := map[string]string{}
	for _, u := range p.Users {
		if d := rapid.SampledFrom([]string{"", "revoke", "revoke", "see"}).Draw(t, "decision"); d != u.RoleID {
			decisions["user/"+u.ID] = d
		}
	}
	for _, k := range p.Keys {
		decisions["key/"+k.ClientID] = rapid.SampledFrom([]string{"", "revoke"}).Draw(t, "decision")
	}
	c := decide(p, decisions)
	w := world(p)
	w.Actor = rapid.SampledFrom(p.Users).Draw(t, "actor").Email
	w.ClientID = rapid.SampledFrom(p.Keys).Draw(t, "key").ClientID
	return p, c, w
}

// known returns the persons of a record with that line.
func known(kind string, data any) *people.Ledger {
	l := &people.Ledger{}
	line, _, err := record.Make(record.Entry{Type: kind, Data: data}, "id", "w", "", 1, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
	if err == nil {
		err = l.Apply(line)
	}
	if err != nil {
		panic(err)
	}
	return l
}

func TestWhatAPlanBlocks(t *testing.T) {
	tests := map[string]struct {
		decisions map[string]string
		since     func(*population.Population, *World) // what became of the world
		item      string
		blocked   string // in the reason; empty: it is not
	}{
		"nothing in the way":       {map[string]string{"user/3": "revoke"}, nil, "user/3", ""},
		"an owner beside a lesser": {map[string]string{"user/1": "revoke"}, nil, "user/1", "not known for certain"},
		"an owner beside another": {map[string]string{"user/1": "revoke"}, func(p *population.Population, _ *World) {
			p.Users[3].Status = population.StatusVerified
		}, "user/1", ""},
		"all the same": {map[string]string{"user/1": "revoke"}, func(_ *population.Population, w *World) {
			w.Words.LeavesUnknown = true
		}, "user/1", ""},
		"never the last": {map[string]string{"user/1": "revoke"}, func(p *population.Population, w *World) {
			p.Users[1].RoleID, w.Words.LeavesUnknown = "see", true
		}, "user/1", "the last one who may manage users"},
		"an ID that is no ID": {map[string]string{"user/..": "revoke"}, func(p *population.Population, w *World) {
			p.Users[2].ID = ".."
		}, "user/..", "none that a call can name"},
		"an ID with a path in it": {map[string]string{"user/3/../1": "revoke"}, func(p *population.Population, w *World) {
			p.Users[2].ID = "3/../1"
		}, "user/3/../1", "would make a call another one"},
		"the owner of the key by ID": {map[string]string{"user/3": "revoke"}, func(p *population.Population, w *World) {
			p.Keys[0].OwnerID, p.Keys[0].OwnerEmail, w.ClientID = "3", "", "k1"
		}, "user/3", "the private API key in use belongs to"},
		"the last by permission": {map[string]string{"user/1": "revoke"}, func(p *population.Population, _ *World) {
			p.Users[1].RoleID = "see"
		}, "user/1", "the last one who may manage users"},
		"an invitation is no owner":  {map[string]string{"user/1": "revoke", "user/2": "see"}, nil, "user/1", "not known for certain"},
		"an invited owner can go":    {map[string]string{"user/4": "revoke"}, nil, "user/4", ""},
		"still one after a reducing": {map[string]string{"user/1": "desk", "user/2": "revoke"}, nil, "user/2", ""},
		"permissions are not known": {map[string]string{"user/3": "revoke"}, func(p *population.Population, _ *World) {
			p.Roles, p.Gaps = nil, []population.Gap{{Resource: "roles", Reason: population.GapForbidden}}
		}, "user/3", "not known for certain"},
		"one's own access": {map[string]string{"user/3": "revoke"}, func(_ *population.Population, w *World) {
			w.Actor = "Cat@example.com"
		}, "user/3", "your own access"},
		"the key in use": {map[string]string{"key/k2": "revoke"}, func(_ *population.Population, w *World) {
			w.ClientID = "k2"
		}, "key/k2", "the API key in use"},
		"the key in use, spelled otherwise": {map[string]string{"key/k2": "revoke"}, func(_ *population.Population, w *World) {
			w.ClientID = " K2"
		}, "key/k2", "the API key in use"},
		"whose key is in use, spelled otherwise": {map[string]string{"user/1": "revoke"}, func(_ *population.Population, w *World) {
			w.ClientID = "K1"
		}, "user/1", "the private API key in use belongs to"},
		"another owner who is none after the next sign-in": {map[string]string{"user/1": "revoke"}, func(p *population.Population, w *World) {
			p.Users[1].RoleID, p.Users[1].SSO, w.Words.LeavesUnknown = "boss", true, true
			p.Mappings = []population.Mapping{{ID: "m", ClaimName: "email", ClaimValue: "Bob@example.com", RoleID: "see", Rank: 1}}
		}, "user/1", "the last one who may manage users"},
		"another owner, whom a claim mapping keeps": {map[string]string{"user/1": "revoke"}, func(p *population.Population, _ *World) {
			p.Users[1].RoleID, p.Users[1].SSO = "boss", true
			p.Mappings = []population.Mapping{{ID: "m", ClaimName: "email", ClaimValue: "bob@example.com", RoleID: "boss", Rank: 1}}
		}, "user/1", ""},
		"an ID that is a verb": {map[string]string{"user/3:undelete": "revoke"}, func(p *population.Population, _ *World) {
			p.Users[2].ID = "3:undelete"
		}, "user/3:undelete", "would make a call another one"},
		"one's own access by another name": {map[string]string{"user/3": "revoke"}, func(_ *population.Population, w *World) {
			w.Actor, w.People = "kitty@example.org", known(people.TypeAlias, people.Alias{Email: "cat@example.com", Also: "kitty@example.org"})
		}, "user/3", "your own access (cat@example.com and kitty@example.org are known as one person)"},
		"one's own access at another domain": {map[string]string{"user/3": "revoke"}, func(_ *population.Population, w *World) {
			w.Actor = "cat@example.org"
		}, "user/3", "have the same name, so they count as one person until an owner states that they are two"},
		"a namesake's access": {map[string]string{"user/3": "revoke"}, func(_ *population.Population, w *World) {
			w.Actor, w.People = "cat@example.org", known(people.TypeDistinct, people.Distinct{A: "cat@example.org", B: "cat@example.com", Reason: "namesakes"})
		}, "user/3", ""},
		"one's own access by an alias": {map[string]string{"user/3": "revoke"}, func(_ *population.Population, w *World) {
			w.Actor = "cat+admin@example.com"
		}, "user/3", "your own access"},
		"whose key is in use": {map[string]string{"user/1": "revoke"}, func(_ *population.Population, w *World) {
			w.ClientID = "k1"
		}, "user/1", "the private API key in use belongs to"},
		"the access changed": {map[string]string{"user/3": "revoke"}, func(p *population.Population, _ *World) {
			p.Users[2].RoleID = "see"
		}, "user/3", "it was Operator, it is Viewer now"},
		"invited anew": {map[string]string{"user/3": "revoke"}, func(p *population.Population, _ *World) {
			p.Users[2].ID = "9"
		}, "user/3", "is here again as user/9"},
		"the role was deleted": {map[string]string{"user/3": "see"}, func(p *population.Population, _ *World) {
			p.Roles = p.Roles[:3]
		}, "user/3", "the role Viewer does not exist any more"},
		"the role grew": {map[string]string{"user/3": "see"}, func(p *population.Population, _ *World) {
			p.Roles[3].Scopes = []string{"playbook.execute", "playbook.get", "user.write"}
		}, "user/3", "no longer smaller"},
		"keys cannot be listed": {map[string]string{"key/k2": "revoke"}, func(p *population.Population, _ *World) {
			p.Keys, p.Gaps = nil, []population.Gap{{Resource: "api-keys", Reason: population.GapForbidden}}
		}, "key/k2", "may not list API keys"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := office()
			w := world(p)
			if tt.since != nil {
				tt.since(p, &w)
			}
			at := office()
			if strings.Contains(name, "ID") { // it is so since before the decision
				at = p
			}
			c := decide(at, tt.decisions)
			got := c.Plan(newLedger(), w, false).Find(tt.item)
			if blocked := got.State == Blocked; blocked != (tt.blocked != "") || !strings.Contains(got.Blocked, tt.blocked) || blocked == got.Runnable() {
				t.Errorf("%s, runnable %t: %q", got.State, got.Runnable(), got.Blocked)
			}
		})
	}
}

// What Torq was asked for and does not list yet counts, in whichever campaign: two owners do not go one by one.
func TestWhoIsAboutToGoIsNotCountedOn(t *testing.T) {
	p := office()
	p.Users[1].RoleID = "boss"
	for name, tt := range map[string]struct {
		sending SendingData
		outcome order.Outcome
		blocked bool
	}{
		"a workflow removes them":    {SendingData{Action: order.Remove, Method: order.Webhook, Expires: record.Time{Time: at.Add(time.Hour)}}, order.Accepted, true},
		"at the next sign-in":        {SendingData{Action: order.ChangeRole, Method: order.Mapping, ToRole: "see"}, order.Accepted, true},
		"the answer was lost":        {SendingData{Action: order.Remove, Method: order.API}, order.Unclear, true},
		"refused":                    {SendingData{Action: order.Remove, Method: order.API}, order.Refused, false},
		"to a role that may as well": {SendingData{Action: order.ChangeRole, Method: order.Mapping, ToRole: "desk"}, order.Accepted, false},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLedger()
			tt.sending.About, tt.sending.Attempt = About{Campaign: "q3", Item: "user/2"}, "a"
			for i, data := range []any{tt.sending, SentData{About: tt.sending.About, Attempt: "a", Outcome: tt.outcome}} {
				kind := []string{TypeSending, TypeSent}[i]
				line, _, err := record.Make(record.Entry{Type: kind, Actor: record.Actor{Email: "rita@example.com", Assurance: record.Declared}, Data: data}, "id", "w", "", int64(i+1), at)
				if err == nil {
					err = l.Apply(line)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			w := world(p)
			w.Words.LeavesUnknown = true
			got := decide(p, map[string]string{"user/1": "revoke"}).Plan(l, w, false).Find("user/1")
			if (got.State == Blocked) != tt.blocked || tt.blocked && !strings.Contains(got.Blocked, "the last one who may manage users") {
				t.Errorf("%s: %s", got.State, got.Blocked)
			}
		})
	}
}

func TestAKeyThatIsOnlyNotListedIsNotGone(t *testing.T) {
	c, p := decide(office(), map[string]string{"key/k2": "revoke"}), office()
	p.Keys, p.Gaps = nil, []population.Gap{{Resource: "api-keys", Reason: population.GapForbidden}}
	if lines := c.ApplyListing(newLedger(), "p", p, nil, "w", record.Actor{}); len(lines) > 0 {
		t.Errorf("%+v", lines)
	}
}

// TestPlansNeverTakeWhatTheyMustNot draws any world, decisions and actor, and lets everything that is not blocked
// happen.
func TestPlansNeverTakeWhatTheyMustNot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, c, w := drawn(t)
		plan := c.Plan(newLedger(), w, false)

		left := map[string]string{} // role by user
		for _, u := range p.Users {
			left[u.ID] = u.RoleID
		}
		for i := range plan.Changes {
			ch := &plan.Changes[i]
			if (ch.State == Blocked) != (ch.Blocked != "") {
				t.Fatalf("%s is %s because of %q", ch.Item, ch.State, ch.Blocked)
			}
			if ch.State == Blocked {
				continue
			}
			switch {
			case ch.Item == "key/"+w.ClientID:
				t.Fatalf("the key in use would go: %+v", ch)
			case ch.Email == w.Actor && ch.Kind == access.User:
				t.Fatalf("the actor's own access would go: %+v", ch)
			case ch.Action == order.Remove:
				delete(left, ch.ID())
			case ch.Action == order.ChangeRole:
				left[ch.ID()] = ch.ToRoleID
			}
		}
		admins := func(of map[string]string) int {
			n := 0
			for _, u := range p.Users {
				if r, ok := p.Role(of[u.ID]); ok && u.Status == population.StatusVerified && slices.Contains(r.Scopes, "user.write") {
					n++
				}
			}
			return n
		}
		before := map[string]string{}
		for _, u := range p.Users {
			before[u.ID] = u.RoleID
		}
		if admins(before) > 0 && admins(left) == 0 {
			t.Fatalf("nobody is left who may manage users: %+v", plan.Changes)
		}
	})
}

// TestProofFollowsTheListings replays drawn listings, with and without each change, and holds the state to the last.
func TestProofFollowsTheListings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, l := decide(office(), map[string]string{"user/3": "revoke", "key/k2": "revoke", "user/4": "see"}), newLedger()
		for n := range rapid.IntRange(1, 6).Draw(t, "listings") {
			p := office()
			p.TakenAt = at.Add(time.Duration(n) * time.Hour)
			gone := rapid.Bool().Draw(t, "gone")
			if gone {
				p.Users, p.Keys = p.Users[:2], p.Keys[:1]
			}
			for i, e := range c.ApplyListing(l, "p", p, nil, "w", record.Actor{Email: "rita@example.com", Assurance: record.Declared}) {
				line, _, err := record.Make(e, "id", "w", "", int64(i+1), p.TakenAt)
				if err != nil {
					t.Fatal(err)
				}
				if err := l.Apply(line); err != nil {
					t.Fatal(err)
				}
			}
			if again := c.ApplyListing(l, "p", p, nil, "w", record.Actor{}); len(again) > 0 {
				t.Fatalf("a listing settled once has more to say: %+v", again)
			}
			for _, ch := range c.Plan(l, world(p), false).Changes {
				if ch.Proven() != gone {
					t.Fatalf("listing %d (gone: %t): %s is %s", n, gone, ch.Item, ch.State)
				}
			}
		}
	})
}

// newLedger is the ledger of an empty record.
func newLedger() *Ledger {
	base := core.NewBase()
	return NewLedger(base, campaign.NewBook(base))
}
