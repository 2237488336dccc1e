package core

import (
	"cmp"
	"slices"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/dismissal"
	"github.com/tuar-dev/tuar/review/note"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/review/settings"
)

// Base holds the ledgers that all others stand on.
type Base struct {
	Syncs   Syncs
	Rules   *settings.Ledger
	People  people.Ledger
	Rights  *rights.Ledger
	Writers Writers
	Relays  Relays // nil where no line can be relayed
	Rosters *roster.Ledger
	Notes   *note.Ledger
	// Dismissals are the hints that people dismissed.
	Dismissals *dismissal.Ledger
	Audit      audit.Ledger

	first string   // the person who acted first; empty before
	named []string // owners in workspace.json, while the record has no settings
}

// Relays knows the files of answers that people handed in for others.
type Relays interface {
	// Relayed returns how the author of a line is known that says it was relayed, and why it has no effect; empty if it may
	// have.
	Relayed(l record.Line, answers string) (known record.Known, why string)
}

// Held returns the rights by which the next line of that author is judged: those of the record or, where rights do not
// count yet, those that this line will begin.
func (b *Base) Held(author string) *rights.Ledger {
	if b.Rights.Adopted() || !isPerson(author) {
		return b.Rights
	}
	return b.Rights.With(rights.Adopted{Owners: b.firstOwners(b.ownersNamed(), author)})
}

// ownersNamed returns the owners that the settings name.
func (b *Base) ownersNamed() []string {
	if b.Rules.Now != nil {
		return b.Rules.Now.Owners
	}
	return b.named
}

// firstOwners returns who owns a workspace when its rights begin with a line by that author: the owners that its
// settings name and the person who acted in it first.
func (b *Base) firstOwners(named []string, author string) []string {
	owners := []string{}
	for _, o := range append([]string{cmp.Or(b.first, author)}, named...) {
		if o != "" && !person.In(owners, o) {
			owners = append(owners, o)
		}
	}
	return owners
}

// NewBase returns the base of an empty record.
func NewBase() *Base {
	b := &Base{}
	b.Rights = rights.NewLedger(&b.People)
	b.Rules = settings.NewLedger(b.Rights)
	b.People.Ask(guard{b.Rights, b})
	b.Rosters, b.Notes = roster.NewLedger(&b.People), note.NewLedger()
	b.Dismissals = dismissal.NewLedger(&b.People)
	return b
}

// guard limits the statements that owners make about each other.
type guard struct {
	*rights.Ledger
	base *Base
}

// Approves reports whether the person may approve elevations: by their right, or because a rule names them.
func (g guard) Approves(email string) bool {
	return g.Ledger.Approves(email) || g.base.Rules.Now != nil && slices.ContainsFunc(g.base.Rules.Now.Elevation.Rules, func(r settings.ElevationRule) bool {
		return g.base.People.In(r.Approvers, email)
	})
}

func (b *Base) ledgers() []Ledger {
	return []Ledger{&b.Syncs, b.Rules, &b.People, b.Rights, &b.Writers, b.Rosters, b.Notes, b.Dismissals, &b.Audit}
}

// gate finds lines without effect: their authors had no right for them.
type gate struct {
	base  *Base
	needs rights.Needs
	// adopted is the first rights.adopted line among all lines, also while lines before it are folded.
	adopted *record.Line
	known   rights.Adopted
	refused []record.Refusal
}

// learn notes what lines of the ledger need.
func (g *gate) learn(ledger Ledger) {
	needy, ok := ledger.(interface{ Needs() rights.Needs })
	if !ok {
		return
	}
	for kind, need := range needy.Needs() {
		g.needs[kind] = need
	}
}

// foresee finds the rights.adopted line among new lines, which names the lines before it that were known then. It
// reports whether it found it just now.
func (g *gate) foresee(lines []record.Line) bool {
	if g.adopted != nil {
		return false
	}
	i := slices.IndexFunc(lines, func(l record.Line) bool { return l.Type == rights.TypeAdopted })
	if i < 0 {
		return false
	}
	d, err := record.Decode[rights.Adopted](lines[i])
	if err != nil {
		return false // the ledger of rights says so
	}
	g.adopted, g.known = &lines[i], d
	return true
}

// refuses returns why the line has no effect; empty if it may have.
func (g *gate) refuses(l record.Line) string {
	need, needs := g.needs[l.Type]
	first := l.Type == settings.TypeAdopted // which needs no right, since it comes before all rights
	if !needs && !first {
		return ""
	}
	if g.adopted != nil && !g.base.Rights.Adopted() && l.Hash != g.adopted.Hash && !g.known.From(*g.adopted, l) {
		return "it claims to be older than the rights of this workspace, but was not in the record when they began"
	}
	if first {
		if g.base.Rights.Adopted() && g.base.Rules.Now != nil {
			return "the record kept the settings already"
		}
		return ""
	}
	if why := g.base.Rights.Refuses(l.Actor, need); why != "" {
		return why
	}
	if l.Known().KeyOwner != "" && !g.base.sharedDesk(l.Writer) {
		return "the private API key of another person was in use, and no owner had made that OS account a shared desk"
	}
	least, key := g.leastOfLine(l, need)
	return tooWeak(record.Actor{Email: l.Actor, Assurance: l.Assurance}, least, key)
}

// refuse notes that a line has no effect.
func (g *gate) refuse(r *record.Refusal) { g.refused = append(g.refused, *r) }
