package review

import (
	"context"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/remediation"
)

// Step is the next act of the current user, or the acts of others that must come first.
type Step struct {
	Way     fault.Way // the zero Way if there is none for this person
	Why     string    // the reason, where it is not plain
	Waiting string    // a sentence: who has to act first; empty if nothing is waited for
}

// Next returns what is next for the actor in a campaign.
func (w *Workspace) Next(ctx context.Context, id string) (Step, error) {
	actor, _ := w.Actor(ctx) // without one, the step is still known
	var state campaign.State
	var withdrawn bool
	if err := w.Read(ctx, func() error {
		c, err := w.book.Find(id)
		if err == nil {
			id, state, withdrawn = c.ID, c.State, c.Population == ""
		}
		return err
	}); err != nil {
		return Step{}, err
	}
	switch {
	case state == campaign.Open:
		return w.nextInOpen(ctx, id, actor.Email)
	case state == campaign.Draft:
		return Step{Way: fault.OpenCampaign.On(id)}, nil
	case withdrawn, state == campaign.Void:
		return Step{}, nil
	}
	plan, err := w.PlanRemediation(ctx, id, false)
	if err != nil {
		return Step{}, err
	}
	return nextInClosed(id, plan), nil
}

// nextInOpen returns what is next for a person in an open campaign.
func (w *Workspace) nextInOpen(ctx context.Context, id, email string) (Step, error) {
	owners, err := w.Owners(ctx)
	if err != nil {
		return Step{}, err
	}
	var step Step
	err = w.Inspect(ctx, id, func(c *campaign.Campaign, v *campaign.View) error {
		step = nextFor(w.People(), c, v, email, owners)
		return nil
	})
	return step, err
}

// nextFor returns the next step of a person in an open campaign that owners of the workspace can close.
func nextFor(known *people.Ledger, c *campaign.Campaign, v *campaign.View, email string, owners []string) Step {
	id, assigned := c.ID, c.Assigned(email)
	if _, signed := c.Signoff(email); email == "" || !signed && len(assigned) > 0 {
		own := false
		for _, item := range assigned {
			if c.Decision(item).Verdict != campaign.Undecided {
				continue
			}
			if known.Like(v.Basis.Rows[item].Email, email) == person.None {
				return Step{Way: fault.Review.On(id)}
			}
			own = true
		}
		switch {
		case email == "":
			return Step{Way: fault.Review.On(id)}
		case own:
			return Step{Way: fault.Delegate.On(id, "--to EMAIL", "--reason TEXT"), Why: "your own access is left, which another reviewer must decide on"}
		}
		return Step{Way: fault.SignOff.On(id)}
	}
	switch unsigned := c.Unsigned(); {
	case len(unsigned) > 0:
		return Step{Waiting: strings.Join(unsigned, ", ") + " must sign off before " + id + " is complete"}
	case c.ManagedBy(email):
		return Step{Way: fault.CloseCampaign.On(id)}
	}
	if c.ManagedBy(c.Owner) && !known.In(owners, c.Owner) {
		owners = append([]string{c.Owner}, owners...)
	}
	return Step{Waiting: strings.Join(owners, " or ") + " can close " + id}
}

// nextInClosed returns the next step of a closed campaign, given the plan of its changes.
func nextInClosed(id string, plan *remediation.Plan) Step {
	has := func(states ...remediation.State) bool {
		return slices.ContainsFunc(plan.Changes, func(c remediation.Change) bool { return slices.Contains(states, c.State) })
	}
	switch {
	case has(remediation.Planned, remediation.ByPerson, remediation.Failed, remediation.Returned, remediation.Blocked):
		return Step{Way: fault.PlanRemediation.On(id)}
	case has(remediation.Sent):
		return Step{Way: fault.VerifyRemediation.On(id)}
	}
	return Step{Way: fault.PackEvidence.On(id, "-o", id+".zip")}
}

// NextInWorkspace returns the actor's next step after reading Torq: in the newest campaign that is open or has changes
// left to make, or to create a campaign if there is none yet. It is empty if everything is done.
func (w *Workspace) NextInWorkspace(ctx context.Context) (Step, error) {
	all, err := w.ListCampaigns(ctx)
	if err != nil {
		return Step{}, err
	}
	if len(all) == 0 {
		return Step{Way: fault.NewCampaign.With(`--name "…"`)}, nil
	}
	var waiting Step
	for _, s := range all {
		step, err := w.Next(ctx, s.ID)
		switch {
		case err != nil:
			return Step{}, err
		case s.State == campaign.Closed && step.Way.Act != fault.PlanRemediation && step.Way.Act != fault.VerifyRemediation:
			continue // done but for what auditors ask
		case step.Way.Act != "":
			return step, nil
		case waiting.Waiting == "":
			waiting = step
		}
	}
	return waiting, nil
}
