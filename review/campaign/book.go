package campaign

import (
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/record"
)

// Book is all campaigns of a workspace, folded from its journal.
type Book struct {
	base  *core.Base
	byID  map[string]*Campaign
	order []*Campaign // by creation
	acts  acts

	folded int // lines, by which what came first is told
}

// NewBook returns the book of an empty journal. It compares persons, and asks for their rights, by the base.
func NewBook(base *core.Base) *Book {
	return &Book{base: base, byID: map[string]*Campaign{}, acts: acts{}}
}

// Reset forgets everything.
func (b *Book) Reset() { *b = *NewBook(b.base) }

// Relies names the settings on which the lines of campaigns depend; see core.Core.Register.
var Relies = map[string][]string{
	TypeCreated: {"rules.", "owners"},
	TypeOpened:  {"rules.", "owners"},
	TypeClosed:  {"owners"},
}

// All returns the campaigns in order of creation.
func (b *Book) All() []*Campaign { return b.order }

// Get returns the campaign with that id.
func (b *Book) Get(id string) (*Campaign, bool) {
	c, ok := b.byID[id]
	return c, ok
}

// Closed returns the campaigns that are closed, the one closed last first. A withdrawn draft had no items and does not
// count.
func (b *Book) Closed() []*Campaign {
	return b.closedBefore(b.folded + 1)
}

// ClosedBefore returns the campaigns that were closed when that one was opened, the one closed last first.
func (b *Book) ClosedBefore(c *Campaign) []*Campaign {
	return b.closedBefore(c.openedAs)
}

func (b *Book) closedBefore(place int) []*Campaign {
	var closed []*Campaign
	for _, c := range b.order {
		if c.State == Closed && c.Population != "" && c.closedAs < place {
			closed = append(closed, c)
		}
	}
	slices.SortFunc(closed, func(a, b *Campaign) int { return b.closedAs - a.closedAs })
	return closed
}

// LastClosed returns the campaign closed last, or nil.
func (b *Book) LastClosed() *Campaign {
	if closed := b.Closed(); len(closed) > 0 {
		return closed[0]
	}
	return nil
}

// Apply folds one line into the book. It ignores lines of other types. A line that contradicts an earlier one has no
// effect: the first in fold order counts. Two machines that did not know of each other can write such lines.
func (b *Book) Apply(l record.Line) error {
	b.folded++
	switch l.Type {
	case TypeCreated:
		return apply(l, b.created)
	case TypeOpened:
		return apply(l, b.opened)
	case TypeDelegated:
		return apply(l, b.delegated)
	case TypeDecided:
		return apply(l, b.decided)
	case TypeUndone:
		return apply(l, b.undone)
	case TypeSignedOff:
		return applySealed(l, b.signedOff)
	case TypeClosed:
		return applySealed(l, b.closed)
	}
	return nil
}

// applySealed is apply for lines that can contradict those before them.
func applySealed[D any](l record.Line, fold func(record.Line, D) error) error {
	var contradiction error
	if err := apply(l, func(l record.Line, d D) { contradiction = fold(l, d) }); err != nil {
		return err
	}
	return contradiction
}

func apply[D any](l record.Line, fold func(record.Line, D)) error {
	data, err := record.Decode[D](l)
	if err == nil {
		fold(l, data)
	}
	return err
}

// about returns the campaign of a line, and counts the line.
func (b *Book) about(id string) (*Campaign, bool) {
	c, ok := b.byID[id]
	if ok {
		c.revision++
	}
	return c, ok
}

// OpenedAfter reports whether the campaign was opened by a line after that place of the fold.
func (c *Campaign) OpenedAfter(place int) bool { return c.State != Draft && c.openedAs > place }

func refOf(l record.Line) Ref { return Ref{Writer: l.Writer, Seq: l.Seq, Hash: l.Hash} }

func (b *Book) created(l record.Line, d Created) {
	if _, known := b.byID[d.Campaign]; known {
		return
	}
	due, err := time.Parse(DateLayout, d.Due)
	if err != nil {
		due = l.Time.Time
	}
	c := &Campaign{
		Plan: Plan{
			Name: d.Name, Scope: d.Scope, Due: due, Instructions: d.Instructions, Reviewers: d.Reviewers, Split: d.Split, Apply: d.Apply,
			CopiedFrom: d.CopiedFrom,
		},
		ID: d.Campaign, State: Draft, Owner: l.Actor, CreatedAt: l.Time.Time,
		people: &b.base.People, assignee: map[string]string{}, decisions: map[string][]Decision{}, counts: map[Verdict]int{},
	}
	c.took(effect{line: refOf(l)})
	b.byID[c.ID] = c
	b.order = append(b.order, c)
}

func (b *Book) opened(l record.Line, d Opened) {
	c, ok := b.about(d.Campaign)
	if !ok || c.State != Draft {
		return
	}
	c.State, c.OpenedAt, c.OpenedBy, c.openedAs = Open, l.Time.Time, l.Actor, b.folded
	c.Population, c.Rules, c.Previous, c.AllowedStale, c.Settings = d.Population, d.Rules, d.Previous, d.AllowedStale, d.Settings
	c.Marks, c.Apply = marksOf(d.Marked), d.Apply // one that this version does not know is at-close
	for _, a := range d.Assignments {
		for _, item := range a.Items {
			if !c.Contains(item) {
				c.assignee[item] = a.Reviewer
				c.Items = append(c.Items, item)
			}
		}
	}
	slices.Sort(c.Items)
	c.took(effect{line: refOf(l)})
}

