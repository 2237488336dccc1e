package demo

import (
	"context"
	"maps"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

// start starts a demo with a throw-away store.
func start(t *testing.T) *World {
	t.Helper()
	d, err := Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	d.Open = func(_ context.Context, email string) (*review.Workspace, error) {
		config, err := reviewtest.ConfigOf(d.folder, Workspace, d.Clock(), func(string) string { return d.URL() })
		getenv := d.Getenv(func(string) string { return "" })
		config.As, config.Env = email, settings.Credentials{
			Region: getenv("TORQ_REGION"), ClientID: getenv("TORQ_CLIENT_ID"), Secret: getenv("TORQ_CLIENT_SECRET"),
		}
		config.Machine = core.Machine{Host: "demo", Account: "demo", Version: "test", Platform: "test"}
		return review.New(config), err
	}
	d.OpenElsewhere = func(_ context.Context, email string) (*review.Workspace, error) {
		config, err := reviewtest.ConfigOf(d.Elsewhere(), Workspace, d.Clock(), func(string) string { return d.URL() })
		config.As, config.Machine = email, core.Machine{Host: "elsewhere", Account: "demo", Version: "test", Platform: "test"}
		return review.New(config), err
	}
	return d
}

func TestDemoHasAReviewBehindItAndOneToDo(t *testing.T) {
	d := start(t)
	if err := d.History(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := d.Present(t.Context()); err != nil {
		t.Fatal(err)
	}
	w, err := d.Open(t.Context(), d.Admin())
	if err != nil {
		t.Fatal(err)
	}
	o, err := w.Overview(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Campaigns) != 4 || o.Campaigns[0].State != campaign.Open || o.Campaigns[0].Decided != 18 || o.Campaigns[1].State != campaign.Closed {
		t.Errorf("campaigns %+v", o.Campaigns)
	}
	states := make([]elevation.State, len(o.Elevations))
	for i, e := range o.Elevations {
		states[i] = e.State
	}
	if len(states) != 2 || !slices.Contains(states, elevation.Active) || !slices.Contains(states, elevation.Requested) {
		t.Errorf("elevations %v", states)
	}
	held, err := w.ListRights(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	count := map[rights.Right]int{}
	for _, g := range held {
		count[g.Right]++
	}
	if want := map[rights.Right]int{rights.Owner: 2, rights.Manager: 1, rights.Approver: 1, rights.Auditor: 1}; !maps.Equal(count, want) {
		t.Errorf("rights %v", count)
	}
	for _, a := range o.Attention {
		switch a.Kind {
		case review.NeedsEyes, review.Loosened, review.NeedsAnswer, review.NeedsUser, review.OneOwner, review.NeedsRights:
			t.Errorf("the demo begins with %s", a.Text)
		}
	}
	if ahead := time.Until(d.clock.Now()); ahead > 0 {
		t.Errorf("the demo is %s ahead of the world", ahead)
	}
}

func TestDemoClockNeverRunsAhead(t *testing.T) {
	var c shiftedClock
	c.shift.Store(int64(-time.Hour))
	c.pass(time.Minute)
	if got := time.Duration(c.shift.Load()); got != -59*time.Minute {
		t.Errorf("shifted by %s", got)
	}
	c.pass(24 * time.Hour)
	if got := c.shift.Load(); got != 0 {
		t.Errorf("shifted by %s", time.Duration(got))
	}
}

// The colleague decides on another machine, and it comes in through the shared repository.
func TestTheColleagueDecidesElsewhere(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no program git here")
	}
	d, ctx := start(t), t.Context()
	if err := d.History(ctx); err != nil {
		t.Fatal(err)
	}
	if err := d.Present(ctx); err != nil {
		t.Fatal(err)
	}
	for range 3 { // take part, and decide twice
		if done, err := d.Colleague(ctx); done || err != nil {
			t.Fatal(done, err)
		}
	}
	w, err := d.Open(ctx, d.Admin())
	if err != nil {
		t.Fatal(err)
	}
	out, err := w.SyncShare(ctx, false)
	if err != nil || out.Taken < 2*atOnce || len(out.Refused) > 0 {
		t.Fatalf("%+v, %v", out, err)
	}
	all, err := w.ListCampaigns(ctx)
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := w.Sheet(ctx, all[slices.IndexFunc(all, func(c campaign.Summary) bool { return c.State == campaign.Open })].ID)
	if err != nil {
		t.Fatal(err)
	}
	decided := 0
	for _, row := range sheet.Rows {
		if row.Decision.Reviewer == d.colleague() {
			decided++
		}
	}
	if decided != 2*atOnce {
		t.Errorf("%d decisions of the colleague came in", decided)
	}
}
