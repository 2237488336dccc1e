// Package settings keeps the settings of a workspace in workspace.json, and those of this installation in
// connection.json.
package settings

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store/atomicfile"
	"github.com/tuar-dev/tuar/store/disk"
)

// File keeps the settings of one workspace in its folder, and those of this installation in a folder that may be another
// one. It implements core.SettingsFile.
type File struct{ dir, ownDir string }

// In returns the settings of the workspace in that folder, with those of this installation in ownDir.
func In(workspaceDir, ownDir string) File { return File{workspaceDir, ownDir} }

// mend is the hint for a damaged settings file. The hint does not offer to continue without the file, because it holds
// the rules for approvals.
const mend = "mend the file with an editor, or put back a copy of it"

const (
	shared = "workspace.json"
	local  = "connection.json"
)

// Load returns all settings. Missing fields have their usual values; unknown fields are left alone. A file that is no
// JSON is Damaged; one with impossible values is BadInput, since a person wrote it.
func (f File) Load(ctx context.Context) (settings.Settings, error) {
	s := settings.Default()
	sharedThere, names, err := f.read(shared, &s)
	if err != nil {
		return settings.Settings{}, err
	}
	var localThere bool
	if s.Connection, localThere, err = f.Connection(ctx); err != nil {
		return settings.Settings{}, err
	}
	if err := s.Check(); err != nil {
		return settings.Settings{}, fault.Wrap(err, "the settings in %s", f.path(shared))
	}
	s.SeenFromBefore, s.Unknown, s.Names = sharedThere || localThere, names.unknown, names.all
	return s, nil
}

// Connection returns only what belongs to this installation.
func (f File) Connection(context.Context) (c settings.Connection, found bool, err error) {
	found, _, err = f.read(local, &c)
	return c, found, err
}

// SaveConnection writes only connection.json.
func (f File) SaveConnection(ctx context.Context, c settings.Connection) error {
	if err := ctx.Err(); err != nil {
		return disk.Fault(err, "keeping the settings")
	}
	if err := disk.MakeFolder(f.ownDir); err != nil {
		return disk.Fault(err, "making room for the settings")
	}
	return disk.Fault(f.write(local, c), "keeping the settings")
}

// names holds the names in a file, and those unknown to this version of tuar.
type names struct{ all, unknown []string }

// read reads a file, and returns the names in it.
func (f File) read(name string, into any) (found bool, n names, err error) {
	data, err := disk.ReadFile(f.path(name), disk.MaxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return false, n, nil
	}
	if err != nil {
		return false, n, disk.Fault(err, "reading the settings")
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return false, n, fault.New(fault.BadInput, "the settings in %s are in UTF-16", f.path(name)).
			WithHint("save the file in UTF-8")
	}
	if n.unknown, err = record.CheckNames(data, into); err != nil {
		return false, n, fault.New(fault.BadInput, "the settings in %s: %w", f.path(name), err).WithHint("%s", mend)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // which some editors put in front
	n.all = settings.NamesIn(data)
	err = json.Unmarshal(data, into)
	var mistyped *json.UnmarshalTypeError
	switch {
	case errors.As(err, &mistyped):
		return false, n, fault.New(fault.BadInput, "the settings in %s: %s cannot be of the kind %s", f.path(name),
			cmp.Or(mistyped.Field, "the whole"), mistyped.Value).
			WithHint("%s", mend)
	case err != nil:
		return false, n, fault.New(fault.Damaged, "the settings in %s cannot be read: %w", f.path(name), err).
			WithHint("%s", mend)
	}
	return true, n, nil
}

// Save writes both files. It does not write a file again that says the same already.
func (f File) Save(ctx context.Context, s settings.Settings) error {
	if err := s.Check(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return disk.Fault(err, "keeping the settings")
	}
	if err := disk.MakeFolder(f.dir); err != nil {
		return disk.Fault(err, "making room for the settings")
	}
	if err := f.write(shared, s); err != nil {
		return disk.Fault(err, "keeping the settings")
	}
	return f.SaveConnection(ctx, s.Connection)
}

func (f File) write(name string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	data = append(data, '\n')
	if there, err := disk.ReadFile(f.path(name), disk.MaxFile); err == nil && bytes.Equal(there, data) {
		return nil
	}
	return atomicfile.Write(f.path(name), disk.FileMode(filepath.Dir(f.path(name))), atomicfile.Bytes(data))
}

func (f File) path(name string) string {
	if name == local {
		return filepath.Join(f.ownDir, name)
	}
	return filepath.Join(f.dir, name)
}
