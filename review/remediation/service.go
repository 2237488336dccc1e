package remediation

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// Service has the use cases of remediation.
type Service struct {
	core       *core.Core
	ledger     *Ledger
	book       *campaign.Book
	elevations Elevations
	orders     *Orders
	cases      Cases
	reader     Reader
	reap       func(context.Context, population.Progress) error
	files      Files
	times      LockTimes
	exchange   core.Exchange
}

// Cases shows campaigns.
type Cases interface {
	// Inspect calls look with a campaign that was opened and its population; both may be used until look returns.
	Inspect(ctx context.Context, id string, look func(*campaign.Campaign, *campaign.View) error) error
}

// Reader reads Torq.
type Reader interface {
	// ReadTorq reads everyone's access into a new population.
	ReadTorq(ctx context.Context, progress population.Progress) (core.Reading, error)
	// OnListing registers apply to be called for each new population. what names the subject in the message about a
	// failure.
	OnListing(what string, apply func(ctx context.Context, before, name string) error)
}

// Files reads and writes the files of plans.
type Files interface {
	// Write makes the file at path with what write produces, whole or not at all. It refuses to replace a file unless
	// overwrite is set (fault BadInput).
	Write(ctx context.Context, path string, overwrite bool, write func(io.Writer) error) error
	// Read returns the bytes of a file, at most limit of them (fault BadInput beyond or if unreadable).
	Read(ctx context.Context, path string, limit int64) ([]byte, error)
}

// Ports holds the dependencies of the service.
type Ports struct {
	Book       *campaign.Book
	Elevations Elevations
	Orders     *Orders
	Cases      Cases
	Reader     Reader
	Reap       func(context.Context, population.Progress) error // grants and takes back the roles that are due
	Files      Files
	Times      LockTimes
	Exchange   core.Exchange // syncs with other machines
}

// NewService returns the service, and registers the ledger with the core and with the syncs.
func NewService(c *core.Core, l *Ledger, p Ports) *Service {
	s := &Service{
		core: c, ledger: l, book: p.Book, elevations: p.Elevations, orders: p.Orders, cases: p.Cases, reader: p.Reader, reap: p.Reap,
		files: p.Files, times: p.Times, exchange: p.Exchange,
	}
	c.Register(l, Relies)
	p.Reader.OnListing("earlier decisions", s.applyListing)
	return s
}

// PlanRemediation returns the state of every change that a campaign decided, or with undo of every change that reverses
// one, and the effect of applying, by the newest population. It asks Torq nothing and records nothing.
func (s *Service) PlanRemediation(ctx context.Context, id string, undo bool) (*Plan, error) {
	return s.PlanRemediationWith(ctx, id, undo, Words{})
}

// PlanRemediationWith returns PlanRemediation with explicit permissions.
func (s *Service) PlanRemediationWith(ctx context.Context, id string, undo bool, words Words) (*Plan, error) {
	c, _, err := s.caseOf(ctx, id)
	if err != nil {
		return nil, err
	}
	if s.core.Packed() {
		return s.recordedOf(ctx, c, undo)
	}
	return s.planOf(ctx, c, undo, words)
}

// caseOf returns the case of a campaign with the decisions that may be carried out, and the time of its population.
func (s *Service) caseOf(ctx context.Context, id string) (made *Case, takenAt time.Time, err error) {
	err = s.cases.Inspect(ctx, id, func(c *campaign.Campaign, v *campaign.View) error {
		if c.State == campaign.Void {
			return fault.New(fault.Refused, "campaign %s is void; nothing of it is carried out", c.ID)
		}
		if c.State != campaign.Closed && !c.EarlyApply() {
			return fault.New(fault.Refused, "campaign %s is still open; its decisions may change", c.ID).
				WithHint("close it first with: %s", fault.CloseCampaign.On(c.ID))
		}
		made, takenAt = CaseOf(c, s.book, v.Basis.Rows, v.Basis.Roles), v.TakenAt
		made.Accounts = v.Accounts
		return nil
	})
	return made, takenAt, err
}

// recordedOf returns the state of every change by the record, which in a pack does not change any more.
func (s *Service) recordedOf(ctx context.Context, c *Case, undo bool) (*Plan, error) {
	name, p, err := s.core.Latest(ctx)
	if err != nil {
		return nil, err
	}
	plan := &Plan{
		V: 1, Campaign: c.Campaign, Name: c.Name, Undo: undo, Population: name, TakenAt: p.TakenAt,
		Notes: []string{"this is where the record leaves every change"},
	}
	return plan, s.core.Read(ctx, func() error {
		for _, r := range c.Recorded(s.ledger) {
			if r.Undo == undo {
				plan.Changes = append(plan.Changes, r.Change)
			}
		}
		return nil
	})
}

func (s *Service) planOf(ctx context.Context, c *Case, undo bool, words Words) (*Plan, error) {
	_, plan, err := s.planner(ctx, c, undo, words)
	return plan, err
}

