package review_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

func TestActor(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.synced(lead)
	admin := d.server.Admin()
	wrong := creds(d.server.AdminKey())
	wrong.Secret = "not-the-secret"
	tests := map[string]struct {
		as   string
		env  settings.Credentials
		want record.Actor
		kind fault.Kind
	}{
		"one's private key":                    {"", creds(d.server.AdminKey()), record.Actor{Email: admin, Assurance: record.ByAPIKey}, 0},
		"one's private key, and one's word":    {strings.ToUpper(admin), creds(d.server.AdminKey()), record.Actor{Email: admin, Assurance: record.ByAPIKey}, 0},
		"somebody else's word with that key":   {rita, creds(d.server.AdminKey()), record.Actor{}, fault.Refused},
		"one's word with a service key":        {rita, creds(d.server.OwnerKey()), record.Actor{Email: rita, Assurance: record.Declared}, 0},
		"a service key is nobody":              {"", creds(d.server.OwnerKey()), record.Actor{}, fault.BadInput},
		"a private key with a wrong secret":    {"", wrong, record.Actor{}, fault.BadInput},
		"one's word, key with a wrong secret":  {admin, wrong, record.Actor{Email: admin, Assurance: record.Declared}, 0},
		"one's word without any key":           {rita, settings.Credentials{}, record.Actor{Email: rita, Assurance: record.Declared}, 0},
		"nobody":                               {"", settings.Credentials{}, record.Actor{}, fault.BadInput},
		"a word that is no address":            {"Rita", settings.Credentials{}, record.Actor{}, fault.BadInput},
		"an address with another name outside": {"Rita <rita@example.com>", settings.Credentials{}, record.Actor{}, fault.BadInput},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := d.open(tt.as, tt.env).Actor(t.Context())
			wantKind(t, err, tt.kind)
			if got != tt.want {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}

// A decision must wait for neither Torq nor the keyring.
func TestTheKeyIsProvenOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	reviewtest.Grant(t, d.synced(lead), d.server.Admin(), rights.Manager)
	w := d.open("", settings.Credentials{})
	if _, err := w.Connect(ctx, review.ConnectRequest{Credentials: creds(d.server.AdminKey())}); err != nil {
		t.Fatal(err)
	}
	s := d.opened(w, `kind == "user" && !privileged`, d.server.Admin())
	sheet, err := w.Sheet(ctx, s.ID)
	if err != nil {
		t.Fatal(err)
	}
	w = d.open("", settings.Credentials{}) // another process, which has proven nothing yet
	d.server.Forget()
	asked := d.ring.Asked()
	for _, row := range sheet.Rows[:5] {
		made, err := w.Decide(ctx, s.ID, []campaign.Choice{{Item: row.Item, Verdict: campaign.Abstain}})
		if err != nil || made[0].Assurance != record.ByAPIKey {
			t.Fatalf("%+v, %v", made, err)
		}
	}
	if n := len(d.server.Requests()); n != 1 {
		t.Errorf("five decisions made %d requests", n)
	}
	if n := d.ring.Asked() - asked; n != 1 {
		t.Errorf("five decisions asked the keyring %d times", n)
	}
}

func TestAKeyThatCannotBeProvenIsNotAskedAboutAgainAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	d.synced(lead)
	wrong := creds(d.server.AdminKey())
	wrong.Secret = "not-the-secret"
	w := d.open(d.server.Admin(), wrong)
	d.server.Forget()
	ask := func() int {
		t.Helper()
		if a, err := w.Actor(ctx); err != nil || a.Assurance != record.Declared {
			t.Errorf("%+v, %v", a, err)
		}
		return len(d.server.Requests())
	}
	first := ask()
	if first == 0 {
		t.Error("Torq was not asked")
	}
	if again := ask(); again != first {
		t.Errorf("%d requests more", again-first)
	}
	d.clock.Advance(2 * time.Minute)
	if later := ask(); later == first {
		t.Error("Torq was never asked again")
	}
}

func TestIAmIsRememberedHere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.open("", settings.Credentials{})
	wantKind(t, w.IAm(t.Context(), "rita"), fault.BadInput)
	if err := w.IAm(t.Context(), rita); err != nil {
		t.Fatal(err)
	}
	if a, err := w.Actor(t.Context()); err != nil || a.Email != rita {
		t.Errorf("%+v, %v", a, err)
	}
	if err := w.SaveResumeItem(t.Context(), "q4-0001", "user/7"); err != nil {
		t.Fatal(err)
	}
	if got := d.open("", settings.Credentials{}).ResumeItem(t.Context(), "q4-0001"); got != "user/7" {
		t.Errorf("place %q", got)
	}
}
