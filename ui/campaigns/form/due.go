package form

import (
	"strconv"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
)

// parseDue reads a due date, a day in UTC: "2026-11-30", or "14d" for as many days from now. One that is not a date or
// has passed is a BadInput fault.
func parseDue(text string, now time.Time) (time.Time, error) {
	today := now.UTC().Truncate(24 * time.Hour)
	due, err := time.Parse(campaign.DateLayout, text)
	if days, ok := strings.CutSuffix(text, "d"); ok && err != nil {
		var n uint64
		if n, err = strconv.ParseUint(days, 10, 12); err == nil {
			due = today.AddDate(0, 0, int(n))
		}
	}
	switch {
	case err != nil:
		return time.Time{}, fault.New(fault.BadInput, "%q is not a due date", text).WithHint("write 2026-12-31, or 14d for 14 days from now")
	case due.Before(today):
		return time.Time{}, fault.New(fault.BadInput, "%s has passed", text).WithHint("write 14d for 14 days from now")
	}
	return due, nil
}
