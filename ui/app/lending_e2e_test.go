//go:build !windows

package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// wall is the clock on the wall, as it will be after that time.
type wall time.Duration

func (w wall) Now() time.Time { return time.Now().Add(time.Duration(w)) }

// beside opens the record of the program under test from another process, this one, for somebody else, in that time.
func beside(t *testing.T, server *torqtest.Server, env []string, as string, in time.Duration) *review.Workspace {
	t.Helper()
	i := slices.IndexFunc(env, func(s string) bool { return strings.HasPrefix(s, "TUAR_HOME=") })
	config, err := reviewtest.ConfigOf(strings.TrimPrefix(env[i], "TUAR_HOME="), "default", wall(in), func(string) string { return server.URL() })
	if err != nil {
		t.Fatal(err)
	}
	config.As, config.Env = as, reviewtest.Credentials(server.OwnerKey())
	return review.New(config)
}

// borrower is somebody who holds the role Operator, is verified, and does not sign in by SSO.
func borrower(t *testing.T, w *review.Workspace) string {
	t.Helper()
	view, err := w.Access(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range view.Rows {
		if r.Role == "Operator" && r.Status == population.StatusVerified && !r.SSO {
			return r.Email
		}
	}
	t.Fatal("nobody holds the role Operator")
	return ""
}

// TestALentRoleOutlivesNoCrash lends a role for a minute and a half. It asks for a role in the app, has somebody else
// approve it from another process, kills the app while the role is held, and has a third process take it back when its
// time is up.
func TestALentRoleOutlivesNoCrash(t *testing.T) {
	t.Parallel()
	server, env := companyAt(t, time.Now())
	approver := beside(t, server, env, "m.cho@example.com", 0)
	if _, err := approver.Sync(t.Context(), review.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	email := borrower(t, approver)
	env = append(env, "TUAR_AS="+email)
	app := run(t, 120, 40, env)
	app.sees("[1 Home]", "you are "+email)
	app.types("4")
	app.sees("No elevations yet")
	app.types("n")
	app.sees("Ask for a role", "holds Operator now", "Nothing ends it while tuar is closed")
	app.types("owner")
	app.sees("Which role?", "/ owner")
	app.types("\r")
	app.sees("Owner instead of Operator may also")
	app.types("\to") // how long: another
	app.pastes("90s")
	app.types("\r")
	app.pastes("incident 4711")
	app.types("\x13")
	app.sees("waits for approval", "waiting for approval (1)")

	rows, err := approver.ListElevations(t.Context())
	if err != nil || len(rows) != 1 || rows[0].State != elevation.Requested {
		t.Fatalf("%+v, %v", rows, err)
	}
	given, err := approver.ApproveElevation(t.Context(), rows[0].ID, 0)
	if err != nil || given.State != elevation.Active {
		t.Fatalf("%+v, %v", given, err)
	}
	app.sees("active (1)", " left", "Owner until", "m.cho@example.com (self-declared")
	if role, _ := server.RoleOf(email); role != "Owner" {
		t.Fatalf("active, and Torq has %s", role)
	}
	if err := app.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = app.ends()
	server.Advance(2 * time.Minute)
	if role, _ := server.RoleOf(email); role != "Owner" {
		t.Fatalf("nobody reaped, and Torq has %s", role)
	}
	reaped, err := beside(t, server, env, "", 2*time.Minute).Reap(context.Background(), nil)
	moved := reaped.Rows
	if err != nil || reaped.Pending != nil || len(moved) != 1 || moved[0].State != elevation.Ended || moved[0].How != elevation.Restored {
		t.Fatalf("moved %+v, %v", moved, err)
	}
	if role, _ := server.RoleOf(email); role != "Operator" {
		t.Errorf("ended, and Torq has %s", role)
	}

	again := run(t, 120, 40, env)
	again.sees("[1 Home]")
	again.types("4")
	again.sees("ended (1)", "shows Operator again")
	again.types("q")
	if err := again.ends(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}
