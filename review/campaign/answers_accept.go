package campaign

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

// Handed is a file of answers to a packet that a person hands in for the reviewer.
type Handed struct {
	AnswersAccepted // but for Lines and Left, which follow
	Population      string
	Statement       string
	Choices         []Choice // as the file has them, each with its Bulk
}

// AcceptOptions say what is taken of files of answers that cannot be taken as a whole.
type AcceptOptions struct {
	SkipChanged bool // leave rows out that changed since the packet was made
	Partial     bool // take the answers though rows are undecided; then nothing is signed off
	Replace     bool // take them in place of other answers that were accepted for the reviewer
}

// Acceptance holds the decisions and the sign-off of one file of answers, before or after they are recorded.
type Acceptance struct {
	Campaign  Summary
	Handed    Handed
	Again     *Answers // the same file was accepted before, so that nothing is recorded
	Choices   []Choice // that are recorded
	Titles    map[string]string
	Changed   []ChangedRow // rows of the file that cannot be recorded as they are
	Earlier   *Answers     // other answers of the reviewer that were accepted before
	Differs   []string     // how these differ from them, in phrases
	TakenBack []string     // items that the earlier answers decided and these do not
	Undecided []string     // items of the packet without a decision
	Own       []string     // items that are the reviewer's own access, which they cannot decide
	SignsOff  bool
	Unsigned  string // why nothing is signed off, as a sentence; empty if it is
	Assurance record.Assurance
	Looked    time.Duration // on all rows together; zero of a workbook, which measures no time
	// Clock says why the time in the file cannot be right; empty if it can.
	Clock string

	entries  []record.Entry
	revision int // of the campaign
}

// ChangedRow is a row of a file of answers that cannot be recorded, because something is otherwise since the packet was
// made.
type ChangedRow struct {
	Item string
	Why  string // a phrase
}

// Counts returns how many decisions of each kind are recorded.
func (a *Acceptance) Counts() map[Verdict]int {
	counts := map[Verdict]int{}
	for _, c := range a.Choices {
		counts[c.Verdict]++
	}
	return counts
}

// acceptance returns what accepting the file would record. Faults of single rows are a *Rejected.
func (c *Campaign) acceptance(basis Basis, by record.Actor, h Handed, o AcceptOptions, now time.Time, batch string) (*Acceptance, error) {
	a := &Acceptance{Campaign: c.Summarise(now), Handed: h, Assurance: record.Relayed, Titles: map[string]string{}, revision: c.revision}
	if again, ok := c.AcceptedFrom(h.File); ok {
		a.Again = &again
		return a, nil
	}
	p, err := c.mayAccept(by, h)
	if err != nil {
		return nil, err
	}
	relayed := record.Actor{Email: p.Reviewer, Assurance: record.Relayed, Answers: h.File}
	if h.Signed != nil {
		if _, counts := c.people.KeyHolder(h.Signed.Key); counts {
			relayed.BySSH, a.Assurance = true, record.BySSH
		}
	}
	if earlier, ok := c.answersTo(p.Reviewer); ok {
		a.Earlier = &earlier
	}
	if err := a.sort(c, p, basis, by); err != nil {
		return nil, err
	}
	a.Clock = clockDoubt(p, h, now)
	for _, row := range a.Changed {
		a.Handed.Left = append(a.Handed.Left, row.Item)
	}
	slices.Sort(a.Handed.Left)
	decided, err := c.Decide(basis, relayed, a.Choices, batch)
	if err != nil {
		return nil, inFile(err, a.Choices, h.Choices)
	}
	entries := slices.Concat(decided, a.takeBack(c, p, relayed, batch))
	a.finish(c, p, basis, now)
	if a.SignsOff {
		entries = append(entries, record.Entry{Type: TypeSignedOff, Actor: relayed, Data: SignedOff{
			Campaign: c.ID, Statement: strings.TrimSpace(h.Statement), Decided: len(c.parts(p.Reviewer)) - len(a.Own), Undecided: len(a.Own), Seal: Seal{Population: c.Population},
		}})
	}
	data := a.Handed.AnswersAccepted
	data.Lines = len(entries)
	a.entries = append([]record.Entry{{Type: TypeAnswersAccepted, Actor: by, Data: data}}, entries...)
	return a, a.stopped(o)
}

// clockLeeway is how wrong the clock of a reviewer's machine can be without a word.
const clockLeeway = 24 * time.Hour

// clockDoubt says why the time at which the answers were finished, by the reviewer's clock, cannot be right; empty if it
// can. The record gives their decisions the time at which they are accepted in any case.
func clockDoubt(p MadePacket, h Handed, now time.Time) string {
	switch {
	case h.FinishedAt.Before(p.At.Add(-clockLeeway)):
		return "finished before the packet was made, by the reviewer's clock, which must be wrong"
	case h.FinishedAt.After(now.Add(clockLeeway)):
		return "finished after today, by the reviewer's clock, which must be wrong"
	}
	return ""
}

