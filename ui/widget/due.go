package widget

import "time"

// Due formats the time from now to a due date, YYYY-MM-DD: "in 7 days", "tomorrow", "today", "2 days overdue". Due
// dates are days in UTC, and the day itself counts. Text that is not a date is returned unchanged.
func Due(date string, now time.Time) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	switch n := int(day.Sub(now.UTC().Truncate(24*time.Hour)).Hours() / 24); {
	case n < 0:
		return Days(-n) + " overdue"
	case n == 0:
		return "today"
	case n == 1:
		return "tomorrow"
	default:
		return "in " + Days(n)
	}
}
