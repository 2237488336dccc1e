package review_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

func TestConnect(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.open("", settings.Credentials{})
	if o, err := w.Overview(ctx); err != nil || o.Connection != review.NotConnected || o.Credentials != core.FromNowhere {
		t.Fatalf("before: %+v, %v", o, err)
	}
	permissions, err := w.Connect(ctx, review.ConnectRequest{Credentials: creds(d.server.LimitedKey()), Owners: []string{lead}})
	if err != nil {
		t.Fatal(err)
	}
	allowed := func(resource string) bool {
		i := slices.IndexFunc(permissions, func(p population.Permission) bool { return p.Resource == resource })
		return i >= 0 && permissions[i].Allowed
	}
	if !allowed("users") || !allowed("roles") || allowed("api-keys") || allowed("audit-log") {
		t.Errorf("permissions %+v", permissions)
	}
	o, err := d.open("", settings.Credentials{}).Overview(ctx) // another process
	if err != nil || o.Connection != review.ConnectedOK || o.Credentials != core.FromKeyring || o.Since.IsZero() || !slices.Equal(o.Owners, []string{lead}) {
		t.Errorf("after: %+v, %v", o, err)
	}
	lines, err := w.Journal(ctx)
	if err != nil || len(lines) != 3 || lines[0].Type != settings.TypeAdopted || lines[1].Type != settings.TypeChanged ||
		lines[2].Type != core.TypeConnected || lines[2].Actor != "key:"+d.server.LimitedKey().ClientID {
		t.Errorf("journal %+v, %v", lines, err)
	}
	d.holdsNoSecret()

	if err := w.Disconnect(ctx); err != nil {
		t.Fatal(err)
	}
	if d.ring.Count() != 0 {
		t.Error("the keyring still holds the secret")
	}
	wantKind(t, w.Disconnect(ctx), fault.NotConnected)
	_, err = w.Sync(ctx, review.SyncOptions{})
	wantKind(t, err, fault.NotConnected)
}

// holdsNoSecret reads everything that was written below home.
func (d *desk) holdsNoSecret() {
	d.t.Helper()
	secrets := []string{}
	for _, s := range d.torq {
		for _, c := range []torqtest.Credential{s.OwnerKey(), s.AdminKey(), s.LimitedKey(), s.ViewerKey()} {
			secrets = append(secrets, c.Secret)
		}
	}
	err := filepath.WalkDir(d.home, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, secret := range secrets {
			if strings.Contains(string(data), secret) {
				d.t.Errorf("%s holds a secret", path)
			}
		}
		return err
	})
	if err != nil {
		d.t.Error(err)
	}
}

func TestConnectKeepsNothingWhenRefused(t *testing.T) {
	t.Parallel()
	good := func(d *desk) settings.Credentials { return creds(d.server.OwnerKey()) }
	tests := map[string]struct {
		give  func(*desk) review.ConnectRequest
		want  fault.Kind
		says  string
		hints string
	}{
		"a wrong secret": {func(d *desk) review.ConnectRequest {
			c := good(d)
			c.Secret = "not-the-secret"
			return review.ConnectRequest{Credentials: c}
		}, fault.NotConnected, "refused", ""},
		"the wrong region": {func(d *desk) review.ConnectRequest {
			c := good(d)
			c.Region = "eu"
			return review.ConnectRequest{Credentials: c}
		}, fault.NotConnected, "belongs to us", "the region us"},
		"no such region": {func(d *desk) review.ConnectRequest {
			c := good(d)
			c.Region = "mars"
			return review.ConnectRequest{Credentials: c}
		}, fault.BadInput, "not a region", "app.torq.io"},
		"no client ID": {func(*desk) review.ConnectRequest {
			return review.ConnectRequest{Credentials: settings.Credentials{Region: "us", Secret: "s"}}
		}, fault.BadInput, "client ID", ""},
		"no secret": {func(*desk) review.ConnectRequest {
			return review.ConnectRequest{Credentials: settings.Credentials{Region: "us", ClientID: "c", Secret: " \n"}}
		}, fault.BadInput, "secret", ""},
		"an owner who is no address": {func(d *desk) review.ConnectRequest {
			return review.ConnectRequest{Credentials: good(d), Owners: []string{"Lead <lead@example.com>"}}
		}, fault.BadInput, "not an e-mail address", ""},
		"a keyring that refuses": {func(d *desk) review.ConnectRequest {
			d.ring.Broken = fault.New(fault.Failed, "the keyring is locked").WithHint("set TORQ_CLIENT_ID")
			return review.ConnectRequest{Credentials: good(d)}
		}, fault.Failed, "keyring", "TORQ_CLIENT_ID"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			w := d.open("", settings.Credentials{})
			_, err := w.Connect(t.Context(), tt.give(d))
			wantKind(t, err, tt.want)
			if err == nil || !strings.Contains(err.Error(), tt.says) || !strings.Contains(fault.HintOf(err), tt.hints) {
				t.Errorf("says %q, hints %q", err, fault.HintOf(err))
			}
			if err != nil && strings.Contains(err.Error(), "not-the-secret") {
				t.Error("the error tells the secret")
			}
			entries, err := os.ReadDir(d.home)
			if err != nil || len(entries) != 0 || d.ring.Count() != 0 {
				t.Errorf("left behind: %v, %v, %v", entries, d.ring.Secret("default"), err)
			}
		})
	}
}

