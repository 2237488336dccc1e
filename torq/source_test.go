package torq

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// Each call names the server that answered it, with its certificate where there is one.
func TestCallsNameTheirServer(t *testing.T) {
	server := start(t, torqtest.Options{})
	transport, err := server.Secure()
	if err != nil {
		t.Fatal(err)
	}
	key := server.OwnerKey()
	for name, tt := range map[string]struct {
		config Config
		source string
		want   population.Server
	}{
		"Torq": {Config{Region: "us", Transport: transport}, "Torq", population.Server{Scheme: "https", Host: "api.torq.io", Port: 443}},
		"Europe": {
			Config{Region: "eu", Transport: transport}, "Torq", population.Server{Scheme: "https", Host: "api.eu.torq.io", Port: 443},
		},
		"another port": {
			Config{APIURL: "https://API.torq.io:8443", Transport: transport},
			"made from api.torq.io:8443: not Torq",
			population.Server{Scheme: "https", Host: "api.torq.io", Port: 8443},
		},
		"this machine": {
			Config{APIURL: strings.Replace(server.URL(), "127.0.0.1", "LocalHost", 1), AuthURL: server.URL()},
			"made from localhost: not Torq",
			population.Server{Scheme: "http", Host: "localhost"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			tt.config.ClientID, tt.config.Secret, tt.config.Now = key.ClientID, key.Secret, server.Now
			c, err := New(tt.config)
			if err != nil {
				t.Fatal(err)
			}
			p, err := c.Extract(t.Context(), nil, false)
			if err != nil {
				t.Fatal(err)
			}
			for _, call := range p.Calls {
				got := call.Server
				if (got.Certificate != nil) != (got.Scheme == "https") {
					t.Fatalf("%+v", got)
				}
				if shown := got.Certificate; shown != nil && (len(shown.SHA256) != 64 || shown.Subject != "CN=api.torq.io,O=Torq simulated") {
					t.Errorf("%+v", shown)
				}
				if got.Certificate = nil; tt.want.Port == 0 {
					got.Port = 0 // a free one
				}
				if got != tt.want {
					t.Errorf("%+v, want %+v", got, tt.want)
				}
			}
			if got := p.Source().String(); got != tt.source {
				t.Errorf("%s, want %s", got, tt.source)
			}
		})
	}
}

// The audit log names the workspace of the key, for who may read it.
func TestTheAccountOfAKey(t *testing.T) {
	server := start(t, torqtest.Options{})
	got, err := dial(t, server, server.OwnerKey()).Account(t.Context())
	if err != nil || got == nil || got.Name != "acme-security" || len(got.ID) != 36 {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := dial(t, server, server.LimitedKey()).Account(t.Context()); err != nil || got != nil {
		t.Errorf("a key that may not read the log told %v, %v", got, err)
	}
	for body, want := range map[string]string{
		`{}`: "unknown", `{"audit_logs":[{"id":"1","action":"User logged in"}]}`: "unknown",
		`{"audit_logs":[{"id":"1","account_id":"a-1"}]}`:                    "a-1",
		`{"audit_logs":[{"id":"1","account_id":"a-1","account_name":"A"}]}`: "A (a-1)",
	} {
		server.Mend()
		server.Break(torqtest.AuditLogsPath, torqtest.Always, func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			_, _ = w.Write([]byte(body))
		})
		if got, err := dial(t, server, server.OwnerKey()).Account(t.Context()); err != nil || got.String() != want {
			t.Errorf("%s: %v, %v", body, got, err)
		}
	}
}
