package torq

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

var update = flag.Bool("update", false, "write the table of the guide anew")

// The limits that each call of the matrix keeps, by the client's clock and by counting.
const (
	longestCall  = 3 * time.Minute
	matrixBody   = 1 << 20 // bytes of an answer that the clients of the matrix take
	mostRequests = mostPages + 5
)

// matrixWorld is a Torq behind pipes, with a client and a hook that count what they read.
type matrixWorld struct {
	torq    *torqtest.Server
	client  *Client
	hook    *Hook
	address string // under which the call under test finds its host
	pipes   *torqtest.Pipes
	fault   matrixFault

	mutex    sync.Mutex
	secrets  []string // that requests carried
	strayed  []string // addresses that are neither of the two
	requests atomic.Int64
	most     atomic.Int64 // bytes of one answer that were read
}

func (w *matrixWorld) dial(ctx context.Context, _, address string) (net.Conn, error) {
	switch {
	case address == "127.0.0.1:443" && w.fault.dial != nil:
		return w.fault.dial(ctx)
	case address != "127.0.0.1:80":
		w.mutex.Lock()
		w.strayed = append(w.strayed, address)
		w.mutex.Unlock()
		return nil, errors.New("no such host")
	}
	return w.pipes.Dial(ctx)
}

// ServeHTTP notes what a request proves itself with, and lets Torq answer.
func (w *matrixWorld) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mutex.Lock()
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		w.secrets = append(w.secrets, token)
	}
	w.mutex.Unlock()
	w.torq.ServeHTTP(rw, r)
}

// countingTransport counts requests, and bytes of answers after decompression.
type countingTransport struct {
	http.RoundTripper
	world *matrixWorld
}

func (c countingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	c.world.requests.Add(1)
	got, err := c.RoundTripper.RoundTrip(r)
	if err == nil {
		got.Body = &countedBody{ReadCloser: got.Body, world: c.world}
	}
	return got, err
}

type countedBody struct {
	io.ReadCloser
	world *matrixWorld
	read  int64
}

func (c *countedBody) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.read += int64(n)
	for most := c.world.most.Load(); c.read > most && !c.world.most.CompareAndSwap(most, c.read); {
		most = c.world.most.Load()
	}
	return n, err
}

// try makes a call under a fault, in a time of its own, and checks what holds of all of them.
func (f matrixFault) try(t *testing.T, call matrixCall) (kind, said string) {
	server, err := torqtest.New(torqtest.Options{Users: 25, RateLimit: -1})
	if err != nil {
		t.Fatal(err)
	}
	w := &matrixWorld{torq: server, address: "http://127.0.0.1", fault: f}
	w.pipes = torqtest.ServePipes(w)
	direct := &http.Transport{
		DialContext: w.dial, MaxIdleConnsPerHost: 8,
		TLSClientConfig: &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12},
	}
	defer func() {
		direct.CloseIdleConnections()
		w.pipes.Close()
	}()
	transport := countingTransport{direct, w}
	if f.dial != nil {
		w.address = "https://127.0.0.1"
	}
	auth := "http://127.0.0.1"
	if call.class == "token" {
		auth = w.address
	}
	key := server.OwnerKey()
	w.client, err = New(Config{
		ClientID: key.ClientID, Secret: key.Secret, APIURL: w.address, AuthURL: auth, Now: server.Now, Transport: transport,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.hook = NewHook("", server.Now, transport)
	w.client.patience.body, w.hook.patience.body = matrixBody, matrixBody
	path, id := call.path, call.id
	if f.id != "" && id != "" {
		id = f.id
	}
	if id != "" {
		path += "/" + id
	}
	if f.do != nil {
		server.Break(path, torqtest.Always, f.do)
	}
	began := time.Now()
	outcome, told := call.do(w, id)
	if took := time.Since(began); took > longestCall {
		t.Errorf("%s, %s: it took %s", f.name, call.name, took)
	}
	if n := w.requests.Load(); n > mostRequests {
		t.Errorf("%s, %s: %d requests", f.name, call.name, n)
	}
	if n := w.most.Load(); n > matrixBody+1 {
		t.Errorf("%s, %s: %d bytes of an answer were read", f.name, call.name, n)
	}
	w.check(t, call, told)
	if told != nil {
		said = told.Error()
	}
	if kind = outcome; call.class == "token" || call.class == "lists" {
		if outcome != "gap" && told != nil {
			kind = fmt.Sprintf("exit %d", fault.KindOf(told))
		}
	}
	return kind, said
}

// check checks that a sentence is one, and tells no secret; and that no other host was asked.
func (w *matrixWorld) check(t *testing.T, call matrixCall, told error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if len(w.strayed) > 0 {
		t.Errorf("%s, %s: it went to %v", w.fault.name, call.name, w.strayed)
	}
	if told == nil {
		return
	}
	text := told.Error() + " " + fault.HintOf(told)
	for _, s := range append(w.secrets, w.torq.OwnerKey().Secret, torqtest.WorkflowSecret, torqtest.WorkflowPath) {
		if piece := shown(text, s, 8); piece != "" {
			t.Errorf("%s, %s: %q is told in %q", w.fault.name, call.name, piece, text)
		}
	}
	if said := told.Error(); said == "" || len(said) > 400 || strings.HasSuffix(said, ".") ||
		strings.ContainsFunc(said, func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }) {
		t.Errorf("%s, %s: %q is no sentence", w.fault.name, call.name, said)
	}
}

