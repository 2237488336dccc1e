package widget

import (
	"fmt"
	"time"
)

// Ago formats the time from t to now: "just now", "5 min ago", "2 h ago", "118 days ago"; "never" for the zero time. A
// future time is formatted by In.
func Ago(t, now time.Time) string {
	switch d := now.Sub(t); {
	case t.IsZero():
		return "never"
	case d <= -time.Minute:
		return In(t, now)
	case d < time.Minute:
		return "just now"
	default:
		return span(d) + " ago"
	}
}

// Before formats the time from t to the snapshot at taken: "118 days before", "12 min before"; "just before" within a
// minute.
func Before(t, taken time.Time) string {
	if d := taken.Sub(t); d >= time.Minute {
		return span(d) + " before"
	}
	return "just before"
}

// In formats the time from now to t: "in 45 min", "in 7 days"; "now" within a minute, "never" for the zero time. A past
// time is formatted by Ago.
func In(t, now time.Time) string {
	switch d := t.Sub(now); {
	case t.IsZero():
		return "never"
	case d <= -time.Minute:
		return Ago(t, now)
	case d < time.Minute:
		return "now"
	default:
		return "in " + span(d)
	}
}

// Days returns n with its word: "1 day", "118 days".
func Days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// span returns a duration in its largest unit, rounded down; hours go up to two days.
func span(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return Days(int(d.Hours() / 24))
}
