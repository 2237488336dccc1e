package access

import (
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/calendar"
	"github.com/tuar-dev/tuar/review/note"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/review/tabular"
)

// Charge holds the person responsible for an item, and the day of its next review by its own interval.
type Charge struct {
	Item     string
	Name     string     // as people call it
	System   bool       // a service key or a service account: one person must be responsible for it
	Owner    string     // the responsible person: by the note, else the owner by Torq; empty without one
	Gone     string     // why that person cannot be responsible, a phrase after their address; empty if they can
	Note     *note.Note // in force; nil without one
	Reviewed time.Time  // when it was certified, reduced or moved last; zero if it never was
	Next     *time.Time // the day of the next review; nil without an interval
}

// Due reports whether the next review is due by the item's own interval.
func (c *Charge) Due(now time.Time) bool { return c.Next != nil && !calendar.Day(now).Before(*c.Next) }

// Orphaned says in a phrase why no living person is responsible; empty where one is, and for what needs none.
func (c *Charge) Orphaned() string {
	what := "service account"
	if KindOf(c.Item) == Key {
		what = "service key"
	}
	switch {
	case !c.System:
		return ""
	case c.Owner == "":
		return "no responsible person is on record for this " + what
	case c.Gone != "":
		return "its owner " + c.Owner + " " + c.Gone
	}
	return ""
}

// Since says in a phrase since when a review is due, and by which interval.
func (c *Charge) Since() string {
	last := "never reviewed; noted on " + dayIn(c.Note.At)
	if !c.Reviewed.IsZero() {
		last = "reviewed last on " + dayIn(c.Reviewed)
	}
	return last + ", " + c.Note.Every.String() + ": due since " + dayIn(*c.Next)
}

