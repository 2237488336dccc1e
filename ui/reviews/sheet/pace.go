package sheet

import (
	"fmt"
	"time"
)

// pace measures how fast a reviewer decides, from the acts of this sitting. A pause longer than a minute counts as a
// minute, since the reviewer was probably away.
type pace struct {
	last  time.Time
	spent time.Duration
	rows  int
}

const longestPause = time.Minute

// decided counts rows decided at a moment.
func (p *pace) decided(rows int, at time.Time) {
	if !p.last.IsZero() {
		p.spent += min(at.Sub(p.last), longestPause)
		p.rows += rows
	}
	p.last = at
}

// left returns the time that the remaining rows will take at this pace; empty after fewer than five rows.
func (p *pace) left(remaining int) string {
	if p.rows < 5 || remaining == 0 {
		return ""
	}
	d := time.Duration(float64(p.spent) / float64(p.rows) * float64(remaining))
	switch {
	case d < time.Minute:
		return "under a minute left at this pace"
	case d < 90*time.Minute:
		return fmt.Sprintf("about %d min left at this pace", int(d.Round(time.Minute)/time.Minute))
	}
	return fmt.Sprintf("about %d h left at this pace", int(d.Round(time.Hour)/time.Hour))
}
