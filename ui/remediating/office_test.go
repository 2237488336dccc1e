package remediating

import (
	"sync"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/torq"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// office is a workspace with a closed campaign. Its administrator, who is an owner, is at the keyboard.
type office struct {
	testing.TB
	torq     *torqtest.Server
	folder   string
	moment   sync.Mutex
	now      time.Time
	campaign string

	revoked, reduced []review.SheetRow // people; reduced to Viewer
}

// decided is how many of each the campaign decides.
type decided struct {
	revoked, reduced, keys int
	sso                    bool // also people who sign in by SSO
	nasty                  bool // names that want to harm the terminal
}

// clock is the time of the office, in which no two things happen at once.
type clock struct{ *office }

func (c clock) Now() time.Time {
	c.moment.Lock()
	defer c.moment.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

// newOffice closes a campaign over everything.
func newOffice(t *testing.T, want decided) *office {
	t.Helper()
	t.Parallel()
	server, err := torqtest.Start(torqtest.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	if want.nasty {
		server.UseNastyNames()
	}
	o := &office{TB: t, torq: server, folder: t.TempDir(), now: torqtest.Epoch}
	w := o.workspace(server.Admin())
	if _, err := w.Sync(t.Context(), review.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	c, err := w.NewCampaign(t.Context(), campaign.Plan{Name: "Autumn review", Due: o.now.AddDate(0, 0, 14), Reviewers: []string{server.Admin()}})
	if err == nil {
		c, err = w.OpenCampaign(t.Context(), c.ID, false)
	}
	if err != nil {
		t.Fatal(err)
	}
	o.campaign = c.ID
	sheet, err := w.Sheet(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Decide(t.Context(), c.ID, o.choices(sheet, want)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.CloseCampaign(t.Context(), c.ID, ""); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) choices(sheet *review.Sheet, want decided) []campaign.Choice {
	viewer := ""
	for _, r := range sheet.Roles {
		if r.Name == "Viewer" {
			viewer = r.ID
		}
	}
	var choices []campaign.Choice
	keys := 0
	for _, r := range sheet.Rows {
		c := campaign.Choice{Item: r.Item, Verdict: campaign.Certify, Reason: "needed"}
		person := r.Kind == access.User && (want.sso || !r.SSO) && r.Status == population.StatusVerified && r.Role != "Owner"
		switch {
		case r.Own:
			continue
		case person && len(o.revoked) < want.revoked:
			c.Verdict = campaign.Revoke
			o.revoked = append(o.revoked, r)
		case person && (r.Role == "Contributor" || r.Role == "Operator") && len(o.reduced) < want.reduced:
			c.Verdict, c.ToRole = campaign.Reduce, viewer
			o.reduced = append(o.reduced, r)
		case r.Kind == access.Key && r.KeyType == population.KeyService && keys < want.keys:
			c.Verdict = campaign.Revoke
			keys++
		}
		choices = append(choices, c)
	}
	if len(o.revoked) != want.revoked || len(o.reduced) != want.reduced || keys != want.keys {
		o.Fatalf("the company has %d to revoke, %d to reduce and %d keys", len(o.revoked), len(o.reduced), keys)
	}
	return choices
}

// workspace is one of its own on the folder, as each process has one.
func (o *office) workspace(as string) *review.Workspace {
	o.Helper()
	disk, err := store.Open(o.folder, "prod", clock{o})
	if err != nil {
		o.Fatal(err)
	}
	key := o.torq.OwnerKey()
	return review.New(review.Config{
		Name: "prod", As: as, Env: settings.Credentials{ClientID: key.ClientID, Secret: key.Secret}, Turn: disk.Turn,
		Clock: clock{o}, Journal: disk.Journal, Populations: disk.Populations, Settings: disk.Settings, Files: store.Files{},
		Dial: func(by settings.Credentials) (review.Source, error) {
			return torq.New(torq.Config{
				Region: by.Region, ClientID: by.ClientID, Secret: by.Secret, APIURL: o.torq.URL(), AuthURL: o.torq.URL(), Now: clock{o}.Now,
			})
		},
	})
}

// lines counts the lines of the record of a type.
func (o *office) lines(of string) int {
	o.Helper()
	all, err := o.workspace("").Journal(o.Context())
	if err != nil {
		o.Fatal(err)
	}
	n := 0
	for _, l := range all {
		if l.Type == of {
			n++
		}
	}
	return n
}

// notOffered takes the writes away that Torq does not document.
func (o *office) notOffered() {
	for _, w := range []torqtest.Write{torqtest.DeleteUsers, torqtest.ChangeRoles, torqtest.ReplaceUsers, torqtest.DeleteKeys} {
		o.torq.Refuse(w, 404)
	}
}
