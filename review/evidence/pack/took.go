package pack

import (
	"fmt"
	"slices"
	"time"
)

// Took tells how long something took. All but N are zero if N is.
type Took struct {
	N               int
	Median, Longest time.Duration
}

// tookOf returns how long these took; of an even number, the median is the longer of the two in the middle.
func tookOf(times []time.Duration) Took {
	if len(times) == 0 {
		return Took{}
	}
	slices.Sort(times)
	return Took{len(times), times[len(times)/2], times[len(times)-1]}
}

// String returns the times in words: "median 2 hours, longest 3 days".
func (t Took) String() string { return "median " + Span(t.Median) + ", longest " + Span(t.Longest) }

// Span returns a time in whole minutes, hours or days, whichever reads best.
func Span(d time.Duration) string {
	count := func(n time.Duration, unit string) string {
		if n == 1 {
			return "1 " + unit
		}
		return fmt.Sprintf("%d %ss", n, unit)
	}
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		return count(d/time.Minute, "minute")
	case d < 48*time.Hour:
		return count(d/time.Hour, "hour")
	}
	return count(d/(24*time.Hour), "day")
}
