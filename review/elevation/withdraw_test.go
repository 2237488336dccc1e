package elevation

import (
	"testing"

	"github.com/tuar-dev/tuar/review/record"
)

// Ending a request that only waits is a withdrawal, whoever does it; an approval for less time counts as that
// everywhere.
func TestARequestThatWaitsIsWithdrawn(t *testing.T) {
	j := newJournal(t).requested()
	entry, err := j.book.StopNow(j.book.All()[0], record.Actor{Email: "di@example.com"}, "not needed", j.at)
	if err != nil || entry.Data.(StoppedData).Why != StoppedWithdrawn {
		t.Errorf("%+v, %v", entry, err)
	}
	j.line(TypeApproved, "cy@example.com", ApprovedData{Elevation: "el", Seconds: 600})
	if row, _ := j.book.Row("el", j.at); row.Granted != 600 || row.Seconds != 3600 {
		t.Errorf("%+v", row)
	}
}
