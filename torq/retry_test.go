package torq

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// resets are repeated by net/http as well when they hit a connection that was used before, so that more may arrive.
const resets = "connection reset"

func TestBadMomentsPass(t *testing.T) {
	for name, f := range map[string]torqtest.Fault{
		"429":                    torqtest.TooMany(""),
		"429 for no seconds":     torqtest.TooMany("0"),
		"429 for an hour":        torqtest.TooMany("3600"), // capped
		"429 until a date":       torqtest.TooMany("Thu, 01 Oct 2026 09:00:00 GMT"),
		"429 with nonsense":      torqtest.TooMany("soon"),
		"500":                    torqtest.Status(500),
		"502 from a proxy":       torqtest.HTML(502),
		"503":                    torqtest.Status(503),
		"504":                    torqtest.Status(504),
		resets:                   torqtest.Reset(),
		"cut off in the middle":  torqtest.CutOff(),
		"the same while reading": torqtest.CutOff(),
	} {
		t.Run(name, func(t *testing.T) {
			server := start(t, torqtest.Options{})
			server.Break(torqtest.KeysPath, 3, f)
			server.Break(torqtest.TokenPath, 2, f)
			c := dial(t, server, server.OwnerKey())
			p, err := c.Extract(context.Background(), nil, false)
			if err != nil || len(p.Keys) == 0 {
				t.Fatal(err)
			}
			if keys, tokens := asked(server, torqtest.KeysPath), asked(server, torqtest.TokenPath); keys != 4 || tokens != 3 {
				t.Errorf("%d calls and %d token requests, want 4 and 3", keys, tokens)
			}
			if name != resets && c.Requests() != asked(server, "") {
				t.Errorf("%d requests counted, %d arrived", c.Requests(), asked(server, ""))
			}
		})
	}
}

func TestAnAbsurdWaitIsNotBegun(t *testing.T) {
	server := start(t, torqtest.Options{})
	server.Break(torqtest.KeysPath, torqtest.Always, torqtest.TooMany("3600"))
	c := dial(t, server, server.OwnerKey())
	c.patience.maxRetryAfter = usualPatience.maxRetryAfter
	_, err := c.Extract(context.Background(), nil, false)
	wantFault(t, err, fault.Unreachable, "Torq answered 429 to GET /public/v1alpha/api-keys once: \"Resource exhausted\"")
	if hint := fault.HintOf(err); !strings.Contains(hint, "for 1h0m0s") {
		t.Errorf("the hint %q does not say until when", hint)
	}
}

// An answer that echoes what the request proved itself with does not carry it into an error text, and so not into the
// record.
func TestEchoedCredentialsAreNotTold(t *testing.T) {
	server := start(t, torqtest.Options{})
	key := server.OwnerKey()
	echo := func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		_, secret, _ := r.BasicAuth()
		w.WriteHeader(http.StatusTeapot)
		_, _ = fmt.Fprintf(w, `{"message":"no: %s %s"}`, r.Header.Get("Authorization"), secret)
	}
	server.Break(torqtest.TokenPath, 1, echo)
	_, err := dial(t, server, key).Extract(context.Background(), nil, false)
	wantFault(t, err, fault.Unreachable, `Torq answered 418 to POST /v1/auth/token: "no: Basic … …"`)
	server.Break(torqtest.KeysPath, 1, echo)
	_, err = dial(t, server, key).Extract(context.Background(), nil, false)
	wantFault(t, err, fault.Unreachable, `Torq answered 418 to GET /public/v1alpha/api-keys: "no: Bearer …"`)
}

