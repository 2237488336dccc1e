package remediation

import (
	"fmt"

	"github.com/tuar-dev/tuar/review/order"
)

// Recorded is a change by the journal alone, whatever Torq lists now.
type Recorded struct {
	Change
	Undo      bool // it takes another one back
	Standing  Standing
	Decision  Decided
	Track     Track
	Withdrawn string // why the decision is not in force any more; empty if it is
	Since     string // what a newer campaign decided about it, in words; empty if none did
}

// Carriers returns who sent the change to Torq, and who said that they made it by hand.
func (r *Recorded) Carriers() (by []string) {
	for _, a := range r.Track.Attempts {
		by = append(by, a.By)
	}
	if r.Track.ByHand != nil {
		by = append(by, r.Track.ByHand.By)
	}
	return by
}

// Recorded returns every change the campaign decided, and every change that was carried out to take one back, in its
// state by the record. Unlike a Plan it does not depend on the present: the same lines give the same answer at any
// time.
func (c *Case) Recorded(l *Ledger) []Recorded {
	rows := make(map[string]Decided, len(c.Rows))
	for _, r := range c.Rows {
		rows[r.Item] = r
	}
	var out []Recorded
	for _, undo := range []bool{false, true} {
		for _, w := range c.desiredChanges(l, undo) {
			t := l.Track(w.about)
			if undo && !t.CarriedOut() {
				continue
			}
			c.fillRecorded(l, &w, t)
			out = append(out, Recorded{Change: w, Undo: undo, Standing: w.standing, Decision: rows[w.Item], Track: t.Clone(), Withdrawn: w.withdrawn, Since: c.newerDecision(l, &w)})
		}
	}
	return out
}

// fillRecorded fills in the state of a change by the journal alone.
func (of *Case) fillRecorded(l *Ledger, c *Change, t *Track) {
	step, planned := l.planned[c.about]
	over := of.overruled(l, c)
	c.fillProof(t)
	c.standing = of.standing(l, c)
	if c.Method == "" {
		c.Method = step.Method
	}
	last := t.Last()
	switch {
	case c.Action == order.Unknown:
		c.State, c.Detail = Blocked, c.Blocked
	case !c.undo && l.Track(c.about.Back()).CarriedOut():
		c.State, c.Detail = Undone, of.undoneText(l, c)
	case t.InForce():
		c.noteWithdrawn()
	case c.withdrawn != "" && !c.undo:
		c.State, c.Blocked, c.Detail = Blocked, c.withdrawn, c.withdrawn
	case over != "":
		c.State, c.Blocked, c.Detail = Blocked, over, over
	case t.Returned != nil:
		c.State, c.Detail = Returned, t.Returned.told()
	case last != nil && (last.Outcome == order.Refused || last.withoutEffect()):
		c.State, c.Detail = Failed, last.Detail
	case t.ByHand != nil && c.Method == order.Manual:
		c.State, c.Detail = Sent, "done by hand, as "+t.ByHand.By+" says; no listing shows it yet"
	case last != nil && last.reached():
		c.State, c.Detail = Sent, "asked of Torq; no listing shows it yet"
	case step.Blocked != "":
		c.State, c.Blocked, c.Detail = Blocked, step.Blocked, step.Blocked
	case planned && step.Method == order.Manual:
		c.State, c.Detail = ByPerson, "planned for a person to do; nobody said that they did"
	default:
		c.State, c.Detail = Planned, "decided; nothing that was done about it is on record"
	}
}

// told says as what the access came back.
func (r *Return) told() string {
	return fmt.Sprintf("it came back as %s with the role %s", r.As, r.Role)
}
