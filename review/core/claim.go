package core

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// The times of a claim. A machine that has died holds others up for no longer than ClaimFor.
const (
	ClaimFor     = 2 * time.Minute
	LongestClaim = 5 * time.Minute // a line that claims more has no effect
	exchangeIn   = 10 * time.Second
)

// Exchange syncs the record with the other machines. shared is false where the record is not shared, or the user wants
// no sync in this run; the error says why the others could not be reached.
type Exchange func(ctx context.Context) (shared bool, err error)

// Claim says that one machine alone changes something in Torq for a while.
type Claim struct {
	Writer string
	By     string // the person
	Until  time.Time
}

// Claims holds the claims of all writers, by what they are about.
type Claims map[string]map[string]Claim

// Note notes a claim about that subject. One that ends at once gives up the claim before it.
func (c Claims) Note(l record.Line, about string, until time.Time) {
	if c[about] == nil {
		c[about] = map[string]Claim{}
	}
	c[about][l.Writer] = Claim{l.Writer, l.Actor, until}
}

// Refuses returns why a claim has no effect; empty if it has.
func (Claims) Refuses(l record.Line, until time.Time) string {
	if until.Sub(l.Time.Time) > LongestClaim {
		return fmt.Sprintf("a claim holds for %d minutes at most", int(LongestClaim.Minutes()))
	}
	return ""
}

// Of returns the claim of another writer that holds at now; nil without any. One of a clock far ahead counts for nothing.
func (c Claims) Of(about, writer string, now time.Time) *Claim {
	for _, other := range slices.Sorted(maps.Keys(c[about])) {
		claim := c[about][other]
		if other != writer && now.Before(claim.Until) && claim.Until.Sub(now) <= LongestClaim {
			return &claim
		}
	}
	return nil
}

// Until returns when the claim of that writer ends, the zero time without one.
func (c Claims) Until(about, writer string) time.Time { return c[about][writer].Until }

// Claiming is one claim of this machine, as it is made.
type Claiming struct {
	Exchange Exchange
	Claims   func() Claims // of the ledger, for use within Read or Append
	// Entry returns the line that claims these subjects until then.
	Entry func(about []string, until time.Time) record.Entry
	// Past reports whether claims of others about the subject count no more; nil: never.
	Past func(about string) bool
}

// Claimed is what came of a claim.
type Claimed struct {
	Shared bool             // else there is no other machine to know of it
	Held   map[string]Claim // by what was not claimed: who has it
	Apart  error            // why the other machines could not be asked; nil if they were
	own    []string         // what was claimed
	core   *Core
	with   Claiming
}

// Claim claims what no other machine has claimed: it takes in what others recorded, records the claim, sends it, and looks
// again. Of two machines that claim at once the one whose claim reaches the others second gives it up. Where the others
// cannot be reached the claim is made all the same: they see it later, and what is done twice has its effect once.
func (with Claiming) Claim(ctx context.Context, c *Core, about []string) (made Claimed, err error) {
	made = Claimed{core: c, with: with, Held: map[string]Claim{}}
	made.Shared, made.Apart = exchange(ctx, with.Exchange)
	if !made.Shared {
		return made, nil
	}
	writer, err := c.JournalName()
	if err != nil {
		return made, err
	}
	now := c.Now()
	_, err = c.Append(ctx, func() ([]record.Entry, error) {
		made.own = made.free(about, writer, now)
		if len(made.own) == 0 {
			return nil, nil
		}
		return []record.Entry{with.Entry(made.own, now.Add(ClaimFor))}, nil
	})
	if err != nil || len(made.own) == 0 || made.Apart != nil {
		return made, err
	}
	if _, made.Apart = exchange(ctx, with.Exchange); made.Apart != nil {
		return made, nil
	}
	claimed := made.own
	err = c.Read(ctx, func() error { made.own = made.free(claimed, writer, now); return nil })
	if lost := without(claimed, made.own); err == nil && len(lost) > 0 {
		err = c.Record(ctx, with.Entry(lost, now))
	}
	return made, err
}

// free returns the subjects that no other machine has claimed, and notes the others.
func (made *Claimed) free(about []string, writer string, now time.Time) (free []string) {
	claims := made.with.Claims()
	for _, one := range about {
		if other := claims.Of(one, writer, now); other != nil && (made.with.Past == nil || !made.with.Past(one)) {
			made.Held[one] = *other
		} else {
			free = append(free, one)
		}
	}
	return free
}

// without returns the texts that the others lack.
func without(all, others []string) (rest []string) {
	for _, one := range all {
		if !slices.Contains(others, one) {
			rest = append(rest, one)
		}
	}
	return rest
}

// Keep makes a claim last longer that ends soon. ended is true if it has ended, so that others may act.
func (made Claimed) Keep(ctx context.Context) (ended bool, err error) {
	c := made.core
	if len(made.own) == 0 {
		return false, nil
	}
	writer, err := c.JournalName()
	if err != nil {
		return false, err
	}
	now, until := c.Now(), time.Time{}
	err = c.Read(ctx, func() error { until = made.with.Claims().Until(made.own[0], writer); return nil })
	switch {
	case err != nil, until.Sub(now) > ClaimFor/2:
		return false, err
	case !now.Before(until):
		return true, nil
	}
	if err := c.Record(ctx, made.with.Entry(made.own, now.Add(ClaimFor))); err != nil {
		return false, err
	}
	_, _ = exchange(ctx, made.with.Exchange) // if it does not reach the others now, the next one may
	return false, nil
}

// End gives a claim up, and lets the other machines know.
func (made Claimed) End(ctx context.Context) error {
	if len(made.own) == 0 {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	if err := made.core.Record(ctx, made.with.Entry(made.own, made.core.Now())); err != nil {
		return err
	}
	_, _ = exchange(ctx, made.with.Exchange) // the next sync tells what is in the way, and the claim ends by itself
	return nil
}

func exchange(ctx context.Context, with Exchange) (shared bool, err error) {
	if with == nil {
		return false, nil
	}
	ctx, cancel := context.WithTimeout(ctx, exchangeIn)
	defer cancel()
	return with(ctx)
}

// Fault returns the refusal of what another machine does; doing is a phrase such as "carries out the decisions of Q4".
func (c Claim) Fault(doing string, now time.Time) error {
	return fault.New(fault.Refused, "%s %s on another machine (%s), until %s at the latest", c.By, doing, c.Writer, c.Until.UTC().Format("15:04:05 UTC")).
		WithHint("wait for it, at most %s; then do it again", strings.TrimSuffix(c.Until.Sub(now).Round(time.Second).String(), "0s"))
}
