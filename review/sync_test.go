package review_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

func TestSync(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.open("", creds(d.server.OwnerKey()))
	_, err := w.Access(ctx)
	wantKind(t, err, fault.NotConnected)

	first, err := w.Sync(ctx, review.SyncOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !first.First || first.Users != 140 || first.Users != len(d.server.Users()) || len(first.Diff.Differences) != 0 || first.Requests+first.Log.Calls != len(d.server.Requests()) {
		t.Errorf("first sync: %+v", first.Synced)
	}
	if first.Requests > 8 { // one of them for the workspace's name
		t.Errorf("%d requests", first.Requests)
	}

	q := d.server.AdvanceQuarter()
	d.clock.Advance(90 * 24 * time.Hour)
	second, err := w.Sync(ctx, review.SyncOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if second.Account == nil || *second.Account != *first.Account || second.Account.Name != "acme-security" {
		t.Errorf("%v, then %v", first.Account, second.Account)
	}
	byEmail := map[string]access.Change{}
	for _, x := range second.Diff.Differences {
		if x.Kind == access.User && byEmail[x.Email] != access.Added { // who came back is gone and new
			byEmail[x.Email] = x.Change
		}
	}
	for want, emails := range map[access.Change][]string{
		access.Added: slices.Concat(q.Joined, q.Returned), access.Removed: q.Removed, access.Up: q.Raised, access.Down: q.Lowered,
	} {
		for _, email := range emails {
			if byEmail[email] != want {
				t.Errorf("%s is %q, want %q", email, byEmail[email], want)
			}
		}
	}
	again, err := d.open("", settings.Credentials{}).Diff(ctx, "", "")
	if err != nil || len(again.Differences) != len(second.Diff.Differences) {
		t.Errorf("told again: %d of %d differences, %v", len(again.Differences), len(second.Diff.Differences), err)
	}
	back, err := w.Diff(ctx, second.Population[:8], first.Population[:8])
	if err != nil || back.Count(access.Added) != second.Diff.Count(access.Removed) {
		t.Errorf("backwards: %+v, %v", back.Count(access.Added), err)
	}
	_, err = w.Diff(ctx, "nonsense", "")
	wantKind(t, err, fault.BadInput)
	d.holdsNoSecret()
}

func TestSyncThatFailsKeepsTheLastPopulation(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		path  string
		fault torqtest.Fault
	}{
		"HTML instead of JSON":  {torqtest.UsersPath, torqtest.HTML(http.StatusOK)},
		"users that are gone":   {torqtest.UsersPath, torqtest.EmptyList()},
		"a page told twice":     {torqtest.UserRolesPath, torqtest.RepeatToken()},
		"roles that are gone":   {torqtest.RolesPath, torqtest.HTML(http.StatusOK)},
		"keys that are no more": {torqtest.KeysPath, torqtest.EmptyList()},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			ctx := t.Context()
			w := d.synced(lead)
			before, err := w.Access(ctx)
			if err != nil {
				t.Fatal(err)
			}
			d.server.Break(tt.path, 99, tt.fault)
			_, err = w.Sync(ctx, review.SyncOptions{})
			wantKind(t, err, fault.Unreachable)
			after, accessErr := w.Access(ctx)
			if accessErr != nil || after.Population != before.Population || len(after.Rows) != len(before.Rows) {
				t.Errorf("after: %d rows, %v", len(after.Rows), accessErr)
			}
			o, overviewErr := w.Overview(ctx)
			if overviewErr != nil || err == nil || o.Connection != review.InError || o.Reason != err.Error() {
				t.Errorf("overview: %s %q, %v", o.Connection, o.Reason, overviewErr)
			}

			draft, err := w.NewCampaign(ctx, campaign.Plan{Name: "Q4", Due: d.clock.Now().AddDate(0, 0, 14), Reviewers: []string{rita}})
			if err != nil {
				t.Fatal(err)
			}
			_, err = w.OpenCampaign(ctx, draft.ID, false)
			wantKind(t, err, fault.Refused)

			d.server.Mend()
			if _, err := w.Sync(ctx, review.SyncOptions{}); err != nil {
				t.Fatal(err)
			}
			if _, err := w.OpenCampaign(ctx, draft.ID, false); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAnImplausibleDropNeedsAWord(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(lead)
	d.server.Break(torqtest.KeysPath, 99, torqtest.EmptyList())
	_, err := w.Sync(t.Context(), review.SyncOptions{})
	if !strings.Contains(fault.HintOf(err), "--allow-drop") {
		t.Errorf("hint %q", fault.HintOf(err))
	}
	got, err := w.Sync(t.Context(), review.SyncOptions{AllowDrop: true})
	if err != nil || got.Keys != 0 || !got.DropOK {
		t.Errorf("%+v, %v", got.Synced, err)
	}
}

// A refusal is attributed to the key by its own word only; without any key nothing was tried and no line is written.
func TestWhatAFailedSyncRecords(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	_, err := d.open("", settings.Credentials{}).Sync(ctx, review.SyncOptions{})
	wantKind(t, err, fault.NotConnected)
	w := d.open("", settings.Credentials{Region: "us", ClientID: "stranger", Secret: "s3cret"})
	_, err = w.Sync(ctx, review.SyncOptions{})
	wantKind(t, err, fault.NotConnected)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	_, err = w.Sync(cancelled, review.SyncOptions{})
	if err == nil {
		t.Error("a cancelled sync succeeded")
	}
	lines, err := w.Journal(ctx)
	if err != nil || len(lines) != 2 || lines[1].Type != core.TypeSyncFailed || lines[1].Actor != "key:stranger" || lines[1].Assurance != "declared" {
		t.Errorf("journal %+v, %v", lines, err)
	}
}

func TestALostPopulationCanBeLeftBehind(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(path string) error{
		"gone":    os.Remove,
		"damaged": func(path string) error { return os.WriteFile(path, []byte("{}"), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.synced(lead)
			files, err := filepath.Glob(filepath.Join(d.home, "default", "populations", "*.json"))
			if err != nil || len(files) != 1 {
				t.Fatal(files, err)
			}
			_ = os.Chmod(files[0], 0o600)
			if err := spoil(files[0]); err != nil {
				t.Fatal(err)
			}
			d.clock.Advance(time.Hour)
			w := d.open(lead, creds(d.server.OwnerKey()))
			_, err = w.Sync(t.Context(), review.SyncOptions{})
			if err == nil || !strings.Contains(fault.HintOf(err), "--allow-drop") {
				t.Errorf("%v, hint %q", err, fault.HintOf(err))
			}
			if _, err := w.Sync(t.Context(), review.SyncOptions{AllowDrop: true}); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAStalePopulationIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	draft, err := w.NewCampaign(ctx, campaign.Plan{Name: "Q4", Due: d.clock.Now().AddDate(0, 0, 14), Reviewers: []string{rita}})
	if err != nil {
		t.Fatal(err)
	}
	d.clock.Advance(49 * time.Hour)
	_, err = w.OpenCampaign(ctx, draft.ID, false)
	wantKind(t, err, fault.Refused)
	if !strings.Contains(fault.HintOf(err), "--allow-stale") {
		t.Errorf("hint %q", fault.HintOf(err))
	}
	if _, err := w.OpenCampaign(ctx, draft.ID, true); err != nil {
		t.Fatal(err)
	}
	sheet, err := w.Sheet(ctx, draft.ID)
	if err != nil || !strings.Contains(sheet.AllowedStale, "older than") {
		t.Errorf("the record keeps %q, %v", sheet.AllowedStale, err)
	}
}
