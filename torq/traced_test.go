package torq_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/torq"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// A trace is told of every request, and of nothing secret.
func TestATraceTellsRequestsAndNoSecret(t *testing.T) {
	server, err := torqtest.Start(torqtest.Options{Seed: 1, Users: 30})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	var mu sync.Mutex
	var told []string
	trace := torq.Trace(func(method, address string, status int, took time.Duration, err error) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, fmt.Sprintf("%s %s %d %v", method, address, status, err))
	})
	key := server.OwnerKey()
	c, err := torq.New(torq.Config{ClientID: key.ClientID, Secret: key.Secret, APIURL: server.URL(), AuthURL: server.URL(), Transport: trace.Transport()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Probe(context.Background()); err != nil {
		t.Fatal(err)
	}
	all := strings.Join(told, "\n")
	if len(told) != c.Requests() || !strings.Contains(all, "POST "+server.URL()+torqtest.TokenPath+" 200 <nil>") || strings.Contains(all, key.Secret) || strings.Contains(all, "?") {
		t.Errorf("%d requests were made, and told:\n%s", c.Requests(), all)
	}
	if torq.Trace(nil).Transport() != nil {
		t.Error("no trace needs a transport of its own")
	}
}
