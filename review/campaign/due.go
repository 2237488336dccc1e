package campaign

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
)

// fromNow is a time to come, in days or weeks.
var fromNow = regexp.MustCompile(`^([0-9]{1,4})([dw])$`)

// ParseDue reads a due date, a day in UTC: "2026-11-30", or "14d" or "2w" for as many days or weeks from now. One that
// is not a date, or has passed, is a BadInput fault.
func ParseDue(text string, now time.Time) (time.Time, error) {
	today := now.UTC().Truncate(24 * time.Hour)
	text = strings.ToLower(strings.TrimSpace(text))
	if m := fromNow.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1]) // four digits at most
		if m[2] == "w" {
			n *= 7
		}
		return today.AddDate(0, 0, n), nil
	}
	due, err := time.Parse(DateLayout, text)
	if err != nil {
		return time.Time{}, fault.New(fault.BadInput, "%q is not a due date", text).
			WithHint("a due date is a day such as %s, or a time from now such as 14d or 2w", today.AddDate(0, 0, 14).Format(DateLayout))
	}
	if due.Before(today) {
		return time.Time{}, fault.New(fault.BadInput, "the due date %s is in the past", text).WithHint("today is %s", today.Format(DateLayout))
	}
	return due, nil
}
