package demo

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/torq"
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
		disk, err := store.Open(d.folder, Workspace, d.Clock())
		if err != nil {
			return nil, err
		}
		getenv := d.Getenv(func(string) string { return "" })
		return review.New(review.Config{
			Name: getenv("TUAR_WORKSPACE"), As: email, Tool: population.Tool{Version: "test"}, Clock: d.Clock(), Lock: disk.Turn,
			Env:     settings.Credentials{Region: getenv("TORQ_REGION"), ClientID: getenv("TORQ_CLIENT_ID"), Secret: getenv("TORQ_CLIENT_SECRET")},
			Journal: disk.Journal, Populations: disk.Populations, Settings: disk.Settings, Files: store.Files{},
			Dial: func(c settings.Credentials) (core.Source, error) {
				return torq.New(torq.Config{Region: c.Region, ClientID: c.ClientID, Secret: c.Secret, APIURL: d.URL(), AuthURL: d.URL(), Now: d.clock.Now})
			},
		}), nil
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
	if len(o.Campaigns) != 2 || o.Campaigns[0].State != campaign.Open || o.Campaigns[0].Decided != 18 || o.Campaigns[1].State != campaign.Closed {
		t.Errorf("campaigns %+v", o.Campaigns)
	}
	states := make([]elevation.State, len(o.Elevations))
	for i, e := range o.Elevations {
		states[i] = e.State
	}
	if len(states) != 2 || !slices.Contains(states, elevation.Active) || !slices.Contains(states, elevation.Requested) {
		t.Errorf("elevations %v", states)
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
