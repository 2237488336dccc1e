package review_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

func TestOpeningReconcilesWithTheAuditLog(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(lead)
	d.pass(24 * time.Hour)
	for _, err := range []error{d.server.Invite("new@example.com", "Viewer"), d.server.SetRole(d.server.Users()[5], "Contributor")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	d.pass(24 * time.Hour)
	synced, err := w.Sync(t.Context(), review.SyncOptions{})
	if err != nil {
		t.Fatal(err)
	}
	d.pass(time.Hour)
	d.opened(w, "all", rita)

	r, ok, err := w.Reconciliation(t.Context(), synced.Population)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if !r.Complete || r.Reason != "" || r.Early || r.Entries == 0 || r.Listed != synced.Users || r.Listed != r.Derived+r.SSO || len(r.Unexplained) > 0 {
		t.Errorf("%+v", r)
	}
	before := d.server.Requests()
	d.opened(w, "all", sam) // another campaign on the same population
	for _, q := range d.server.Requests()[len(before):] {
		if q.Path == torqtest.AuditLogsPath {
			t.Error("the log was read again")
		}
	}
}

// A quiet time is no log that could not be read.
func TestALogWithoutEntriesExplainsThatNothingChanged(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(lead)
	d.pass(24 * time.Hour)
	if _, err := w.Sync(t.Context(), review.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	c := d.opened(w, "all", rita)
	if _, err := w.CloseCampaign(t.Context(), c.ID, ""); err != nil {
		t.Fatal(err)
	}
	d.pass(24 * time.Hour)
	synced, err := w.Sync(t.Context(), review.SyncOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.Reconcile(t.Context(), nil)
	if err != nil || r.Entries != 0 || !r.Read() || !r.Complete || r.Derived != synced.Users || r.Reason != "" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestALogThatMayNotBeReadIsSaid(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.open(lead, creds(d.server.LimitedKey()))
	synced, err := w.Sync(t.Context(), review.SyncOptions{})
	if err != nil {
		t.Fatal(err)
	}
	d.opened(w, "all", rita)
	r, ok, err := w.Reconciliation(t.Context(), synced.Population)
	if err != nil || !ok || r.Complete || !strings.Contains(r.Reason, "may not read the audit log") {
		t.Errorf("%+v, %v, %v", r, ok, err)
	}
	if _, err := w.Reconcile(t.Context(), nil); fault.KindOf(err) != fault.NotConnected {
		t.Errorf("got %v", err)
	}
}

// A campaign shows for ever what was unexplained when it was opened, whatever is found later.
func TestUnexplainedRowsAreMarkedForEver(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(lead)
	d.pass(time.Hour)
	view, err := w.Access(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	viewer := view.Rows[slices.IndexFunc(view.Rows, func(r access.Row) bool { return r.Kind == access.User && r.Role == "Viewer" && !r.SSO })]
	if err := d.server.SetRole(viewer.Email, "Contributor"); err != nil {
		t.Fatal(err)
	}
	d.pass(time.Hour)
	if _, err := w.Sync(t.Context(), review.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	d.pass(time.Hour)
	d.server.Break(torqtest.AuditLogsPath, torqtest.Always, torqtest.RewriteList(func(_ map[string]any, items []any) {
		for _, item := range items {
			if e := item.(map[string]any); e["action"] == "User role updated" {
				e["action"] = "Workflow edited"
			}
		}
	}))
	c := d.opened(w, `"unexplained" in hints`, rita)
	if c.Items != 1 {
		t.Fatalf("%d items are unexplained", c.Items)
	}
	d.server.Mend()
	if r, err := w.Reconcile(t.Context(), nil); err != nil || len(r.Unexplained) > 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	if view, err := w.Access(t.Context()); err != nil || slices.ContainsFunc(view.Rows, func(r access.Row) bool { return r.Has(access.Unexplained) }) {
		t.Errorf("%v, %v", view, err)
	}
	for _, w := range []*review.Workspace{w, d.open(rita, settings.Credentials{})} {
		sheet, err := w.Sheet(t.Context(), c.ID)
		if err != nil || !sheet.Rows[0].Has(access.Unexplained) {
			t.Errorf("%v, %v", sheet, err)
		}
	}
}
