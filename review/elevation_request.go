package review

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// ElevationRequest is what somebody asks for.
type ElevationRequest struct {
	User       string // e-mail address of who is to have the role; empty: who asks
	Role       string // name or ID
	For        time.Duration
	Reason     string
	Ticket     string
	StartsAt   time.Time // zero: as soon as it is approved
	BreakGlass bool      // without approval
}

// RequestElevation records a request for a role. What needs nobody's approval is given at once, as far as Torq lets it;
// what stood in the way is returned beside the row.
func (w *Workspace) RequestElevation(ctx context.Context, req ElevationRequest) (elevation.Row, error) {
	actor, err := w.Actor(ctx)
	if err != nil {
		return elevation.Row{}, err
	}
	wish, err := w.resolveRequest(ctx, req, actor)
	if err != nil {
		return elevation.Row{}, err
	}
	chosen, err := w.Settings(ctx)
	if err != nil {
		return elevation.Row{}, err
	}
	if err := w.InTime(ctx); err != nil {
		return elevation.Row{}, err
	}
	id := "el-" + core.RandomHex(3)
	_, err = w.append(ctx, func(s *state) ([]record.Entry, error) {
		if way := s.grantMethods(w.orders.Methods(chosen), w.Now()); way.Why != "" {
			return nil, fault.New(fault.Refused, "%s", way.Why).WithHint("%s", way.Hint)
		}
		for _, taken := s.elevations.Get(id); taken; _, taken = s.elevations.Get(id) {
			id = "el-" + core.RandomHex(6)
		}
		entry, err := s.elevations.Request(wish, chosen.Elevation, id, actor, w.Now())
		return []record.Entry{entry}, err
	})
	if err != nil {
		return elevation.Row{}, err
	}
	return w.reapAfter(ctx, id)
}

// resolveRequest finds the user and the role that a request names in the last listing.
func (w *Workspace) resolveRequest(ctx context.Context, req ElevationRequest, actor record.Actor) (elevation.ResolvedRequest, error) {
	name, err := w.LatestName(ctx)
	if err != nil {
		return elevation.ResolvedRequest{}, err
	}
	if name == "" {
		return elevation.ResolvedRequest{}, core.ErrNoPopulation()
	}
	p, err := w.Population(ctx, name)
	if err != nil {
		return elevation.ResolvedRequest{}, err
	}
	email := cmp.Or(strings.TrimSpace(req.User), actor.Email)
	user, err := userNamed(p, email)
	if err != nil {
		return elevation.ResolvedRequest{}, err
	}
	roleID, err := core.FindRole(p.Roles, strings.TrimSpace(req.Role))
	if err != nil {
		return elevation.ResolvedRequest{}, err
	}
	role, _ := p.Role(roleID)
	held := user.RoleID
	w.mu.Lock()
	if base, lent := w.state.elevations.Base(user.ID); lent {
		held = base // what is lent is not what the role is to be compared with
	}
	w.mu.Unlock()
	prior, ok := p.Role(held)
	if !ok {
		prior = population.Role{ID: held, Name: held}
	}
	return elevation.ResolvedRequest{
		User: user, Prior: prior, Role: role, For: req.For, Reason: req.Reason, Ticket: req.Ticket, StartsAt: req.StartsAt,
		BreakGlass: req.BreakGlass, Population: name,
	}, nil
}

// userNamed is the one user with that address: where Torq lists two, nobody can tell who is meant.
func userNamed(p *population.Population, email string) (population.User, error) {
	found := -1
	for i := range p.Users {
		switch {
		case !person.Same(p.Users[i].Email, email):
		case found >= 0:
			return population.User{}, fault.New(fault.Refused, "Torq lists %s twice, as user/%s and user/%s; no role is lent before one of them is gone",
				email, p.Users[found].ID, p.Users[i].ID)
		default:
			found = i
		}
	}
	if found < 0 {
		return population.User{}, fault.New(fault.BadInput, "%s holds no role in the workspace, by the last sync", email).
			WithHint("if they came since, read Torq anew with: %s", fault.Sync.With())
	}
	return p.Users[found], nil
}

// GrantMethods is how roles can be lent in the workspace.
type GrantMethods struct {
	Methods []order.Method // in the order in which they are tried
	Why     string         // why roles cannot be lent; empty if they may be
	Hint    fault.Hint
}

// grantMethods is how roles can be lent. Only what changes the role itself will do: what takes effect at a next sign-in, or
// waits for a person, cannot take it back in time.
func (s *state) grantMethods(methods []order.Method, now time.Time) GrantMethods {
	var way GrantMethods
	refused := false
	for _, m := range methods {
		switch {
		case m == order.Mapping || m == order.Manual:
		case s.ledger.OffersElevation(remediation.MethodAction{Method: m, Action: order.ChangeRole}, now):
			way.Methods = append(way.Methods, m)
		default:
			refused = true
		}
	}
	switch {
	case len(way.Methods) > 0:
	case refused:
		way.Why = "roles cannot be lent here: Torq answered that its API has no call to change a role"
		way.Hint = fault.NewHint("the method webhook lets a Torq workflow do it: %s", fault.SetWebhook.With())
	default:
		way.Why = "roles cannot be lent here: no method of the workspace changes a role at once"
		way.Hint = fault.NewHint("the methods api and webhook do; see: %s", fault.GetSetting.On("remediation.methods"))
	}
	return way
}

