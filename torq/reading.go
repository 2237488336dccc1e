package torq

import (
	"context"
	"io"
	"sync/atomic"

	"github.com/tuar-dev/tuar/review/fault"
)

// volumeKey is where a context keeps how many bytes its reading may still take.
type volumeKey struct{}

// bounded is a context for one reading of many answers: it ends after some time, and lets no more than so many bytes in.
func (c *Client) bounded(ctx context.Context, what string) (context.Context, context.CancelFunc) {
	left := new(atomic.Int64)
	left.Store(c.patience.volume)
	slow := fault.New(fault.Unreachable, "%s took longer than %s; tuar does not wait for more", what, c.patience.whole).
		WithHint("try again when Torq answers faster")
	return context.WithTimeoutCause(context.WithValue(ctx, volumeKey{}, left), c.patience.whole, slow)
}

// counted reads from r what the reading that ctx belongs to still has room for.
func counted(ctx context.Context, r io.Reader) io.Reader {
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
		return n, fault.New(fault.Unreachable, "Torq's answers are larger together than tuar reads at a time; nothing of them is used")
	}
	return n, err
}
