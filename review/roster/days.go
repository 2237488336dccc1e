package roster

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Dates is the order in which dates such as 3/4/2026 are written.
type Dates string

// The orders. Dates in other forms, such as 2026-04-03 or 3 Apr 2026, can be read in any order but ISO, which takes only
// the first of them.
const (
	ISO      Dates = "iso" // year, month, day
	US       Dates = "us"  // month/day/year
	European Dates = "eu"  // day/month/year
)

// Orders lists the orders.
var Orders = []Dates{ISO, US, European}

var (
	isoDate     = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$`)
	packedDate  = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	dottedDate  = regexp.MustCompile(`^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})$`)
	slashedDate = regexp.MustCompile(`^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$`)
	timeOfDay   = regexp.MustCompile(`^(\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?)? ?([AaPp]\.?[Mm]\.?)? ?(Z|UTC|[+-]\d{2}:?\d{2})?$`)
)

// named are the forms with the name of a month.
var named = []string{"2 Jan 2006", "2 January 2006", "2-Jan-2006", "Jan 2, 2006", "January 2, 2006", "Jan 2 2006", "2-January-2006", "2. January 2006"}

// slashed returns the first two numbers of a date that needs an order.
func slashed(cell string) (first, second int, ok bool) {
	m := slashedDate.FindStringSubmatch(dateOf(cell))
	if m == nil {
		return 0, 0, false
	}
	first, _ = strconv.Atoi(m[1])
	second, _ = strconv.Atoi(m[2])
	return first, second, true
}

// dateOf returns a cell without the time of day behind the date.
func dateOf(cell string) string {
	cell = strings.TrimSpace(cell)
	for i, r := range cell {
		if (r == ' ' || r == 'T') && i > 0 && timeOfDay.MatchString(strings.TrimSpace(cell[i+1:])) && strings.TrimSpace(cell[i+1:]) != "" {
			return strings.TrimRight(cell[:i], ",")
		}
	}
	return cell
}

// orderOf finds the order of dates from those that can only be read in one way. Without such a date it returns one that
// can be read in two ways, if there is any.
func orderOf(cells []string) (order Dates, ambiguous string) {
	us, eu, any := 0, 0, ""
	for _, cell := range cells {
		first, second, ok := slashed(cell)
		switch {
		case !ok:
			continue
		case first > 12 && second <= 12:
			eu++
		case second > 12 && first <= 12:
			us++
		case first != second && any == "":
			any = strings.TrimSpace(cell)
		}
	}
	switch {
	case us > 0 && eu == 0:
		return US, ""
	case eu > 0 && us == 0:
		return European, ""
	case us > 0: // both: most of them show what the file is, and the others are bad lines
		if us > eu {
			return US, ""
		}
		return European, ""
	}
	return "", any
}

// dayOf returns a date as YYYY-MM-DD; empty for an empty cell.
func dayOf(cell string, order Dates) (string, error) {
	text := dateOf(cell)
	if text == "" {
		return "", nil
	}
	var y, m, d string
	switch iso, packed := isoDate.FindStringSubmatch(text), packedDate.FindStringSubmatch(text); {
	case iso != nil:
		y, m, d = iso[1], iso[2], iso[3]
	case packed != nil:
		y, m, d = packed[1], packed[2], packed[3]
	case order == ISO:
		return "", fmt.Errorf("%q is not a date as 2026-12-31", short(cell))
	default:
		if parts := dottedDate.FindStringSubmatch(text); parts != nil {
			y, m, d = parts[3], parts[2], parts[1]
		} else if parts := slashedDate.FindStringSubmatch(text); parts != nil {
			y, m, d = parts[3], parts[1], parts[2]
			if order == European {
				m, d = d, m
			}
		} else {
			return namedDay(cell, text)
		}
	}
	if len(m) < 2 {
		m = "0" + m
	}
	if len(d) < 2 {
		d = "0" + d
	}
	day := y + "-" + m + "-" + d
	if _, err := time.Parse(dayLayout, day); err != nil {
		why := ""
		if slashedDate.MatchString(text) {
			why = " when the month comes first"
			if order == European {
				why = " when the day comes first"
			}
		}
		return "", fmt.Errorf("%q is not a date%s", short(cell), why)
	}
	return day, nil
}

func namedDay(cell, text string) (string, error) {
	for _, layout := range named {
		if day, err := time.Parse(layout, text); err == nil {
			return day.Format(dayLayout), nil
		}
	}
	return "", fmt.Errorf("%q is not a date", short(cell))
}
