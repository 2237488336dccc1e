package campaign

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/record"
)

// Book is all campaigns of a workspace, folded from its journal.
type Book struct {
	base  *core.Base
	byID  map[string]*Campaign
	order []*Campaign // by creation
	acts  acts

	imports []*Imported // by time of import

	relays map[string]Answers // that were accepted, by writer and file

	folded int // lines, by which what came first is told
	refuse func(*record.Refusal)
}

// NewBook returns the book of an empty journal. It compares persons, and asks for their rights, by the base.
func NewBook(base *core.Base) *Book {
	b := &Book{base: base, byID: map[string]*Campaign{}, acts: acts{}, relays: map[string]Answers{}, refuse: func(*record.Refusal) {}}
	base.Relays = b
	return b
}

// Reset forgets everything.
func (b *Book) Reset() {
	refuse := b.refuse
	*b = *NewBook(b.base)
	b.refuse, b.base.Relays = refuse, b
}

// Relies names the settings on which the lines of campaigns depend; see core.Core.Register.
var Relies = map[string][]string{
	TypeCreated:  {"rules.", "owners"},
	TypeOpened:   {"rules.", "owners"},
	TypeClosed:   {"owners"},
	TypeImported: {"owners"},
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

// OnRefused has refuse called with the lines that have no effect for lack of rights.
func (b *Book) OnRefused(refuse func(*record.Refusal)) { b.refuse = refuse }

// Apply folds one line into the book. It ignores lines of other types. A line that contradicts an earlier one has no
// effect: the first in fold order counts. Two machines that did not know of each other can write such lines; once rights
// count they are refused.
func (b *Book) Apply(l record.Line) error {
	b.folded++
	switch l.Type {
	case TypeCreated:
		return apply(l, b.created)
	case TypeEdited:
		return apply(l, b.edited)
	case TypeOpened:
		return apply(l, b.opened)
	case TypeReminded:
		return apply(l, b.reminded)
	case TypeDueMoved:
		return apply(l, b.dueMoved)
	case TypeDelegated:
		return apply(l, b.delegated)
	case TypeReturned:
		return apply(l, b.returned)
	case TypeDecided:
		return apply(l, b.decided)
	case TypeUndone:
		return apply(l, b.undone)
	case TypeLapsed:
		return apply(l, b.lapsed)
	case TypePostponed:
		return apply(l, b.postponed)
	case TypeSignedOff:
		return apply(l, b.signedOff)
	case TypeReopened:
		return apply(l, b.reopened)
	case TypeVoided:
		return apply(l, b.voided)
	case TypeClosed:
		return apply(l, b.closed)
	case TypeImported:
		return apply(l, b.imported)
	case TypePacketMade:
		return apply(l, b.packetMade)
	case TypeAnswersAccepted:
		return apply(l, b.accepted)
	case TypeFellBack:
		return apply(l, b.fellBack)
	}
	return nil
}

func apply[D any](l record.Line, fold func(record.Line, D) error) error {
	data, err := record.Decode[D](l)
	if err != nil {
		return err
	}
	return fold(l, data)
}

// refuses returns the refusal of the line for that reason, or nil if there is none.
func refuses(l record.Line, why string) error {
	if why == "" {
		return nil
	}
	return l.Refuse("%s", why)
}

// about returns the campaign of a line, and counts the line.
func (b *Book) about(id string) (*Campaign, bool) {
	c, ok := b.byID[id]
	if ok {
		c.revision++
	}
	return c, ok
}

// Touch counts a line of another ledger that speaks of the campaign, so that whoever looks at it reads it anew.
func (b *Book) Touch(id string) { b.about(id) }

// OpenedAfter reports whether the campaign was opened by a line after that place of the fold, and not voided.
func (c *Campaign) OpenedAfter(place int) bool {
	return c.State != Draft && c.State != Void && c.openedAs > place
}

func refOf(l record.Line) Ref { return Ref{Writer: l.Writer, Seq: l.Seq, Hash: l.Hash} }

func (b *Book) created(l record.Line, d Created) error {
	if _, known := b.byID[d.Campaign]; known {
		return nil
	}
	if why := b.refusesRules(d); why != "" {
		return refuses(l, why)
	}
	c := &Campaign{
		Plan: d.plan(l), ID: d.Campaign, State: Draft, Owner: l.Actor, CreatedAt: l.Time.Time,
		planned: d.Reviewers, base: b.base, people: &b.base.People, assignee: map[string]string{}, decisions: map[string][]Decision{}, counts: map[Verdict]int{},
	}
	b.byID[c.ID] = c
	b.order = append(b.order, c)
	return nil
}

// plan returns what the data of the line plans.
func (d Created) plan(l record.Line) Plan {
	due, err := time.Parse(DateLayout, d.Due)
	if err != nil {
		due = l.Time.Time
	}
	return Plan{
		Name: d.Name, Scope: d.Scope, Kinds: d.Kinds, Due: due, Instructions: d.Instructions, Reviewers: d.Reviewers, Split: d.Split, Apply: d.Apply,
		CopiedFrom: d.CopiedFrom, Series: d.Series, Assign: d.Assign,
		Second: d.Second, Disagreement: d.Disagreement, Undecided: d.Undecided, Fallback: d.Fallback, Lapse: d.Lapse,
	}
}

func (b *Book) opened(l record.Line, d Opened) error {
	c, ok := b.about(d.Campaign)
	if !ok || c.State != Draft {
		return nil
	}
	if why := c.refusesManaging(b.base.Rights, l.Actor); why != "" {
		return refuses(l, why)
	}
	if d.Roster != "" && b.base.Rosters.Find(d.Roster) == nil {
		return l.Refuse("it rests on a roster that is not on record")
	}
	if why := cmp.Or(d.refusesSeconds(c), c.refusesOpening(b.base.Rights, d)); why != "" {
		return refuses(l, why)
	}
	c.State, c.OpenedAt, c.OpenedBy, c.openedAs = Open, l.Time.Time, l.Actor, b.folded
	c.Population, c.Rules, c.Previous, c.AllowedStale, c.Settings = d.Population, d.Rules, d.Previous, d.AllowedStale, d.Settings
	c.Roster, c.Kinds, c.Rules.Edition = d.Roster, d.Kinds, cmp.Or(d.Hints, access.FirstEdition)
	c.Marks, c.Apply, c.holders = marksOf(d.Marked), d.Apply, d.Holders // one that this version does not know is at-close
	c.Split, c.Assign, c.Fallback = cmp.Or(d.Split, c.Split), d.Assign, d.Fallback
	for _, a := range d.Assignments {
		before := len(c.Items)
		for _, item := range a.Items {
			if !c.Contains(item) {
				c.assignee[item] = a.Reviewer
				c.Items = append(c.Items, item)
			}
		}
		one := handover(l, "", a.Reviewer, len(c.Items)-before, "")
		one.Rule = a.Rule
		c.Handovers = append(c.Handovers, one)
		if a.Rule != "" && !c.IsReviewer(a.Reviewer) {
			c.Reviewers = append(slices.Clone(c.Reviewers), a.Reviewer)
		}
	}
	slices.Sort(c.Items)
	c.Disagreement, c.Undecided, c.Fallback = d.Disagreement, d.Undecided, d.Fallback
	c.takeSeconds(l, d.Second)
	c.takeAdvice(d)
	c.Lapse = d.Lapse
	return nil
}

func (b *Book) delegated(l record.Line, d Delegated) error {
	c, ok := b.about(d.Campaign)
	if !ok || c.State == Draft {
		return nil
	}
	if why := c.refusesDelegation(b.base.Rights, l, d); why != "" {
		return refuses(l, why)
	}
	if _, signed := c.Signoff(d.To); signed || c.State != Open {
		return nil
	}
	if !c.IsReviewer(d.To) {
		c.Reviewers = append(slices.Clone(c.Reviewers), d.To)
	}
	for _, item := range d.Items {
		if c.Contains(item) && !c.lockedIn(item, FirstStage) && !c.isSecond(item, d.To) {
			c.handOver(l, item, d)
		}
	}
	for _, item := range d.Second {
		if c.Contains(item) && c.refusesSecond(item, d.To) == "" {
			c.reassign(l, item, Handover{To: d.To, Reason: d.Reason, Stage: SecondStage})
		}
	}
	return nil
}

func (b *Book) decided(l record.Line, d Decided) error {
	c, ok := b.about(d.Campaign)
	if !ok || d.Decision == "" || d.Decision == Undecided {
		return nil
	}
	b.act(d.Batch, d.Bulk, step{
		&l, func() string {
			return cmp.Or(c.refusesDecision(b.base.Rights, l, d), c.refusesIfRelayed(l, d.Item))
		}, func() { c.decided(l, d, b.folded) },
	})
	return nil
}

// act folds a line of an act, and reports whether the act took effect. Lines that came with a file of answers are one act,
// whatever they say.
func (b *Book) act(batch string, lines int, one step) bool {
	if known := one.line.Known(); known.File != "" {
		batch, lines = "answers "+known.File, known.Lines
	}
	refused, effect := b.acts.add(batch, lines, one)
	if known := one.line.Known(); effect && known.File != "" {
		b.answersTaken(one.line.Writer, known.File)
	}
	for _, r := range refused {
		b.refuse(r)
	}
	return effect
}

// refusesIfRelayed is refusesRelayed for lines that came with a file of answers.
func (c *Campaign) refusesIfRelayed(l record.Line, item string) string {
	if known := l.Known(); known.File != "" {
		return c.refusesRelayed(item, l.Actor, known)
	}
	return ""
}

func (c *Campaign) decided(l record.Line, d Decided, place int) {
	if c.State != Open || !c.Contains(d.Item) || c.lockedIn(d.Item, d.Stage) {
		return
	}
	if !c.base.Rights.Adopted() && !c.IsReviewer(l.Actor) {
		return
	}
	c.took(effect{refOf(l), d.Item, "", d.Stage})
	c.made = append(c.made, made{d.Item, d.Batch, l.Hash})
	c.count(d.Item, -1)
	one := Decision{
		Item: d.Item, Verdict: d.Decision, ToRole: d.ToRole, ToRoleName: d.ToRoleName, Gains: d.Gains, Scopes: d.Scopes, Reason: d.Reason,
		Reviewer: l.Actor, Assurance: l.Assurance, Known: l.Known(), At: l.Time.Time, DwellMS: d.DwellMS, Bulk: d.Bulk, Carried: d.Carried,
		Hints: d.Hints, Batch: d.Batch, Stage: d.Stage, Of: d.Of, Line: refOf(l), place: place,
		Until: d.Until, settles: c.settles(l.Actor, d),
	}
	if to := c.reviewerIn(d.Item, d.Stage); !c.people.Same(to, l.Actor) {
		one.InPlaceOf = to
	}
	c.limited = c.limited || d.Until != ""
	delete(c.postponed, part{d.Item, d.Stage})
	stacks := c.stacks(d.Stage)
	stacks[d.Item] = append(stacks[d.Item], one)
	c.count(d.Item, +1)
}

func (b *Book) undone(l record.Line, d Undone) error {
	if c, ok := b.about(d.Campaign); ok {
		b.act(d.Batch, d.Bulk, step{
			&l, func() string {
				return cmp.Or(c.refusesUndo(b.base.Rights, l.Actor, d), c.refusesIfRelayed(l, d.Item))
			}, func() { c.undone(l, d) },
		})
	}
	return nil
}

func (c *Campaign) undone(l record.Line, d Undone) {
	if p, found := c.postponedBy(d.Item, d.Line); found {
		if c.State == Open && !c.lockedIn(d.Item, p.Stage) {
			c.took(effect{refOf(l), d.Item, "", p.Stage})
			delete(c.postponed, part{d.Item, p.Stage})
		}
		return
	}
	stage, last := c.stageOf(d.Item, d.Line)
	if !last || c.State != Open || c.lockedIn(d.Item, stage) {
		return
	}
	stacks := c.stacks(stage)
	stack := stacks[d.Item]
	c.took(effect{refOf(l), d.Item, "", stage})
	c.count(d.Item, -1)
	c.Undoings = append(c.Undoings, Undoing{Decision: stack[len(stack)-1], By: l.Actor, At: l.Time.Time, Line: refOf(l)})
	stacks[d.Item] = stack[:len(stack)-1]
	c.count(d.Item, +1)
}

// stacks returns the decisions of a stage, by item.
func (c *Campaign) stacks(stage Stage) map[string][]Decision {
	if stage != SecondStage {
		return c.decisions
	}
	if c.seconds == nil {
		c.seconds = map[string][]Decision{}
	}
	return c.seconds
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
	why := c.refusesSignoff(b.base.Rights, l)
	if l.Known().File != "" { // the decisions before it take effect with it
		if !b.act("", 0, step{&l, func() string { return why }, func() {}}) {
			return nil
		}
	} else if why != "" {
		return refuses(l, why)
	}
	if why := c.refusesPostponed(l.Actor, l.Time.Time); why != "" && !c.over() {
		return l.Refuse("%s", why)
	}
	// Two machines that did not know of each other, of which another sign-off knew the other one.
	if e := c.unknown(l, d.Seal, func(e effect) bool { return c.concerns(e, l.Actor) }); e != nil {
		return l.Refuse("it did not know line %d of %s, which changed the assignment before it: sign off again", e.line.Seq, e.line.Writer)
	}
	if _, signed := c.Signoff(l.Actor); signed && b.base.Rights.Adopted() {
		return l.Refuse("%s signed off already", l.Actor)
	}
	if _, signed := c.Signoff(l.Actor); signed || c.State != Open {
		return nil
	}
	c.took(effect{line: refOf(l), reviewer: l.Actor})
	c.Signoffs = append(c.Signoffs, Signoff{
		Reviewer: l.Actor, Assurance: l.Assurance, Statement: d.Statement, At: l.Time.Time, Decided: d.Decided,
		Undecided: d.Undecided, Key: cmp.Or(d.key(), relayKey(l)), Known: l.Known(), Line: refOf(l), place: b.folded,
	})
	return nil
}

func (b *Book) closed(l record.Line, d ClosedData) error {
	c, ok := b.about(d.Campaign)
	if !ok {
		return nil
	}
	if why := c.refusesManaging(b.base.Rights, l.Actor); why != "" {
		return refuses(l, why)
	}
	if err := c.contradicts(l, d.Seal); err != nil {
		return err
	}
	if c.over() {
		return refuses(l, c.late(""))
	}
	if why := c.refusesClosing(d.Counted); why != "" {
		return refuses(l, why)
	}
	for _, item := range d.Counted {
		if c.counted == nil {
			c.counted = map[string]bool{}
		}
		c.counted[item] = true
	}
	c.counts[Revoke] += len(c.counted)
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

// relayKey returns the fingerprint of the key that signed the file of answers with which the line came; empty if it did not,
// or the file was not signed.
func relayKey(l record.Line) string {
	if known := l.Known(); known.File != "" {
		return known.Key
	}
	return ""
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
