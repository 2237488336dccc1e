package remediation

import (
	"context"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
)

// LockTimes bounds the time for which the remediation lock is held while others wait: a reap must take roles back in
// time, whatever else goes on.
type LockTimes struct {
	Hold time.Duration // before others are let in between two changes
	Ask  time.Duration // for a person to answer while the lock is held
}

// DefaultLockTimes are the times in use.
var DefaultLockTimes = LockTimes{Hold: 10 * time.Second, Ask: 20 * time.Second}

// letIn is the time that others have to take the lock.
const letIn = 200 * time.Millisecond

// lockHold is the lock of a remediation. It is released and taken again in between.
type lockHold struct {
	taken time.Time // by the machine's own clock: it is real others that wait
	free  func()
}

// take waits for the lock.
func (r *run) take(ctx context.Context) error {
	free, err := r.core.TakeLock(ctx)
	if err == nil {
		r.taken, r.free = time.Now(), free
	}
	return err
}

// release gives the lock up, if it is held.
func (h *lockHold) release() {
	if h.free != nil {
		h.free()
		h.free = nil
	}
}

// giveWay lets others take the lock if it has been held for a while. If they did something, Torq is read anew.
func (r *run) giveWay(ctx context.Context) error {
	if time.Since(r.taken) < r.times.Hold {
		return nil
	}
	before := r.core.Length(ctx)
	r.release()
	select {
	case <-time.After(letIn):
	case <-ctx.Done():
	}
	if err := r.take(ctx); err != nil {
		return err
	}
	if ctx.Err() != nil || r.core.Length(ctx) == before {
		return nil
	}
	if err := r.read(ctx, nil); err != nil {
		return err
	}
	return r.trusted()
}

// agreed gets the consent of the person who applies the plan. While they take long to answer, the lock is given up, and
// the plan must be the same after.
func (r *run) agreed(ctx context.Context, plan *Plan, opt ApplyOptions) (*Plan, error) {
	answered := make(chan error, 1)
	go func() { answered <- opt.agree(plan) }()
	select {
	case err := <-answered:
		return plan, err
	case <-time.After(r.times.Ask):
	}
	r.release()
	if err := <-answered; err != nil {
		return plan, err
	}
	if err := r.take(ctx); err != nil {
		return plan, err
	}
	if err := r.read(ctx, opt.Progress); err != nil {
		return plan, err
	}
	now, err := r.plan(ctx)
	if err == nil {
		err = fault.Wrap(plan.Holds(now), "while you were asked")
	}
	return now, err
}
