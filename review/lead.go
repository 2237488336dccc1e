package review

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

// lead adds what the lead of a review must know about people: addresses that look alike, reviewers and approvers who are
// no users of the newest population, and a sole owner of a workspace in which others act too. None of it is overdue.
// Call it within Read.
func (o *Overview) lead(w *Workspace, chosen settings.Settings, p *population.Population) {
	known, held := w.People(), w.Rights()
	add := func(kind string, way fault.Way, about, format string, args ...any) {
		o.Attention = append(o.Attention, Attention{Kind: kind, Text: fmt.Sprintf(format, args...), Hint: fault.NewHint("%s", way), Campaign: about})
	}
	others := false // somebody but the owner acts
	for _, c := range w.book.All() {
		if c.State != campaign.Open {
			continue
		}
		// Owners are left out: whoever started the workspace need not be a user of Torq.
		reviewers := slices.DeleteFunc(slices.Clone(c.Reviewers), func(r string) bool { return held.Has(r, rights.Owner) })
		others = others || held.Adopted() && len(reviewers) > 0
		if p == nil {
			continue
		}
		if pairs := w.alike.of(c, p, known); len(pairs) > 0 {
			first := pairs[0]
			add(NeedsApart, fault.DeclareDistinct.On(first.reviewer+" "+first.holder, "--reason TEXT"), c.ID,
				"%s: %s looks like the reviewer %s, who therefore cannot decide about them%s",
				c.Name, first.holder, first.reviewer, more(len(pairs)-1))
		}
		for _, email := range notUsers(reviewers, p, known, false) {
			add(NeedsUser, fault.Delegate.On(c.ID), c.ID, "%s: the reviewer %s is no user of the last sync", c.Name, email)
		}
	}
	if p != nil {
		for _, email := range notUsers(approvers(held, chosen), p, known, true) {
			add(NeedsUser, fault.ListRights.With(), "", "%s may approve elevations by a right or a rule, and is no verified user of the last sync; their approval does not count", email)
		}
	}
	owners := held.Holders(rights.Owner)
	for _, g := range held.List() {
		others = others || !known.In(owners, g.Email)
	}
	if len(owners) > 0 && len(held.OtherOwners(owners[0])) == 0 && others {
		add(OneOwner, fault.GrantRight.On("EMAIL owner"), "", "%s is the only owner: no other person can answer for this workspace, or say yes to what loosens a guard", owners[0])
	}
}

// approvers returns those whom a right or a rule lets approve elevations. Owners are left out: they have the right for
// other reasons.
func approvers(held *rights.Ledger, chosen settings.Settings) []string {
	emails := slices.Clone(held.Holders(rights.Approver))
	for _, rule := range chosen.Elevation.Rules {
		emails = append(emails, rule.Approvers...)
	}
	return emails
}

// notUsers returns those of the people who are no users of the population, or no verified ones, each once.
func notUsers(emails []string, p *population.Population, known *people.Ledger, verified bool) (gone []string) {
	if len(emails) == 0 {
		return nil
	}
	users := make(map[string]bool, len(p.Users))
	for i := range p.Users {
		if !verified || p.Users[i].Status == population.StatusVerified {
			users[known.Key(p.Users[i].Email)] = true
		}
	}
	for _, email := range emails {
		if key := known.Key(email); !users[key] {
			users[key], gone = true, append(gone, email)
		}
	}
	return gone
}

// more returns "; and 2 more"; empty for none.
func more(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("; and %d more", n)
}

// pair is a reviewer and the holder of an item whose addresses look alike, without being known as one person's.
type pair struct{ reviewer, holder string }

// likenesses remembers the pairs of a campaign: comparing all addresses takes a moment, and they change rarely. It is
// used within Read.
type likenesses map[string]struct {
	of    string // what they were found in
	pairs []pair
}

// of returns the pairs of an open campaign, by the newest population.
func (l likenesses) of(c *campaign.Campaign, p *population.Population, known *people.Ledger) []pair {
	of := strings.Join(c.Reviewers, " ") + fmt.Sprintf(" %s %d %d %d", p.TakenAt, len(known.List()), len(known.Declared()), aliases(known))
	if found, ok := l[c.ID]; ok && found.of == of {
		return found.pairs
	}
	found := l[c.ID]
	found.of, found.pairs = of, nil
	for i := range p.Users {
		u := &p.Users[i]
		if _, in := slices.BinarySearch(c.Items, "user/"+u.ID); !in {
			continue
		}
		for _, reviewer := range c.Reviewers {
			if like := known.Like(reviewer, u.Email); like != person.None && like != person.Identical {
				found.pairs = append(found.pairs, pair{reviewer, u.Email})
			}
		}
	}
	l[c.ID] = found
	return found.pairs
}

// aliases counts the further addresses of all persons.
func aliases(known *people.Ledger) (n int) {
	for _, p := range known.List() {
		n += len(p.Also)
	}
	return n
}
