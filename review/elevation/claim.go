package elevation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/record"
)

// TypeClaimed is the type of the line with which a machine claims for a while to give and take back the roles of users.
const TypeClaimed = "elevation.claimed"

// ClaimedData is the data of an elevation.claimed line: until then, other machines leave the temporary roles of these
// users to this one. A claim that ends at once gives up the one before it.
type ClaimedData struct {
	Users []string    `json:"users"` // their IDs
	Until record.Time `json:"until"`
}

// Sentence returns what the line says.
func (d ClaimedData) Sentence(names record.Names) record.Sentence {
	var who []string
	for _, id := range d.Users {
		who = append(who, names.Of("user/"+id))
	}
	return record.Sentence{Text: fmt.Sprintf("changes the temporary roles of %s alone, until %s at the latest", strings.Join(who, ", "), d.Until.UTC().Format("15:04:05 UTC"))}
}

func (b *Book) claimed(l record.Line, d ClaimedData) error {
	if why := b.claims.Refuses(l, d.Until.Time); why != "" {
		return l.Refuse("%s", why)
	}
	for _, id := range d.Users {
		b.claims.Note(l, id, d.Until.Time)
	}
	return nil
}

// waitsAtMost is the time after the end of an elevation from which on no claim of another machine holds it up.
const waitsAtMost = 3 * time.Minute

// claim claims for this machine to change the temporary roles of the users that are due, and returns those whom another
// machine has claimed.
func (r *reaping) claim(ctx context.Context, due []string) (made core.Claimed, err error) {
	now, actor := r.now(), r.core.SystemActor(ctx, r.core.ClientID(ctx))
	return core.Claiming{
		Exchange: r.exchange,
		Claims:   func() core.Claims { return r.book.claims },
		Past:     func(userID string) bool { return r.book.longOver(userID, now) },
		Entry: func(users []string, until time.Time) record.Entry {
			return record.Entry{Type: TypeClaimed, Actor: actor, Data: ClaimedData{slices.Clone(users), record.Time{Time: until.UTC()}}}
		},
	}.Claim(ctx, r.core, due)
}

// heldElsewhere returns what other machines do that was due here, nil for nothing.
func (r *reaping) heldElsewhere(due []string) error {
	var all []error
	for _, id := range due {
		if claim, held := r.held[id]; held {
			all = append(all, claim.Fault("gives or takes back a temporary role", r.core.Now()))
		}
	}
	return errors.Join(all...)
}

// longOver reports whether an elevation of the user should have ended so long ago that nothing holds it up any more.
func (b *Book) longOver(userID string, now time.Time) bool {
	return slices.ContainsFunc(b.byUser[userID], func(e *Elevation) bool {
		return !e.over() && !e.EndsAt.IsZero() && now.Sub(e.EndsAt) > waitsAtMost
	})
}
