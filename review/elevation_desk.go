package review

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/timer"
)

// RequestContext is what somebody needs to know who asks for a role.
type RequestContext struct {
	Actor   record.Actor // zero if nobody said who they are
	Users   []population.User
	Roles   []RequestableRole // by name
	Methods GrantMethods
	// Timer says how what ends elevations while tuar is closed stands; Detail says why it cannot be told.
	Timer  timer.Status
	Notice time.Duration // how long before its end an elevation is said to end soon
	// Outlook tells what the next sign-in by SSO does to a lent role.
	Outlook *remediation.Outlook
}

// RequestableRole is a role with the rule under which it is lent.
type RequestableRole struct {
	population.Role
	Rule     settings.ElevationRule
	Disabled string // why it is not lent; empty if it may be
}

// RequestContext reads what is to be known before asking for a role. It asks Torq nothing.
func (w *Workspace) RequestContext(ctx context.Context) (RequestContext, error) {
	chosen, err := w.Settings(ctx)
	if err != nil {
		return RequestContext{}, err
	}
	p, err := w.LatestIfAny(ctx)
	if err != nil {
		return RequestContext{}, err
	}
	if p == nil {
		return RequestContext{}, core.ErrNoPopulation()
	}
	d := RequestContext{Users: p.Users, Notice: time.Duration(chosen.Elevation.Notice), Timer: w.timer(ctx), Outlook: remediation.NewOutlook(p)}
	d.Actor, _ = w.Actor(ctx)
	if d.Methods, err = w.GrantMethods(ctx); err != nil {
		return RequestContext{}, err
	}
	for _, r := range p.Roles {
		rule, ok := chosen.Elevation.For(r.ID, r.Name)
		lendable := RequestableRole{Role: r, Rule: rule}
		if !ok {
			lendable.Disabled = "no rule of the workspace names it"
		}
		d.Roles = append(d.Roles, lendable)
	}
	slices.SortFunc(d.Roles, func(a, b RequestableRole) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return d, nil
}

func (w *Workspace) timer(ctx context.Context) timer.Status {
	if w.cfg.Timer == nil {
		return timer.Status{Detail: "there is no timer here"}
	}
	status, err := w.cfg.Timer.Status(ctx)
	if err != nil {
		status.Detail = err.Error()
	}
	return status
}

// Timer is the timer that reaps while tuar is closed; a Refused fault where there can be none.
func (w *Workspace) Timer() (Timer, error) {
	if w.cfg.Timer == nil {
		return nil, fault.New(fault.Refused, "a timer cannot be set up for this workspace")
	}
	return w.cfg.Timer, nil
}

// Moment is something that happened to an elevation.
type Moment struct {
	At        time.Time
	By        string
	Assurance record.Assurance
	Text      string // a phrase
}

// ElevationHistory is everything on record about the elevation that id names, oldest first.
func (w *Workspace) ElevationHistory(ctx context.Context, id string) ([]Moment, error) {
	w.mu.Lock()
	s, err := w.fold(ctx)
	if err != nil {
		w.mu.Unlock()
		return nil, err
	}
	e, err := s.elevation(id)
	if err != nil {
		w.mu.Unlock()
		return nil, err
	}
	full := e.Elevation
	w.mu.Unlock()
	lines, err := w.Lines(ctx)
	if err != nil {
		return nil, err
	}
	var out []Moment
	attempts := map[string]bool{}
	for _, l := range lines {
		if speaksOf(l, full, attempts) {
			said := elevation.Events.Sentence(l, nil)
			said.About = ""
			out = append(out, Moment{At: l.Time.Time, By: l.Actor, Assurance: l.Assurance, Text: said.String()})
		}
	}
	return out, nil
}

// speaksOf reports whether a line is about an elevation. attempts are those known to be, to which the line's is added.
func speaksOf(l record.Line, id string, attempts map[string]bool) bool {
	if !strings.HasPrefix(l.Type, "elevation.") {
		return false
	}
	about, ok := record.Glance[struct {
		Elevation  string   `json:"elevation"`
		Elevations []string `json:"elevations"`
		Attempt    string   `json:"attempt"`
	}](l)
	if !ok || about.Elevation != id && !slices.Contains(about.Elevations, id) && !attempts[about.Attempt] {
		return false
	}
	if about.Attempt != "" {
		attempts[about.Attempt] = true
	}
	return true
}

// Meanwhile is what Torq's audit log says the user of an elevation did while it was active, oldest first. It needs a key
// of an Owner.
func (w *Workspace) Meanwhile(ctx context.Context, id string) ([]audit.Entry, error) {
	row, err := w.Elevation(ctx, id)
	if err != nil {
		return nil, err
	}
	if row.ActiveAt == nil {
		return nil, fault.New(fault.Refused, "the elevation %s was never active", row.ID)
	}
	end := w.Now()
	if row.EndedAt != nil {
		end = *row.EndedAt
	}
	source, err := w.Source(ctx)
	if err != nil {
		return nil, err
	}
	log, err := source.Audit(ctx, row.ActiveAt.Add(-audit.Lag), nil)
	if err != nil {
		return nil, err
	}
	if log.Cut {
		return nil, fault.New(fault.Failed, "the audit log has more entries since then than tuar reads: what was done before %s is not known",
			log.From.UTC().Format("2 Jan 2006 15:04 UTC"))
	}
	return slices.DeleteFunc(log.Entries, func(e audit.Entry) bool { return !person.Same(e.Actor, row.Email) || e.At.After(end) }), nil
}
