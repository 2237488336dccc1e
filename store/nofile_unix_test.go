//go:build !windows

package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/store/disk"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

type epoch struct{}

func (epoch) Now() time.Time { return torqtest.Epoch }

// A pipe, a folder or a dead link in place of a file of the record is told, and never waited for or taken for nothing.
func TestWhatIsNoFileIsTold(t *testing.T) {
	const name = "4f1c9b2ad07e4f1c9b2ad07e4f1c9b2ad07e4f1c9b2ad07e4f1c9b2ad07e4f1c"
	for place, read := range map[string]func(*store.Store, string) error{
		"default/workspace.json": func(s *store.Store, _ string) error {
			_,
				err := s.Settings.Load(context.Background())
			return err
		},
		"default/connection.json": func(s *store.Store, _ string) error {
			_,
				err := s.Settings.Load(context.Background())
			return err
		},
		"default/journal/a-b.jsonl": func(s *store.Store, _ string) error {
			_,
				err := s.Journal.Lines(context.Background())
			return err
		},
		"default/populations/" + name + ".json": func(s *store.Store, _ string) error {
			_, err := s.Populations.Load(context.Background(), name)
			return err
		},
		"default/remediation.lock": func(s *store.Store, _ string) error {
			_, err := s.RemediationLock.Take(context.Background())
			return err
		},
		"installation.json": func(_ *store.Store, home string) error { _, err := store.Writer(home); return err },
		"handed.csv": func(_ *store.Store, home string) error {
			_, err := store.Files{}.Read(context.Background(), filepath.Join(home, "handed.csv"), 10)
			return err
		},
	} {
		for what, make := range map[string]func(string) error{
			"pipe": func(p string) error { return syscall.Mkfifo(p, 0o600) },
			"link": func(p string) error { return os.Symlink("/nowhere/at/all", p) },
		} {
			home := t.TempDir()
			path := filepath.Join(home, place)
			s, err := store.Open(home, "default", epoch{})
			if err := errors.Join(err, os.MkdirAll(filepath.Dir(path), 0o700), make(path)); err != nil {
				t.Fatal(err)
			}
			done := time.AfterFunc(20*time.Second, func() { panic(place + ": it waits for a " + what) })
			if err := read(s, home); !errors.Is(err, disk.ErrNoFile) {
				t.Errorf("%s in place of %s: %v", what, place, err)
			}
			done.Stop()
		}
	}
}

// What a shell hands over by name is read, as long as the caller waits.
func TestAnOpenInputIsRead(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = errors.Join(r.Close(), w.Close()) }()
	path := filepath.Join("/dev/fd", strconv.Itoa(int(r.Fd())))
	if _, err := os.Stat(path); err != nil {
		t.Skip("there is no /dev/fd here")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := (store.Files{}).Read(ctx, path, 10); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("nothing comes: %v", err)
	}
}
