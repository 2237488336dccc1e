package elevation

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// blockedFor is the time for which a known obstacle is not checked again: a timer that runs every minute must not fill
// the record with equal listings.
const blockedFor = 15 * time.Minute

// blocked returns the reason, by a recent listing, why nothing due can be done; nil if none is known.
func (r *reaping) blocked(ctx context.Context, due []string) error {
	name, err := r.core.LatestName(ctx)
	if err != nil || name == "" {
		return nil
	}
	p, err := r.core.Population(ctx, name)
	if err != nil || r.core.Now().Sub(p.TakenAt) > blockedFor {
		return nil
	}
	chosen, err := r.core.Settings(ctx)
	if err != nil {
		return nil
	}
	r.latest = p
	left, err := r.leftSince(ctx, p)
	if err != nil {
		return nil
	}
	var entries []record.Entry
	var moves []Move
	var way GrantMethods
	err = r.core.Read(ctx, func() error {
		entries, moves = r.book.ApplyListing(Listing{Name: name, Population: p, Now: r.now(), Left: left}, record.Actor{})
		way = r.grantMethods(r.orders.Methods(chosen), r.now())
		return nil
	})
	if err != nil {
		return nil
	}
	var reasons []error
	for _, id := range due {
		i := slices.IndexFunc(moves, func(m Move) bool { return m.UserID == id })
		if i < 0 || len(entries) > 0 {
			return nil
		}
		reason := r.forbids(ctx, moves[i])
		if reason == nil && len(way.Methods) == 0 && moves[i].Purpose != Grant {
			reason = byHand(moves[i])
		}
		if reason == nil {
			return nil
		}
		reasons = append(reasons, reason)
	}
	return errors.Join(reasons...)
}

// byHand returns where no method can take a role back.
func byHand(m Move) error {
	return fault.New(fault.Failed, "no method can take the role %s back from %s: do it by hand", m.FromRole, m.Email).
		WithHint("in Torq, open Settings, then Users, find %s, change the role to %s, and save; the next reading notices it", m.Email, m.ToRole)
}
