package remediation

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// lookups counts the users whose role is looked up.
type lookups struct{ users *int }

func (c lookups) BaseRole(string, string) (string, bool) {
	*c.users++
	return "", false
}

func (lookups) RevertedSince(string, string, string, string) bool { return false }

// To look at one change again costs the same among 5 changes as among 500.
func TestPlanRefreshDoesNotDependOnTheOtherChanges(t *testing.T) {
	cost := map[int]int{}
	for _, n := range []int{5, 500} {
		p := office()
		decisions := map[string]string{}
		for i := range n {
			u := population.User{ID: fmt.Sprint("n", i), Email: fmt.Sprintf("n%d@example.com", i), RoleID: "do", Status: population.StatusVerified}
			p.Users, decisions["user/"+u.ID] = append(p.Users, u), "revoke"
		}
		c, users := decide(p, decisions), 0
		c.Elevations = lookups{&users}
		l := newLedger()
		planner, plan := c.Planner(l, world(p), false)
		if plan.Runnable() != n || users < n {
			t.Fatalf("%d of %d changes can be made; %d users were looked up", plan.Runnable(), n, users)
		}
		users = 0
		for i := range 5 {
			planned := &plan.Changes[i]
			send(t, l, planned.About(), order.Remove, "")
			if now, asked := planner.Refresh(planned.Item, order.Methods, at); !asked || now.State != Sent {
				t.Errorf("after it was sent: %t, %+v", asked, now)
			}
		}
		cost[n] = users
	}
	if cost[5] != cost[500] {
		t.Errorf("users looked up for 5 changes among 5 and among 500: %v", cost)
	}
}

// A change that is looked at again stands as in the plan, and as in a plan made anew, whatever was asked of Torq
// meanwhile.
func TestPlanRefreshAgreesWithANewPlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, c, w := drawn(t)
		l := newLedger()
		planner, plan := c.Planner(l, w, false)
		for i := range plan.Changes {
			planned := &plan.Changes[i]
			now, asked := planner.Refresh(planned.Item, w.Methods, w.Now)
			if diff := cmp.Diff(*planned, now, cmp.Exporter(func(reflect.Type) bool { return true })); !asked || diff != "" {
				t.Fatalf("%s stands otherwise: %s", planned.Item, diff)
			}
		}
		planner, plan = c.Planner(l, w, false)
		for i := range plan.Changes {
			if rapid.Bool().Draw(t, "another campaign takes somebody away") {
				u := rapid.SampledFrom(p.Users).Draw(t, "user")
				send(t, l, About{Campaign: "other", Item: "user/" + u.ID}, order.Remove, "")
			}
			now, _ := planner.Refresh(plan.Changes[i].Item, w.Methods, w.Now)
			if fresh := c.Plan(l, w, false).Find(now.Item); now.Runnable() != fresh.Runnable() {
				t.Fatalf("%s is to be made: %t; a new plan says %t: %s", now.Item, now.Runnable(), fresh.Runnable(), fresh.Blocked)
			}
			if now.Runnable() {
				send(t, l, now.About(), now.Action, now.ToRoleID)
			}
		}
	})
}

// send records that Torq was asked for a change.
func send(t rapid.TB, l *Ledger, about About, action order.Action, toRole string) {
	t.Helper()
	d := SendingData{About: about, Attempt: "a", Action: action, Method: order.API, ToRole: toRole}
	line, _, err := record.Make(record.Entry{Type: TypeSending, Actor: record.Actor{Email: "rita@example.com", Assurance: record.Declared}, Data: d}, "id", "w", "", 1, at)
	if err == nil {
		err = l.Apply(line)
	}
	if err != nil {
		t.Fatal(err)
	}
}
