package campaign

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// Service has the use cases of campaigns in one workspace.
type Service struct {
	core    *core.Core
	book    *Book
	hints   Hints
	changes Changes
	lookup  *Lookup
}

// Hints raises hints from what the record says beside campaigns.
type Hints interface {
	// Marks returns the hints for the items of a population.
	Marks(ctx context.Context, population string) (access.Marks, error)
	// Reconcile compares the latest population with Torq's audit log before a campaign is opened on it, if that was not
	// done yet, and returns the hints with what it found, and the entries that put it on record.
	Reconcile(ctx context.Context) (access.Marks, []record.Entry, error)
}

// Changes describes the effect of decisions in Torq, planned and carried out.
type Changes interface {
	// Outlook returns what decisions about the items of a population will do.
	Outlook(p *population.Population) Outlook
	// CarriedOut reports whether the decision in force on the item was carried out and not taken back since. It is
	// called while the ledgers are locked.
	CarriedOut(c *Campaign, item string) bool
	// RemovedAt returns when a list of Torq first showed that the access was gone which the decision in force on the item
	// revokes; false if none did, or it was given back since. It is called while the ledgers are locked.
	RemovedAt(c *Campaign, item string) (time.Time, bool)
	// Revision returns another number whenever lines said that something was carried out. It is called while the ledgers are
	// locked.
	Revision() int
}

// Outlook predicts the effect in Torq of decisions about the items of one population.
type Outlook interface {
	// Revoking returns what revoking the row's access really does, in sentences.
	Revoking(row access.Row) []string
	// Contradictions returns the decisions among rows that another decision, an API key or a claim mapping works against.
	// outside are the rows of the population that the campaign does not review.
	Contradictions(rows []SheetRow, outside []access.Row) []Contradiction
}

// NewService makes the use cases of the campaigns that lookup reads.
func NewService(lookup *Lookup) *Service {
	return &Service{core: lookup.core, book: lookup.book, hints: lookup.hints, changes: lookup.changes, lookup: lookup}
}

func errDraft(id string) error {
	return fault.New(fault.Refused, "campaign %s is still a draft", id).WithHint("open it with: %s", fault.OpenCampaign.On(id))
}

// Find returns the campaign that id names: its id, an unambiguous beginning of it, or its exact name.
func (b *Book) Find(id string) (*Campaign, error) {
	var ids, named []string
	for _, c := range b.All() {
		ids = append(ids, c.ID)
		if strings.EqualFold(c.Name, id) {
			named = append(named, c.ID)
		}
	}
	switch {
	case slices.Contains(ids, id): // an id is never another's name
	case len(named) == 1:
		id = named[0]
	case len(named) > 1:
		return nil, fault.New(fault.BadInput, "%d campaigns are named %q: %s", len(named), id, strings.Join(named, ", ")).
			WithHint("name it by its id")
	}
	full, err := core.Resolve("campaign", id, ids)
	if err != nil {
		return nil, err
	}
	c, _ := b.Get(full)
	return c, nil
}

// FindFirmly returns the campaign as Find does, for acts that cannot be taken back: id is a whole ID, or a name or the
// beginning of an ID with four letters or digits at least.
func (b *Book) FindFirmly(id string) (*Campaign, error) {
	c, err := b.Find(id)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, r := range id {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			n++
		}
	}
	if n < leastOfName && id != c.ID {
		return nil, fault.New(fault.BadInput, "%q is too short to name a campaign for an act that cannot be taken back", id).
			WithHint("its whole ID is %s", c.ID)
	}
	return c, nil
}

// leastOfName is the number of letters and digits by which an act that cannot be taken back must name what it is about.
const leastOfName = 4

// FindOpened returns the campaign as Find does, and refuses a draft.
func (b *Book) FindOpened(id string) (*Campaign, error) {
	c, err := b.Find(id)
	if err == nil && c.Population == "" {
		return nil, errDraft(c.ID)
	}
	return c, err
}
