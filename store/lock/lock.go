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

	// WriteWait bounds how long a writer waits for another. In sets 10 s.
	WriteWait time.Duration
	// ReadWait bounds how long a reader waits for a writer to finish its lines: 1 s.
	ReadWait time.Duration
}

// In returns the lock of the workspace in that folder.
func In(workspaceDir string) *Lock {
	return &Lock{path: filepath.Join(workspaceDir, "lock"), WriteWait: 10 * time.Second, ReadWait: time.Second}
}

// OfRemediation returns the lock that one remediation of the workspace holds from its first reading of Torq to its
// last. Without it another remediation would take calls under way for calls that were cut off.
func OfRemediation(workspaceDir string) *Lock {
	return &Lock{path: filepath.Join(workspaceDir, "remediation.lock"), WriteWait: 15 * time.Second, ReadWait: time.Second}
}

// OfShare returns the lock that one sync with the shared repository holds from its first reading to its last.
func OfShare(ownDir string) *Lock {
	return &Lock{path: filepath.Join(ownDir, "share.lock"), WriteWait: 30 * time.Second, ReadWait: time.Second}
}

// Take waits for the lock, some seconds at most, and returns a func that releases it. If another process keeps it, the
// Failed fault names that process. The folder must exist.
func (l *Lock) Take(ctx context.Context) (release func(), err error) {
	if err := l.check(); err != nil {
		return nil, disk.Fault(err, "locking the workspace")
	}
	f := flock.New(l.path, flock.SetPermissions(disk.FileMode(filepath.Dir(l.path))))
	waiting, cancel := context.WithTimeout(ctx, l.WriteWait)
	defer cancel()
	switch _, err := f.TryLockContext(waiting, interval); {
	case ctx.Err() != nil:
		_ = f.Unlock()
		return nil, fault.New(fault.Failed, "gave up waiting for the workspace, which is being written by %s: %w", l.holder(),
			ctx.Err())
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

// Share waits for a writer to finish its lines, so that a reader does not see half of one. If there is nothing to lock,
// or the writer takes long, reading goes on all the same.
func (l *Lock) Share(ctx context.Context) (release func()) {
	if l.check() != nil {
		return func() {}
	}
	f := flock.New(l.path, flock.SetFlag(os.O_RDONLY))
	waiting, cancel := context.WithTimeout(ctx, l.ReadWait)
	defer cancel()
	_, _ = f.TryRLockContext(waiting, interval)
	return func() { _ = f.Unlock() }
}

// check refuses anything that is no file: opening a pipe would wait for its other end.
func (l *Lock) check() error {
	_, err := disk.Stat(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