// A record that cannot be written leaves an earlier connection as it was.
func TestConnectPutsBackWhatWasThere(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(dir string) error{
		"a damaged record": func(dir string) error {
			journals, err := filepath.Glob(filepath.Join(dir, "journal", "*.jsonl"))
			if err != nil {
				return err
			}
			return os.WriteFile(journals[0], []byte("{}\n"), 0o600)
		},
		"a lock that cannot be taken": func(dir string) error {
			return errors.Join(os.Remove(filepath.Join(dir, "lock")), os.Mkdir(filepath.Join(dir, "lock"), 0o700))
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			ctx := t.Context()
			if _, err := d.open("", settings.Credentials{}).Connect(ctx, review.ConnectRequest{Credentials: creds(d.server.LimitedKey())}); err != nil {
				t.Fatal(err)
			}
			connection := filepath.Join(d.home, "default", "connection.json")
			before, err := os.ReadFile(connection)
			if err != nil {
				t.Fatal(err)
			}
			if err := spoil(filepath.Join(d.home, "default")); err != nil {
				t.Fatal(err)
			}
			if _, err = d.open("", settings.Credentials{}).Connect(ctx, review.ConnectRequest{Credentials: creds(d.server.OwnerKey())}); err == nil {
				t.Error("connected, though nothing could be recorded")
			}
			if got := d.ring.Secret("default"); got != d.server.LimitedKey().Secret {
				t.Error("the keyring holds another secret than before")
			}
			if after, err := os.ReadFile(connection); err != nil || string(after) != string(before) {
				t.Errorf("the connection became %s, %v", after, err)
			}
		})
	}
}

func TestCredentialsComeFromTheEnvironmentFirst(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	if _, err := d.open("", settings.Credentials{}).Connect(ctx, review.ConnectRequest{Credentials: creds(d.server.LimitedKey())}); err != nil {
		t.Fatal(err)
	}
	o, err := d.open("", creds(d.server.OwnerKey())).Overview(ctx)
	if err != nil || o.Credentials != core.FromEnvironment || o.ClientID != d.server.OwnerKey().ClientID || !o.Since.IsZero() {
		t.Errorf("%+v, %v", o, err)
	}
	_, err = d.open("", settings.Credentials{ClientID: "only this"}).Sync(ctx, review.SyncOptions{})
	wantKind(t, err, fault.BadInput)
	_, err = d.open("", settings.Credentials{Region: "mars"}).Sync(ctx, review.SyncOptions{})
	wantKind(t, err, fault.BadInput)
}

func TestHandoffNamesTheRightPlace(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for region, host := range map[string]string{"": "https://app.torq.io ", "EU": "https://app.eu.torq.io "} {
		text, err := d.open("", settings.Credentials{Region: region}).Handoff(t.Context())
		if err != nil || !strings.Contains(text, host) || !strings.Contains(text, "Create API key") {
			t.Errorf("%s: %v\n%s", region, err, text)
		}
	}
}
