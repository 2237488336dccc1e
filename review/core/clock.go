package core

import (
	"context"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
)

// SawClock stores the reading of Torq's clock in the last answer of the source, and returns the known clocks.
func (c *Core) SawClock(ctx context.Context, source Source) (Clocks, error) {
	now, err := c.Clocks(ctx)
	if err != nil {
		return Clocks{}, err
	}
	ahead, at := source.Skew()
	if at.IsZero() {
		return now, nil
	}
	was := now
	now.ahead, now.seen = ahead, at
	if now.agree() {
		now.agreed = at
	}
	const roughly, often = 5 * time.Second, 5 * time.Minute // not each answer needs to be written down
	if (was.ahead-ahead).Abs() < roughly && at.Sub(was.seen).Abs() < often {
		return now, nil
	}
	return now, c.ChangeConnection(ctx, func(kept *settings.Connection) {
		kept.TorqClock = settings.ClockSeen{
			Ahead: int64(now.ahead / time.Second), SeenAt: now.seen.UTC().Truncate(time.Second), AgreedAt: now.agreed.UTC().Truncate(time.Second),
		}
	})
}

// Clocks returns what is known of the time without asking Torq.
func (c *Core) Clocks(ctx context.Context) (found Clocks, err error) {
	err = c.Read(ctx, func() error {
		connection, _, err := c.cfg.Settings.Connection(ctx)
		seen := connection.TorqClock
		found = Clocks{now: c.Now(), ahead: time.Duration(seen.Ahead) * time.Second, seen: seen.SeenAt, agreed: seen.AgreedAt, last: c.fold.last}
		return err
	})
	return found, err
}

// InTime refuses if this machine's clock is not reliable enough for time-dependent acts. It asks Torq; if that fails,
// the last reading of its clock counts, and the record.
func (c *Core) InTime(ctx context.Context) error {
	if err := c.askTime(ctx); err != nil {
		return err
	}
	now, err := c.Clocks(ctx)
	if err != nil {
		return err
	}
	return now.Wrong()
}

// askTime asks Torq for the time, if it can be asked soon.
func (c *Core) askTime(ctx context.Context) error {
	source, err := c.Source(ctx)
	if err != nil {
		return nil // without credentials Torq cannot be asked
	}
	soon, cancel := context.WithTimeout(ctx, proveWithin)
	defer cancel()
	if source.Authenticate(soon) != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	_, err = c.SawClock(ctx, source) // a refusal tells the time too
	return err
}

// InTimeFor refuses if it is not certain whether that time has come, even after asking Torq. It does not ask Torq if
// the clocks agree about it.
func (c *Core) InTimeFor(ctx context.Context, due time.Time) error {
	now, err := c.Clocks(ctx)
	if err != nil || now.Wrong() == nil || !now.between(due) {
		return err
	}
	if err := c.askTime(ctx); err != nil {
		return err
	}
	if now, err = c.Clocks(ctx); err != nil {
		return err
	}
	if wrong := now.Wrong(); wrong != nil && now.between(due) {
		return fault.Wrap(wrong, "whether %s has passed is not certain", due.UTC().Format("2 Jan 2006 15:04 UTC"))
	}
	return nil
}
