package torq

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/scrub"
	"github.com/tuar-dev/tuar/review/trail"
)

// Hook gives orders to Torq workflows by their webhooks.
//
// An order is POSTed as JSON (hookOrder). X-Tuar-Timestamp holds Unix seconds, X-Tuar-Signature "sha256=" and the
// lower-case hex HMAC-SHA-256, keyed with the signing secret, of the timestamp, a dot and the body as it was sent. The
// idempotency key is the signed id and no header: Go's transport sends a request with such a header again by itself,
// under a nonce that has been used.
type Hook struct{ caller }

// NewHook makes a hook; now and transport may be nil.
func NewHook(userAgent string, now func() time.Time, transport http.RoundTripper) *Hook {
	h := &Hook{}
	h.setUp(userAgent, now, transport)
	h.patience.tries, h.patience.body = 3, 64<<10
	return h
}

// Logged keeps a log of the requests, and returns the hook.
func (h *Hook) Logged(log *trail.Log) *Hook {
	h.log = log
	return h
}

// hookOrder is the body of a request. The same order sent again has the same id and another nonce.
type hookOrder struct {
	V         int        `json:"v"` // 1
	ID        string     `json:"id"`
	Nonce     string     `json:"nonce"` // 32 hex digits, new for each request
	Time      string     `json:"time"`  // RFC 3339 UTC, as X-Tuar-Timestamp
	Expires   string     `json:"expires"`
	Action    string     `json:"action"` // remove, change-role, delete-key, invite; test, notice
	Workspace string     `json:"workspace"`
	User      order.User `json:"user,omitzero"`
	Key       order.Key  `json:"key,omitzero"`
	FromRole  order.Role `json:"from_role,omitzero"`
	ToRole    order.Role `json:"to_role,omitzero"`
	Campaign  string     `json:"campaign,omitzero"`
	Elevation string     `json:"elevation,omitzero"`
	Reason    string     `json:"reason,omitzero"`
	Notice    string     `json:"notice,omitempty"` // of a notice: ends-soon, approval, extension, break-glass or reminder
	Tell      []string   `json:"tell,omitempty"`   // of a notice: e-mail addresses of those it is for

	Reminder order.Reminder `json:"reminder,omitzero"` // of a notice that is a reminder
}

// Check says what is wrong with a target, as a BadInput fault that shows neither its address nor its secret.
func (h *Hook) Check(to order.HookTarget) error {
	scrub.KnowURL(to.URL)
	scrub.Know(to.Secret)
	u, err := url.Parse(to.URL)
	bad := func(why string) error { // without the address: who knows it can use it
		return fault.New(fault.BadInput, "the webhook's URL %s", why).
			WithHint("copy it from the webhook trigger of the workflow in Torq")
	}
	switch {
	case err != nil || u.Hostname() == "":
		return bad("is not a URL")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return bad("is not encrypted: plain http is allowed to this machine only")
	case u.Scheme != "https" && u.Scheme != "http":
		return bad("must begin with https://")
	case u.User != nil || u.Fragment != "":
		return bad("must not carry a user, a password or a fragment")
	case utf8.RuneCountInString(to.Secret) < 16:
		return fault.New(fault.BadInput, "the signing secret has fewer than 16 characters").
			WithHint("make one with: openssl rand -hex 32")
	}
	return nil
}

// Order sends an order to the workflow. A lost answer is asked for again, a few times, because the workflow acts once
// for each ID.
func (h *Hook) Order(ctx context.Context, to order.HookTarget, o order.Order) order.Reply {
	reply := order.Reply{Outcome: order.NotSent, Call: "POST webhook"}
	if err := h.Check(to); err != nil {
		reply.Detail = err.Error()
		return reply
	}
	var waited time.Duration
	for tries := uint(1); ; tries++ {
		if err := h.limiter.Wait(ctx); err != nil {
			if reply.Outcome == order.NotSent {
				reply.Detail = harmless(err.Error(), 300)
			}
			return reply
		}
		got, sent, err := h.attemptOnce(ctx, reply.Call, func(ctx context.Context) (*http.Request, error) {
			return h.request(ctx, to, o)
		})
		again := h.note(&reply, got, sent, err)
		if !again || tries >= h.patience.tries || !h.waitToRetry(ctx, got, &waited) {
			return reply
		}
	}
}

// note takes the result of a request into the reply, and reports whether to send it again. An order that may have
// arrived before is never called refused or not sent later.
func (h *Hook) note(reply *order.Reply, got *answer, sent bool, err error) (again bool) {
	lost := reply.Outcome == order.Unclear
	switch {
	case err != nil && (sent || lost):
		reply.Outcome, reply.Detail = order.Unclear, "the answer was lost: "+networkCause(err)
		return true
	case err != nil:
		reply.Detail = "could not connect to the webhook: " + networkCause(err)
		return false
	}
	reply.Status, reply.Detail = got.status, ""
	if got.status >= 200 && got.status < 300 {
		reply.Outcome = order.Accepted
		return false
	}
	// never its words: they may echo the address
	reply.Detail = strings.TrimSpace("the webhook answered " + strconv.Itoa(got.status) + " " +
		http.StatusText(got.status))
	switch passes := isBusy(got.status) || got.status == http.StatusRequestTimeout; {
	case lost || passes && got.status != http.StatusTooManyRequests:
		reply.Outcome = order.Unclear
		return passes
	case got.status == http.StatusNotImplemented:
		reply.Outcome = order.NotOffered
	default:
		reply.Outcome = order.Refused
		return passes
	}
	return false
}

// request builds the signed request for an order.
func (h *Hook) request(ctx context.Context, to order.HookTarget, o order.Order) (*http.Request, error) {
	nonce := make([]byte, 16)
	_, _ = rand.Read(nonce) // never fails
	now := h.now().UTC().Truncate(time.Second)
	body, err := json.Marshal(hookOrder{
		V: 1, ID: o.ID, Nonce: hex.EncodeToString(nonce), Time: now.Format(time.RFC3339),
		Expires: o.Expires.UTC().Format(time.RFC3339),
		Action:  string(o.Action), Workspace: o.Workspace, User: o.User, Key: o.Key, FromRole: o.From, ToRole: o.To,
		Campaign: o.Campaign, Elevation: o.Elevation, Reason: o.Reason, Notice: o.Subject, Tell: o.Tell, Reminder: o.Reminder,
	})
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	stamp := strconv.FormatInt(now.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(to.Secret))
	mac.Write([]byte(stamp + "." + string(body)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Tuar-Timestamp", stamp)
	r.Header.Set("X-Tuar-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	return r, nil
}
