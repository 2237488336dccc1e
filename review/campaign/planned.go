package campaign

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/calendar"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// Planned is a campaign that a plan of the settings makes in one period.
type Planned struct {
	Plan   settings.Plan
	Period calendar.Period
	Opens  time.Time // the day
	ID     string    // the campaign has it on every machine, so that a period has one campaign
	Title  string    // its name
	State  State     // empty before it is made
	// Withdrawn is set for a draft that was withdrawn. The period has no campaign then.
	Withdrawn bool
}

func planned(plan settings.Plan, in calendar.Period, opens time.Time, book *Book) Planned {
	title := plan.Title(in)
	sum := sha256.Sum256([]byte("plan\x00" + strings.ToLower(plan.Name) + "\x00" + in.String()))
	p := Planned{Plan: plan, Period: in, Opens: opens, ID: Slug(title) + "-" + hex.EncodeToString(sum[:4]), Title: title}
	if c, ok := book.Get(p.ID); ok {
		p.State, p.Withdrawn = c.State, c.State == Closed && c.Population == ""
	}
	return p
}

// Latest returns the campaigns of the plans whose day has come, one for each plan: that of its newest period. Use it
// within core.Read.
func (b *Book) Latest(plans []settings.Plan, now time.Time) []Planned {
	var out []Planned
	for _, plan := range plans {
		if in, opens, ok := plan.Latest(now); ok {
			out = append(out, planned(plan, in, opens, b))
		}
	}
	return out
}

// Missed reports whether the campaign was to be opened on an earlier day and was not. A draft that was withdrawn was
// decided about.
func (p Planned) Missed(now time.Time) bool {
	return (p.State == "" || p.State == Draft) && p.Opens.Before(calendar.Day(now))
}

// due reports whether there is something to do about the campaign.
func (p Planned) due() bool { return p.State == "" || p.State == Draft && p.Plan.Open }

// PlanRow is a plan with its newest campaign and its next.
type PlanRow struct {
	settings.Plan
	Last *Planned // nil if none was to be made yet
	Next Planned
}

// ListPlans returns the plans of campaigns that recur, in the order in which they were added.
func (s *Service) ListPlans(ctx context.Context) ([]PlanRow, error) {
	chosen, err := s.core.Settings(ctx)
	if err != nil {
		return nil, err
	}
	rows := make([]PlanRow, len(chosen.Campaigns.Plans))
	return rows, s.core.Read(ctx, func() error {
		for i, plan := range chosen.Campaigns.Plans {
			rows[i] = s.planRow(plan)
		}
		return nil
	})
}

// planRow describes a plan. Call it within core.Read.
func (s *Service) planRow(plan settings.Plan) PlanRow {
	now := s.core.Now()
	in, opens := plan.Next(now)
	row := PlanRow{Plan: plan, Next: planned(plan, in, opens, s.book)}
	if last := s.book.Latest([]settings.Plan{plan}, now); len(last) > 0 {
		row.Last = &last[0]
	}
	return row
}

// PreviewPlan completes a plan that is to be added, and returns it with its next campaign and what that would have now.
// It changes nothing. From becomes today unless it is given; Like becomes the whole ID.
func (s *Service) PreviewPlan(ctx context.Context, plan settings.Plan) (PlanRow, Preview, error) {
	chosen, err := s.core.Settings(ctx)
	if err != nil {
		return PlanRow{}, Preview{}, err
	}
	if plan.From == "" {
		plan.From = calendar.Day(s.core.Now()).Format(calendar.Layout)
	}
	if plan.Like == "" {
		return PlanRow{}, Preview{}, fault.New(fault.BadInput, "the plan names no campaign to copy").WithHint("name it with %s", fault.Again("--like CAMPAIGN"))
	}
	var like Plan
	if like, plan.Like, err = s.plan(ctx, plan.Like); err != nil {
		return PlanRow{}, Preview{}, err
	}
	if err := (settings.Campaigns{Plans: []settings.Plan{plan}}).Check(); err != nil {
		return PlanRow{}, Preview{}, err
	}
	if _, taken := chosen.Campaigns.Named(plan.Name); taken {
		return PlanRow{}, Preview{}, fault.New(fault.Refused, "there is a plan %q already", plan.Name).
			WithHint("see the plans with: %s", fault.ListPlans.With())
	}
	preview, err := s.PreviewCampaign(ctx, like)
	if err != nil {
		return PlanRow{}, Preview{}, err
	}
	var row PlanRow
	return row, preview, s.core.Read(ctx, func() error { row = s.planRow(plan); return nil })
}

