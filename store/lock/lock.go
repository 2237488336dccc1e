// Package lock keeps two processes of one machine from writing a workspace at the same time.
package lock

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/tuar-dev/tuar/review/fault"
)

// How long a writer waits for another, and how often it looks.
const (
	patience = 10 * time.Second
	interval = 20 * time.Millisecond
)

// Lock is the lock of one workspace folder.
type Lock struct{ path string }

// In is the lock of the workspace in that folder.
func In(workspaceDir string) *Lock { return &Lock{filepath.Join(workspaceDir, "lock")} }

// holder is what the one who has the lock writes beside it, for others to read.
type holder struct {
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
}

// Take waits for the lock, some seconds at most, and returns what gives it back. If somebody else keeps it, the Failed
// fault says who.
func (l *Lock) Take(ctx context.Context) (release func(), err error) {
	f := flock.New(l.path, flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	locked, err := f.TryLockContext(ctx, interval)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, fault.New(fault.Failed, "the workspace is being written by %s", l.holder()).
			WithHint("wait for it to finish, or end it, and try again")
	case err != nil:
		return nil, fault.New(fault.Failed, "locking the workspace: %w", err)
	case !locked:
		return nil, fault.New(fault.Failed, "the workspace is being written by %s", l.holder())
	}
	l.sign()
	return func() { _ = f.Unlock() }, nil // closing the file releases it in any case
}

// sign writes who has the lock. It helps people only: failing at it is no reason not to work.
func (l *Lock) sign() {
	host, _ := os.Hostname()
	data, _ := json.Marshal(holder{os.Getpid(), host, filepath.Base(os.Args[0]), time.Now().UTC()})
	_ = os.WriteFile(l.path+".holder", data, 0o600)
}

func (l *Lock) holder() string {
	data, err := os.ReadFile(l.path + ".holder")
	var h holder
	if err != nil || json.Unmarshal(data, &h) != nil {
		return "another process"
	}
	return fmt.Sprintf("%s (process %d on %s), since %s UTC", h.Command, h.PID, h.Host, h.Since.Format(time.DateTime))
}
