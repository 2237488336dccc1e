package settings

import (
	"strconv"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

// Ledger folds the settings from the lines of the record.
type Ledger struct {
	Now  *Settings       // as the record has them; nil before they were adopted
	past map[string]bool // how they were at any time since, as text

	adopted   map[string]string // by key, as they were adopted
	adoptedBy record.Line
	rights    *rights.Ledger
}

// NewLedger returns a ledger without settings. What loosens a guard needs a second owner by those rights.
func NewLedger(rights *rights.Ledger) *Ledger { return &Ledger{rights: rights} }

func (r *Ledger) set(s Settings) {
	if r.past == nil {
		r.past = map[string]bool{}
	}
	r.Now, r.past[s.Text()] = &s, true
}

// Reset forgets everything but the rights.
func (r *Ledger) Reset() { *r = Ledger{rights: r.rights} }

// Needs returns what a change of the settings needs.
func (r *Ledger) Needs() rights.Needs {
	return rights.Needs{TypeChanged: {Act: rights.Settings, Any: []rights.Right{rights.Owner}}}
}

// Apply folds a line.
func (r *Ledger) Apply(l record.Line) error {
	switch l.Type {
	case TypeAdopted:
		d, err := record.Decode[Adopted](l)
		if err != nil {
			return err
		}
		r.adopt(l, d)
	case TypeChanged:
		d, err := record.Decode[Changed](l)
		if err != nil {
			return err
		}
		return r.change(l, d)
	}
	return nil
}

// InForce returns the settings in force, one by one; none before they were adopted. Their owners are those who have the
// right, once rights count.
func (r *Ledger) InForce() []Setting {
	if r.Now == nil {
		return nil
	}
	s := r.Now.Clone()
	if r.rights.Adopted() {
		s.Owners = r.rights.Holders(rights.Owner)
	}
	return s.Recorded()
}

// Had reports whether the settings were like these at any time since they were adopted.
func (r *Ledger) Had(s Settings) bool { return r.past[s.Text()] }

// adopt folds a settings.adopted line: the first counts. Settings unknown to this version are ignored. A second line,
// by a writer that did not know the first, puts the differing settings in doubt: one of the two may have been inserted
// later.
func (r *Ledger) adopt(l record.Line, d Adopted) {
	if r.Now != nil {
		s := r.Now.Clone()
		for _, one := range d.Settings {
			if was, is := r.adopted[one.Key]; is && was != one.Value {
				s.doubt(l, one.Key, one.Value, r.adoptedBy.Place()+" says "+strconv.Quote(was)+", and neither knew the other")
			}
		}
		r.set(s)
		return
	}
	s := Default()
	r.adopted, r.adoptedBy = map[string]string{}, l
	for _, one := range d.Settings {
		r.adopted[one.Key] = one.Value
		s.follow(l, one.Key, one.Value)
	}
	r.set(s)
}

// change folds a settings.changed line. One that loosens a guard without the yes of a second owner, where there is one,
// is a *record.Refusal.
func (r *Ledger) change(l record.Line, d Changed) error {
	if r.Now == nil {
		return nil
	}
	c := rights.Change{Key: d.Key, Old: d.Old, New: d.New}
	if value, err := r.Now.Get(d.Key); err == nil {
		c.Old = value
	}
	loosens := Loosens(c.Key, c.Old, c.New)
	if loosens {
		if why := r.rights.RefusesLoosening(l.Actor, c, d.Proposal); why != "" {
			return l.Refuse("%s", why)
		}
		r.rights.Loosen(l, c, d.Proposal)
	}
	r.rights.Changed(l, c, d.Proposal, loosens)
	s := r.Now.Clone()
	s.follow(l, d.Key, d.New)
	r.set(s)
	return nil
}
