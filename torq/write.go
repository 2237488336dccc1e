package torq

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
)

// write makes a call that changes something.
func (c *Client) write(ctx context.Context, method, path string, body any) order.Reply {
	_, reply := c.ask(ctx, method, path, body)
	return reply
}

// fixedPaths holds calls whose paths look like those of an item.
var fixedPaths = map[string]struct{}{"/users/invite": {}, "/users/roles": {}}

// writeTo makes a call about the item with an ID. It refuses an ID that would turn the call into another one, before
// any call.
func (c *Client) writeTo(ctx context.Context, method, path, id string, body any) order.Reply {
	_, reply := c.askTo(ctx, method, path, id, body)
	return reply
}

// askTo makes the same call, and returns the answer beside the reply.
func (c *Client) askTo(ctx context.Context, method, path, id string, body any) (*answer, order.Reply) {
	err := population.CheckID(id)
	if _, other := fixedPaths[path+id]; err == nil && other {
		err = fault.New(fault.Refused, "the ID %q is the name of another call", id)
	}
	if err != nil {
		return nil, order.Reply{
			Outcome: order.Refused, Call: method + " " + apiPath + path,
			Detail: "nothing was sent: " + err.Error(),
		}
	}
	return c.ask(ctx, method, path+url.PathEscape(id), body)
}

// ask makes a call that changes something, once: if the answer is lost, the effect is not known. Only a rate limit
// (429) and a rejected token (302, 401) certainly had no effect and are tried again. ctx ends the waiting, never the
// call itself.
func (c *Client) ask(ctx context.Context, method, path string, body any) (*answer, order.Reply) {
	reply := order.Reply{Outcome: order.NotSent, Call: method + " " + apiPath + path}
	var data []byte
	if body != nil {
		var err error
		if data, err = json.Marshal(body); err != nil {
			reply.Detail = err.Error()
			return nil, reply
		}
	}
	rejected, waited := "", time.Duration(0)
	for tries := uint(1); ; tries++ {
		token, err := c.tokens.get(ctx, rejected)
		if err == nil {
			err = c.limiter.Wait(ctx)
		}
		if err != nil {
			reply.Detail = harmless(err.Error(), 300)
			return nil, reply
		}
		got, sent, err := c.attemptOnce(ctx, reply.Call, func(ctx context.Context) (*http.Request, error) {
			r, err := http.NewRequestWithContext(ctx, method, c.api.base+apiPath+path, bytes.NewReader(data))
			if err == nil {
				r.Header.Set("Authorization", "Bearer "+token)
				if data != nil {
					r.Header.Set("Content-Type", "application/json")
				}
			}
			return r, err
		})
		switch {
		case err != nil && sent:
			reply.Outcome, reply.Detail = order.Unclear, "the answer was lost: "+networkCause(err)
			return nil, reply
		case err != nil:
			reply.Detail = "could not connect to " + c.api.host + ": " + networkCause(err)
			return nil, reply
		case got.status == http.StatusTooManyRequests && tries < c.patience.tries && c.waitToRetry(ctx, got, &waited):
			continue
		case (got.status == http.StatusFound || got.status == http.StatusUnauthorized) && rejected == "":
			rejected = token
			continue
		}
		reply.Outcome, reply.Status = outcome(got.status), got.status
		if reply.Outcome != order.Accepted {
			reply.Detail = "Torq answered " + strconv.Itoa(got.status) + got.message()
		}
		return got, reply
	}
}

// waitToRetry waits as long as the answer asks, or a moment if it does not, and reports whether to try again. It does
// not begin a wait that would exceed the limit for one call.
func (c *caller) waitToRetry(ctx context.Context, got *answer, waited *time.Duration) bool {
	d := c.patience.pause
	if got != nil {
		if asked, ok := retryAfter(got.header.Get("Retry-After"), got.at); ok {
			d = asked
		}
	}
	if c.patience.maxRetryAfter > 0 && d > c.patience.maxRetryAfter {
		return false
	}
	if d = min(d, c.patience.maxPause); *waited+d > c.patience.maxWaits {
		return false
	}
	*waited += d
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// outcome returns the outcome that a status stands for.
func outcome(status int) order.Outcome {
	switch {
	case status >= 200 && status < 300:
		return order.Accepted
	case status == http.StatusNotFound:
		return order.Missing
	case status == http.StatusMethodNotAllowed, status == http.StatusNotImplemented:
		return order.NotOffered
	case status == http.StatusRequestTimeout, status >= 500:
		return order.Unclear
	}
	return order.Refused
}
