package app

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/ui/screen"
)

// Two people work on one record on two machines: what one does comes to the other while the app is open, what is done
// in the app goes out, and a repository that is away stops nothing.
func TestTheAppSharesInTheBackground(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no program git here")
	}
	hub := filepath.Join(t.TempDir(), "hub.git")
	if out, err := exec.Command("git", "init", "--quiet", "--bare", hub).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	o := newOffice(t, true)
	o.sync()
	o.campaign("Ours", o.clock.Now().AddDate(0, 0, 7))
	if _, err := o.InitShare(t.Context(), hub, false); err != nil {
		t.Fatal(err)
	}
	far := *o.world
	far.Home, far.Clock = t.TempDir(), reviewtest.NewClock(o.clock.Now(), time.Millisecond)
	elsewhere := far.Open(o.name)
	if _, err := elsewhere.JoinShare(t.Context(), hub, false); err != nil {
		t.Fatal(err)
	}
	make := func(name string) {
		t.Helper()
		if _, err := elsewhere.NewCampaign(t.Context(), campaign.Plan{Name: name, Reviewers: []string{o.name}, Due: far.Clock.Now().AddDate(0, 0, 7)}); err != nil {
			t.Fatal(err)
		}
		if _, err := elsewhere.SyncShare(t.Context(), false); err != nil {
			t.Fatal(err)
		}
	}
	o.start(120, 35)
	o.closeDialogs()
	make("Theirs")
	o.pass(shareOften)
	if frame := o.frame(); !strings.Contains(frame, "Theirs") || !strings.Contains(frame, "shared: fetched") {
		t.Errorf("what was done elsewhere is not here:\n%s", frame)
	}

	o.campaign("Here", o.clock.Now().AddDate(0, 0, 7))
	o.send(screen.Recorded{})
	o.pass(shareAfter + time.Second)
	if _, err := elsewhere.SyncShare(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if list, err := elsewhere.ListCampaigns(t.Context()); err != nil || len(list) != 3 {
		t.Errorf("what was done here is not elsewhere: %v, %v", list, err)
	}

	if err := os.Rename(hub, hub+".away"); err != nil {
		t.Fatal(err)
	}
	o.pass(shareEvery)
	if frame := o.frame(); !strings.Contains(frame, "the last sync failed") || o.app.status.failed {
		t.Errorf("the repository is away:\n%s", frame)
	}
	if err := os.Rename(hub+".away", hub); err != nil {
		t.Fatal(err)
	}
	make("Later")
	o.app.sharing.off = true
	o.pass(shareEvery)
	if frame := o.frame(); strings.Contains(frame, "Later") {
		t.Errorf("it synced though it must not:\n%s", frame)
	}
	o.app.sharing.off = false
	o.pass(shareEvery)
	if frame := o.frame(); !strings.Contains(frame, "Later") || strings.Contains(frame, "failed") {
		t.Errorf("it does not go on:\n%s", frame)
	}
}
