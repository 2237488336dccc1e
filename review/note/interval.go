package note

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/tuar-dev/tuar/review/calendar"
	"github.com/tuar-dev/tuar/review/fault"
)

// Interval is the longest time between two reviews of an item: a number and d, w, mo or y, such as 90d or 6mo. It is
// empty where none is set.
type Interval string

var intervals = regexp.MustCompile(`^([1-9][0-9]{0,3})(d|w|mo|y)$`)

// mostDays bounds an interval: ten years, counted in days of which a month has 30.
const mostDays = 3660

// parts returns the months and days of an interval; ok is false if it is none, or longer than ten years.
func (i Interval) parts() (months, days int, ok bool) {
	found := intervals.FindStringSubmatch(string(i))
	if found == nil {
		return 0, 0, false
	}
	n, _ := strconv.Atoi(found[1]) // four digits at most
	switch found[2] {
	case "d":
		days = n
	case "w":
		days = 7 * n
	case "mo":
		months = n
	case "y":
		months = 12 * n
	}
	return months, days, 30*months+days <= mostDays
}

// Known reports whether it is an interval.
func (i Interval) Known() bool {
	_, _, ok := i.parts()
	return ok
}

// After returns the day on which the next review is due if the last was at that moment, in UTC. A month that is too short
// for the day has it on its last day. The interval must be known.
func (i Interval) After(last time.Time) time.Time {
	months, days, _ := i.parts()
	from := calendar.Day(last)
	month := time.Date(from.Year(), from.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	end := month.AddDate(0, 1, -1).Day()
	return month.AddDate(0, 0, min(from.Day(), end)-1+days)
}

// String returns the interval in words, such as "every 6 months".
func (i Interval) String() string {
	found := intervals.FindStringSubmatch(string(i))
	if found == nil {
		return string(i)
	}
	unit := map[string]string{"d": "day", "w": "week", "mo": "month", "y": "year"}[found[2]]
	if found[1] == "1" {
		return "every " + unit
	}
	return "every " + found[1] + " " + unit + "s"
}

// ParseInterval reads an interval. An error is a BadInput fault.
func ParseInterval(text string) (Interval, error) {
	i := Interval(text)
	if !i.Known() {
		return "", fault.New(fault.BadInput, "%q is no interval between reviews", text).
			WithHint("%s", fmt.Sprintf("use a number and d, w, mo or y, such as 90d or 6mo; %d years at most", mostDays/366))
	}
	return i, nil
}
