package torq

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
)

func TestNewRefusesWhatCannotWork(t *testing.T) {
	for name, cfg := range map[string]Config{
		"no such region":     {Region: "mars", ClientID: "id", Secret: "s3cret"},
		"no client ID":       {Region: "us", Secret: "s3cret"},
		"no secret":          {Region: "us", ClientID: "id"},
		"not encrypted":      {ClientID: "id", Secret: "s3cret", APIURL: "http://api.example.com"},
		"auth not encrypted": {ClientID: "id", Secret: "s3cret", AuthURL: "http://192.0.2.7:8080"},
		"looks like here":    {ClientID: "id", Secret: "s3cret", APIURL: "http://localhost.example.com"},
		"another scheme":     {ClientID: "id", Secret: "s3cret", APIURL: "file:///etc/passwd"},
		"no scheme":          {ClientID: "id", Secret: "s3cret", APIURL: "api.torq.io"},
		"not a URL":          {ClientID: "id", Secret: "s3cret", APIURL: "https://[::1"},
		"a password in it":   {ClientID: "id", Secret: "s3cret", APIURL: "https://me:s3cret@api.torq.io"},
		"a query":            {ClientID: "id", Secret: "s3cret", APIURL: "https://api.torq.io?x=1"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(cfg)
			wantFault(t, err, fault.BadInput, "")
			if strings.Contains(err.Error(), "s3cret") {
				t.Errorf("the sentence shows the secret: %v", err)
			}
		})
	}
}

func TestNewKnowsWhereTorqIs(t *testing.T) {
	for _, tc := range []struct{ region, given, want string }{
		{"", "", "https://api.torq.io"},
		{"us", "", "https://api.torq.io"},
		{"eu", "", "https://api.eu.torq.io"},
		{"eu", "https://gateway.example.com/torq/", "https://gateway.example.com/torq"},
		{"us", "http://127.0.0.1:8080/", "http://127.0.0.1:8080"},
		{"us", "http://localhost:8080", "http://localhost:8080"},
		{"us", "http://[::1]:8080", "http://[::1]:8080"},
	} {
		c, err := New(Config{Region: tc.region, ClientID: "id", Secret: "s", APIURL: tc.given})
		if err != nil || c.api.base != tc.want {
			t.Errorf("%s %q: got %v, %v; want %s", tc.region, tc.given, c, err, tc.want)
		}
	}
}

func TestNothingPrintsTheSecret(t *testing.T) {
	cfg := Config{Region: "us", ClientID: "client", Secret: "s3cret"}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{cfg, &cfg, c, *c.tokens, []any{cfg, c}, map[string]any{"c": c}, struct{ C *Client }{c}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			if out := fmt.Sprintf(verb, v); strings.Contains(out, "s3cret") || strings.Contains(out, "733363726574") {
				t.Errorf("%s of %T shows the secret: %s", verb, v, out)
			}
		}
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("made", "config", cfg, "client", c)
	slog.New(slog.NewTextHandler(&log, nil)).Info("made", "config", &cfg, "client", c)
	if strings.Contains(log.String(), "s3cret") || !strings.Contains(log.String(), "client ID client") {
		t.Errorf("the log shows %s", log.String())
	}
}
