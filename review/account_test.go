package review_test

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// The Torq workspace of a key is asked for when it is connected, and remembered from then on.
func TestTheTorqWorkspaceIsRemembered(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.open("", settings.Credentials{})
	must(w.Connect(t.Context(), review.ConnectRequest{Credentials: creds(d.server.OwnerKey())}))
	lines := must(w.Journal(t.Context()))
	if last := lines[len(lines)-1]; last.Type != core.TypeConnected || !strings.Contains(string(last.Data), `"name":"acme-security"`) {
		t.Fatalf("%s", last.Data)
	}
	// It is not asked again; the note is of the audit log, which each sync reads on.
	d.server.Break(torqtest.AuditLogsPath, torqtest.Always, torqtest.Reset())
	got := must(w.Sync(t.Context(), review.SyncOptions{}))
	p := must(w.Population(t.Context(), got.Population))
	if got.Account.String() != p.Account.String() || p.Account == nil || len(got.Notes) != 1 ||
		!strings.HasPrefix(got.Notes[0], "the audit log was not read to its end; ") {
		t.Errorf("%v, %v, %v", got.Account, p.Account, got.Notes)
	}
}

// A population is taken all the same where the workspace cannot be told, and does not claim to know it.
func TestAnUnknownTorqWorkspace(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got := must(d.open("", creds(d.server.LimitedKey())).Sync(t.Context(), review.SyncOptions{}))
	if got.Account != nil || len(got.Notes) != 1 || !strings.Contains(got.Notes[0], "may not read Torq's audit log") {
		t.Errorf("a key that may not read the log: %v, %v", got.Account, got.Notes)
	}
	d.server.Break(torqtest.AuditLogsPath, torqtest.Always, torqtest.HTML(200))
	w := d.open("", creds(d.server.OwnerKey()))
	got = must(w.Sync(t.Context(), review.SyncOptions{}))
	if got.Account != nil || len(got.Notes) != 2 || !strings.HasPrefix(got.Notes[1], "the audit log was not read to its end; ") ||
		!strings.HasPrefix(got.Notes[0], "which Torq workspace this is could not be read: ") {
		t.Errorf("a log that cannot be read: %v, %v", got.Account, got.Notes)
	}
	d.server.Mend()
	if got = must(w.Sync(t.Context(), review.SyncOptions{})); got.Account == nil {
		t.Error("it was not asked again")
	}
}