// mayAccept returns the packet that was answered, or why its answers cannot be accepted, whatever they say.
func (c *Campaign) mayAccept(by record.Actor, h Handed) (MadePacket, error) {
	p, ok := c.Packet(h.Packet)
	switch {
	case c.State == Void || c.State == Closed:
		return p, fault.New(fault.Refused, "campaign %s is %s; answers to its packets come too late", c.ID, c.State).
			WithHint("make packets of a campaign that is open, and ask %s to answer the new one", h.Reviewer)
	case c.State != Open:
		return p, c.notOpen()
	case !ok:
		return p, fault.New(fault.BadInput, "the answers are to a packet that was not made in %s: the packet was edited, or made on a machine whose record is not here yet", c.ID).
			WithHint("if the record is shared, run %s; else make a new packet and ask %s to answer that", fault.SyncShare.With(), h.Reviewer)
	case h.Population != c.Population:
		return p, fault.New(fault.BadInput, "the answers are about the population %.12s, and %s reviews %.12s", h.Population, c.ID, c.Population)
	case !c.people.Same(p.Reviewer, h.Reviewer):
		return p, fault.New(fault.BadInput, "the packet was made for %s, and the answers say that they are by %s", p.Reviewer, h.Reviewer)
	case c.people.Like(by.Email, p.Reviewer) != person.None:
		return p, fault.New(fault.Refused, "these are answers of %s, who cannot accept them: a person relays for others only", p.Reviewer).
			WithHint("decide in tuar: %s; or have an owner accept the file", fault.Review.On(c.ID))
	}
	d := h.AnswersAccepted
	d.Lines = 1
	if signed, already := c.Signoff(p.Reviewer); already {
		return p, fault.New(fault.Refused, "%s signed off %s already, on %s", p.Reviewer, c.ID, signed.At.UTC().Format("2 Jan 2006")).
			WithHint("an owner can reopen the assignment first: %s", fault.Reopen.On(c.ID, p.Reviewer, "--reason TEXT"))
	}
	if why := c.refusesAnswers(by.Email, d); why != "" {
		return p, fault.New(fault.Refused, "%s", why).WithHint("see the rights with: %s", fault.ListRights.With())
	}
	return p, nil
}

// sort divides the rows of the file into those that are recorded and those that changed. A row that was not in the packet is
// a fault.
func (a *Acceptance) sort(c *Campaign, p MadePacket, basis Basis, by record.Actor) error {
	var rejected Rejected
	for i, choice := range a.Handed.Choices {
		row := basis.Rows[choice.Item]
		a.Titles[choice.Item] = row.Title()
		a.Looked += time.Duration(choice.DwellMS) * time.Millisecond
		if !slices.Contains(p.Items, choice.Item) {
			rejected.Problems = append(rejected.Problems, Problem{i + 1, choice.Item, fault.New(fault.BadInput, "decision %d: %s is not in the packet that was answered", i+1, choice.Item)})
			continue
		}
		why := c.changedSince(p, choice.Item)
		if why == "" && a.Assurance == record.Relayed && c.isOf(row, by.Email) {
			why = "is the access of " + by.Email + ", who hands in the answers: another owner or manager accepts them, or " + p.Reviewer + " signs them"
		}
		if why != "" {
			a.Changed = append(a.Changed, ChangedRow{choice.Item, row.Title() + " " + why})
			continue
		}
		a.Choices = append(a.Choices, choice)
		if was := c.Decision(choice.Item); a.Earlier != nil && (was.Verdict != choice.Verdict || was.ToRole != choice.ToRole || was.Reason != strings.TrimSpace(choice.Reason)) {
			a.Differs = append(a.Differs, fmt.Sprintf("%s: %s, and now %s", row.Title(), was.Verdict, choice.Verdict))
		}
	}
	if len(rejected.Problems) > 0 {
		return &rejected
	}
	if len(a.Choices) == 0 {
		return fault.New(fault.Refused, "no row of the answers can be recorded: %s", a.Changed[0].Why).
			WithHint("make a new packet for %s", p.Reviewer)
	}
	return nil
}

// changedSince returns how an item is otherwise than when the packet was made, as a phrase; empty if it is not.
func (c *Campaign) changedSince(p MadePacket, item string) string {
	if to := c.Reviewer(item); !c.people.Same(to, p.Reviewer) {
		why := "is assigned to " + to + " now"
		for _, h := range slices.Backward(c.Handovers) {
			if h.To == to && h.From != "" {
				return why + ", by " + h.By + " on " + h.At.UTC().Format("2 Jan 2006 15:04 UTC")
			}
		}
		return why
	}
	d := c.Decision(item)
	if d.Verdict == Undecided || d.place <= p.place || d.Known.File != "" && c.people.Same(d.Reviewer, p.Reviewer) {
		return ""
	}
	return fmt.Sprintf("was decided since: %s by %s on %s", d.Verdict, d.Reviewer, d.At.UTC().Format("2 Jan 2006 15:04 UTC"))
}

