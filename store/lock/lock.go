// Package lock keeps two processes of one machine from writing a workspace at the same time.
package lock

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/disk"
)

const interval = 10 * time.Millisecond // how often one who waits looks

// Lock is the lock of one workspace folder.
type Lock struct {
	path string

	// Patience is how long a writer waits for another: 10 s.
	Patience time.Duration
	// Manners are how long a reader waits for a writer to finish its lines: 1 s.
	Manners time.Duration
}

// In is the lock of the workspace in that folder.
func In(workspaceDir string) *Lock {
	return &Lock{path: filepath.Join(workspaceDir, "lock"), Patience: 10 * time.Second, Manners: time.Second}
}

// OfRemediation is the lock that one remediation of the workspace in that folder holds from its first look at Torq to its
// last, so that no other mistakes its calls under way for calls that were cut off.
func OfRemediation(workspaceDir string) *Lock {
	return &Lock{path: filepath.Join(workspaceDir, "remediation.lock"), Patience: 15 * time.Second, Manners: time.Second}
}

// Take waits for the lock, some seconds at most, and returns what gives it back. If somebody else keeps it, the Failed
// fault says who. The folder must be there.
func (l *Lock) Take(ctx context.Context) (release func(), err error) {
	if err := l.check(); err != nil {
		return nil, disk.Fault(err, "locking the workspace")
	}
	f := flock.New(l.path, flock.SetPermissions(0o600))
	waiting, cancel := context.WithTimeout(ctx, l.Patience)
	defer cancel()
	switch _, err := f.TryLockContext(waiting, interval); {
	case ctx.Err() != nil:
		_ = f.Unlock()
		return nil, fault.New(fault.Failed, "gave up waiting for the workspace, which is being written by %s: %w", l.holder(), ctx.Err())
	case errors.Is(err, context.DeadlineExceeded):
		return nil, fault.New(fault.Failed, "the workspace is being written by %s", l.holder()).
			WithHint("wait for it to finish, or end it, and try again")
	case err != nil:
		return nil, disk.Fault(err, "locking the workspace")
	}
	withdraw := l.sign()
	return func() {
		withdraw()
		_ = f.Unlock() // closing the file releases it in any case
	}, nil
}

// Share waits for a writer to finish its lines, so that a reader does not see half of one. It is a courtesy: where
// there is nothing to lock, or the writer takes long, reading goes on all the same.
func (l *Lock) Share(ctx context.Context) (release func()) {
	if l.check() != nil {
		return func() {}
	}
	f := flock.New(l.path, flock.SetFlag(os.O_RDONLY))
	waiting, cancel := context.WithTimeout(ctx, l.Manners)
	defer cancel()
	_, _ = f.TryRLockContext(waiting, interval)
	return func() { _ = f.Unlock() }
}

// check refuses what is no file: opening a pipe would wait for its other end.
func (l *Lock) check() error {
	_, err := disk.Stat(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
