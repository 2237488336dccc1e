package review

import (
	"context"
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
)

// mostSkew is how far this machine's clock may be from Torq's for what depends on the time to be recorded.
const mostSkew = time.Minute

// longIdle is for how long a word of Torq's on the time holds, and how far after the last line on record a clock is believed
// without one.
const longIdle = 31 * 24 * time.Hour

// clocks is what is known of the time: by this machine, by Torq, and by the record.
type clocks struct {
	now    time.Time
	ahead  time.Duration // Torq's clock before this machine's
	seen   time.Time     // when that was seen; zero if it never was
	agreed time.Time     // when both last agreed; zero if they never did
	last   time.Time     // of the last line on record; zero if there is none
}

// sawClock remembers what the last answer of the source says of Torq's clock, and returns what is known then.
func (w *Workspace) sawClock(ctx context.Context, source Source) (clocks, error) {
	c, err := w.clocks(ctx)
	if err != nil {
		return clocks{}, err
	}
	ahead, known := source.Skew()
	if !known {
		return c, nil
	}
	was := c
	c.ahead, c.seen = ahead, c.now
	if c.agree() {
		c.agreed = c.now
	}
	const roughly, often = 5 * time.Second, 5 * time.Minute // not each answer needs to be written down
	if (was.ahead-ahead).Abs() < roughly && c.now.Sub(was.seen).Abs() < often {
		return c, nil
	}
	return c, w.changeConnection(ctx, func(kept *settings.Connection) {
		kept.TorqClock = settings.ClockSeen{Ahead: int64(c.ahead / time.Second), SeenAt: c.seen.UTC().Truncate(time.Second), AgreedAt: c.agreed.UTC().Truncate(time.Second)}
	})
}