func dayIn(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

// OfCharge returns the charge of the row; it is empty if no note names one.
func (r *Row) OfCharge() Charge {
	if r.Charge == nil {
		return Charge{}
	}
	return *r.Charge
}

// Responsible returns the address of the responsible person of the row; empty without one.
func (r *Row) Responsible() string { return r.OfCharge().Owner }

// Noted returns what the note on the row says; nothing without one.
func (r *Row) Noted() note.Set {
	if c := r.OfCharge(); c.Note != nil {
		return c.Note.Set
	}
	return note.Set{}
}

// Responsibility says in a phrase who is responsible for the row, and when it is reviewed next; empty without a note.
func (r *Row) Responsibility() string {
	c, n := r.OfCharge(), r.Noted()
	if c.Note == nil {
		return ""
	}
	text := "no owner noted"
	if c.Owner != "" {
		text = c.Owner
	}
	if c.Next != nil {
		text += ", review " + n.Every.String() + ", next " + dayIn(*c.Next)
	}
	return text + " (noted by " + c.Note.By + " on " + dayIn(c.Note.At) + ")"
}

// ChargeFields describe the columns that rows have where there are notes.
var ChargeFields = tabular.Fields[*Row]{
	tabular.TextOf("owner", func(r *Row) string { return r.Noted().Owner }),
	tabular.TextOf("purpose", func(r *Row) string { return r.Noted().Purpose }),
	tabular.TextOf("review_every", func(r *Row) note.Interval { return r.Noted().Every }),
	tabular.TextOf("next_review", func(r *Row) string {
		if next := r.OfCharge().Next; next != nil {
			return next.Format(calendar.Layout)
		}
		return ""
	}),
}

// Duties hold what the record says about the people responsible for items.
type Duties struct {
	Notes     map[string]*note.Note       // in force, by item
	Reviewed  func(item string) time.Time // when it was certified, reduced or moved last; zero if it never was
	Addresses func(email string) []string // all of that person, the address itself among them
}

// Charges returns the API keys and service accounts of the population, and whatever else has a note, by item. people may
// be nil.
func Charges(p *population.Population, d Duties, people *roster.Index) []Charge {
	at := &charging{Duties: d, people: people, taken: p.TakenAt, users: make(map[string]bool, len(p.Users))}
	service := map[string]bool{} // addresses of service accounts, by the roster
	if people != nil {
		for i := range people.Lines {
			if l := &people.Lines[i]; l.Type == roster.Service {
				for _, email := range append([]string{l.Email}, l.Also...) {
					service[person.Key(email)] = true
				}
			}
		}
	}
	noted := map[string]*note.Note{} // by the ID of the user
	for item, n := range d.Notes {
		if id, ok := strings.CutPrefix(item, "user/"); ok {
			noted[id] = n
		}
	}
	for i := range p.Users {
		at.users[person.Key(p.Users[i].Email)] = true
	}
	charges, here := make([]Charge, 0, len(p.Keys)+len(d.Notes)), map[string]bool{}
	add := func(c Charge) {
		here[c.Item] = true
		charges = append(charges, at.complete(c))
	}
	for i := range p.Keys {
		k := &p.Keys[i]
		add(Charge{Item: "key/" + k.ClientID, Name: "key " + k.Name, Owner: k.OwnerEmail, System: k.Type != population.KeyPrivate})
	}
	for i := range p.Users {
		u := &p.Users[i]
		n, ok := noted[u.ID]
		if declared := ok && n.Owner != ""; declared || service[person.Key(u.Email)] {
			add(Charge{Item: "user/" + u.ID, Name: u.Email, System: true})
		} else if ok {
			add(Charge{Item: "user/" + u.ID, Name: u.Email})
		}
	}
	for item := range d.Notes {
		if kind := KindOf(item); !here[item] && kind != User && kind != Key {
			add(Charge{Item: item, Name: item})
		}
	}
	slices.SortFunc(charges, func(a, b Charge) int { return strings.Compare(a.Item, b.Item) })
	return charges
}

// charging holds what completes a charge.
type charging struct {
	Duties
	people *roster.Index
	taken  time.Time
	users  map[string]bool // by person.Key
}

// complete adds to a charge what the record, the roster and the other accounts say.
func (at *charging) complete(c Charge) Charge {
	if c.Note = at.Notes[c.Item]; c.Note != nil {
		if c.System && c.Note.Owner != "" || KindOf(c.Item) != Key && c.Note.Owner != "" {
			c.Owner = c.Note.Owner
		}
		if c.Note.Every != "" {
			c.Reviewed = at.Reviewed(c.Item)
			c.Next = c.Note.Next(c.Reviewed)
		}
	}
	switch {
	case c.Owner == "":
	case KindOf(c.Item) == User && slices.ContainsFunc(at.Addresses(c.Owner), func(a string) bool { return person.Same(a, c.Name) }):
		c.Gone = "is the account itself"
	default:
		c.Gone = at.gone(c.Owner)
	}
	return c
}

// gone says in a phrase why a person cannot be responsible: they left, or are not known here.
func (at *charging) gone(email string) string {
	user := slices.ContainsFunc(at.Addresses(email), func(a string) bool { return at.users[person.Key(a)] })
	if at.people == nil {
		if user {
			return ""
		}
		return "is no user of this workspace"
	}
	of := " (the roster of " + at.people.ImportedAt.UTC().Format("2 Jan") + ")"
	line, ok := at.people.Find(email)
	switch {
	case !ok && user:
		return ""
	case !ok:
		return "is no user of this workspace and not on the roster"
	}
	switch s := line.Standing(at.taken); {
	case s == roster.Left && line.End != "" && line.End <= calendar.Day(at.taken).Format(calendar.Layout):
		return "left on " + dayOf(line.End) + of
	case s == roster.Left:
		return "has left" + of
	case s == roster.Ended:
		return "was a contractor until " + dayOf(line.End) + of
	}
	return ""
}

// AddCharges adds the hints about responsible people and intervals, as of that time.
func (m Marks) AddCharges(charges map[string]*Charge, now time.Time) {
	of := func(name, why string) Hint { return Hint{Name: name, Why: why} }
	for _, c := range charges {
		if why := c.Orphaned(); why != "" {
			m.Add(c.Item, of(NoOwner, why))
		}
		if KindOf(c.Item) == Key && c.Owner != "" && c.Gone != "" {
			m.Add(c.Item, of(KeyOutlivesOwner, "its owner "+c.Owner+" "+c.Gone+", and Torq still lists the key"))
		}
		if c.Due(now) {
			m.Add(c.Item, of(ReviewDue, c.Since()))
		}
	}
}

// chargeKinds are the hints about responsible people and intervals between reviews.
var chargeKinds = []HintKind{
	{
		Name: NoOwner, Weight: 32, Group: "keys", Source: OfNotes,
		Rule: always("no living person is on record as responsible for the service key or service account"),
		Do:   "Find out who needs it, and note that person as its owner. Revoke it if there is none.",
	},
	{
		Name: KeyOutlivesOwner, Weight: 46, Group: "keys", Source: OfNotes,
		Rule: always("the owner of the key left, or is no user any more, and Torq still lists the key"),
		Do:   "Revoke the key, or find a new owner who makes a new one.",
	},
	{
		Name: ReviewDue, Weight: 18, Group: "keys", Source: OfNotes,
		Rule: always("the interval between reviews in its note is over"),
		Do:   "Decide on it in this review: the interval then begins anew.",
	},
}
