package home

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/record"
)

// holding counts who has a role.
type holding struct {
	role       string
	people     int
	keys       int
	privileged bool
}

// answer holds what read found.
type answer struct {
	actor record.Actor
	roles []holding

	latest []written
}

// read determines the current user and the holders of each role. A failure of either is not an error here: before the
// first sync there is no data, and the root reports a damaged record.
func (s *Screen) read() tea.Cmd {
	env, service := s.env, s.service
	return s.newest.Fetch(s, func() tea.Msg {
		var a answer
		a.actor, _ = service.Actor(env.Context)
		if view, err := service.Access(env.Context); err == nil {
			a.roles = holdings(view.Rows)
		}
		a.latest = readLatest(env.Context, service)
		return a
	})
}

// holdings counts the people and keys that hold each role, most people first. Claim mappings and custom roles hold none.
func holdings(rows []access.Row) []holding {
	byRole := map[string]*holding{}
	for _, r := range rows {
		if !r.Kind.HoldsRole() {
			continue
		}
		h, ok := byRole[r.RoleID]
		if !ok {
			h = &holding{role: r.Role}
			byRole[r.RoleID] = h
		}
		h.privileged = h.privileged || r.Privileged
		if r.Kind == access.User {
			h.people++
		} else {
			h.keys++
		}
	}
	all := make([]holding, 0, len(byRole))
	for _, h := range byRole {
		all = append(all, *h)
	}
	slices.SortFunc(all, func(a, b holding) int {
		return cmp.Or(cmp.Compare(b.people, a.people), cmp.Compare(b.keys, a.keys), cmp.Compare(a.role, b.role))
	})
	return all
}
