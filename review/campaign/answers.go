package campaign

import (
	"fmt"
	"slices"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/signature"
)

// TypeAnswersAccepted is the type of the line that a file of answers to a packet was accepted. The lines that say what is in
// the file follow it.
const TypeAnswersAccepted = "packet.accepted"

// AnswersAccepted is the data of a packet.accepted line. The Lines after it in its journal are those of the reviewer: they
// are relayed, and have effect together or not at all.
type AnswersAccepted struct {
	Campaign   string            `json:"campaign"`
	Reviewer   string            `json:"reviewer"`
	Packet     string            `json:"packet"`           // that was answered; see PacketMade
	File       string            `json:"file"`             // SHA-256 of the file of answers, which is kept
	Name       string            `json:"name"`             // as the reviewer typed it
	FinishedAt record.Time       `json:"finished_at"`      // by the reviewer's clock
	Lines      int               `json:"lines"`            // decisions, decisions taken back, and the sign-off
	Left       []string          `json:"left,omitempty"`   // items that the file decides and no line does, sorted
	Signed     *record.FileStamp `json:"signed,omitempty"` // the reviewer's signature over the file
}

// Sentence returns what the line says.
func (d AnswersAccepted) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: fmt.Sprintf("accepted answers of %s to a packet of %s, with %s", d.Reviewer, d.Campaign, some(d.Lines, "line", "lines"))}
}

// Answers are a file of answers that was accepted.
type Answers struct {
	AnswersAccepted
	By   string
	At   record.Time
	Line Ref
	// Known is how By is known.
	Known record.Known
	// InEffect says that its lines have effect: all are there and none is refused.
	InEffect bool
	// Key is the fingerprint of the reviewer's SSH key that signed the file, if an owner had enrolled it for them; else empty.
	Key string
}

// AcceptedFrom returns the file of answers with that SHA-256 that was accepted in the campaign, if it was.
func (c *Campaign) AcceptedFrom(file string) (Answers, bool) {
	i := slices.IndexFunc(c.Answers, func(a Answers) bool { return a.File == file })
	if i < 0 {
		return Answers{}, false
	}
	return c.Answers[i], true
}

// answersTo returns the file of answers that was accepted last for the reviewer, if there is one.
func (c *Campaign) answersTo(reviewer string) (Answers, bool) {
	for _, a := range slices.Backward(c.Answers) {
		if c.people.Same(a.Reviewer, reviewer) {
			return a, true
		}
	}
	return Answers{}, false
}

// refusesAnswers returns why that person cannot accept a file of answers; empty if they can.
func (c *Campaign) refusesAnswers(author string, d AnswersAccepted) string {
	p, made := c.Packet(d.Packet)
	switch {
	case !c.base.Rights.Adopted():
		return "rights do not count yet"
	case c.late("") != "":
		return c.late("")
	case c.State != Open:
		return fmt.Sprintf("campaign %s is still a draft", c.ID)
	case !made:
		return "campaign " + c.ID + " has no such packet on record"
	case !c.people.Same(p.Reviewer, d.Reviewer):
		return fmt.Sprintf("the packet was made for %s, not for %s", p.Reviewer, d.Reviewer)
	case !c.manages(c.base.Rights, author) && !c.people.Same(p.By, author):
		return fmt.Sprintf("answers are accepted by %s, by owners and by who made the packet, not by %s", c.Owner, author)
	case c.people.Like(author, d.Reviewer) != person.None:
		return fmt.Sprintf("%s cannot accept answers of %s: they can decide themselves", author, d.Reviewer)
	case !packetHash.MatchString(d.File) || d.Lines < 1:
		return "it names no file, or no lines"
	}
	if a, again := c.AcceptedFrom(d.File); again {
		return "the file was accepted already, by " + a.By
	}
	if signed, ok := c.Signoff(d.Reviewer); ok {
		return signed.Reviewer + " signed off already"
	}
	if d.Signed == nil {
		return ""
	}
	if owner, _ := c.people.KeyHolder(d.Signed.Key); owner != "" && !c.people.Same(owner, d.Reviewer) {
		return fmt.Sprintf("the SSH key %s was enrolled for %s and signs for no other person, such as %s", d.Signed.Key, owner, d.Reviewer)
	}
	return ""
}