// takeBack returns the entries that take back what earlier answers decided and these do not.
func (a *Acceptance) takeBack(c *Campaign, p MadePacket, relayed record.Actor, batch string) (entries []record.Entry) {
	if a.Earlier == nil {
		return nil
	}
	answered := map[string]bool{}
	for _, choice := range a.Handed.Choices {
		answered[choice.Item] = true
	}
	for _, item := range p.Items {
		d := c.Decision(item)
		if answered[item] || d.Verdict == Undecided || d.Known.File == "" || !c.people.Same(d.Reviewer, p.Reviewer) || c.changedSince(p, item) != "" {
			continue
		}
		a.TakenBack = append(a.TakenBack, item)
		a.Differs = append(a.Differs, fmt.Sprintf("%s: %s, and now undecided", item, d.Verdict))
		entries = append(entries, record.Entry{Type: TypeUndone, Actor: relayed, Data: Undone{Campaign: c.ID, Item: item, Line: d.Line.Hash, Batch: batch, Bulk: 1}})
	}
	return entries
}

// finish decides whether the answers sign the assignment off. They do if the packet had all rows of the assignment and the
// reviewer decided on each but their own access. Rows of the second stage, which no packet has, must be decided as well.
func (a *Acceptance) finish(c *Campaign, p MadePacket, basis Basis, now time.Time) {
	answered := map[string]bool{}
	for _, choice := range a.Choices {
		answered[choice.Item] = true
	}
	unseen := 0
	for _, item := range c.Assigned(p.Reviewer) {
		d := c.Decision(item)
		switch {
		case answered[item]:
		case !slices.Contains(p.Items, item), d.Verdict != Undecided && d.place > p.place && !slices.Contains(a.TakenBack, item):
			unseen++
		case d.Verdict == Undecided && c.isOf(basis.Rows[item], p.Reviewer):
			a.Own = append(a.Own, item)
		case d.Verdict == Undecided || slices.Contains(a.TakenBack, item):
			a.Undecided = append(a.Undecided, item)
		}
	}
	postponed := c.refusesPostponed(p.Reviewer, now)
	second := 0
	for _, item := range c.SecondAssigned(p.Reviewer) {
		if d := c.Part(item, SecondStage); !c.people.Same(d.Reviewer, p.Reviewer) && (d.Verdict != Undecided || c.Decision(item).Verdict == Undecided) {
			second++
		}
	}
	switch {
	case len(a.Undecided) > 0:
		a.Unsigned = some(len(a.Undecided), "row of the packet is undecided", "rows of the packet are undecided")
	case postponed != "":
		a.Unsigned = postponed
	case unseen > 0:
		a.Unsigned = some(unseen, "row of the assignment was assigned or decided", "rows of the assignment were assigned or decided") + " after the packet was made"
	case second > 0:
		a.Unsigned = some(second, "row of the second stage, which no packet has, is not decided", "rows of the second stage, which no packet has, are not decided") +
			" by " + p.Reviewer + ", who decides and signs off with tuar"
	}
	a.SignsOff = a.Unsigned == ""
}

// stopped returns why the answers are not taken with these options; nil if they are.
func (a *Acceptance) stopped(o AcceptOptions) error {
	switch {
	case a.Earlier != nil && !o.Replace:
		return fault.New(fault.Refused, "other answers of %s were accepted already, by %s on %s; %s", a.Handed.Reviewer, a.Earlier.By,
			a.Earlier.At.UTC().Format("2 Jan 2006 15:04 UTC"), some(len(a.Differs), "row differs", "rows differ")).
			WithHint("to take these in their place: %s", fault.Again("--replace"))
	case len(a.Changed) > 0 && !o.SkipChanged:
		return fault.New(fault.Refused, "%s since the packet was made; nothing was recorded", some(len(a.Changed), "row changed", "rows changed")).
			WithHint("to take the others: %s; or make a new packet", fault.Again("--skip-changed"))
	case len(a.Undecided) > 0 && !o.Partial:
		return fault.New(fault.Refused, "%s; nothing was recorded", a.Unsigned).
			WithHint("ask %s to decide the rest and to finish again; or take these without a sign-off: %s", a.Handed.Reviewer, fault.Again("--partial"))
	}
	return nil
}

// inFile gives the problems of choices their places in the file.
func inFile(err error, chosen, all []Choice) error {
	rejected, ok := err.(*Rejected) //nolint:errorlint // as Decide returns it
	if !ok {
		return err
	}
	for i := range rejected.Problems {
		p := &rejected.Problems[i]
		p.Index = 1 + slices.IndexFunc(all, func(c Choice) bool { return c.Item == chosen[p.Index].Item })
		p.Err = fault.Wrap(p.Err, "decision %d", p.Index)
	}
	return rejected
}