// planner returns the plan of a case against the newest listing, and its planner.
func (s *Service) planner(ctx context.Context, c *Case, undo bool, words Words) (planner *Planner, plan *Plan, err error) {
	chosen, err := s.core.Settings(ctx)
	if err != nil {
		return nil, nil, err
	}
	name, p, err := s.core.Latest(ctx)
	if err != nil {
		return nil, nil, err
	}
	actor, _ := s.core.Actor(ctx) // reading a plan needs no known user; applying it does
	world := World{
		Name: name, Population: p, Now: s.core.Now(), Actor: actor.Email, ClientID: s.core.ClientID(ctx),
		Methods: s.orders.Methods(chosen), CountPercent: chosen.Remediation.CountPercent, Words: words,
	}
	err = s.core.Read(ctx, func() error {
		c.Elevations, c.Book, world.Missing = s.elevations, s.book, s.core.Syncs().MissingIn(name)
		world.People = s.core.People().Clone()
		planner, plan = c.Planner(s.ledger, world, undo)
		if n := plan.twice(s.ledger); n > 0 {
			plan.Notes = append(plan.Notes, fmt.Sprintf(
				"changes that two machines sent, without knowing of each other: %d; each names the state it ends in, so it had its effect once", n))
		}
		return nil
	})
	return planner, plan, err
}

// VerifyRemediation reads Torq anew, and returns the state of every change then. It notices access that came back.
func (s *Service) VerifyRemediation(ctx context.Context, id string, undo bool, progress population.Progress) (*Plan, error) {
	r, err := s.start(ctx, id, undo)
	if err != nil {
		return nil, err
	}
	defer r.release()
	if err := r.read(ctx, progress); err != nil {
		return nil, err
	}
	return r.proven(ctx)
}

// DoneByHand records the actor's statement that they made these changes in Torq's console, which a later listing
// confirms. With undo it needs a reason, and the actor must be an owner.
func (s *Service) DoneByHand(ctx context.Context, id string, undo bool, items []string, reason string) (*Plan, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return nil, err
	}
	c, _, err := s.caseOf(ctx, id)
	if err != nil {
		return nil, err
	}
	if reason, err = s.mayAct(ctx, actor, c.Campaign, undo, reason); err != nil {
		return nil, err
	}
	plan, err := s.planOf(ctx, c, undo, Words{})
	if err != nil {
		return nil, err
	}
	var entries []record.Entry
	for _, item := range items {
		change := plan.Find(item)
		switch {
		case change == nil:
			return nil, fault.New(fault.BadInput, "campaign %s asks for no change of %s", c.Campaign, item)
		case change.Proven():
			return nil, fault.New(fault.Refused, "the change of %s is proven already", change.Title())
		case change.Blocked != "":
			return nil, fault.New(fault.Refused, "%s", change.Blocked)
		}
		if undo {
			entries = append(entries, Undoing([]*Change{change}, reason, actor)...)
		}
		entries = append(entries, record.Entry{Type: TypeByHand, Actor: actor, Data: ByHandData{
			About: change.About(), Action: change.Action, ToRole: change.ToRoleID, ToScopes: change.ToScopes, Decision: change.Made().Line.Hash,
		}})
	}
	if err := s.core.Record(ctx, entries...); err != nil {
		return nil, err
	}
	return s.planOf(ctx, c, undo, Words{})
}

// applyListing records the changes of all campaigns that a new population confirms or shows as returned.
func (s *Service) applyListing(ctx context.Context, _, name string) error {
	p, err := s.core.Population(ctx, name)
	if err != nil {
		return err
	}
	var open []OpenChanges
	if err := s.core.Read(ctx, func() error { open = s.ledger.Open(s.book); return nil }); err != nil {
		return err
	}
	for _, of := range open {
		c, _, err := s.caseOf(ctx, of.Campaign)
		if err != nil {
			return err
		}
		if err := s.applyListingTo(ctx, c, name, p, false); err != nil {
			return err
		}
	}
	return nil
}

// applyListingTo records the changes of a case that a population confirms or shows as returned. attempts is set if no
// call of this machine is under way.
func (s *Service) applyListingTo(ctx context.Context, c *Case, name string, p *population.Population, attempts bool) error {
	actor := s.core.SystemActor(ctx, p.Tool.ClientID)
	_, err := s.core.Append(ctx, func() ([]record.Entry, error) {
		writer := ""
		if attempts {
			writer = s.core.Writer()
		}
		c.Elevations, c.Book = s.elevations, s.book
		return c.ApplyListing(s.ledger, name, p, s.core.Syncs().MissingIn(name), writer, actor), nil
	})
	return err
}

// WritePlan writes a plan to the file at path.
func (s *Service) WritePlan(ctx context.Context, plan *Plan, path string, overwrite bool) error {
	return s.files.Write(ctx, path, overwrite, func(out io.Writer) error {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		return enc.Encode(plan)
	})
}

// largestPlan bounds a plan's file, in bytes.
const largestPlan = 64 << 20

// ReadPlan reads the plan in the file at path.
func (s *Service) ReadPlan(ctx context.Context, path string) (*Plan, error) {
	data, err := s.files.Read(ctx, path, largestPlan)
	if err != nil {
		return nil, err
	}
	plan, err := ParsePlan(data)
	return plan, fault.Wrap(err, "%s", path)
}