// accepted folds a file of answers. An invalid signature of it is a Damage.
func (b *Book) accepted(l record.Line, d AnswersAccepted) error {
	c, ok := b.about(d.Campaign)
	if !ok {
		return nil
	}
	if d.Signed != nil {
		if err := signature.CheckFile(*d.Signed); err != nil {
			return l.Damaged("the file of answers is not signed as it claims: %w", err)
		}
	}
	if why := c.refusesAnswers(l.Actor, d); why != "" {
		return l.Refuse("%s", why)
	}
	a := Answers{AnswersAccepted: d, By: l.Actor, At: l.Time, Line: refOf(l), Known: l.Known()}
	if d.Signed != nil {
		if _, counts := c.people.KeyHolder(d.Signed.Key); counts {
			a.Key = d.Signed.Key
		}
	}
	c.Answers = append(c.Answers, a)
	b.relays[relayName(l.Writer, d.File)] = a
	return nil
}

// answersTaken notes that the lines of a file of answers have effect.
func (b *Book) answersTaken(writer, file string) {
	c := b.byID[b.relays[relayName(writer, file)].Campaign]
	for i := range c.Answers {
		if c.Answers[i].File == file {
			c.Answers[i].InEffect = true
		}
	}
}

func relayName(writer, file string) string { return writer + " " + file }

// relayable are the types of lines that can be relayed.
var relayable = []string{TypeDecided, TypeUndone, TypeSignedOff}

// Relayed returns how the author of a line is known that came with a file of answers, and why it has no effect; empty if it
// may have. It implements core.Relays.
func (b *Book) Relayed(l record.Line, file string) (known record.Known, why string) {
	known.Assurance = record.Declared
	if !slices.Contains(relayable, l.Type) {
		return known, "no line of its type can be relayed"
	}
	a, ok := b.relays[relayName(l.Writer, file)]
	last := a.Line.Seq + int64(a.Lines)
	d, _ := record.Glance[struct {
		Campaign string `json:"campaign"`
	}](l)
	switch {
	case !ok:
		return known, "no answers that say so were accepted before it in its journal"
	case l.Seq > last:
		return known, fmt.Sprintf("the answers were accepted with %s, and it is not among them", some(a.Lines, "line", "lines"))
	case l.Type == TypeSignedOff && l.Seq != last:
		return known, "it is not the last line of its answers"
	case d.Campaign != a.Campaign || !b.base.People.Same(l.Actor, a.Reviewer):
		return known, fmt.Sprintf("the answers are those of %s in %s", a.Reviewer, a.Campaign)
	}
	known.Assurance, known.Relay = record.Relayed, record.Relay{By: a.By, Packet: a.Packet, File: a.File, Lines: a.Lines}
	if a.Key != "" {
		known.Assurance, known.Key, known.KeyHolder = record.BySSH, a.Key, a.Reviewer
	}
	return known, ""
}

// refusesRelayed returns why a decision has no effect that came with a file of answers.
func (c *Campaign) refusesRelayed(item, author string, known record.Known) string {
	p, _ := c.Packet(known.Packet)
	switch {
	case !c.Contains(item):
		return ""
	case !slices.Contains(p.Items, item):
		return item + " is not in the packet that was answered"
	case !c.people.Same(c.assignee[item], author):
		return fmt.Sprintf("%s is assigned to %s, and answers to a packet are about one's own assignment", item, c.assignee[item])
	case known.Assurance == record.Relayed && c.ownHere(item, known.By):
		return fmt.Sprintf("%s is the access of %s, who accepted the answers, and the reviewer did not sign them", item, c.holders[item])
	}
	return ""
}