// GrantMethods is how roles can be lent in the workspace, as far as is known.
func (w *Workspace) GrantMethods(ctx context.Context) (GrantMethods, error) {
	chosen, err := w.Settings(ctx)
	if err != nil {
		return GrantMethods{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	s, err := w.fold(ctx)
	if err != nil {
		return GrantMethods{}, err
	}
	return s.grantMethods(w.orders.Methods(chosen), w.Now()), nil
}

// ApproveElevation records the actor's word that it may be lent, for so long at most (0: as asked), and gives the role if
// nothing more is needed. What stood in the way of that is returned beside the row.
func (w *Workspace) ApproveElevation(ctx context.Context, id string, most time.Duration) (elevation.Row, error) {
	if err := w.InTime(ctx); err != nil {
		return elevation.Row{}, err
	}
	latest, err := w.LatestIfAny(ctx)
	if err != nil {
		return elevation.Row{}, err
	}
	return w.actOn(ctx, id, func(e *elevation.Elevation, actor record.Actor, now time.Time) (record.Entry, error) {
		return e.Approve(actor, latest, int64(most/time.Second), now)
	})
}

// DenyElevation records the actor's word that it may not be lent.
func (w *Workspace) DenyElevation(ctx context.Context, id, reason string) (elevation.Row, error) {
	return w.actOn(ctx, id, func(e *elevation.Elevation, actor record.Actor, now time.Time) (record.Entry, error) {
		return e.Deny(actor, reason, now)
	})
}

// ExtendElevation puts the end of an active elevation off.
func (w *Workspace) ExtendElevation(ctx context.Context, id string, by time.Duration, reason string) (elevation.Row, error) {
	if err := w.InTime(ctx); err != nil {
		return elevation.Row{}, err
	}
	latest, err := w.LatestIfAny(ctx)
	if err != nil {
		return elevation.Row{}, err
	}
	return w.actOn(ctx, id, func(e *elevation.Elevation, actor record.Actor, now time.Time) (record.Entry, error) {
		return e.Extend(actor, latest, by, reason, now)
	})
}

// EndElevation ends an elevation now, or withdraws a request. If Torq cannot be asked, it is ended by the next reap; the
// row and the error say so.
func (w *Workspace) EndElevation(ctx context.Context, id, reason string) (elevation.Row, error) {
	return w.actOn(ctx, id, func(e *elevation.Elevation, actor record.Actor, now time.Time) (record.Entry, error) {
		return e.StopNow(actor, reason, now)
	})
}

// actOn runs one act on an elevation, and then does what is due.
func (w *Workspace) actOn(ctx context.Context, id string, act func(*elevation.Elevation, record.Actor, time.Time) (record.Entry, error)) (elevation.Row, error) {
	actor, err := w.Actor(ctx)
	if err != nil {
		return elevation.Row{}, err
	}
	full := ""
	_, err = w.append(ctx, func(s *state) ([]record.Entry, error) {
		e, err := s.elevation(id)
		if err != nil {
			return nil, err
		}
		full = e.Elevation
		entry, err := act(e, actor, w.Now())
		return []record.Entry{entry}, err
	})
	if err != nil {
		return elevation.Row{}, err
	}
	return w.reapAfter(ctx, full)
}

// reapAfter does what is due, and returns how the elevation stands then.
func (w *Workspace) reapAfter(ctx context.Context, id string) (elevation.Row, error) {
	_, _, reapErr := w.reap(ctx, nil)
	row, err := w.Elevation(ctx, id)
	if err != nil {
		return row, err
	}
	return row, reapErr
}

// elevation is the one that id names: its id or an unambiguous beginning of it.
func (s *state) elevation(id string) (*elevation.Elevation, error) {
	all := s.elevations.All()
	ids := make([]string, len(all))
	for i, e := range all {
		ids[i] = e.Elevation
	}
	full, err := core.Resolve("elevation", id, ids)
	if err != nil {
		return nil, err
	}
	e, _ := s.elevations.Get(full)
	return e, nil
}

// Elevations are all elevations as they stand now, those with something to be waited for or done first.
func (w *Workspace) Elevations(ctx context.Context) ([]elevation.Row, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, err := w.fold(ctx)
	if err != nil {
		return nil, err
	}
	return s.elevations.Rows(w.Now()), nil
}

// Elevation is the elevation that id names, as it stands now.
func (w *Workspace) Elevation(ctx context.Context, id string) (elevation.Row, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, err := w.fold(ctx)
	if err != nil {
		return elevation.Row{}, err
	}
	e, err := s.elevation(id)
	if err != nil {
		return elevation.Row{}, err
	}
	row, _ := s.elevations.Row(e.Elevation, w.Now())
	return row, nil
}
