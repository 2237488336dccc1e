package explain

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/note"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/reach"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/review/timeline"
)

// Person is everything that is known of one person.
type Person struct {
	At
	Email     string   // as asked for
	Addresses []string // all of them, that one first
	reach.Reach
	Held       []Held          // their accounts and keys
	RosterAt   time.Time       // when the newest roster was imported; zero without one
	Roster     *roster.Line    // nil if they are not on it
	Standing   roster.Standing // of that line now
	Elevations []elevation.Row // past and running
	Decisions  []Decision      // the newest first
	Notes      []*note.Note    // on their accounts and keys, and on what they are responsible for; the newest first
}

// Held is an account or a key of the person: its row with the hints as of now, and how it came about.
type Held struct {
	Row      access.Row
	Timeline timeline.Timeline          // empty if nothing of the audit log is kept
	RoleName func(roleID string) string // of the roles in the timeline; the ID if Torq did not list it
}

// Decision is a decision that was made about the person's access or a key of theirs.
type Decision struct {
	Campaign   string // its ID; empty for one that a file states
	Name       string
	State      campaign.State
	Item       string
	Verdict    campaign.Verdict
	ToRole     string
	Reason     string
	By         string
	At         time.Time
	TakenBack  time.Time // zero unless it was
	Superseded bool      // by a later decision in the same campaign
	Stated     string    // the file that states it; empty if it was made with tuar
}

// Explain returns everything that is known of the person with that address: what they can do and through what, and all
// that the record says. Somebody of whom nothing is known is a BadInput fault.
func (s *Service) Explain(ctx context.Context, email string) (*Person, error) {
	v, err := s.world(ctx)
	if err != nil {
		return nil, err
	}
	p := &Person{At: v.At, Email: email}
	rows, err := s.rows.Access(ctx)
	if err != nil {
		return nil, err
	}
	log, err := s.rows.AuditLog(ctx)
	if err != nil {
		return nil, err
	}
	people, err := s.core.LatestRoster(ctx)
	if err != nil {
		return nil, err
	}
	if people != nil {
		p.RosterAt = people.ImportedAt
	}
	if line, ok := people.Find(email); ok {
		p.Roster, p.Standing = line, line.Standing(s.core.Now())
	}
	listed := false
	err = s.core.Read(ctx, func() error {
		known := s.core.People()
		_, listed = known.Find(email)
		p.Addresses = known.Addresses(email)
		if p.Roster != nil {
			for _, also := range append([]string{p.Roster.Email}, p.Roster.Also...) {
				if !person.In(p.Addresses, also) && known.Same(also, email) {
					p.Addresses = append(p.Addresses, also)
				}
			}
		}
		p.Reach = v.Of(email, p.Addresses[1:]...)
		key := known.Key(email)
		mine := map[string]bool{} // items
		for _, u := range p.Accounts {
			mine["user/"+u.ID] = true
			if !person.In(p.Addresses, u.Email) {
				p.Addresses = append(p.Addresses, u.Email)
			}
		}
		for _, k := range p.Keys {
			mine["key/"+k.ClientID] = true
		}
		for i := range rows.Rows {
			if r := &rows.Rows[i]; mine[r.Item] {
				p.Held = append(p.Held, Held{*r, log.Of(r), rows.RoleName})
			}
		}
		for _, e := range s.elevations.Rows(s.core.Now()) {
			if mine[e.Item] || known.Key(e.Email) == key {
				p.Elevations = append(p.Elevations, e)
			}
		}
		p.Decisions = s.decisions(p.Addresses, mine)
		for _, n := range slices.Backward(s.core.Base().Notes.All) {
			if mine[n.Item] || n.Owner != "" && known.Key(n.Owner) == key {
				p.Notes = append(p.Notes, n)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !listed && p.Roster == nil && len(p.Paths)+len(p.Elevations)+len(p.Decisions)+len(p.Notes) == 0 {
		return nil, unknownPerson(email, v)
	}
	return p, nil
}

// unknownPerson says that nothing is known of an address, and which similar ones there are.
func unknownPerson(email string, v view) error {
	emails := make([]string, len(v.of.Users))
	for i := range v.of.Users {
		emails[i] = v.of.Users[i].Email
	}
	return fault.New(fault.BadInput, "nothing is known of %q: no account, key, roster line, elevation or decision", email).
		WithHint("%s", core.Suggest(email, emails))
}

// decisions returns every decision that was ever made about the items, or about items that somebody with one of the
// addresses held when a campaign was opened.
func (s *Service) decisions(addresses []string, mine map[string]bool) []Decision {
	var all []Decision
	for _, c := range s.book.All() {
		for _, item := range c.Items {
			if !mine[item] {
				holder := c.Holder(item)
				if holder == "" || !slices.ContainsFunc(addresses, func(a string) bool { return strings.EqualFold(a, holder) }) {
					continue
				}
			}
			all = append(all, ofItem(c, item)...)
		}
	}
	for _, i := range s.book.Imports() {
		for _, r := range i.Rows {
			if !person.In(addresses, r.Email) {
				continue
			}
			on, _ := time.Parse(time.DateOnly, r.On) // the ledger takes no other
			all = append(all, Decision{Name: i.Name, Verdict: r.Decision, Reason: r.Reason, By: r.Reviewer, At: on, Stated: i.File})
		}
	}
	slices.SortStableFunc(all, func(a, b Decision) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Item, b.Item)) })
	return all
}

// ofItem returns the decisions on one item of a campaign, those that were taken back or overruled included.
func ofItem(c *campaign.Campaign, item string) (all []Decision) {
	add := func(d campaign.Decision) *Decision {
		all = append(all, Decision{
			Campaign: c.ID, Name: c.Name, State: c.State, Item: item, Verdict: d.Verdict, ToRole: d.ToRoleName, Reason: d.Reason, By: d.Decider(), At: d.At,
		})
		return &all[len(all)-1]
	}
	made := c.Decisions(item)
	for i, d := range made {
		later := slices.ContainsFunc(made[i+1:], func(other campaign.Decision) bool { return other.Stage == d.Stage })
		add(d).Superseded = later
	}
	for _, u := range c.Undoings {
		if u.Decision.Item == item {
			add(u.Decision).TakenBack = u.At
		}
	}
	if d := c.Decision(item); len(made) == 0 && d.Verdict != campaign.Undecided { // it counts, though no reviewer made it
		add(d)
	}
	return all
}
