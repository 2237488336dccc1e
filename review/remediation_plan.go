package review

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// PlanRemediation says where every change stands that a closed campaign decided, or with undo every change that takes one
// back, and what applying would do, as of the last population. It asks Torq nothing and records nothing.
func (w *Workspace) PlanRemediation(ctx context.Context, id string, undo bool) (*remediation.Plan, error) {
	return w.PlanRemediationWith(ctx, id, undo, remediation.Words{})
}

// PlanRemediationWith is PlanRemediation with what somebody said explicitly.
func (w *Workspace) PlanRemediationWith(ctx context.Context, id string, undo bool, words remediation.Words) (*remediation.Plan, error) {
	c, _, err := w.caseOf(ctx, id)
	if err != nil {
		return nil, err
	}
	if w.cfg.Pack != nil {
		return w.recordedOf(ctx, c, undo)
	}
	return w.planOf(ctx, c, undo, words)
}

// recordedOf is where the record leaves every change: in a pack nothing can come of it any more.
func (w *Workspace) recordedOf(ctx context.Context, c *remediation.Case, undo bool) (*remediation.Plan, error) {
	p, err := w.LatestIfAny(ctx)
	if err != nil {
		return nil, err
	}
	if p == nil {
		return nil, core.ErrNoPopulation()
	}
	plan := &remediation.Plan{V: 1, Campaign: c.Campaign, Name: c.Name, Undo: undo, TakenAt: p.TakenAt, Notes: []string{"this is where the record leaves every change"}}
	if plan.Population, err = w.LatestName(ctx); err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, r := range c.Recorded(w.state.ledger) {
		if r.Undo == undo {
			plan.Changes = append(plan.Changes, r.Change)
		}
	}
	return plan, nil
}

// caseOf returns what a campaign decided that may be carried out, and when its population was taken.
func (w *Workspace) caseOf(ctx context.Context, id string) (made *remediation.Case, takenAt time.Time, err error) {
	err = w.Inspect(ctx, id, func(c *campaign.Campaign, v *campaign.View) error {
		if c.State != campaign.Closed && !c.EarlyApply() {
			return fault.New(fault.Refused, "campaign %s is still open; its decisions may change", c.ID).
				WithHint("close it first with: %s", fault.CloseCampaign.On(c.ID))
		}
		made, takenAt = remediation.CaseOf(c, w.state.book, v.Basis.Rows, v.Basis.Roles), v.TakenAt
		made.Accounts = v.Accounts
		return nil
	})
	return made, takenAt, err
}

func (w *Workspace) planOf(ctx context.Context, c *remediation.Case, undo bool, words remediation.Words) (*remediation.Plan, error) {
	_, plan, err := w.planner(ctx, c, undo, words)
	return plan, err
}

// planner returns the plan of a case against the newest listing, and what made it.
func (w *Workspace) planner(
	ctx context.Context, c *remediation.Case, undo bool, words remediation.Words,
) (*remediation.Planner, *remediation.Plan, error) {
	settings, err := w.Settings(ctx)
	if err != nil {
		return nil, nil, err
	}
	name, err := w.LatestName(ctx)
	if err != nil {
		return nil, nil, err
	}
	if name == "" {
		return nil, nil, core.ErrNoPopulation()
	}
	p, err := w.Population(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	actor, _ := w.Actor(ctx) // anybody may read a plan; who applies it must say who they are
	world := remediation.World{
		Name: name, Population: p, Now: w.Now(), Actor: actor.Email, ClientID: w.ClientID(ctx),
		Methods: w.methods(settings), CountPercent: settings.Remediation.CountPercent, Words: words,
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	c.Elevations, c.Book, world.Missing = w.state.elevations, w.state.book, w.state.syncs.MissingIn(name)
	planner, plan := c.Planner(w.state.ledger, world, undo)
	return planner, plan, nil
}

// VerifyRemediation reads Torq anew, and says where every change stands then. Access that came back is noticed.
func (w *Workspace) VerifyRemediation(ctx context.Context, id string, undo bool, progress population.Progress) (*remediation.Plan, error) {
	r, err := w.remediate(ctx, id, undo)
	if err != nil {
		return nil, err
	}
	defer r.release()
	if err := r.read(ctx, SyncOptions{Progress: progress}); err != nil {
		return nil, err
	}
	return r.proven(ctx)
}

// DoneByHand records somebody's word that they made these changes in Torq's console. A listing proves it later. To take
// changes back needs a reason, and the right to do so.
func (w *Workspace) DoneByHand(ctx context.Context, id string, undo bool, items []string, reason string) (*remediation.Plan, error) {
	actor, err := w.Actor(ctx)
	if err != nil {
		return nil, err
	}
	c, _, err := w.caseOf(ctx, id)
	if err != nil {
		return nil, err
	}
	if undo {
		if reason, err = w.mayUndo(ctx, c, actor, reason); err != nil {
			return nil, err
		}
	}
	plan, err := w.planOf(ctx, c, undo, remediation.Words{})
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
			entries = append(entries, remediation.Undoing([]*remediation.Change{change}, reason, actor)...)
		}
		entries = append(entries, record.Entry{Type: remediation.TypeByHand, Actor: actor, Data: remediation.ByHandData{
			About: change.About(), Action: change.Action, ToRole: change.ToRoleID, Decision: change.Made().Line.Hash,
		}})
	}
	if _, err := w.append(ctx, func(*state) ([]record.Entry, error) { return entries, nil }); err != nil {
		return nil, err
	}
	return w.planOf(ctx, c, undo, remediation.Words{})
}

// applyListing records what a new listing shows of the changes that closed campaigns decided.
func (w *Workspace) applyListing(ctx context.Context, name string) error {
	p, err := w.Population(ctx, name)
	if err != nil {
		return err
	}
	w.mu.Lock()
	concerns := w.state.openRemediations()
	w.mu.Unlock()
	for _, of := range concerns {
		c, _, err := w.caseOf(ctx, of.campaign)
		if err != nil {
			return err
		}
		if err := w.applyListingTo(ctx, c, name, p, false); err != nil {
			return err
		}
	}
	return nil
}

// applyListingTo records what a listing shows of a case. attempts says that no call from this machine is under way.
func (w *Workspace) applyListingTo(ctx context.Context, c *remediation.Case, name string, p *population.Population, attempts bool) error {
	actor := w.SystemActor(ctx, p.Tool.ClientID)
	_, err := w.append(ctx, func(s *state) ([]record.Entry, error) {
		writer := ""
		if attempts {
			writer = w.Writer()
		}
		c.Elevations, c.Book = s.elevations, s.book
		return c.ApplyListing(s.ledger, name, p, s.syncs.MissingIn(name), writer, actor), nil
	})
	return err
}

// WritePlan writes a plan to a file a person named.
func (w *Workspace) WritePlan(ctx context.Context, plan *remediation.Plan, path string, overwrite bool) error {
	return w.cfg.Files.Write(ctx, path, overwrite, func(out io.Writer) error {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		return enc.Encode(plan)
	})
}

// largestPlan bounds a plan's file, in bytes.
const largestPlan = 64 << 20

// ReadPlan reads a plan's file.
func (w *Workspace) ReadPlan(ctx context.Context, path string) (*remediation.Plan, error) {
	data, err := w.cfg.Files.Read(ctx, path, largestPlan)
	if err != nil {
		return nil, err
	}
	plan, err := remediation.ParsePlan(data)
	return plan, fault.Wrap(err, "%s", path)
}