// AddPlan adds a plan, as PreviewPlan completed it, to the settings.
func (s *Service) AddPlan(ctx context.Context, plan settings.Plan) (core.SettingsChange, error) {
	return s.core.ChangeSettings(ctx, func(now *settings.Settings) error {
		now.Campaigns.Plans = append(slices.Clone(now.Campaigns.Plans), plan)
		return nil
	})
}

// RemovePlan takes the plan of that name out of the settings. The campaigns that it made stay. It loosens a guard: where
// there is another owner, it becomes a proposal.
func (s *Service) RemovePlan(ctx context.Context, name string) (core.SettingsChange, error) {
	return s.core.ChangeSettings(ctx, func(now *settings.Settings) error {
		found, ok := now.Campaigns.Named(name)
		if !ok {
			return fault.New(fault.BadInput, "there is no plan %q", name).WithHint("see the plans with: %s", fault.ListPlans.With())
		}
		now.Campaigns.Plans = slices.DeleteFunc(slices.Clone(now.Campaigns.Plans), func(p settings.Plan) bool { return p == found })
		return nil
	})
}

// RunPlans makes the campaigns that are planned for today or an earlier day of the current period and are missing, and
// opens those that the plan wants open. It returns those that it made or opened; the error says why others are missing. off
// says why nothing is done here at all: there are no plans, or others are to do it.
func (s *Service) RunPlans(ctx context.Context) (done []Planned, off string, err error) {
	if err := s.core.MayAct(); err != nil {
		return nil, "", err
	}
	chosen, err := s.core.Settings(ctx)
	if err == nil {
		err = chosen.Rely("campaigns.plans")
	}
	switch {
	case err != nil:
		return nil, "", err
	case len(chosen.Campaigns.Plans) == 0:
		return nil, "there are no plans", nil
	}
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return nil, "", err
	}
	var due []Planned
	if err := s.core.Read(ctx, func() error {
		due = slices.DeleteFunc(s.book.Latest(chosen.Campaigns.Plans, s.core.Now()), func(p Planned) bool { return !p.due() })
		if len(due) > 0 { // else it is of no interest who runs this
			off = s.core.Base().Held(actor.Email).Refuses(actor.Email, s.book.Needs()[TypeCreated])
		}
		return nil
	}); err != nil || off != "" {
		return nil, off, err
	}
	var problems []error
	for _, p := range due {
		before := p.State
		p.State, err = s.runPlan(ctx, p)
		if p.State != before {
			done = append(done, p)
		}
		if err != nil {
			problems = append(problems, fault.Wrap(err, "%s, planned for %s", p.Title, p.Opens.Format(DateLayout)))
		}
	}
	return done, "", errors.Join(problems...)
}

// runPlan makes the campaign unless it is made, opens it if the plan wants that, and returns its state then.
func (s *Service) runPlan(ctx context.Context, p Planned) (State, error) {
	if p.Plan.Open { // a draft that cannot be opened now would be due too early
		stale, err := s.stale(ctx)
		if err != nil {
			return p.State, err
		}
		if stale != "" {
			return p.State, fault.New(fault.Refused, "it is not opened: %s", stale).WithHint("take a new one with: %s", fault.Sync.With())
		}
	}
	state := p.State
	if state == "" {
		plan, _, err := s.plan(ctx, p.Plan.Like)
		if err != nil {
			return state, err
		}
		plan.Name, plan.CopiedFrom, plan.Due = p.Title, p.Plan.Like, calendar.Day(s.core.Now()).AddDate(0, 0, p.Plan.Due)
		if _, err := s.newCampaign(ctx, plan, p.ID); err != nil {
			return state, err
		}
		state = Draft
	}
	if !p.Plan.Open {
		return state, nil
	}
	opened, err := s.OpenCampaign(ctx, p.ID, false)
	if err != nil {
		return state, err
	}
	return opened.State, nil
}

// newCampaign records the draft of a planned campaign, unless there is one of that ID already.
func (s *Service) newCampaign(ctx context.Context, plan Plan, id string) (Summary, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return Summary{}, err
	}
	if err := s.checkPlan(ctx, &plan); err != nil {
		return Summary{}, err
	}
	if _, err := s.core.Append(ctx, func() ([]record.Entry, error) {
		if _, made := s.book.Get(id); made {
			return nil, nil
		}
		return []record.Entry{{Type: TypeCreated, Actor: actor, Data: plan.data(id)}}, nil
	}); err != nil {
		return Summary{}, err
	}
	return s.Campaign(ctx, id)
}
