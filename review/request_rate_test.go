package review_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/torq"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// direct hands requests to a server without a network, so that the time of a bubble goes on, and notes when.
type direct struct {
	server http.Handler

	mu sync.Mutex
	at []time.Time
}

func (d *direct) RoundTrip(r *http.Request) (*http.Response, error) {
	d.mu.Lock()
	d.at = append(d.at, time.Now())
	d.mu.Unlock()
	got := httptest.NewRecorder()
	d.server.ServeHTTP(got, r)
	return got.Result(), nil
}

// most returns the largest number of requests within one second.
func (d *direct) most() int {
	most, first := 0, 0
	for i, at := range d.at {
		for at.Sub(d.at[first]) >= time.Second {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

// TestRequestsOfOneProcessKeepTorqsRate holds that whatever a process does at once, it asks Torq at most 50 times a
// second.
func TestRequestsOfOneProcessKeepTorqsRate(t *testing.T) {
	world := reviewtest.New(t, torqtest.Options{RateLimit: -1})
	config := world.Config("ann@example.com", reviewtest.Credentials(world.Torq.OwnerKey()))
	network := &direct{server: world.Torq}
	clients := 0
	config.Dial = func(c settings.Credentials) (core.Source, error) {
		clients++
		return torq.New(torq.Config{
			Region: c.Region, ClientID: c.ClientID, Secret: c.Secret, Now: world.Clock.Now, Transport: network,
		})
	}
	synctest.Test(t, func(t *testing.T) {
		w := review.New(config)
		if _, err := w.Sync(t.Context(), review.SyncOptions{}); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				source, err := w.Source(t.Context())
				if err == nil {
					_, err = source.Probe(t.Context())
				}
				if err != nil {
					t.Error(err)
				}
			})
			all.Go(func() {
				if _, err := w.Reconcile(t.Context(), nil); err != nil {
					t.Error(err)
				}
			})
			all.Go(func() {
				if _, err := w.Sync(t.Context(), review.SyncOptions{}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
	if clients != 1 {
		t.Errorf("%d clients for one API key", clients)
	}
	if n := network.most(); len(network.at) < 100 || n > 50 {
		t.Errorf("%d of %d requests in one second, want at most 50", n, len(network.at))
	}
}
