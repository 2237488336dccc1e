package review_test

import "github.com/tuar-dev/tuar/review/elevation"

// acted returns the row of an outcome, and what is pending as an error.
func acted(o elevation.Outcome, err error) (elevation.Row, error) {
	if err == nil {
		err = o.Pending
	}
	return o.Row, err
}

// reaped returns the rows that changed, and what is pending as an error.
func reaped(r elevation.Reaped, err error) ([]elevation.Row, error) {
	if err == nil {
		err = r.Pending
	}
	return r.Rows, err
}
