// Package settings keeps a workspace's own choices in workspace.json, and what belongs to this installation alone in
// connection.json.
package settings

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/atomicfile"
)

// File implements review.SettingsFile in a workspace folder.
type File struct{ dir string }

// In is the settings of the workspace in that folder.
func In(workspaceDir string) File { return File{workspaceDir} }

const (
	shared = "workspace.json"
	local  = "connection.json"
)

// Load implements review.SettingsFile. Fields it does not know are left alone.
func (f File) Load(context.Context) (review.Settings, error) {
	s := review.DefaultSettings()
	found, err := f.read(shared, &s)
	if err != nil {
		return review.Settings{}, err
	}
	s.SeenFromBefore = found
	if _, err := f.read(local, &s.Connection); err != nil {
		return review.Settings{}, err
	}
	if err := s.Rules.Check(); err != nil {
		return review.Settings{}, fault.Wrap(err, "reading %s", filepath.Join(f.dir, shared))
	}
	return s, nil
}

func (f File) read(name string, into any) (found bool, err error) {
	path := filepath.Join(f.dir, name)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fault.New(fault.Failed, "reading the settings: %w", err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		return false, fault.New(fault.Damaged, "the settings in %s cannot be read: %w", path, err).
			WithHint("mend the file, or move it away to start with the usual settings")
	}
	return true, nil
}

// Save implements review.SettingsFile.
func (f File) Save(_ context.Context, s review.Settings) error {
	if err := s.Rules.Check(); err != nil {
		return err
	}
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return fault.New(fault.Failed, "making room for the settings: %w", err)
	}
	if err := f.write(shared, s); err != nil {
		return err
	}
	return f.write(local, s.Connection)
}

func (f File) write(name string, v any) error {
	err := atomicfile.Write(filepath.Join(f.dir, name), 0o600, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(v)
	})
	if err != nil {
		return fault.New(fault.Failed, "keeping the settings: %w", err)
	}
	return nil
}
