package review_test

import (
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/admin"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store/signing"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// desk is a machine with a store, in front of a Torq that has a workspace in each region.
type desk struct {
	t      testing.TB
	home   string
	clock  *reviewtest.Clock
	ring   *reviewtest.Keyring
	torq   map[string]*torqtest.Server // by region
	server *torqtest.Server            // the one in us
	hook   order.HookTarget            // of the environment
	noSync bool                        // other machines are not asked
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	return newDeskOf(t, 0)
}

// newDeskOf is a desk in front of companies of so many users; 0 for as many as usual.
func newDeskOf(t testing.TB, users int) *desk {
	t.Helper()
	d := &desk{t: t, home: t.TempDir(), clock: reviewtest.NewClock(torqtest.Epoch, time.Millisecond), ring: &reviewtest.Keyring{}, torq: map[string]*torqtest.Server{}}
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
	config, err := reviewtest.ConfigOf(d.home, "default", d.clock, func(region string) string {
		if server, ok := d.torq[region]; ok {
			return server.URL()
		}
		return ""
	})
	if err != nil {
		d.t.Fatal(err)
	}
	config.As, config.Env, config.Keys, config.Secrets, config.HookEnv = as, env, keys, d.ring, d.hook
	config.NoSync = d.noSync
	return review.New(config)
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
	return d.openedAs(w, campaign.Plan{}, scope, reviewers...)
}

// openedAs makes a campaign with the stages and rules of a plan, and opens it.
func (d *desk) openedAs(w *review.Workspace, plan campaign.Plan, scope string, reviewers ...string) campaign.Summary {
	d.t.Helper()
	for _, one := range plan.Second {
		d.known(w, one.Reviewer)
	}
	if plan.Fallback != "" {
		d.known(w, plan.Fallback)
	}
	plan.Name, plan.Scope, plan.Due, plan.Reviewers = "Q4 review", scope, d.clock.Now().AddDate(0, 0, 14), reviewers
	draft, err := w.NewCampaign(d.t.Context(), plan)
	if err != nil {
		d.t.Fatal(err)
	}
	s, err := w.OpenCampaign(d.t.Context(), draft.ID, false)
	if err != nil {
		d.t.Fatal(err)
	}
	return s
}

// known puts people on record who are not yet, so that rules may name them.
func (d *desk) known(w *review.Workspace, emails ...string) {
	d.t.Helper()
	for _, email := range emails {
		if _, ok := w.People().Find(email); ok {
			continue
		}
		if _, err := w.AddPerson(d.t.Context(), admin.Addition{Email: email}); err != nil {
			d.t.Fatal(err)
		}
	}
}

func wantKind(t testing.TB, err error, want fault.Kind) {
	t.Helper()
	if fault.KindOf(err) != want {
		t.Errorf("got %v (kind %d), want kind %d", err, fault.KindOf(err), want)
	}
}