// cell is the result of a call under a fault.
type cell struct{ kind, said string }

// Whatever goes wrong, each call ends in time, reads no more than it may, tells no secret, and says in one sentence
// what happened. The guide shows the sentences.
func TestEachCallUnderEachFault(t *testing.T) {
	server := start(t, torqtest.Options{Users: 25, RateLimit: -1})
	calls, faults := matrixCalls(extract(t, dial(t, server, server.OwnerKey()))), matrixFaults(t)
	table := make([][]cell, len(faults))
	t.Run("cells", func(t *testing.T) {
		for i, f := range faults {
			table[i] = make([]cell, len(calls))
			t.Run(f.name, func(t *testing.T) {
				t.Parallel()
				for j, call := range calls {
					synctest.Test(t, func(t *testing.T) {
						got := &table[i][j]
						got.kind, got.said = f.try(t, call)
						f.judge(t, call, *got)
					})
				}
			})
		}
	})
	compareGuide(t, renderMatrix(calls, faults, table))
}

// understood names the faults after which a list may count as read.
var understood = []string{"no fault", "an empty object", "unknown statuses and fields", "nulls"}

// judge checks the kind of a result by what is certain under the fault.
func (f matrixFault) judge(t *testing.T, call matrixCall, got cell) {
	wrong := false
	reads := call.class == "token" || call.class == "lists"
	switch {
	case f.name == "no fault":
		wrong = got.kind != "read" && got.kind != string(order.Accepted)
	case f.id != "" && !reads && call.id != "":
		wrong = got.kind != string(order.Refused) || !strings.HasPrefix(got.said, "nothing was sent")
	case f.id != "":
		// the ID is one of the answer, which a list may have
	case f.dial != nil && reads:
		wrong = got.kind != "exit 4"
	case f.dial != nil:
		wrong = got.kind != string(order.NotSent)
	case reads && got.kind == "read":
		wrong = !slices.Contains(understood, f.name) && !f.cannotMeet(call)
	case reads:
		wrong = got.kind != "exit 3" && got.kind != "exit 4" && got.kind != "gap"
	case slices.Contains([]string{
		"connection reset", "silence", "one byte a second", "cut in the middle", "2 GB",
		"gzip bomb of 2 GB", "500", "502 as a web page", "503",
	}, f.name):
		wrong = got.kind != string(order.Unclear) // it may have happened
	case strings.HasPrefix(f.name, "4") || strings.HasPrefix(f.name, "302"):
		wrong = got.kind == string(order.Accepted) || got.kind == string(order.Unclear) || got.said == ""
	default: // a status of success, whatever follows it: reading again proves it
		wrong = got.kind != string(order.Accepted) && got.kind != string(order.Unclear)
	}
	if wrong {
		t.Errorf("%s, %s: %s, %q", f.name, call.name, got.kind, got.said)
	}
}

// cannotMeet reports whether the fault is of lists, and leaves the answer to the call as it is.
func (f matrixFault) cannotMeet(call matrixCall) bool {
	switch call.name {
	case "token":
		return slices.Contains([]string{"one ID twice", "the same page token", "pages without end"}, f.name)
	case "audit log": // it ends at an entry that is old enough, on the first page
		return slices.Contains([]string{"one ID twice", "the same page token", "pages without end"}, f.name)
	case "audit pages":
		return f.name == "one ID twice" // entries are kept as they came
	}
	return false
}

// The limit of an answer is 64 MiB, and 64 KiB for a webhook: not one byte more is read than shows it.
func TestTheRealLimitOfAnAnswer(t *testing.T) {
	if h := NewHook("", nil, nil); usualPatience.body != 64<<20 || h.patience.body != 64<<10 {
		t.Errorf("%d and %d bytes", usualPatience.body, h.patience.body)
	}
	server := start(t, torqtest.Options{Users: 25})
	server.Break(torqtest.KeysPath, torqtest.Always, torqtest.Flood(2<<30, true))
	c := dial(t, server, server.OwnerKey())
	w := &matrixWorld{}
	c.http.Transport = countingTransport{http.DefaultTransport, w}
	_, err := readAll[keyWire](t.Context(), c, keysList)
	wantFault(t, err, fault.Unreachable,
		"Torq's answer to GET /public/v1alpha/api-keys is larger than 64 MiB; it was not read to its end")
	if n := w.most.Load(); n > 64<<20+1 {
		t.Errorf("%d bytes were read", n)
	}
}
