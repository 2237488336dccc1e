package reconcile_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reconcile"
)

var noon = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)

func listing(hours int, users ...population.User) reconcile.Listing {
	at := noon.Add(time.Duration(hours) * time.Hour)
	return reconcile.Listing{Users: users, From: at, To: at}
}

func user(id, role string) population.User {
	return population.User{ID: id, Email: id + "@example.com", RoleID: role}
}

func at(hours int, action, id, role string) audit.Entry {
	return audit.Entry{At: noon.Add(time.Duration(hours) * time.Hour), Action: action, ResourceID: id, ResourceName: id + "@example.com", NewRoleID: role}
}

// What Torq's log names by other IDs than the listing, and a log that does not say which role was given.
func TestALogThatSaysLittle(t *testing.T) {
	foreign := func(e audit.Entry) audit.Entry {
		e.ResourceID = "invitation-7"
		return e
	}
	sso := user("ann", "view")
	sso.SSO = true
	tests := map[string]struct {
		events []audit.Entry
		now    []population.User
		want   map[string]reconcile.Kind
	}{
		"invited under another ID":          {[]audit.Entry{foreign(at(1, "User invited", "bob", ""))}, []population.User{user("ann", "view"), user("bob", "own")}, nil},
		"in other letters":                  {[]audit.Entry{foreign(at(1, "user INVITED", "bob", ""))}, []population.User{user("ann", "view"), user("bob", "own")}, nil},
		"deleted under another ID":          {[]audit.Entry{foreign(at(1, "User deleted", "ann", ""))}, nil, nil},
		"a role that is not said":           {[]audit.Entry{at(1, "User role updated", "ann", "")}, []population.User{user("ann", "own")}, nil},
		"a role after one that is not":      {[]audit.Entry{at(1, "User role updated", "ann", ""), at(2, "User role updated", "ann", "edit")}, []population.User{user("ann", "own")}, map[string]reconcile.Kind{"user/ann": reconcile.Role}},
		"right before the listing":          {[]audit.Entry{{At: noon.Add(10*time.Hour - time.Minute), Action: "User deleted", ResourceID: "ann"}}, []population.User{user("ann", "view")}, nil},
		"long before the listing":           {[]audit.Entry{at(9, "User deleted", "ann", "")}, []population.User{user("ann", "view")}, map[string]reconcile.Kind{"user/ann": reconcile.Undead}},
		"after the listing":                 {[]audit.Entry{at(11, "User deleted", "ann", "")}, []population.User{user("ann", "view")}, nil},
		"invited and never listed":          {[]audit.Entry{at(1, "User invited", "bob", "")}, []population.User{user("ann", "view")}, map[string]reconcile.Kind{"user/bob": reconcile.Absent}},
		"invited and deleted":               {[]audit.Entry{at(1, "User invited", "bob", ""), at(2, "User deleted", "bob", "")}, []population.User{user("ann", "view")}, nil},
		"what does not concern the listing": {[]audit.Entry{at(1, "Workflow edited", "bob", "")}, []population.User{user("ann", "view")}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			earlier := listing(0, user("ann", "view"))
			r := reconcile.Replay(&earlier, audit.Log{From: noon.Add(-time.Hour), Entries: tt.events}, listing(10, tt.now...))
			got := map[string]reconcile.Kind{}
			listed := 0
			for _, i := range r.Unexplained {
				got[i.Item] = i.Kind
				if i.Listed() {
					listed++
				}
			}
			if tt.want == nil {
				tt.want = map[string]reconcile.Kind{}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if r.Listed != r.Derived+r.Earlier+r.SSO+listed {
				t.Errorf("the numbers do not add up: %+v", r)
			}
		})
	}
	nobody := listing(0)
	if r := reconcile.Replay(&nobody, audit.Log{From: noon}, listing(10, sso)); r.SSO != 1 || len(r.Unexplained) > 0 {
		t.Errorf("somebody who came in by SSO: %+v", r)
	}
}
