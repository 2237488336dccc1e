package elevation

import (
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/record"
)

// What another machine wrote counts by the same rule: not oneself, and nobody twice, under another address.
func TestApprovalsByOtherSpellingsHaveNoEffect(t *testing.T) {
	for _, c := range []struct {
		needed int
		by     []string
		want   State
	}{
		{1, []string{"cy@example.com"}, Approved},
		{1, []string{"BO@example.com"}, Requested},
		{1, []string{"bo+x@example.com"}, Requested},
		{1, []string{"b.o@example.com"}, Requested},
		{1, []string{"b\u043e@example.com"}, Requested},
		{1, []string{"\uff42\uff4f@example.com"}, Requested},
		{1, []string{"bo@example.com\u200b"}, Requested},
		{2, []string{"cy@example.com", "cy+x@example.com", "c.y@example.com", "\u0441\u0443@example.com"}, Requested},
		{2, []string{"cy@example.com", "di@example.com"}, Approved},
	} {
		j := newJournal(t).line(TypeRequested, "bo@example.com", RequestedData{
			Elevation: "el", UserID: "u", Email: "bo@example.com", RoleID: "lead", Role: "lead", PriorRoleID: "work", PriorRole: "work",
			Seconds: 3600, Until: record.Time{Time: noon.Add(24 * time.Hour)}, Approvals: c.needed, Longest: 4 * 3600,
		})
		for _, by := range c.by {
			j.line(TypeApproved, by, ApprovedData{Elevation: "el", Seconds: 3600})
		}
		if got := j.book.All()[0].State(j.at); got != c.want {
			t.Errorf("approved by %+q: %s, want %s", c.by, got, c.want)
		}
	}
}
