// Package calendar divides the year into periods and finds days in them. All days are in UTC, as due dates are.
package calendar

import (
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
)

// Every is the length of a period.
type Every string

// The lengths, the shortest first.
const (
	Month    Every = "month"
	Quarter  Every = "quarter"
	HalfYear Every = "half-year"
	Year     Every = "year"
)

// Lengths lists all lengths.
var Lengths = []Every{Month, Quarter, HalfYear, Year}

// months returns how many months a period has; 0 for a length that does not exist.
func (e Every) months() int {
	switch e {
	case Month:
		return 1
	case Quarter:
		return 3
	case HalfYear:
		return 6
	case Year:
		return 12
	}
	return 0
}

// Known reports whether there is such a length.
func (e Every) Known() bool { return e.months() > 0 }

// Period is a month, a quarter, half a year or a year of the calendar.
type Period struct {
	Every Every
	First time.Time // its first day
}

// At returns the period of that length in which the moment lies. The length must be known.
func (e Every) At(moment time.Time) Period {
	y, m, _ := moment.UTC().Date()
	m -= (m - 1) % time.Month(e.months())
	return Period{e, time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)}
}

// Next returns the period after it.
func (p Period) Next() Period { return Period{p.Every, p.First.AddDate(0, p.Every.months(), 0)} }

// Before returns the period before it.
func (p Period) Before() Period { return Period{p.Every, p.First.AddDate(0, -p.Every.months(), 0)} }

// Last returns its last day.
func (p Period) Last() time.Time { return p.Next().First.AddDate(0, 0, -1) }

// String returns its name: "March 2027", "Q1 2027", "H1 2027" or "2027".
func (p Period) String() string {
	nth := (int(p.First.Month())-1)/p.Every.months() + 1
	switch p.Every {
	case Month:
		return p.First.Format("January 2006")
	case Quarter:
		return fmt.Sprintf("Q%d %d", nth, p.First.Year())
	case HalfYear:
		return fmt.Sprintf("H%d %d", nth, p.First.Year())
	case Year:
	}
	return p.First.Format("2006")
}

// FirstWorkingDay returns its first day from Monday to Friday. It knows no holidays.
func (p Period) FirstWorkingDay() time.Time {
	switch p.First.Weekday() {
	case time.Saturday:
		return p.First.AddDate(0, 0, 2)
	case time.Sunday:
		return p.First.AddDate(0, 0, 1)
	case time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday:
	}
	return p.First
}

// Layout is the format of a day.
const Layout = "2006-01-02"

// Day returns the day of a moment, in UTC.
func Day(moment time.Time) time.Time {
	y, m, d := moment.UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// ParseDay reads a day, such as 2027-01-15. An error is a BadInput fault.
func ParseDay(text string) (time.Time, error) {
	day, err := time.Parse(Layout, text)
	if err != nil {
		return time.Time{}, fault.New(fault.BadInput, "%q is not a day such as 2027-01-15", text)
	}
	return day, nil
}

// Opening says on which day of each period something begins: FirstWorkingDay, or a date such as 2027-01-15, whose place
// in its own period is that in all others; a month that is too short for it has it on its last day.
type Opening string

// FirstWorkingDay is the first day from Monday to Friday of each period.
const FirstWorkingDay Opening = "first-working-day"

// Check returns a BadInput fault if it is neither.
func (o Opening) Check() error {
	if o == FirstWorkingDay {
		return nil
	}
	day, err := time.Parse(Layout, string(o))
	if err != nil {
		return fault.New(fault.BadInput, "%q is not a day on which a campaign opens", string(o)).
			WithHint("use %s, or the first day as a date such as 2027-01-15", FirstWorkingDay)
	}
	if day.Year() < 1970 || day.Year() > 2999 {
		return fault.New(fault.BadInput, "the year of %s is implausible", string(o))
	}
	return nil
}

// From returns the date before which nothing begins; zero if there is none.
func (o Opening) From() time.Time {
	day, err := time.Parse(Layout, string(o))
	if err != nil {
		return time.Time{}
	}
	return day
}

// In returns the day of the period.
func (o Opening) In(p Period) time.Time {
	day := o.From()
	if day.IsZero() {
		return p.FirstWorkingDay()
	}
	own := p.Every.At(day)
	month := p.First.AddDate(0, int(day.Month()-own.First.Month()), 0)
	last := Month.At(month).Last()
	return month.AddDate(0, 0, min(day.Day(), last.Day())-1)
}
