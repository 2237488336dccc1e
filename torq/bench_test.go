package torq

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"github.com/tuar-dev/tuar/torq/torqtest"
)

func big(b *testing.B) *torqtest.Server {
	return start(b, torqtest.Options{Users: 2000, ExtraRoles: 117, RateLimit: -1})
}

func BenchmarkExtract2000Users130Roles(b *testing.B) {
	server := big(b)
	requests := 0
	for b.Loop() {
		c := dial(b, server, server.OwnerKey())
		c.limiter.SetLimit(rate.Inf) // one for all of them
		if _, err := c.Extract(context.Background(), nil, false); err != nil {
			b.Fatal(err)
		}
		requests += c.Requests()
	}
	b.ReportMetric(float64(requests)/float64(b.N), "requests/op")
}

// BenchmarkBareTransfer moves the same bodies, in the same order and as much at once, and looks at none of them.
func BenchmarkBareTransfer(b *testing.B) {
	server := big(b)
	key := server.OwnerKey()
	requests := 0
	for b.Loop() {
		r, err := http.NewRequest(http.MethodPost, server.URL()+torqtest.TokenPath,
			strings.NewReader("grant_type=client_credentials"))
		if err != nil {
			b.Fatal(err)
		}
		r.SetBasicAuth(key.ClientID, key.Secret)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		var token struct {
			AccessToken string `json:"access_token"`
		}
		if err := json.Unmarshal(transfer(b, r), &token); err != nil {
			b.Fatal(err)
		}
		var group errgroup.Group
		for _, paths := range [][]string{
			{torqtest.UsersPath + "?sso_provision=true"},
			{torqtest.UsersPath + "?sso_provision=false"},
			{torqtest.UserRolesPath + "?page_size=100", torqtest.UserRolesPath + "?page_size=100&page_token=MTAw"},
			{torqtest.RolesPath},
			{torqtest.KeysPath},
			{torqtest.ClaimMappingsPath},
		} {
			requests += len(paths)
			group.Go(func() error {
				for _, path := range paths {
					r, err := http.NewRequest(http.MethodGet, server.URL()+path, nil)
					if err != nil {
						return err
					}
					r.Header.Set("Authorization", "Bearer "+token.AccessToken)
					transfer(b, r)
				}
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			b.Fatal(err)
		}
		requests++
	}
	b.ReportMetric(float64(requests)/float64(b.N), "requests/op")
}

func transfer(b *testing.B, r *http.Request) []byte {
	response, err := (&http.Client{Transport: sharedTransport()}).Do(r)
	if err != nil {
		b.Error(err)
		return nil
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		b.Errorf("%s %s: %d, %v", r.Method, r.URL, response.StatusCode, err)
	}
	return body
}
