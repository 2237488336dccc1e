package elevation

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/timer"
)

// Timer has the operating system run `tuar watch --once` every minute, also while no tuar is open.
type Timer interface {
	// Plan returns what Install would do. The kind is one of timer.Kinds, or empty for what this machine has.
	Plan(ctx context.Context, kind string) (timer.Plan, error)
	// Install carries out the plan, and replaces an existing timer. It refuses an outdated plan.
	Install(ctx context.Context, plan timer.Plan) error
	// Remove removes the timer and returns the kinds that existed. A missing timer is no error.
	Remove(ctx context.Context) (kinds []string, err error)
	// Status reports whether a timer is installed and runs, as far as the operating system tells.
	Status(ctx context.Context) (timer.Status, error)
}

// RequestContext holds the facts that a person needs before requesting a role.
type RequestContext struct {
	Actor   record.Actor // zero if the current user is not known
	Users   []population.User
	Roles   []RequestableRole // by name
	Methods GrantMethods
	// Timer is the status of the timer that ends elevations while tuar is closed; Detail is the reason if it is not known.
	Timer  timer.Status
	Notice time.Duration // how long before its end an elevation is said to end soon
	// Outlook predicts the effect of the next SSO sign-in on a granted role.
	Outlook *remediation.Outlook
}

// RequestableRole is a role with the rule under which it is granted.
type RequestableRole struct {
	population.Role
	Rule         settings.ElevationRule
	Automatic    bool   // it is granted without approval
	BreakGlass   bool   // the current user may take it without approval
	Disabled     string // why it is not lent; empty if it may be
	Unapprovable string // why a request for oneself cannot be approved; empty if it can be
}

// RequestContext returns the facts that a person needs before requesting a role. It asks Torq nothing.
func (s *Service) RequestContext(ctx context.Context) (RequestContext, error) {
	chosen, err := s.core.Settings(ctx)
	if err != nil {
		return RequestContext{}, err
	}
	_, p, err := s.core.Latest(ctx)
	if err != nil {
		return RequestContext{}, err
	}
	d := RequestContext{Users: p.Users, Notice: time.Duration(chosen.Elevation.Notice), Timer: s.timerStatus(ctx), Outlook: remediation.NewOutlook(p)}
	d.Actor, _ = s.core.Actor(ctx)
	if d.Methods, err = s.GrantMethods(ctx); err != nil {
		return RequestContext{}, err
	}
	err = s.core.Read(ctx, func() error {
		for _, r := range p.Roles {
			d.Roles = append(d.Roles, s.requestable(r, chosen, p, d.Actor.Email))
		}
		return nil
	})
	if err != nil {
		return RequestContext{}, err
	}
	slices.SortFunc(d.Roles, func(a, b RequestableRole) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return d, nil
}

// requestable returns the role with its rule, and why that person cannot request it for themselves or others; by is empty
// if no person is known.
func (s *Service) requestable(r population.Role, chosen settings.Settings, p *population.Population, by string) RequestableRole {
	rule, ok := chosen.Elevation.For(r.ID, r.Name)
	one := RequestableRole{Role: r, Rule: rule, Automatic: automatic(rule, r, chosen.Rules)}
	if rule.Approvals = max(1, rule.Approvals); one.Automatic {
		rule.Approvals = 0
	}
	switch {
	case !ok:
		one.Disabled = "no rule of the workspace names it"
	case by == "":
	case len(rule.Requesters) > 0 && !s.core.People().In(rule.Requesters, by):
		one.Disabled = "its rule names others who may request it"
	case !one.Automatic:
		if can := s.book.others(s.book.candidates(rule.Approvers, p, s.core.Rights()), by); len(can) < rule.Approvals {
			one.Unapprovable = fmt.Sprintf("too few other people can approve it: %d of %d", len(can), rule.Approvals)
		}
	}
	one.BreakGlass = ok && s.core.People().In(rule.BreakGlass, by)
	return one
}

func (s *Service) timerStatus(ctx context.Context) timer.Status {
	if s.timer == nil {
		return timer.Status{Detail: "there is no timer here"}
	}
	status, err := s.timer.Status(ctx)
	if err != nil {
		status.Detail = err.Error()
	}
	return status
}

// Timer returns the timer that reaps while tuar is closed; a Refused fault if this machine cannot have one.
func (s *Service) Timer() (Timer, error) {
	if s.timer == nil {
		return nil, fault.New(fault.Refused, "a timer cannot be set up for this workspace")
	}
	return s.timer, nil
}
