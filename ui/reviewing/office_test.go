package reviewing

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/torq"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

const second = "second@example.com"

// office is a workspace with a past: a campaign closed a quarter ago and everything that changed since. Its
// administrator, who is an owner, is at the keyboard.
type office struct {
	testing.TB
	torq     *torqtest.Server
	folder   string
	now      time.Time
	me       string
	campaign string // open
}

// clock is the time of the office.
type clock struct{ *office }

func (c clock) Now() time.Time { return c.now }

// newOffice opens a campaign over everything, shared among the reviewers; without any it is all the administrator's.
func newOffice(t *testing.T, reviewers ...string) *office {
	t.Helper()
	t.Parallel()
	o := quarterLater(t, false)
	if len(reviewers) == 0 {
		reviewers = []string{o.me}
	}
	o.open(o.workspace(reviewers[0]), "Autumn review", reviewers...)
	return o
}

func quarterLater(t *testing.T, nasty bool) *office {
	t.Helper()
	server, err := torqtest.Start(torqtest.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	if nasty {
		server.UseNastyNames()
	}
	o := &office{TB: t, torq: server, folder: t.TempDir(), now: torqtest.Epoch, me: server.Admin()}
	w := o.workspace(second)
	o.sync(w)
	o.open(w, "Summer review", second)
	sheet, err := w.Sheet(t.Context(), o.campaign)
	if err != nil {
		t.Fatal(err)
	}
	choices := make([]campaign.Choice, len(sheet.Rows))
	for i, r := range sheet.Rows {
		choices[i] = campaign.Choice{Item: r.Item, Verdict: campaign.Certify, Reason: "needed in summer"}
	}
	if _, err := w.Decide(t.Context(), o.campaign, choices); err != nil {
		t.Fatal(err)
	}
	if _, err := w.CloseCampaign(t.Context(), o.campaign, ""); err != nil {
		t.Fatal(err)
	}
	server.AdvanceQuarter()
	o.now = o.now.Add(90 * 24 * time.Hour)
	o.sync(o.workspace(o.me))
	return o
}

// workspace is one of its own on the folder, as each process has one.
func (o *office) workspace(as string) *review.Workspace {
	o.Helper()
	disk, err := store.Open(o.folder, "prod", clock{o})
	if err != nil {
		o.Fatal(err)
	}
	var env settings.Credentials
	if o.torq != nil {
		key := o.torq.OwnerKey()
		env = settings.Credentials{ClientID: key.ClientID, Secret: key.Secret}
	}
	return review.New(review.Config{
		Name: "prod", As: as, Env: env,
		Clock: clock{o}, Journal: disk.Journal, Populations: disk.Populations, Settings: disk.Settings, Files: store.Files{},
		Dial: func(by settings.Credentials) (review.Source, error) {
			return torq.New(torq.Config{
				Region: by.Region, ClientID: by.ClientID, Secret: by.Secret, APIURL: o.torq.URL(), AuthURL: o.torq.URL(), Now: clock{o}.Now,
			})
		},
	})
}

func (o *office) sync(w *review.Workspace) {
	o.Helper()
	if _, err := w.Sync(o.Context(), review.SyncOptions{}); err != nil {
		o.Fatal(err)
	}
}

func (o *office) open(w *review.Workspace, name string, reviewers ...string) {
	o.Helper()
	c, err := w.NewCampaign(o.Context(), campaign.Plan{
		Name: name, Due: o.now.AddDate(0, 0, 14), Reviewers: reviewers, Instructions: "Ask the manager where you do not know the person.",
	})
	if err == nil {
		c, err = w.OpenCampaign(o.Context(), c.ID, false)
	}
	if err != nil {
		o.Fatal(err)
	}
	o.campaign = c.ID
}

// line is what the journal says of a decision, made or taken back.
type line struct {
	Type string
	campaign.Decided
}

// journal is what the record holds about decisions in the open campaign, read anew from the disk.
func (o *office) journal() []line {
	o.Helper()
	all, err := o.workspace(o.me).Journal(o.Context())
	if err != nil {
		o.Fatal(err)
	}
	var lines []line
	for _, l := range all {
		if l.Type != campaign.TypeDecided && l.Type != campaign.TypeUndone {
			continue
		}
		d := line{Type: l.Type}
		if err := json.Unmarshal(l.Data, &d.Decided); err != nil {
			o.Fatal(err)
		}
		if d.Campaign == o.campaign {
			lines = append(lines, d)
		}
	}
	return lines
}
