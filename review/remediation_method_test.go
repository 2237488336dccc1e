package review_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// One answer that there is no such call is about one person, whatever the status: the others go, and exit 0 is not
// claimed.
func TestOneAnswerIsNotOffered(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"404": 404, "405": 405, "501": 501} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newDesk(t).aftermath(4, 0, false)
			a.server.Break(path(a.revoked[1]), 1, torqtest.Status(status))
			plan := a.apply(fault.Failed, remediation.ApplyOptions{})
			a.tally(plan, map[remediation.State]int{remediation.Corroborated: 3, remediation.Failed: 1})
			if c := plan.Find(a.revoked[1].Item); len(c.Steps) == 0 || !strings.Contains(c.Detail, name) {
				t.Errorf("it says %q, and %v", c.Detail, c.Steps)
			}
			a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 4})
			if off, err := a.w.MethodsOff(t.Context()); err != nil || len(off) != 0 {
				t.Errorf("%v, %v", off, err)
			}
		})
	}
}

// What has worked once is never taken as not offered, however many are refused later.
func TestAMethodThatWorkedStaysOffered(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(5, 0, false)
	for _, r := range a.revoked[1:] {
		a.server.Break(path(r), 1, torqtest.Status(404))
	}
	plan := a.apply(fault.Failed, remediation.ApplyOptions{})
	n := plan.Tally()[remediation.Corroborated]
	if n == 0 || plan.Tally()[remediation.ByPerson] != 0 {
		t.Fatalf("%s", plan.Summary())
	}
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 5})
}

// A method that is off is shown, and is tried again when somebody says so, or after 30 days.
func TestMethodsAreTriedAgain(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(3, 0, false)
	a.server.Refuse(torqtest.DeleteUsers, 405)
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.ByPerson: 3})
	a.once(2)
	said := func() bool {
		o, err := a.w.Overview(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(o.Attention, func(n review.Attention) bool {
			return n.Kind == review.NeedsMethod && strings.Contains(n.Text, "remove") && n.Hint.String() == "tuar settings methods --retry"
		})
	}
	if !said() {
		t.Error("nobody is told that the API is off")
	}
	a.server.Refuse(torqtest.DeleteUsers, 0)
	if off, err := a.w.RetryMethods(t.Context()); err != nil || len(off) != 1 || off[0].Status != 405 || off[0].Until.Sub(a.clock.Now()) < 29*24*time.Hour {
		t.Fatalf("%+v, %v", off, err)
	}
	if said() {
		t.Error("it is still said to be off")
	}
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 3})
	a.checks()
}

// A method by which an elevation was given is one that worked, whatever Torq answers about others later.
func TestAMethodThatGaveARoleStaysOffered(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(lead)
	l := &lent{desk: d, w: w}
	l.email, _ = d.borrower(w, "Operator")
	d.glass(w, "Contributor", lead, l.email)
	row, err := acted(w.RequestElevation(t.Context(), elevation.Request{User: l.email, Role: "Contributor", For: time.Hour, Reason: "fix it", BreakGlass: true}))
	if check(t, err); row.State != elevation.Active {
		t.Fatalf("%+v", row)
	}
	by := record.Actor{Email: lead, Assurance: record.Declared}
	for _, subject := range []string{"user/1", "user/2", "user/3"} {
		d.write(record.Entry{Type: remediation.TypeNotOffered, Actor: by, Data: remediation.NotOfferedData{
			Method: order.API, Action: order.ChangeRole, Subject: subject, Call: "PATCH of a user", Status: 404,
		}})
	}
	if off, err := w.MethodsOff(t.Context()); err != nil || len(off) != 0 {
		t.Errorf("it changed a role an hour ago, and is not offered: %v, %v", off, err)
	}
	l.pass(2 * time.Hour)
	l.reaps(0)
	l.holds("Operator")
}