// clocks is what is known of the time without asking Torq.
func (w *Workspace) clocks(ctx context.Context) (clocks, error) {
	chosen, err := w.Settings(ctx)
	if err != nil {
		return clocks{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	s, err := w.fold(ctx)
	if err != nil {
		return clocks{}, err
	}
	return s.clocks(chosen, w.cfg.Clock.Now()), nil
}

func (s *state) clocks(chosen settings.Settings, now time.Time) clocks {
	seen := chosen.Connection.TorqClock
	return clocks{now: now, ahead: time.Duration(seen.Ahead) * time.Second, seen: seen.SeenAt, agreed: seen.AgreedAt, last: s.last}
}

// agree says whether both clocks are as near to each other as they must be, or Torq's was never seen.
func (c clocks) agree() bool { return c.seen.IsZero() || c.ahead.Abs() <= mostSkew }

// setBack says whether this machine's clock shows an earlier time than when both last agreed, and Torq's does not: then it
// is this machine's that is wrong.
func (c clocks) setBack() bool {
	theirs := c.now.Add(c.ahead)
	return !c.agreed.IsZero() && c.now.Before(c.agreed.Add(-mostSkew)) && !theirs.Before(c.agreed.Add(-mostSkew)) && theirs.Before(c.agreed.Add(longIdle))
}

// certain is the time that has certainly come, when this machine's clock shows now. Where the clocks are apart and neither
// is known to be wrong, that is the earlier one.
func (c clocks) certain(now time.Time) time.Time {
	if c.seen.IsZero() {
		return now
	}
	if c.agree() {
		return now.Add(correction(c.ahead))
	}
	c.now = now
	if c.ahead < 0 || c.setBack() {
		return now.Add(c.ahead)
	}
	return now
}

// latest is the time that may have come.
func (c clocks) latest(now time.Time) time.Time {
	if c.doubt() == nil {
		return c.certain(now)
	}
	return now.Add(max(c.ahead, 0))
}

// correction is what to add to this machine's time. Where Torq's clock is a little behind nothing is: what was approved
// just now is to be given now. Nor where the header's own roughness may be all there is.
func correction(ahead time.Duration) time.Duration {
	if ahead <= 2*time.Second {
		return 0
	}
	return ahead
}

// apart says how far both clocks are from each other.
func (c clocks) apart() string {
	how := "behind"
	if c.ahead < 0 {
		how = "ahead of"
	}
	text := fmt.Sprintf("the clock of this machine is %s %s Torq's", roundSpan(c.ahead.Abs()), how)
	if ago := c.now.Sub(c.seen); ago >= mostSkew {
		text += fmt.Sprintf(", as seen %s ago", roundSpan(ago))
	}
	return text
}

// roundSpan is a span of time as people say it.
func roundSpan(d time.Duration) string {
	if days := d / (24 * time.Hour); days > 2 {
		return fmt.Sprintf("%d days", days)
	}
	return settings.Duration(d.Round(time.Second)).String()
}

// doubt says why it is not known which clock is right, as a Refused fault; nil if it is.
func (c clocks) doubt() error {
	if c.agree() || c.setBack() {
		return nil
	}
	return fault.New(fault.Refused, "%s, and it is not known which is right; nothing is ended before they agree, but for what both say is due", c.apart()).
		WithHint("set the clock, or have it set by NTP; if it is right, Torq's answers are wrong: end what must end with tuar elevate end ID")
}

// wrong says why this machine may not record what depends on the time, as a Refused fault; nil if it may.
func (c clocks) wrong() error {
	hint := "set the clock, or have it set by NTP, and try again; tuar sync compares it with Torq's"
	switch {
	case !c.agreed.IsZero() && c.now.Before(c.agreed.Add(-mostSkew)) && c.agree() && c.now.Before(c.seen):
		return fault.New(fault.Refused, "the clock of this machine was set back: it is %s before the time at which it last agreed with Torq's; nothing that depends on the time is recorded by such a clock",
			roundSpan(c.agreed.Sub(c.now))).WithHint("%s", hint)
	case !c.agree() && c.now.Sub(c.seen) < longIdle:
		return fault.New(fault.Refused, "%s; nothing that depends on the time is recorded by such a clock", c.apart()).WithHint("%s", hint)
	case (c.seen.IsZero() || c.now.Sub(c.seen) >= longIdle) && !c.last.IsZero() && c.now.Sub(c.last) >= longIdle:
		return fault.New(fault.Refused, "the clock of this machine is %s ahead of the last line on record, and Torq's clock is not known here; nothing that depends on the time is recorded by such a clock",
			roundSpan(c.now.Sub(c.last))).WithHint("read Torq, which tells the time: tuar sync")
	}
	return nil
}

// between says whether that time has come by one clock and not by the other.
func (c clocks) between(t time.Time) bool {
	from, to := c.now, c.now
	for _, other := range []time.Time{c.now.Add(c.ahead), c.agreed, c.last} {
		if !other.IsZero() {
			from, to = earlier(from, other), later(to, other)
		}
	}
	return !t.Before(from.Add(-mostSkew)) && !t.After(to.Add(mostSkew))
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// inTime refuses if this machine's clock is not fit for what depends on the time. Torq is asked; where it cannot be, what
// was last seen of its clock counts, and the record.
func (w *Workspace) inTime(ctx context.Context) error {
	if err := w.askTime(ctx); err != nil {
		return err
	}
	c, err := w.clocks(ctx)
	if err != nil {
		return err
	}
	return c.wrong()
}

// askTime asks Torq for the time, if it can be asked soon.
func (w *Workspace) askTime(ctx context.Context) error {
	source, err := w.source(ctx)
	if err != nil {
		return nil // without credentials there is nobody to ask
	}
	soon, cancel := context.WithTimeout(ctx, proveWithin)
	defer cancel()
	if source.Authenticate(soon) != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	_, err = w.sawClock(ctx, source) // a refusal tells the time too
	return err
}

// inTimeFor refuses if it is not certain whether that time has come, and Torq cannot tell. Where it does not matter, Torq
// is not asked.
func (w *Workspace) inTimeFor(ctx context.Context, due time.Time) error {
	c, err := w.clocks(ctx)
	if err != nil || c.wrong() == nil || !c.between(due) {
		return err
	}
	if err := w.askTime(ctx); err != nil {
		return err
	}
	if c, err = w.clocks(ctx); err != nil {
		return err
	}
	if wrong := c.wrong(); wrong != nil && c.between(due) {
		return fault.Wrap(wrong, "whether %s has passed is not certain", due.UTC().Format("2 Jan 2006 15:04 UTC"))
	}
	return nil
}

// inTimeForCampaign refuses if it is not certain whether a campaign is overdue: what is recorded in it says whether it was
// done in time.
func (w *Workspace) inTimeForCampaign(ctx context.Context, id string) error {
	w.mu.Lock()
	c, err := w.find(ctx, id)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	due := c.Due.AddDate(0, 0, 1)
	w.mu.Unlock()
	return w.inTimeFor(ctx, due)
}
