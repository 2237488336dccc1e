package torq

import (
	"context"
	"io"
	"sync/atomic"

	"github.com/tuar-dev/tuar/review/fault"
)

// volumeKey is the context key of the number of bytes that a reading may still take.
type volumeKey struct{}

// limitReading returns a context for one reading of many answers, with a limit of time and of bytes.
func (c *Client) limitReading(ctx context.Context, what string) (context.Context, context.CancelFunc) {
	left := new(atomic.Int64)
	left.Store(c.patience.volume)
	slow := fault.New(fault.Unreachable, "%s took longer than %s; tuar does not wait for more", what,
		c.patience.perReading).
		WithHint("try again when Torq answers faster")
	return context.WithTimeoutCause(context.WithValue(ctx, volumeKey{}, left), c.patience.perReading, slow)
}

// limitVolume limits r to the bytes that the reading of ctx has left.
func limitVolume(ctx context.Context, r io.Reader) io.Reader {
	left, ok := ctx.Value(volumeKey{}).(*atomic.Int64)
	if !ok {
		return r
	}
	return &countedReader{r, left}
}

type countedReader struct {
	from io.Reader
	left *atomic.Int64
}

func (c *countedReader) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	if c.left.Add(-int64(n)) < 0 {
		return n, fault.New(fault.Unreachable,
			"Torq's answers are larger together than tuar reads at a time; nothing of them is used")
	}
	return n, err
}