func (b *Book) delegated(l record.Line, d Delegated) {
	c, ok := b.about(d.Campaign)
	if !ok || c.State != Open {
		return
	}
	if _, signed := c.Signoff(d.To); signed {
		return // their assignment is closed; what comes in later would be locked undecided
	}
	if !c.IsReviewer(d.To) {
		c.Reviewers = append(slices.Clone(c.Reviewers), d.To)
	}
	for _, item := range d.Items {
		if c.Contains(item) && !c.Locked(item) {
			c.took(effect{refOf(l), item, c.assignee[item]})
			c.assignee[item] = d.To
		}
	}
}

func (b *Book) decided(l record.Line, d Decided) {
	c, ok := b.about(d.Campaign)
	if !ok || d.Decision == "" || d.Decision == Undecided {
		return
	}
	b.acts.add(l.Writer, d.Batch, d.Bulk, func() { c.decided(l, d, b.folded) })
}

func (c *Campaign) decided(l record.Line, d Decided, place int) {
	if c.State != Open || !c.IsReviewer(l.Actor) || !c.Contains(d.Item) || c.Locked(d.Item) {
		return
	}
	c.took(effect{refOf(l), d.Item, ""})
	c.made = append(c.made, made{d.Item, d.Batch, l.Hash})
	c.count(d.Item, -1)
	c.decisions[d.Item] = append(c.decisions[d.Item], Decision{
		Item: d.Item, Verdict: d.Decision, ToRole: d.ToRole, ToRoleName: d.ToRoleName, Gains: d.Gains, Reason: d.Reason,
		Reviewer: l.Actor, Assurance: l.Assurance, At: l.Time.Time, DwellMS: d.DwellMS, Bulk: d.Bulk, Carried: d.Carried,
		Hints: d.Hints, Batch: d.Batch, Line: refOf(l), place: place,
	})
	c.count(d.Item, +1)
}

func (b *Book) undone(l record.Line, d Undone) {
	if c, ok := b.about(d.Campaign); ok {
		b.acts.add(l.Writer, d.Batch, d.Bulk, func() { c.undone(l, d) })
	}
}

func (c *Campaign) undone(l record.Line, d Undone) {
	if c.State != Open || c.Locked(d.Item) {
		return
	}
	stack := c.decisions[d.Item]
	if len(stack) == 0 || stack[len(stack)-1].Line.Hash != d.Line {
		return
	}
	c.took(effect{refOf(l), d.Item, ""})
	c.count(d.Item, -1)
	c.Undoings = append(c.Undoings, Undoing{Decision: stack[len(stack)-1], By: l.Actor, At: l.Time.Time, Line: refOf(l)})
	c.decisions[d.Item] = stack[:len(stack)-1]
	c.count(d.Item, +1)
}

// count adds n to the tally of the verdict in force for the item.
func (c *Campaign) count(item string, n int) {
	if v := c.Decision(item).Verdict; v != Undecided {
		c.counts[v] += n
	}
}

func (b *Book) signedOff(l record.Line, d SignedOff) error {
	c, ok := b.about(d.Campaign)
	if !ok {
		return nil
	}
	if err := c.contradicts(l, d.Seal, func(e effect) bool { return c.concerns(e, l.Actor) }); err != nil {
		return err
	}
	if _, signed := c.Signoff(l.Actor); signed || c.State != Open {
		return nil
	}
	c.took(effect{line: refOf(l), reviewer: l.Actor})
	c.Signoffs = append(c.Signoffs, Signoff{
		Reviewer: l.Actor, Assurance: l.Assurance, Statement: d.Statement, At: l.Time.Time, Decided: d.Decided,
		Undecided: d.Undecided, Key: d.key(), Known: l.Known(), Line: refOf(l), place: b.folded,
	})
	return nil
}

func (b *Book) closed(l record.Line, d ClosedData) error {
	c, ok := b.about(d.Campaign)
	if !ok {
		return nil
	}
	if err := c.contradicts(l, d.Seal, func(effect) bool { return true }); err != nil || c.State == Closed {
		return err
	}
	c.took(effect{line: refOf(l)})
	c.State, c.closedAs = Closed, b.folded
	c.Closing = &Closing{
		By: l.Actor, Assurance: l.Assurance, Statement: d.Statement, At: l.Time.Time, Undecided: d.Undecided,
		Unsigned: d.Unsigned, Key: d.key(), Settings: d.Settings, Known: l.Known(), Line: refOf(l),
	}
	return nil
}

// key returns the fingerprint of the key that signed, as the line names it.
func (s Seal) key() string {
	if s.Signature == nil {
		return ""
	}
	return s.Signature.Key
}

// Slug makes the readable part of a campaign's id from its name.
func Slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 32 {
			break
		}
	}
	slug := strings.Trim(b.String(), "-")
	if slug == "" {
		return "campaign"
	}
	return slug
}
