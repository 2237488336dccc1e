package review_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/store/signing"
	"github.com/tuar-dev/tuar/torq"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// clock tells the time it was set to; every look at it takes a moment, as it does in life.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// ring is a keyring in memory; the real one has its own tests. It counts how often it was asked.
type ring struct {
	mu      sync.Mutex
	secrets map[string]string
	asked   int
	broken  error
}

func (r *ring) Get(_ context.Context, workspace string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked++
	if s, ok := r.secrets[workspace]; ok {
		return s, nil
	}
	return "", settings.ErrNoSecret
}

func (r *ring) Set(_ context.Context, workspace, secret string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.broken != nil {
		return r.broken
	}
	r.secrets[workspace] = secret
	return nil
}

func (r *ring) Delete(_ context.Context, workspace string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.secrets[workspace]; !ok {
		return settings.ErrNoSecret
	}
	delete(r.secrets, workspace)
	return nil
}

// desk is a machine with a store, in front of a Torq that has a workspace in each region.
type desk struct {
	t      testing.TB
	home   string
	clock  *clock
	ring   *ring
	torq   map[string]*torqtest.Server // by region
	server *torqtest.Server            // the one in us
	hook   order.HookTarget            // of the environment
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	return newDeskOf(t, 0)
}

// newDeskOf is a desk in front of companies of so many users; 0 for as many as usual.
func newDeskOf(t testing.TB, users int) *desk {
	t.Helper()
	d := &desk{t: t, home: t.TempDir(), clock: &clock{now: torqtest.Epoch}, ring: &ring{secrets: map[string]string{}}, torq: map[string]*torqtest.Server{}}
	for i, region := range settings.Regions {
		s, err := torqtest.Start(torqtest.Options{Seed: uint64(i + 1), Users: users, RateLimit: -1})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		d.torq[region] = s
	}
	d.server = d.torq["us"]
	return d
}

// open is what a process opens: a workspace on the desk's store, used by who says they are as. Each has its own journal
// and caches, as two processes do.
func (d *desk) open(as string, env settings.Credentials) *review.Workspace {
	d.t.Helper()
	return d.openWith(as, env, signing.Keys{})
}

func (d *desk) openWith(as string, env settings.Credentials, keys core.SigningKeys) *review.Workspace {
	d.t.Helper()
	s, err := store.Open(d.home, "default", d.clock)
	if err != nil {
		d.t.Fatal(err)
	}
	return review.New(review.Config{
		Name: "default", As: as, Env: env, Tool: population.Tool{Version: "test", Host: "desk"},
		Clock: d.clock, Journal: s.Journal, Populations: s.Populations, Settings: s.Settings, Secrets: d.ring, Files: store.Files{}, Lock: s.Turn,
		Keys:    keys,
		HookEnv: d.hook, Hook: torq.NewHook("", d.clock.Now, nil),
		Dial: func(c settings.Credentials) (core.Source, error) {
			server, ok := d.torq[c.Region]
			if !ok {
				return nil, errors.New("no such region")
			}
			return torq.New(torq.Config{Region: c.Region, ClientID: c.ClientID, Secret: c.Secret, APIURL: server.URL(), AuthURL: server.URL(), Now: d.clock.Now})
		},
	})
}

func creds(c torqtest.Credential) settings.Credentials {
	return settings.Credentials{Region: "us", ClientID: c.ClientID, Secret: c.Secret}
}

// synced is a workspace that has been read once, with the service key of an Owner.
func (d *desk) synced(as string) *review.Workspace {
	d.t.Helper()
	w := d.open(as, creds(d.server.OwnerKey()))
	if _, err := w.Sync(d.t.Context(), review.SyncOptions{}); err != nil {
		d.t.Fatal(err)
	}
	return w
}

const (
	lead = "lead@example.com"
	rita = "rita@example.com"
	sam  = "sam@example.com"
)

// opened makes a campaign and opens it.
func (d *desk) opened(w *review.Workspace, scope string, reviewers ...string) campaign.Summary {
	d.t.Helper()
	draft, err := w.NewCampaign(d.t.Context(), campaign.Plan{Name: "Q4 review", Scope: scope, Due: d.clock.Now().AddDate(0, 0, 14), Reviewers: reviewers})
	if err != nil {
		d.t.Fatal(err)
	}
	s, err := w.OpenCampaign(d.t.Context(), draft.ID, false)
	if err != nil {
		d.t.Fatal(err)
	}
	return s
}

func wantKind(t testing.TB, err error, want fault.Kind) {
	t.Helper()
	if fault.KindOf(err) != want {
		t.Errorf("got %v (kind %d), want kind %d", err, fault.KindOf(err), want)
	}
}
