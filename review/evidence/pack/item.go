package pack

import (
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/person"
)

// Item is an item of the campaign with the decision in force. Whatever counts or lists decisions asks it.
type Item struct {
	*access.Row
	Assignment     string // the reviewer to whom it is assigned
	ReassignedFrom string // the reviewer to whom it was assigned at opening, if that was another person
	Decision       campaign.Decision

	signed *time.Time // when the assignment was signed off; the zero time if it was not
	likeness
}

// Decided reports whether reviewers made a decision that is in force.
func (r *Item) Decided() bool { return r.Decision.Verdict != campaign.Undecided && !r.Counted() }

// Counted reports whether the item counts as revoked since it was undecided at closing.
func (r *Item) Counted() bool { return r.Decision.Ruling == campaign.AtClosing }

// Flagged reports whether the item was privileged or had a hint when it was decided.
func (r *Item) Flagged() bool {
	return r.any(func(d *campaign.Decision) bool { return r.flaggedIn(d) }) || r.Privileged
}

// Made returns the decisions of reviewers on the item: one, or one of each stage.
func (r *Item) Made() []*campaign.Decision { return r.Decision.Standing() }

// any reports whether something holds of the decision of any stage.
func (r *Item) any(holds func(*campaign.Decision) bool) bool {
	return slices.ContainsFunc(r.Made(), holds)
}

func (r *Item) flaggedIn(d *campaign.Decision) bool { return r.Privileged || len(d.Hints) > 0 }

// flags returns in words why the item is flagged.
func (r *Item) flags(d *campaign.Decision) string {
	if r.Privileged && !slices.Contains(d.Hints, access.Privileged) {
		return strings.Join(append([]string{access.Privileged}, d.Hints...), ", ")
	}
	return strings.Join(d.Hints, ", ")
}

// Hasty reports whether the item was flagged and was in front of a reviewer who decided for less than two seconds.
func (r *Item) Hasty() bool { return r.any(r.hasty) }

func (r *Item) hasty(d *campaign.Decision) bool { return r.flaggedIn(d) && d.Fast() }

// InBulk reports whether the item was flagged and decided together with others.
func (r *Item) InBulk() bool { return r.any(r.inBulk) }

func (r *Item) inBulk(d *campaign.Decision) bool { return r.flaggedIn(d) && d.Bulk > 1 }

// Unseen reports whether it is not known that a reviewer who decided looked at the item.
func (r *Item) Unseen() bool { return r.any(unseen) }

func unseen(d *campaign.Decision) bool { return d.DwellMS == 0 && !d.Carried }

// Silent reports whether the decision gives no reason.
func (r *Item) Silent() bool { return r.Decided() && r.Decision.Reason == "" }

// Stays reports whether the item was certified.
func (r *Item) Stays() bool { return r.Decision.Verdict == campaign.Certify }

// Own reports whether the item is assigned to the person whose access it is, and nobody decided on it.
func (r *Item) Own() bool { return r.own }

// Self returns how the address of the person whose access was decided on is like the reviewer's.
func (r *Item) Self() person.Likeness { return r.self }

// Distinct reports whether the reviewer's address is like that of the person whose access was decided on, and an owner
// stated that they are two persons.
func (r *Item) Distinct() bool { return r.distinct }
