package comment

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/attached"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/note"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

// Comment is a comment or a question on record. It is not changed after an answer was added.
type Comment struct {
	Made
	Said
	Answers []Answer // the oldest first
}

// Answer is an answer on record.
type Answer struct {
	Answered
	Said
}

// Said says who wrote a line, how they are known, and when.
type Said struct {
	By    string
	Known record.Known
	At    time.Time
	Line  record.Line
}

// ID returns the name by which a comment is found: the hash of its line.
func (c *Comment) ID() string { return c.Line.Hash }

// Open reports whether it is a question without an answer.
func (c *Comment) Open() bool { return c.Ask != "" && len(c.Answers) == 0 }

// Who names who gave the answer and, if another person wrote it down, that person and how they are known.
func (a *Answer) Who() string {
	if a.From == "" {
		return a.By + " (" + a.Known.String() + ")"
	}
	return a.From + ", written down by " + a.By + " (" + a.Known.String() + ")"
}

// Ledger holds the comments on record.
type Ledger struct {
	base *core.Base
	book *campaign.Book
	of   map[string][]*Comment // by campaign, in fold order
}

// NewLedger returns an empty ledger of comments on campaigns of the book.
func NewLedger(base *core.Base, book *campaign.Book) *Ledger {
	return &Ledger{base: base, book: book, of: map[string][]*Comment{}}
}

// Reset forgets everything.
func (l *Ledger) Reset() { l.of = map[string][]*Comment{} }

// Needs returns what the lines need to have effect: a part in the campaign, or to be asked, which the ledger looks at.
func (l *Ledger) Needs() rights.Needs {
	need := rights.Need{Act: rights.Decide}
	return rights.Needs{TypeMade: need, TypeAnswered: need}
}

// Apply folds a line.
func (l *Ledger) Apply(line record.Line) error {
	said := Said{line.Actor, line.Known(), line.Time.Time, line}
	switch line.Type {
	case TypeMade:
		d, err := record.Decode[Made](line)
		if err != nil {
			return err
		}
		if why := l.refusesMade(l.base.Rights, line.Actor, d); why != "" {
			return line.Refuse("%s", why)
		}
		l.of[d.Campaign] = append(l.of[d.Campaign], &Comment{Made: d, Said: said})
		l.book.Touch(d.Campaign)
	case TypeAnswered:
		d, err := record.Decode[Answered](line)
		if err != nil {
			return err
		}
		if why := l.refusesAnswer(l.base.Rights, line.Actor, d); why != "" {
			return line.Refuse("%s", why)
		}
		all := l.of[d.Campaign]
		i := slices.IndexFunc(all, func(c *Comment) bool { return c.ID() == d.Question })
		answered := *all[i] // what was handed out does not change
		answered.Answers = append(slices.Clone(answered.Answers), Answer{d, said})
		all[i] = &answered
		l.book.Touch(d.Campaign)
	}
	return nil
}

// refusesPlace returns why nothing can be said on the item of the campaign; empty if it can.
func (l *Ledger) refusesPlace(id, item, text string, files []attached.File) string {
	c, ok := l.book.Get(id)
	switch {
	case !ok:
		return "there is no campaign " + id
	case c.State != campaign.Open:
		return fmt.Sprintf("campaign %s is %s, not open", id, c.State)
	case !c.Contains(item):
		return fmt.Sprintf("campaign %s has no item %s", id, item)
	case refusesText(text) != "":
		return refusesText(text)
	}
	return attached.Refuses(files)
}

// refusesMade returns why a comment or question has no effect; empty if it has.
func (l *Ledger) refusesMade(held *rights.Ledger, author string, d Made) string {
	if why := l.refusesPlace(d.Campaign, d.Item, d.Text, d.Attached); why != "" {
		return why
	}
	c, _ := l.book.Get(d.Campaign)
	switch {
	case c.RefusesPart(held, author) != "":
		return c.RefusesPart(held, author)
	case d.Ask != "" && !note.IsAddress(d.Ask):
		return fmt.Sprintf("%q is not the e-mail address of a person to ask", d.Ask)
	case d.Ask != "" && l.base.People.Same(d.Ask, author):
		return author + " cannot ask themselves"
	}
	return ""
}

// refusesAnswer returns why an answer has no effect; empty if it has.
func (l *Ledger) refusesAnswer(held *rights.Ledger, author string, d Answered) string {
	if why := l.refusesPlace(d.Campaign, d.Item, d.Text, d.Attached); why != "" {
		return why
	}
	q, ok := l.Find(d.Campaign, d.Question)
	c, _ := l.book.Get(d.Campaign)
	switch {
	case !ok || q.Ask == "" || q.Item != d.Item:
		return "there is no such question about " + d.Item
	case d.From != "" && !l.base.People.Same(d.From, q.Ask):
		return fmt.Sprintf("%s was asked, not %s", q.Ask, d.From)
	case d.From != "" && l.base.People.Same(d.From, author):
		return author + " answers themselves, and writes down no answer of another person"
	case l.base.People.Same(author, q.Ask):
		return ""
	}
	return c.RefusesPart(held, author)
}

// Of returns the comments on a campaign in fold order.
func (l *Ledger) Of(id string) []*Comment { return slices.Clone(l.of[id]) }

// Find returns the comment of a campaign with that ID.
func (l *Ledger) Find(id, comment string) (*Comment, bool) {
	i := slices.IndexFunc(l.of[id], func(c *Comment) bool { return c.ID() == comment })
	if i < 0 {
		return nil, false
	}
	return l.of[id][i], true
}

// Waiting returns the questions without an answer that wait for the person, in open campaigns, the oldest campaign first.
func (l *Ledger) Waiting(email string) (open []*Comment) {
	for _, c := range l.book.All() {
		if c.State != campaign.Open {
			continue
		}
		for _, q := range l.of[c.ID] {
			if q.Open() && l.base.People.Same(q.Ask, email) {
				open = append(open, q)
			}
		}
	}
	return open
}

// WaitingIn counts the open questions of a campaign that wait for the person.
func (l *Ledger) WaitingIn(id, email string) (n int) {
	for _, c := range l.of[id] {
		if c.Open() && l.base.People.Same(c.Ask, email) {
			n++
		}
	}
	return n
}

// Resolve returns the question of a campaign whose ID begins so.
func (l *Ledger) Resolve(id, beginning string) (*Comment, error) {
	var ids []string
	for _, c := range l.of[id] {
		if c.Ask != "" {
			ids = append(ids, c.ID())
		}
	}
	found, err := core.Resolve("question", strings.ToLower(beginning), ids)
	if err != nil {
		return nil, err
	}
	q, _ := l.Find(id, found)
	return q, nil
}
