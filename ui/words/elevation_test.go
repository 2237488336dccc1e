package words

import (
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/record"
)

func TestEveryStateHasItsSentence(t *testing.T) {
	now := time.Date(2026, 11, 23, 13, 51, 0, 0, time.UTC)
	later, before := now.Add(41*time.Minute), now.Add(-12*time.Minute)
	for _, c := range []struct {
		row  elevation.Row
		want string
	}{
		{elevation.Row{State: elevation.Requested}, "Owner for d.ito waits for approval"},
		{elevation.Row{State: elevation.Approved, Detail: "starts later"}, "Owner for d.ito is approved: starts later"},
		{elevation.Row{State: elevation.Active, EndsAt: &later}, "d.ito holds Owner until 14:32, 41 min left"},
		{elevation.Row{State: elevation.Overdue, EndsAt: &before, Detail: "it is not taken back yet"}, "OVERDUE: d.ito still holds Owner; that was to end 13:39: it is not taken back yet"},
		{elevation.Row{State: elevation.Drifted, Detail: "tuar left Owner"}, "d.ito drifted: tuar left Owner"},
		{elevation.Row{State: elevation.Ended, How: elevation.Restored}, "Owner for d.ito has ended: a new listing shows Viewer again"},
		{elevation.Row{State: elevation.Ended, How: elevation.HeldOn}, "Owner for d.ito has ended: another elevation goes on"},
		{elevation.Row{State: elevation.Ended, How: elevation.TakenBack}, "Owner for d.ito has ended: Viewer was there again already"},
		{elevation.Row{State: elevation.Ended, How: elevation.Gone}, "Owner for d.ito has ended: the user is not in the workspace any more"},
		{elevation.Row{State: elevation.Ended, How: elevation.HadIt}, "Owner for d.ito has ended: the role was held already; nothing changed"},
		{elevation.Row{State: elevation.Denied, Detail: "denied by rita: no"}, "Owner for d.ito is denied: denied by rita: no"},
		{elevation.Row{State: elevation.Expired}, "Owner for d.ito is expired"},
	} {
		c.row.Email, c.row.Role, c.row.PriorRole = "d.ito", "Owner", "Viewer"
		if got := Fate(c.row, now); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestTheLengthSaysWhatIsAskedAndWhatIsApproved(t *testing.T) {
	for _, c := range []struct {
		row  elevation.Row
		want string
	}{
		{elevation.Row{State: elevation.Requested, Seconds: 7200, Granted: 7200}, "2h"},
		{elevation.Row{State: elevation.Active, Seconds: 7200, Granted: 7200}, "2h"},
		{elevation.Row{State: elevation.Active, Seconds: 7200, Granted: 3600}, "2h asked; approved: 1h"},
		{elevation.Row{State: elevation.Ended, Seconds: 7200, Granted: 3600}, "2h asked; approved: 1h"},
		{elevation.Row{State: elevation.Requested, Seconds: 7200, Granted: 3600}, "2h; the approvals so far would grant 1h"},
	} {
		if got := Length(c.row); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestOnlyWhatIsKnownIsSaid(t *testing.T) {
	for want, known := range map[string]record.Known{
		"p (self-declared)":    {Assurance: record.Declared},
		"p (API key)":          {Assurance: record.ByAPIKey},
		"p (SSH key SHA256:x)": {Assurance: record.BySSH, Key: "SHA256:x", KeyHolder: "p"},
		"p (OS account p@pc)":  {Assurance: record.ByOS, Account: "p@pc"},
		"p (self-declared, signed with an unknown key SHA256:x)":                                 {Assurance: record.Declared, Key: "SHA256:x"},
		"p (self-declared, signed with a withdrawn key SHA256:x)":                                {Key: "SHA256:x", KeyHolder: "p", Withdrawn: true},
		"p (self-declared, signed with the enrolled key SHA256:x in a form that does not count)": {Key: "SHA256:x", KeyHolder: "p"},
		"p (self-declared; at a shared desk, with the API key of q)":                             {KeyOwner: "q"},
	} {
		if got := Assured("p", known); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := Assured("p", record.Known{Assurance: "new"}); got != "p (self-declared)" {
		t.Errorf("an assurance of a newer tuar: %q", got)
	}
}
