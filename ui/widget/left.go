package widget

import (
	"fmt"
	"time"
)

// Left formats the time from now to end, in enough detail to plan by: "6 days 3 h", "2 h 5 min", "41 min", "45 s"; "0
// s" for a past end.
func Left(end, now time.Time) string {
	d := max(end.Sub(now), 0)
	days, hours, minutes := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60
	switch {
	case d >= 48*time.Hour && hours > 0:
		return fmt.Sprintf("%s %d h", Days(days), hours)
	case d >= 48*time.Hour:
		return Days(days)
	case d >= time.Hour && minutes > 0:
		return fmt.Sprintf("%d h %d min", int(d.Hours()), minutes)
	case d >= time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	case d >= 2*time.Minute:
		return fmt.Sprintf("%d min", minutes)
	}
	return fmt.Sprintf("%d s", int(d.Seconds()))
}

// Clock returns the time of day of t where now is, with the day if that is another: "14:32", "3 Dec 14:32".
func Clock(t, now time.Time) string {
	t = t.In(now.Location())
	if t.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return t.Format("15:04")
	}
	return t.Format("2 Jan 15:04")
}
