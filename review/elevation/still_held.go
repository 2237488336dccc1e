package elevation

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/population"
)

// StillHeld is an elevation that is over by the record, and whose role the newest listing shows all the same. A line can
// say anything; what counts is the population that shows it.
type StillHeld struct {
	Row
	Listed  time.Time // when the newest listing had been read
	Unknown string    // why it is not known whether the role was given anew since; empty if it was not
}

// Text returns a sentence about it.
func (h StillHeld) Text() string {
	text := fmt.Sprintf("%s still holds %s: the record says that %s is over, and the list of %s shows the role", h.Email, h.Role, h.ID,
		h.Listed.UTC().Format("2 Jan 15:04 UTC"))
	if h.Unknown != "" {
		return text + "; whether it was given anew cannot be told: " + h.Unknown
	}
	return text + "; no list since shows it gone"
}

// StillHeld returns the elevations that are over by the record though the newest population shows the role, and no
// population since the grant shows its holder without it.
func (s *Service) StillHeld(ctx context.Context) ([]StillHeld, error) {
	name, err := s.core.LatestName(ctx)
	if err != nil || name == "" {
		return nil, err
	}
	p, err := s.core.Population(ctx, name)
	if err != nil {
		return nil, nil // whatever needs the population reports that it cannot be read
	}
	left, err := s.leftSince(ctx, p)
	if err != nil {
		return nil, err
	}
	var held []StillHeld
	err = s.core.Read(ctx, func() error {
		for _, q := range s.book.questions(p) {
			if answer := left[q.elevation]; !q.reopened && !answer.left {
				held = append(held, StillHeld{s.book.row(s.book.byID[q.elevation], s.core.Now()), p.TakenAt, answer.unknown})
			}
		}
		return nil
	})
	return held, err
}

// question is whether the holder of an elevation was without its role since tuar last asked Torq for it. It comes up
// where a listing shows the role although the elevation is over, or a line reopened it.
type question struct {
	elevation, userID, roleID string
	reopened                  bool
	populations               []string // since then, the one that the end names first
}

// questions returns those that a listing raises, in the order of the elevations.
func (b *Book) questions(p *population.Population) (out []question) {
	held := make(map[string]string, len(p.Users))
	for i := range p.Users {
		held[p.Users[i].ID] = p.Users[i].RoleID
	}
	for _, e := range b.order {
		if role, listed := held[e.UserID]; !listed || role != e.RoleID || !b.questionable(e) {
			continue
		}
		out = append(out, question{e.Elevation, e.UserID, e.RoleID, !e.over(), b.since(e)})
	}
	return out
}

// questionable reports whether an elevation is over though Torq was asked for its role, and no other one of the user
// gives the same role; or whether it was reopened.
func (b *Book) questionable(e *Elevation) bool {
	switch {
	case !e.Granted:
		return false
	case !e.over():
		return !e.Reopened.IsZero()
	case e.Drift != nil && e.Drift.RoleID == e.RoleID && e.Active.IsZero():
		return false // somebody else gave just this role before tuar did, as the line says
	}
	return !slices.ContainsFunc(b.byUser[e.UserID], func(o *Elevation) bool { return o.Granted && !o.over() && o.RoleID == e.RoleID })
}

// since returns the populations on record after the last call for the role of an elevation, and after the one that
// showed the role. The one that its end names comes first, then the oldest.
func (b *Book) since(e *Elevation) []string {
	asked := 0
	for _, c := range b.calls[e.UserID] {
		if c.to == e.RoleID && (!e.over() || c.place < e.overAs) {
			asked = c.place
		}
	}
	var names []string
	for name, at := range b.listings {
		if at.place >= asked && at.nth > e.activeAs {
			names = append(names, name)
		}
	}
	named := ""
	switch {
	case e.End != nil:
		named = e.End.Population
	case e.Drift != nil:
		named = e.Drift.Population
	}
	slices.SortFunc(names, func(x, y string) int {
		if x == named || y == named {
			return map[bool]int{true: -1, false: 1}[x == named]
		}
		return cmp.Compare(b.listings[x].nth, b.listings[y].nth)
	})
	return names
}

// answer says whether a population shows the holder without the role. unknown is the reason why that cannot be told.
type answer struct {
	left    bool
	unknown string
}

// leftSince answers the questions that a listing raises, by the ID of the elevation.
func (s *Service) leftSince(ctx context.Context, p *population.Population) (map[string]answer, error) {
	var questions []question
	if err := s.core.Read(ctx, func() error { questions = s.book.questions(p); return nil }); err != nil {
		return nil, err
	}
	answers := make(map[string]answer, len(questions))
	for _, q := range questions {
		for _, name := range q.populations {
			role, listed, err := s.roleIn(ctx, name, q.userID)
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if err != nil {
				answers[q.elevation] = answer{unknown: err.Error()}
			} else if listed && role != q.roleID {
				answers[q.elevation] = answer{left: true}
				break
			}
		}
	}
	return answers, nil
}

// roleIn returns the role of a user in a population. Populations do not change, so it remembers the answer.
func (s *Service) roleIn(ctx context.Context, population, userID string) (role string, listed bool, err error) {
	type key struct{ population, userID string }
	if known, ok := s.shown.Load(key{population, userID}); ok {
		return known.(string), known != "", nil
	}
	p, err := s.core.Population(ctx, population)
	if err != nil {
		return "", false, err
	}
	for i := range p.Users {
		if p.Users[i].ID == userID {
			role = p.Users[i].RoleID
		}
	}
	s.shown.Store(key{population, userID}, role)
	return role, role != "", nil
}
