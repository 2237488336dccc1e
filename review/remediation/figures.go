package remediation

import (
	"cmp"
	"iter"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
)

// Standing is how a change counts. Each change that a campaign asks for has exactly one, by the record alone, and
// every figure about changes counts by it: check, plans, controls, reports and tables.
type Standing string

// The standings.
const (
	AsProven    Standing = "proven"     // a listing shows it, and the access did not come back since
	AsUnproven  Standing = "not-proven" // not done, or not shown by a listing
	AsReturned  Standing = "returned"   // it was proven, and the access is there again
	AsUndone    Standing = "undone"     // an undo gave the access back, and no newer decision is about it
	AsWithdrawn Standing = "withdrawn"  // it was carried out, and its decision is not in force any more
	// AsSuperseded is of a change that is not proven, and that a newer campaign decided on: the newer one answers for it.
	AsSuperseded Standing = "superseded"
)

// Figures counts the changes that a campaign asks for.
type Figures struct {
	Decided                                       int // all but Superseded; the sum of the next five
	Proven, Unproven, Returned, Undone, Withdrawn int
	Superseded                                    int
	Corroborated                                  int // of Proven: Torq's audit log names them too
}

// add counts one change.
func (f *Figures) add(s Standing, corroborated bool) {
	switch s {
	case AsProven:
		f.Proven++
		if corroborated {
			f.Corroborated++
		}
	case AsReturned:
		f.Returned++
	case AsUndone:
		f.Undone++
	case AsWithdrawn:
		f.Withdrawn++
	case AsSuperseded:
		f.Superseded++
		return
	default: // AsUnproven, or a standing that nobody found out
		f.Unproven++
	}
	f.Decided++
}

// FiguresOf counts the changes that are on record. Those that take another one back do not count.
func FiguresOf(changes []Recorded) (f Figures) {
	for i := range changes {
		if c := &changes[i]; !c.Undo {
			f.add(c.Standing, c.State == Corroborated)
		}
	}
	return f
}

// Figures counts the changes of the plan, whether it takes access away or gives it back.
func (p *Plan) Figures() (f Figures) {
	for i := range p.Changes {
		f.add(p.Changes[i].standing, p.Changes[i].State == Corroborated)
	}
	return f
}

// OpenChanges counts the changes of one campaign.
type OpenChanges struct {
	Campaign, Name string
	Figures
}

// Open returns the counts of all campaigns whose decisions take access away and may be carried out, and that answer for
// a change at least: the open ones, then the closed ones, the one closed last first.
func (l *Ledger) Open(book *campaign.Book) []OpenChanges {
	var out []OpenChanges
	var campaigns []*campaign.Campaign
	for _, c := range book.All() {
		if c.EarlyApply() {
			campaigns = append(campaigns, c)
		}
	}
	for _, c := range append(campaigns, book.Closed()...) {
		of := OpenChanges{Campaign: c.ID, Name: c.Name}
		if of.Figures, _ = l.FiguresOf(book, c); of.Decided > 0 {
			out = append(out, of)
		}
	}
	return out
}

// FiguresOf counts the changes that a campaign asks for, and returns how long each proven one took from its decision.
func (l *Ledger) FiguresOf(book *campaign.Book, c *campaign.Campaign) (f Figures, took []time.Duration) {
	for d, withdrawn := range wishes(c) {
		about := l.About(c.ID, d.Item, d)
		t := l.Track(about)
		if withdrawn != "" && !t.CarriedOut() {
			continue
		}
		standing := l.standing(about, withdrawn, l.newerDecision(book, c, about, d, withdrawn))
		f.add(standing, t.Corroborated != nil)
		if standing == AsProven {
			took = append(took, max(0, t.Confirmed.ListedAt.Sub(d.At)))
		}
	}
	return f, took
}

// wishes returns the decisions of a campaign that ask for a change and may be carried out by now; then, with the reason
// why they are not in force any more, those that may have been carried out before.
func wishes(c *campaign.Campaign) iter.Seq2[campaign.Decision, string] {
	return func(yield func(campaign.Decision, string) bool) {
		taking := c.Taking()
		for _, item := range c.Items {
			d, withdrawn := c.Decision(item), ""
			if _, ready := c.ReadyAt(item); !ready || !d.Verdict.Takes() {
				var took bool
				if d, took = taking[item]; !took {
					continue
				}
				withdrawn = cmp.Or(c.Withdrawn(d), "the decision may not be carried out yet")
			}
			if !yield(d, withdrawn) {
				return
			}
		}
	}
}

// standing returns how a change counts.
func (c *Case) standing(l *Ledger, w *Change) Standing {
	if !w.undo {
		return l.standing(w.about, w.withdrawn, c.newerDecision(l, w))
	}
	switch t := l.Track(w.about); {
	case t.InForce():
		return AsProven
	case c.overruled(l, w) != "":
		return AsSuperseded
	case t.Returned != nil:
		return AsReturned
	}
	return AsUnproven
}

// standing returns how a change that takes access away counts. withdrawn is the reason why its decision is not in
// force, newer the decision that a newer campaign made about it; both may be empty.
func (l *Ledger) standing(about About, withdrawn, newer string) Standing {
	t, undone := l.Track(about), l.Track(about.Back()).CarriedOut()
	switch {
	case t.InForce() && !undone && withdrawn == "":
		return AsProven
	case newer != "":
		return AsSuperseded
	case undone:
		return AsUndone
	case withdrawn != "":
		return AsWithdrawn
	case t.Returned != nil:
		return AsReturned
	}
	return AsUnproven
}
