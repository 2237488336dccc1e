package review

import (
	"context"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/remediation"
)

// A turn is not held while others wait for long: a reap must take roles back in time, whatever else goes on.
var (
	longestHold = 10 * time.Second       // before others are let in between two changes
	longestAsk  = 20 * time.Second       // for somebody to answer while the turn is held
	way         = 200 * time.Millisecond // that others have to take it
)

// turnHold is the turn of a remediation. It is given up and taken again meanwhile.
type turnHold struct {
	taken time.Time // by the machine's own clock: it is real others that wait
	free  func()
}

// take waits for the turn.
func (h *turnHold) take(ctx context.Context, w *Workspace) error {
	free, err := w.TakeLock(ctx)
	if err == nil {
		h.taken, h.free = time.Now(), free
	}
	return err
}

// release gives the turn up, if it is held.
func (h *turnHold) release() {
	if h.free != nil {
		h.free()
		h.free = nil
	}
}

// giveWay lets others take the turn if it has been held for a while. If they did something, Torq is read anew.
func (r *remediating) giveWay(ctx context.Context) error {
	if time.Since(r.taken) < longestHold {
		return nil
	}
	before := r.w.Length(ctx)
	r.release()
	select {
	case <-time.After(way):
	case <-ctx.Done():
	}
	if err := r.take(ctx, r.w); err != nil {
		return err
	}
	if ctx.Err() != nil || r.w.Length(ctx) == before {
		return nil
	}
	if err := r.read(ctx, SyncOptions{}); err != nil {
		return err
	}
	return r.trusted()
}

// agreed gets the word of whoever applies the plan. Who takes long to answer does not keep others waiting: the turn is given up
// meanwhile, and the plan must be the same after.
func (r *remediating) agreed(ctx context.Context, plan *remediation.Plan, opt ApplyOptions) (*remediation.Plan, error) {
	answered := make(chan error, 1)
	go func() { answered <- opt.agree(plan) }()
	select {
	case err := <-answered:
		return plan, err
	case <-time.After(longestAsk):
	}
	r.release()
	if err := <-answered; err != nil {
		return plan, err
	}
	if err := r.take(ctx, r.w); err != nil {
		return plan, err
	}
	if err := r.read(ctx, SyncOptions{Progress: opt.Progress}); err != nil {
		return plan, err
	}
	now, err := r.plan(ctx)
	if err == nil {
		err = fault.Wrap(plan.Holds(now), "while you were asked")
	}
	return now, err
}
