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

// others are calls that stand where the path of an item does.
var others = map[string]struct{}{"/users/invite": {}, "/users/roles": {}}

// writeTo makes a call about what that ID names. An ID that would make the call another one is refused before any call.
func (c *Client) writeTo(ctx context.Context, method, path, id string, body any) order.Reply {
	err := population.CheckID(id)
	if _, other := others[path+id]; err == nil && other {
		err = fault.New(fault.Refused, "the ID %q is the name of another call", id)
	}
	if err != nil {
		return order.Reply{Outcome: order.Refused, Call: method + " " + apiPath + path, Detail: "nothing was sent: " + err.Error()}
	}
	return c.write(ctx, method, path+url.PathEscape(id), body)
}

// ask makes a call that changes something, once: whether it had an effect cannot be known if the answer is lost. Only a
// rate limit (429) and a token that is not accepted (302, 401) certainly had none, and are tried again. ctx ends the
// waiting; the call itself is seen to its end.
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
		got, sent, err := c.once(ctx, reply.Call, func(ctx context.Context) (*http.Request, error) {
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
			reply.Outcome, reply.Detail = order.Unclear, "the answer was lost: "+class(err)
			return nil, reply
		case err != nil:
			reply.Detail = "could not connect to " + c.api.host + ": " + class(err)
			return nil, reply
		case got.status == http.StatusTooManyRequests && tries < c.patience.tries && c.rest(ctx, got, &waited):
			continue
		case (got.status == http.StatusFound || got.status == http.StatusUnauthorized) && rejected == "":
			rejected = token
			continue
		}
		reply.Outcome, reply.Status = outcome(got.status), got.status
		if reply.Outcome != order.Accepted {
			reply.Detail = "Torq answered " + strconv.Itoa(got.status) + got.says()
		}
		return got, reply
	}
}

// rest waits as long as the answer asks, or a moment if there is none, and says whether it did so to the end. It does not begin
// a wait that would make those for one call too long.
func (c *caller) rest(ctx context.Context, got *answer, waited *time.Duration) bool {
	d := c.patience.pause
	if got != nil {
		if asked, ok := retryAfter(got.header.Get("Retry-After"), got.at); ok {
			d = asked
		}
	}
	if c.patience.absurd > 0 && d > c.patience.absurd {
		return false
	}
	if d = min(d, c.patience.longest); *waited+d > c.patience.waits {
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

// outcome says what a status says of a change.
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
