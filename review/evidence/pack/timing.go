package pack

// Timing tells whether a campaign was done by its due date.
type Timing string

// The timings.
const (
	OnTime  Timing = "on-time"
	Moved   Timing = "moved" // closed by its due date, and after the one that was set at opening
	Late    Timing = "late"
	NotDue  Timing = "open"    // open, and not due yet
	Overdue Timing = "overdue" // open after its due date
)

// Timing returns whether the campaign was closed by its due date. Of an open one it tells as of the last line.
func (f *Facts) Timing() Timing {
	closing := f.Campaign.Closing
	switch {
	case closing == nil && f.late(f.AsOf):
		return Overdue
	case closing == nil:
		return NotDue
	case f.late(closing.At):
		return Late
	case !closing.At.Before(f.Campaign.FirstDue().AddDate(0, 0, 1)):
		return Moved
	}
	return OnTime
}
