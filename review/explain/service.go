// Package explain holds the use cases that say who can do what, how one person came to all their access, how two roles
// differ, and what a change would mean. They change nothing, neither in the record nor in Torq.
package explain

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reach"
	"github.com/tuar-dev/tuar/review/timeline"
)

// Service explains the access in the newest population.
type Service struct {
	core       *core.Core
	book       *campaign.Book
	elevations *elevation.Book
	rows       Rows

	mu   sync.Mutex
	made made
}

// made is the last world, and what it was made of.
type made struct {
	population string
	lines      int // of the record
	view
}

// view is the world with what an answer says about its source.
type view struct {
	*reach.World
	of *population.Population
	At At
}

// At says what an answer is about.
type At struct {
	Population string
	TakenAt    time.Time
	Gaps       []population.Gap // lists that could not be read, so that nothing is known of them
}

// Rows provides the rows of the last population with their hints, and what is kept of the audit log.
type Rows interface {
	Access(ctx context.Context) (campaign.AccessView, error)
	AuditLog(ctx context.Context) (*timeline.Log, error)
}

// NewService returns the service.
func NewService(c *core.Core, book *campaign.Book, elevations *elevation.Book, rows Rows) *Service {
	return &Service{core: c, book: book, elevations: elevations, rows: rows}
}

// world returns the newest population, ready for questions.
func (s *Service) world(ctx context.Context) (view, error) {
	name, p, err := s.core.Latest(ctx)
	if err != nil {
		return view{}, err
	}
	lines := s.core.Length(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made.population == name && s.made.lines == lines {
		return s.made.view, nil
	}
	var v view
	err = s.core.Read(ctx, func() error {
		var held []reach.Elevation
		for _, r := range s.elevations.Rows(s.core.Now()) {
			e := reach.Elevation{ID: r.ID, UserID: strings.TrimPrefix(r.Item, "user/"), RoleID: r.RoleID, BaseID: r.PriorRoleID}
			if r.EndsAt != nil {
				e.Until = *r.EndsAt
			}
			if e.Begun = r.State == elevation.Active || r.State == elevation.Overdue; e.Begun || r.State == elevation.Approved {
				held = append(held, e)
			}
		}
		v = view{reach.New(p, held, s.core.People().Clone().Key), p, At{name, p.TakenAt, p.Gaps}}
		return nil
	})
	if err == nil {
		s.made = made{name, lines, v}
	}
	return v, err
}

// WhoCan is an answer to the question of who can do something.
type WhoCan struct {
	At
	Paths []reach.Path
}

// WhoCan says who can do any of the permissions, and through what. A permission may be a pattern, such as "user.*"; one
// that no role grants is a BadInput fault.
func (s *Service) WhoCan(ctx context.Context, permissions ...string) (WhoCan, error) {
	v, err := s.world(ctx)
	if err != nil {
		return WhoCan{}, err
	}
	paths, unknown := v.WhoCan(permissions...)
	if len(unknown) > 0 {
		return WhoCan{}, unknownPermission(unknown[0], v.Permissions())
	}
	return WhoCan{v.At, paths}, nil
}

// unknownPermission says that no role grants a permission, and which similar ones there are.
func unknownPermission(asked string, known []string) error {
	if len(known) == 0 {
		return fault.New(fault.BadInput, "no role is known to grant %q: Torq listed no permissions of roles", asked).
			WithHint("the API key needs the permission to read roles; then: %s", fault.Sync.With())
	}
	return fault.New(fault.BadInput, "no role grants the permission %q", asked).WithHint("%s", core.Suggest(asked, known))
}

// Permission is a permission that a role grants.
type Permission struct {
	Name       string
	Roles      []string // that grant it
	Privileged bool
}

// Permissions returns all permissions that any role grants.
func (s *Service) Permissions(ctx context.Context) ([]Permission, error) {
	v, err := s.world(ctx)
	if err != nil {
		return nil, err
	}
	chosen, err := s.core.Settings(ctx)
	if err != nil {
		return nil, err
	}
	roles := map[string][]string{}
	for _, r := range v.Roles() {
		for _, scope := range r.Scopes {
			roles[scope] = append(roles[scope], r.Name)
		}
	}
	var all []Permission
	for _, name := range v.World.Permissions() {
		all = append(all, Permission{name, slices.Compact(roles[name]), chosen.Rules.PrivilegedBy([]string{name}) != ""})
	}
	return all, nil
}

// Roles returns the names of all roles.
func (s *Service) Roles(ctx context.Context) ([]string, error) {
	v, err := s.world(ctx)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, r := range v.World.Roles() {
		names = append(names, r.Name)
	}
	return slices.Compact(names), nil
}

// Comparison says how two roles differ.
type Comparison struct {
	At `json:"-"`
	reach.Comparison
}

// CompareRoles says how two roles differ, by name or ID, and who holds each.
func (s *Service) CompareRoles(ctx context.Context, a, b string) (Comparison, error) {
	v, err := s.world(ctx)
	if err != nil {
		return Comparison{}, err
	}
	var pair [2]*population.Role
	for i, name := range []string{a, b} {
		id, err := core.FindRole(v.of.Roles, name)
		if err != nil {
			return Comparison{}, err
		}
		pair[i], _ = v.Role(id)
	}
	return Comparison{v.At, v.Compare(pair[0], pair[1])}, nil
}
