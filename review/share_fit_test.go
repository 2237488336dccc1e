package review_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// A workspace with a beginning of its own does not fit another: joining is refused, and nothing is taken or sent.
func TestTwoBeginningsDoNotFit(t *testing.T) {
	t.Parallel()
	a := reviewtest.New(t, torqtest.Options{Users: 25})
	by := a.Open(a.Torq.Admin())
	a.Sync(by)
	url := hub(t)
	if _, err := by.InitShare(t.Context(), url, false); err != nil {
		t.Fatal(err)
	}
	b := reviewtest.New(t, torqtest.Options{Users: 25, Seed: 2})
	other := b.Open(b.Torq.Admin())
	b.Sync(other)
	before := b.Lines()
	_, err := other.JoinShare(t.Context(), url, false)
	if fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "do not fit together") {
		t.Errorf("joined: %v", err)
	}
	if after := b.Lines(); len(after) != len(before) {
		t.Errorf("%d lines before, %d after", len(before), len(after))
	}
	if files, _ := filepath.Glob(filepath.Join(b.Home, b.Workspace, "populations", "*")); len(files) != 1 {
		t.Errorf("populations came in: %v", files)
	}
	if status, err := other.ShareStatus(t.Context()); status != nil || err != nil {
		t.Errorf("something is left: %+v, %v", status, err)
	}
}

// What a line says is judged before it is taken, by the folds of all nouns: a line that would be damage is refused by
// name, with what it says about itself, and own work goes on. Lines without the right for them are taken and have no
// effect, as anywhere.
func TestALineThatWouldBeDamageIsRefused(t *testing.T) {
	t.Parallel()
	a := reviewtest.New(t, torqtest.Options{Users: 25})
	by := a.Open(a.Torq.Admin())
	a.Sync(by)
	url := hub(t)
	if _, err := by.InitShare(t.Context(), url, false); err != nil {
		t.Fatal(err)
	}
	b := *a
	b.Home = t.TempDir()
	if _, err := b.Open("eve@example.com").JoinShare(t.Context(), url, false); err != nil {
		t.Fatal(err)
	}
	// eve's tuar writes what it likes
	disk := b.Config("eve@example.com", reviewtest.Credentials(b.Torq.OwnerKey()))
	actor := record.Actor{Email: "eve@example.com", Assurance: record.Declared}
	_, err := disk.Journal.Append(t.Context(), func([]record.Line) ([]record.Entry, error) {
		return []record.Entry{
			{Type: "rights.granted", Actor: actor, Data: map[string]string{"email": "eve@example.com", "right": "owner"}},
			{Type: core.TypeIntroduced, Actor: actor, Data: map[string]string{"no": "such member"}},
			{Type: "test.later", Actor: actor, Data: map[string]string{}},
		}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	push(t, &b, url)
	out, err := by.SyncShare(t.Context(), false)
	if err != nil || out.Taken != 1 || len(out.Refused) != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
	if r := out.Refused[0]; r.Line != 2 || !strings.Contains(r.Why, "does not say what it must") || r.Good.Seq != 1 {
		t.Errorf("%+v", r)
	}
	if _, err := by.NewCampaign(t.Context(), campaign.Plan{Name: "Goes on", Reviewers: []string{a.Torq.Admin()}, Due: a.Clock.Now().AddDate(0, 0, 7)}); err != nil {
		t.Errorf("own work does not go on: %v", err)
	}
	refused, err := by.Refused(t.Context())
	if err != nil || len(refused) != 1 {
		t.Errorf("%d lines have no effect, %v", len(refused), err)
	}
	o, err := by.Overview(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, n := range o.Attention {
		found = found || n.Kind == review.NeedsShare && strings.Contains(n.Text, "line 2")
	}
	if !found || o.Share == nil || o.Share.OK || o.Share.Behind != 2 {
		t.Errorf("%+v, %+v", o.Attention, o.Share)
	}
}

// push sends the journals of a machine past its own checks, as another program can.
func push(t *testing.T, w *reviewtest.World, url string) {
	t.Helper()
	clone := filepath.Join(t.TempDir(), "clone")
	git(t, "", "clone", "--quiet", url, clone)
	files, _ := filepath.Glob(filepath.Join(w.Home, w.Workspace, "journal", "*.jsonl"))
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err == nil {
			err = os.WriteFile(filepath.Join(clone, "journal", filepath.Base(file)), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	git(t, clone, "add", "--all")
	git(t, clone, "-c", "user.name=eve", "-c", "user.email=eve@example.com", "commit", "--quiet", "--message=x")
	git(t, clone, "push", "--quiet", "origin", "HEAD:main")
}
