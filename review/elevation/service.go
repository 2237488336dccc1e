package elevation

import (
	"cmp"
	"context"
	"strings"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// Service has the use cases of elevations.
type Service struct {
	core     *core.Core
	book     *Book
	changes  *remediation.Ledger
	orders   *remediation.Orders
	reader   remediation.Reader
	timer    Timer
	exchange core.Exchange
	shown    sync.Map // the role of a user in a population, once it was looked up
}

// NewService returns the service, and registers the book with the core and with the syncs. t is nil if the machine
// cannot have a timer; exchange syncs with other machines.
func NewService(
	c *core.Core, b *Book, changes *remediation.Ledger, orders *remediation.Orders, reader remediation.Reader, t Timer,
	exchange core.Exchange,
) *Service {
	s := &Service{core: c, book: b, changes: changes, orders: orders, reader: reader, timer: t, exchange: exchange}
	c.Register(b, Relies)
	c.OnSettings(b.settleRules)
	reader.OnListing("elevations", s.applyListing)
	return s
}

// Request is a request for a role.
type Request struct {
	User       string // e-mail address of who is to have the role; empty: who asks
	Role       string // name or ID
	For        time.Duration
	Reason     string
	Ticket     string
	StartsAt   time.Time // zero: as soon as it is approved
	BreakGlass bool      // without approval
}

// Outcome is an elevation after an act on it, which is on record.
type Outcome struct {
	Row
	Pending error `json:"-"` // why what is due in Torq by then is not done; nil if it is
}

// RequestElevation records a request for a role. If it needs no approval, the role is granted at once, as far as Torq
// allows.
func (s *Service) RequestElevation(ctx context.Context, req Request) (Outcome, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return Outcome{}, err
	}
	wish, err := s.resolveRequest(ctx, req, actor)
	if err != nil {
		return Outcome{}, err
	}
	chosen, err := s.core.Settings(ctx)
	if err != nil {
		return Outcome{}, err
	}
	if err := chosen.Rely(Relies[TypeRequested]...); err != nil {
		return Outcome{}, err
	}
	if err := s.core.InTime(ctx); err != nil {
		return Outcome{}, err
	}
	id := "el-" + core.RandomHex(3)
	_, err = s.core.Append(ctx, func() ([]record.Entry, error) {
		if way := s.grantMethods(s.orders.Methods(chosen), s.core.Now()); way.Why != "" {
			return nil, fault.New(fault.Refused, "%s", way.Why).WithHint("%s", way.Hint)
		}
		for _, taken := s.book.Get(id); taken; _, taken = s.book.Get(id) {
			id = "el-" + core.RandomHex(6)
		}
		entry, err := s.book.Request(wish, chosen, id, actor, s.core.Now())
		return []record.Entry{entry}, err
	})
	if err != nil {
		return Outcome{}, err
	}
	return s.reapAfter(ctx, id)
}

// resolveRequest finds the user and the role that a request names in the last listing.
func (s *Service) resolveRequest(ctx context.Context, req Request, actor record.Actor) (ResolvedRequest, error) {
	name, p, err := s.core.Latest(ctx)
	if err != nil {
		return ResolvedRequest{}, err
	}
	email := cmp.Or(strings.TrimSpace(req.User), actor.Email)
	user, err := s.userNamed(ctx, p, email)
	if err != nil {
		return ResolvedRequest{}, err
	}
	roleID, err := core.FindRole(p.Roles, strings.TrimSpace(req.Role))
	if err != nil {
		return ResolvedRequest{}, err
	}
	role, _ := p.Role(roleID)
	held := user.RoleID
	err = s.core.Read(ctx, func() error {
		if base, granted := s.book.Base(user.ID); granted {
			held = base // the new role is compared with the one after all elevations
		}
		return nil
	})
	if err != nil {
		return ResolvedRequest{}, err
	}
	prior, ok := p.Role(held)
	if !ok {
		prior = population.Role{ID: held, Name: held}
	}
	return ResolvedRequest{
		User: user, Prior: prior, Role: role, For: req.For, Reason: req.Reason, Ticket: req.Ticket, StartsAt: req.StartsAt,
		BreakGlass: req.BreakGlass, Population: name, Listing: p,
	}, nil
}

// userNamed returns the only user with an address of that person. It refuses if Torq lists two.
func (s *Service) userNamed(ctx context.Context, p *population.Population, email string) (population.User, error) {
	var found []population.User
	err := s.core.Read(ctx, func() error {
		for i := range p.Users {
			if s.core.People().Same(p.Users[i].Email, email) {
				found = append(found, p.Users[i])
			}
		}
		return nil
	})
	switch {
	case err != nil:
		return population.User{}, err
	case len(found) == 0:
		return population.User{}, fault.New(fault.BadInput, "%s holds no role in the workspace, by the last sync", email).
			WithHint("if they came since, read Torq anew with: %s", fault.Sync.With())
	case len(found) > 1:
		return population.User{}, fault.New(fault.Refused, "Torq lists %s twice, as user/%s and user/%s; no role is given for a time before one of them is gone",
			email, found[0].ID, found[1].ID)
	}
	return found[0], nil
}

// GrantMethods holds the methods by which roles can be granted in the workspace.
type GrantMethods struct {
	Methods []order.Method // in the order in which they are tried
	Why     string         // why roles cannot be lent; empty if they may be
	Hint    fault.Hint
}

