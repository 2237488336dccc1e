package review_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// limited is a desk whose key may not read the audit log, so that only listings tell who is gone.
func limited(t *testing.T) *lent {
	t.Helper()
	l := newLent(t)
	l.server.Break(torqtest.AuditLogsPath, torqtest.Always, torqtest.Status(http.StatusForbidden))
	return l
}

// hide has listings lack the holder until the server is mended.
func (l *lent) hide() {
	l.t.Helper()
	l.server.Break(torqtest.UsersPath, torqtest.Always, torqtest.Rewrite(func(body []byte) []byte {
		var list struct {
			Users []map[string]any `json:"users"`
		}
		if err := json.Unmarshal(body, &list); err != nil {
			l.t.Error(err)
		}
		list.Users = slices.DeleteFunc(list.Users, func(u map[string]any) bool { return u["email"] == l.email })
		body, err := json.Marshal(list)
		if err != nil {
			l.t.Error(err)
		}
		return body
	}))
}

func TestOneListingWithoutTheHolderProvesNothing(t *testing.T) {
	t.Parallel()
	l := limited(t)
	l.hide()
	l.pass(61 * time.Minute)
	err := l.reaps(fault.Failed)
	if err == nil || !strings.Contains(err.Error(), "lacks them") {
		t.Errorf("what is due and not done is not said: %v", err)
	}
	l.pass(3 * time.Minute)
	l.state(l.w, l.id, elevation.Overdue)
	l.reaps(fault.Failed)
	l.server.Mend()
	l.pass(8 * time.Minute)
	l.reaps(0)
	if row := l.state(l.w, l.id, elevation.Ended); row.How != elevation.Restored {
		t.Errorf("ended as %s", row.How)
	}
	l.holds("Operator")
}

func TestWhoIsListedAgainWithTheRoleIsNotGone(t *testing.T) {
	t.Parallel()
	l := limited(t)
	l.hide()
	l.pass(61 * time.Minute)
	l.reaps(fault.Failed)
	l.pass(11 * time.Minute)
	l.reaps(0)
	if row := l.state(l.w, l.id, elevation.Ended); row.How != elevation.Gone {
		t.Fatalf("ended as %s", row.How)
	}
	l.server.Mend()
	l.pass(time.Hour)
	_, err := l.w.Sync(t.Context(), review.SyncOptions{})
	check(t, err)
	row := l.state(l.w, l.id, elevation.Overdue)
	if !strings.Contains(row.Detail, "listed with the role again") || row.PriorRole != "Operator" {
		t.Errorf("%+v", row)
	}
	o, err := l.w.Overview(t.Context())
	if check(t, err); !attends(o, review.NeedsReturn, "still holds Owner") {
		t.Errorf("attention: %+v", o.Attention)
	}
	l.reaps(0)
	if row := l.state(l.w, l.id, elevation.Ended); row.How != elevation.Restored {
		t.Errorf("ended as %s", row.How)
	}
	l.holds("Operator")
}

// Whoever comes back with the role before anything is due is found by the reap itself, which takes it back at once.
func TestAReapFindsWhoIsListedAgain(t *testing.T) {
	t.Parallel()
	l := limited(t)
	other, _ := l.borrower(l.w, "Viewer")
	l.hide()
	l.pass(61 * time.Minute)
	l.reaps(fault.Failed)
	l.pass(11 * time.Minute)
	l.reaps(0)
	l.server.Mend()
	gone := l.id
	l.email = other
	l.give("Creator", time.Hour) // for which Torq is read
	l.state(l.w, gone, elevation.Ended)
	if row, err := l.w.Elevation(t.Context(), gone); err != nil || row.How != elevation.Restored {
		t.Errorf("%+v, %v", row, err)
	}
}
