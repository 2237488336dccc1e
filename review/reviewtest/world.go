// Package reviewtest has the world in which tests use workspaces: a machine with a store on disk, in front of a
// simulated Torq that answers over HTTP. Nothing in it is a mock but the keyring, which belongs to the person who runs
// the tests.
package reviewtest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/trail"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/store/signing"
	"github.com/tuar-dev/tuar/torq"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// World is a machine with a store, in front of a simulated Torq.
type World struct {
	testing.TB
	Torq      *torqtest.Server
	Home      string // folder of the store
	Workspace string // local name
	Clock     *Clock
	Keyring   *Keyring
}

// New makes a world on the first day of the simulated company.
func New(t testing.TB, options torqtest.Options) *World {
	t.Helper()
	if options.Seed == 0 {
		options.Seed = 1
	}
	w := &World{TB: t, Home: t.TempDir(), Workspace: "prod", Clock: NewClock(torqtest.Epoch, 0), Keyring: &Keyring{}}
	server, err := torqtest.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	w.Torq = server
	return w
}

// Credentials returns what connects with a key of the workspace in us.
func Credentials(key torqtest.Credential) settings.Credentials {
	return settings.Credentials{Region: "us", ClientID: key.ClientID, Secret: key.Secret}
}

// Config returns what a process makes its workspace of, used by who says they are as. Each has its own journal and
// caches, as two processes do.
func (w *World) Config(as string, env settings.Credentials) review.Config {
	w.Helper()
	config, err := ConfigOf(w.Home, w.Workspace, w.Clock, func(string) string { return w.Torq.URL() })
	if err != nil {
		w.Fatal(err)
	}
	config.As, config.Env, config.Secrets = as, env, w.Keyring
	return config
}

// ConfigOf returns what a process makes a workspace of whose store is in home, in front of a Torq that answers at an
// address for each region; there is no such region if the address is empty.
func ConfigOf(home, workspace string, clock core.Clock, address func(region string) string) (review.Config, error) {
	disk, err := store.Open(home, workspace, clock)
	if err != nil {
		return review.Config{}, err
	}
	log := &trail.Log{}
	disk.Share.Log = log
	return review.Config{
		Trail: log,
		Name:  workspace, Tool: population.Tool{Version: "test", Host: "test", Simulated: true}, Clock: clock,
		Journal: disk.Journal, Populations: disk.Populations, Attachments: disk.Attachments, Settings: disk.Settings, Files: store.Files{}, Lock: disk.RemediationLock,
		Carrier: disk.Share, Keys: signing.Keys{}, Hook: torq.NewHook("", clock.Now, nil).Logged(log),
		Remake: torq.Remake,
		Dial: func(c settings.Credentials) (core.Source, error) {
			url := address(c.Region)
			if url == "" {
				return nil, errors.New("no such region")
			}
			return torq.New(torq.Config{
				Region: c.Region, ClientID: c.ClientID, Secret: c.Secret, APIURL: url, AuthURL: url, UserAgent: "tuar/test", Now: clock.Now, Log: log,
			})
		},
	}, nil
}

// Open opens the workspace as another process does, with the service key of an Owner.
func (w *World) Open(as string) *review.Workspace {
	w.Helper()
	return review.New(w.Config(as, Credentials(w.Torq.OwnerKey())))
}

// Sync reads everyone's access.
func (w *World) Sync(by *review.Workspace) {
	w.Helper()
	if _, err := by.Sync(w.Context(), review.SyncOptions{}); err != nil {
		w.Fatal(err)
	}
}

// Campaign makes a campaign, due in two weeks unless the plan says otherwise, opens it and returns its ID.
func (w *World) Campaign(by *review.Workspace, plan campaign.Plan) string {
	w.Helper()
	if plan.Due.IsZero() {
		plan.Due = w.Clock.Now().AddDate(0, 0, 14)
	}
	c, err := by.NewCampaign(w.Context(), plan)
	if err == nil {
		c, err = by.OpenCampaign(w.Context(), c.ID, false)
	}
	if err != nil {
		w.Fatal(err)
	}
	return c.ID
}

// Pass lets time pass, here and at Torq.
func (w *World) Pass(d time.Duration) {
	w.Clock.Advance(d)
	w.Torq.Advance(d)
}

// Holder returns the e-mail address of a verified user with the role, who signs in by SSO or not and is not the admin,
// after skipping that many.
func (w *World) Holder(role string, sso bool, skip int) string {
	w.Helper()
	view, err := w.Open("").Access(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	for _, r := range view.Rows {
		if r.Role != role || r.Status != population.StatusVerified || r.SSO != sso || r.Email == w.Torq.Admin() {
			continue
		}
		if skip--; skip < 0 {
			return r.Email
		}
	}
	w.Fatal("nobody else holds the role " + role)
	return ""
}

// Lines returns the lines of the record of these types, read anew from the disk; of all types if none is named.
func (w *World) Lines(types ...string) []record.Line {
	w.Helper()
	all, err := w.Open("").Journal(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	return slices.DeleteFunc(all, func(l record.Line) bool { return len(types) > 0 && !slices.Contains(types, l.Type) })
}

// NotOffered takes the calls away that Torq does not document.
func (w *World) NotOffered() {
	for _, call := range []torqtest.Write{torqtest.DeleteUsers, torqtest.ChangeRoles, torqtest.ReplaceUsers, torqtest.DeleteKeys} {
		w.Torq.Refuse(call, 404)
	}
}

// Decide decides the rows of a campaign as choose says; it leaves those alone to which choose gives no verdict.
func (w *World) Decide(by *review.Workspace, id string, choose func(campaign.SheetRow) campaign.Choice) {
	w.Helper()
	sheet, err := by.Sheet(w.Context(), id)
	if err != nil {
		w.Fatal(err)
	}
	var choices []campaign.Choice
	for _, r := range sheet.Rows {
		if c := choose(r); c.Verdict != "" {
			c.Item = r.Item
			choices = append(choices, c)
		}
	}
	if _, err := by.Decide(w.Context(), id, choices); err != nil {
		w.Fatal(err)
	}
}

// Close closes a campaign.
func (w *World) Close(by *review.Workspace, id string) {
	w.Helper()
	if _, err := by.CloseCampaign(w.Context(), id, ""); err != nil {
		w.Fatal(err)
	}
}