func TestBadMomentsThatStayAreGivenUp(t *testing.T) {
	const keys = "GET /public/v1alpha/api-keys"
	for name, tc := range map[string]struct {
		fault torqtest.Fault
		tries int
		text  string
	}{
		"503":         {torqtest.Status(503), 5, "Torq answered 503 to " + keys + ` five times: "Service Unavailable"`},
		"502 as HTML": {torqtest.HTML(502), 5, "Torq answered 502 to " + keys + " five times"},
		"429":         {torqtest.TooMany("1"), 5, "Torq answered 429 to " + keys + ` five times: "Resource exhausted"`},
		resets: {torqtest.Reset(), 5, "the connection to HOST broke off without an answer to " + keys +
			", five times: it closed the connection"},
		"cut off": {torqtest.CutOff(), 5, "the answer of HOST to " + keys +
			" broke off five times: it closed the connection"},
		"no answer": {torqtest.Slow(time.Minute), 2, "HOST did not answer " + keys + " in time, twice"},
		"too large": {torqtest.Huge(1<<20, false), 1, "Torq's answer to " + keys +
			" is larger than 1 MiB; it was not read to its end"},
		"a small bomb": {torqtest.Huge(1<<20, true), 1, "Torq's answer to " + keys +
			" is larger than 1 MiB; it was not read to its end"},
		"400":         {torqtest.Status(400), 1, "Torq answered 400 to " + keys + `: "Bad Request"`},
		"another 3xx": {redirect307, 1, "Torq answered 307 to " + keys},
	} {
		t.Run(name, func(t *testing.T) {
			server := start(t, torqtest.Options{})
			server.Break(torqtest.KeysPath, torqtest.Always, tc.fault)
			c := dial(t, server, server.OwnerKey())
			c.patience.body = 1 << 20
			if name == "no answer" {
				c.patience.attempt = 300 * time.Millisecond
			}
			_, err := c.Extract(context.Background(), nil, false)
			wantFault(t, err, fault.Unreachable, strings.ReplaceAll(tc.text, "HOST", c.api.host))
			if n := asked(server, torqtest.KeysPath); n != tc.tries && (name != resets || n < tc.tries) {
				t.Errorf("%d tries, want %d", n, tc.tries)
			}
		})
	}
}

func redirect307(w http.ResponseWriter, r *http.Request, _ http.Handler) {
	http.Redirect(w, r, "https://attacker.example.org/", http.StatusTemporaryRedirect)
}

func TestNobodyThere(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	c, err := New(Config{ClientID: "id", Secret: "s3cret", APIURL: "http://" + address, AuthURL: "http://" + address})
	if err != nil {
		t.Fatal(err)
	}
	c.patience.pause = time.Millisecond
	_, err = c.Extract(context.Background(), nil, false)
	wantFault(t, err, fault.Unreachable, "")
	if !strings.HasPrefix(err.Error(), "could not connect to "+address+" for POST /v1/auth/token: ") || c.Requests() != 5 {
		t.Errorf("%v after %d requests", err, c.Requests())
	}
}

func TestCertificateThatIsNotTrustedIsNotTriedAgain(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	c, err := New(Config{ClientID: "id", Secret: "s3cret", APIURL: server.URL, AuthURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	wantFault(t, c.Authenticate(context.Background()), fault.Unreachable, "")
	if c.Requests() != 1 {
		t.Errorf("%d requests, want 1", c.Requests())
	}
}

func TestCancelEndsEverythingAtOnce(t *testing.T) {
	for name, f := range map[string]torqtest.Fault{
		"while waiting for an answer": torqtest.Slow(time.Hour),
		"while waiting to try again":  torqtest.TooMany("60"),
	} {
		t.Run(name, func(t *testing.T) {
			server := start(t, torqtest.Options{})
			server.Break(torqtest.KeysPath, torqtest.Always, f)
			c := dial(t, server, server.OwnerKey())
			c.patience.maxPause = time.Hour
			ctx, cancel := context.WithCancel(context.Background())
			_, err := c.Extract(ctx, func(_ string, done, total int) {
				if done == total-1 { // all but the keys
					cancel()
				}
			}, false)
			if !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want a cancelled context", err)
			}
		})
	}
}

func TestOneFailureEndsTheOthers(t *testing.T) {
	server := start(t, torqtest.Options{})
	server.Break(torqtest.UserRolesPath, torqtest.Always, torqtest.Slow(time.Hour))
	server.Break(torqtest.KeysPath, torqtest.Always, torqtest.Status(400))
	_, err := dial(t, server, server.OwnerKey()).Extract(context.Background(), nil, false)
	wantFault(t, err, fault.Unreachable, `Torq answered 400 to GET /public/v1alpha/api-keys: "Bad Request"`)
}

func TestRateIsKept(t *testing.T) {
	c, err := New(Config{ClientID: "id", Secret: "s"})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	n := 0
	for at := now; at.Before(now.Add(time.Second)); at = at.Add(time.Millisecond) {
		for c.limiter.AllowN(at, 1) {
			n++
		}
	}
	if n > 50 || n < 45 {
		t.Errorf("%d requests in the first second, want at most 50 and hardly fewer", n)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"0": 0, "7": 7 * time.Second, "Thu, 01 Oct 2026 08:00:30 GMT": 30 * time.Second, "Thu, 01 Oct 2026 07:00:00 GMT": 0,
		"": -1, "-1": -1, "1.5": -1, "99999999999999": -1, "tomorrow": -1,
	} {
		got, ok := retryAfter(header, now)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("%q: %v, %v; want %v", header, got, ok, want)
		}
	}
}
