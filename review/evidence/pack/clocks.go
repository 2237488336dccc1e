package pack

import (
	"fmt"
	"time"
)

// inStep limits how far apart clocks may be before an exception tells of it.
const inStep = time.Minute

// ofClocks finds lines that were written after others but have earlier times, once for any two journals.
func (x *exceptionFinder) ofClocks() {
	type pair struct{ writer, after string }
	type back struct {
		lines int
		most  time.Duration
		first time.Time
	}
	var pairs []pair
	found := map[pair]*back{}
	for i := range x.Lines {
		if i == 0 {
			continue
		}
		l, before := &x.Lines[i], &x.Lines[i-1]
		by := before.Time.Sub(l.Time.Time)
		if by <= inStep {
			continue
		}
		of := pair{l.Writer, before.Writer}
		if found[of] == nil {
			found[of], pairs = &back{first: l.Time.Time}, append(pairs, of)
		}
		found[of].lines, found[of].most = found[of].lines+1, max(found[of].most, by)
	}
	for _, of := range pairs {
		b := found[of]
		if of.writer == of.after {
			x.add("clock", "", of.writer, b.first, "the clock of %s was set back %s, by %s at most", of.writer, times(b.lines),
				b.most.Round(time.Second))
		} else {
			x.add("clock", "", of.writer, b.first,
				"%s wrote %s after %s, whose clock showed a later time, by %s at most: one of the two was wrong",
				of.writer, times(b.lines), of.after, b.most.Round(time.Second))
		}
	}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
