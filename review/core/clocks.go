package core

import (
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
)

// MostSkew bounds the difference between this machine's clock and Torq's beyond which time-dependent entries are not
// recorded.
const MostSkew = time.Minute

// longIdle is the time for which a reading of Torq's clock stays valid, and the time after the last line on record for
// which a clock is trusted without such a reading.
const longIdle = 31 * 24 * time.Hour

// Clocks holds the time by this machine, by Torq, and by the record.
type Clocks struct {
	now    time.Time
	ahead  time.Duration // Torq's clock before this machine's
	seen   time.Time     // when that was seen; zero if it never was
	agreed time.Time     // when both last agreed; zero if they never did
	last   time.Time     // of the last line on record; zero if there is none
}

// agree reports whether both clocks are close enough, or Torq's was never seen.
func (c Clocks) agree() bool { return c.seen.IsZero() || c.ahead.Abs() <= MostSkew }

// setBack reports whether this machine's clock shows an earlier time than when both last agreed, and Torq's does not:
// then this machine's clock is wrong.
func (c Clocks) setBack() bool {
	theirs := c.now.Add(c.ahead)
	return !c.agreed.IsZero() && c.now.Before(c.agreed.Add(-MostSkew)) && !theirs.Before(c.agreed.Add(-MostSkew)) && theirs.Before(c.agreed.Add(longIdle))
}

// Certain returns the latest time that has certainly come, given this machine's time now. Where the clocks are apart
// and neither is known to be wrong, that is the earlier one.
func (c Clocks) Certain(now time.Time) time.Time {
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

// Latest returns the latest time that may have come.
func (c Clocks) Latest(now time.Time) time.Time {
	if c.Doubt() == nil {
		return c.Certain(now)
	}
	return now.Add(max(c.ahead, 0))
}

// correction returns the duration to add to this machine's time. It is zero if Torq's clock is behind, so that an
// elevation approved just now can start now, and if the difference is within the precision of the header.
func correction(ahead time.Duration) time.Duration {
	if ahead <= 2*time.Second {
		return 0
	}
	return ahead
}

// apart describes the difference between both clocks.
func (c Clocks) apart() string {
	how := "behind"
	if c.ahead < 0 {
		how = "ahead of"
	}
	text := fmt.Sprintf("the clock of this machine is %s %s Torq's", roundSpan(c.ahead.Abs()), how)
	if ago := c.now.Sub(c.seen); ago >= MostSkew {
		text += fmt.Sprintf(", as seen %s ago", roundSpan(ago.Truncate(time.Minute)))
	}
	return text
}

// roundSpan formats a duration for people.
func roundSpan(d time.Duration) string {
	if days := d / (24 * time.Hour); days > 2 {
		return fmt.Sprintf("%d days", days)
	}
	return settings.Duration(d.Round(time.Second)).String()
}

// Doubt returns a Refused fault with the reason why it is not known which clock is right; nil if it is known.
func (c Clocks) Doubt() error {
	if c.agree() || c.setBack() {
		return nil
	}
	return fault.New(fault.Refused, "%s, and it is not known which is right; nothing is ended before they agree, but for what both say is due", c.apart()).
		WithHint("set the clock, or have it set by NTP; if it is right, Torq's answers are wrong: end what must end with %s", fault.EndElevation.With("ID"))
}

// Wrong returns a Refused fault with the reason why this machine may not record time-dependent entries; nil if it may.
func (c Clocks) Wrong() error {
	hint := fault.NewHint("set the clock, or have it set by NTP, and try again; to compare it with Torq's: %s", fault.Sync.With())
	switch {
	case !c.agreed.IsZero() && c.now.Before(c.agreed.Add(-MostSkew)) && c.agree() && c.now.Before(c.seen):
		return fault.New(fault.Refused, "the clock of this machine was set back: it is %s before the time at which it last agreed with Torq's; nothing that depends on the time is recorded by such a clock",
			roundSpan(c.agreed.Sub(c.now))).WithHint("%s", hint)
	case !c.agree() && c.now.Sub(c.seen) < longIdle:
		return fault.New(fault.Refused, "%s; nothing that depends on the time is recorded by such a clock", c.apart()).WithHint("%s", hint)
	case (c.seen.IsZero() || c.now.Sub(c.seen) >= longIdle) && !c.last.IsZero() && c.now.Sub(c.last) >= longIdle:
		return fault.New(fault.Refused, "the clock of this machine is %s ahead of the last line on record, and Torq's clock is not known here; nothing that depends on the time is recorded by such a clock",
			roundSpan(c.now.Sub(c.last))).WithHint("read Torq, which tells the time: %s", fault.Sync.With())
	}
	return nil
}

// between reports whether that time has come by one clock and not by the other.
func (c Clocks) between(t time.Time) bool {
	from, to := c.now, c.now
	for _, other := range []time.Time{c.now.Add(c.ahead), c.agreed, c.last} {
		if !other.IsZero() {
			from, to = earlier(from, other), later(to, other)
		}
	}
	return !t.Before(from.Add(-MostSkew)) && !t.After(to.Add(MostSkew))
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