// grantMethods returns the methods by which roles can be granted for a time. Only methods that change the role at once
// qualify: those that take effect at the next sign-in, or wait for a person, cannot end it in time.
func (s *Service) grantMethods(methods []order.Method, now time.Time) GrantMethods {
	var way GrantMethods
	refused := false
	for _, m := range methods {
		switch {
		case m == order.Mapping || m == order.Manual:
		case s.changes.OffersElevation(remediation.MethodAction{Method: m, Action: order.ChangeRole}, now):
			way.Methods = append(way.Methods, m)
		default:
			refused = true
		}
	}
	switch {
	case len(way.Methods) > 0:
	case refused:
		way.Why = "elevations do not work here: Torq answered that its API has no call to change a role"
		way.Hint = fault.NewHint("the method webhook lets a Torq workflow do it: %s", fault.SetWebhook.With())
	default:
		way.Why = "elevations do not work here: no method of the workspace changes a role at once"
		way.Hint = fault.NewHint("the methods api and webhook do; see: %s", fault.GetSetting.On("remediation.methods"))
	}
	return way
}

// GrantMethods returns how roles can be granted in the workspace, as far as is known.
func (s *Service) GrantMethods(ctx context.Context) (found GrantMethods, err error) {
	chosen, err := s.core.Settings(ctx)
	if err != nil {
		return GrantMethods{}, err
	}
	err = s.core.Read(ctx, func() error { found = s.grantMethods(s.orders.Methods(chosen), s.core.Now()); return nil })
	return found, err
}

// ApproveElevation records the actor's approval, for so long at most (0: as asked), and grants the role if no other
// approval is needed.
func (s *Service) ApproveElevation(ctx context.Context, id string, most time.Duration) (Outcome, error) {
	if err := s.core.InTime(ctx); err != nil {
		return Outcome{}, err
	}
	latest, err := s.core.LatestIfAny(ctx)
	if err != nil {
		return Outcome{}, err
	}
	return s.actOn(ctx, id, func(e *Elevation, actor record.Actor, now time.Time) (record.Entry, error) {
		return s.book.Approve(e, actor, latest, int64(most/time.Second), now)
	})
}

// DenyElevation records the actor's denial.
func (s *Service) DenyElevation(ctx context.Context, id, reason string) (Outcome, error) {
	return s.actOn(ctx, id, func(e *Elevation, actor record.Actor, now time.Time) (record.Entry, error) {
		return s.book.Deny(e, actor, reason, now)
	})
}

// ExtendElevation extends an active elevation.
func (s *Service) ExtendElevation(ctx context.Context, id string, by time.Duration, reason string) (Outcome, error) {
	if err := s.core.InTime(ctx); err != nil {
		return Outcome{}, err
	}
	latest, err := s.core.LatestIfAny(ctx)
	if err != nil {
		return Outcome{}, err
	}
	return s.actOn(ctx, id, func(e *Elevation, actor record.Actor, now time.Time) (record.Entry, error) {
		return s.book.Extend(e, actor, latest, by, reason, now)
	})
}

// EndElevation ends an elevation now, or withdraws a request. If Torq cannot be asked, the next reap ends it.
func (s *Service) EndElevation(ctx context.Context, id, reason string) (Outcome, error) {
	return s.actOn(ctx, id, func(e *Elevation, actor record.Actor, now time.Time) (record.Entry, error) {
		return s.book.StopNow(e, actor, reason, now)
	})
}

// actOn records one act on an elevation, and then does what is due.
func (s *Service) actOn(ctx context.Context, id string, act func(*Elevation, record.Actor, time.Time) (record.Entry, error)) (Outcome, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return Outcome{}, err
	}
	full := ""
	_, err = s.core.Append(ctx, func() ([]record.Entry, error) {
		e, err := s.elevation(id)
		if err != nil {
			return nil, err
		}
		full = e.Elevation
		entry, err := act(e, actor, s.core.Now())
		return []record.Entry{entry}, err
	})
	if err != nil {
		return Outcome{}, err
	}
	return s.reapAfter(ctx, full)
}

// reapAfter does what is due, and returns the state of the elevation then.
func (s *Service) reapAfter(ctx context.Context, id string) (Outcome, error) {
	reaped, _, pending := s.reap(ctx, nil)
	if pending == nil {
		pending = reaped.Pending
	}
	row, err := s.Elevation(ctx, id)
	return Outcome{row, pending}, err
}

// elevation returns the one that id names: its ID or an unambiguous beginning of it. The caller holds the record.
func (s *Service) elevation(id string) (*Elevation, error) {
	ids := make([]string, len(s.book.order))
	for i, e := range s.book.order {
		ids[i] = e.Elevation
	}
	full, err := core.Resolve("elevation", id, ids)
	if err != nil {
		return nil, err
	}
	return s.book.byID[full], nil
}

// ListElevations returns all elevations in their present state, the live ones first.
func (s *Service) ListElevations(ctx context.Context) (rows []Row, err error) {
	err = s.core.Read(ctx, func() error { rows = s.book.Rows(s.core.Now()); return nil })
	return rows, err
}

// Elevation returns the elevation that id names, in its present state.
func (s *Service) Elevation(ctx context.Context, id string) (row Row, err error) {
	err = s.core.Read(ctx, func() error {
		e, err := s.elevation(id)
		if err == nil {
			row = s.book.row(e, s.core.Now())
		}
		return err
	})
	return row, err
}
