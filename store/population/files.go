// Package population keeps population files: content-addressed, written once, never changed, the old ones compressed.
package population

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/store/atomicfile"
	"github.com/tuar-dev/tuar/store/disk"
	"github.com/tuar-dev/tuar/store/lock"
)

// Files is the populations folder of one workspace, with the answers that they were made from and the rosters. It implements
// core.Populations.
type Files struct {
	dir     string
	answers string
	rosters string
	lock    *lock.Lock
}

// In returns the populations folder in a workspace folder.
func In(workspaceDir string) Files {
	return Files{
		filepath.Join(workspaceDir, "populations"), filepath.Join(workspaceDir, "answers"), filepath.Join(workspaceDir, "rosters"),
		lock.In(workspaceDir),
	}
}

// Save writes the population with its answers and returns its name. It does not write again what is there.
func (f Files) Save(ctx context.Context, p *population.Population) (string, error) {
	data, name, err := population.Encode(p)
	if err != nil {
		return "", err
	}
	if err := ctx.Err(); err != nil {
		return "", disk.Fault(err, "keeping the population")
	}
	if err := disk.MakeFolder(f.dir); err != nil {
		return "", disk.Fault(err, "making room for the population")
	}
	if err := f.saveAnswers(p.Answers); err != nil {
		return "", err
	}
	if there, err := f.readCompressed(name); err == nil && bytes.Equal(there, data) {
		return name, nil
	}
	err = atomicfile.WriteNew(f.path(name), disk.FileMode(f.dir), atomicfile.Bytes(data))
	if errors.Is(err, fs.ErrExist) {
		err = f.mend(name, data)
	}
	if err != nil {
		return "", disk.Fault(err, "keeping the population")
	}
	return name, nil
}

// mend writes a file again if its content does not match its name.
func (f Files) mend(name string, data []byte) error {
	if there, err := disk.ReadFile(f.path(name), largest); err == nil && bytes.Equal(there, data) {
		return nil
	}
	return atomicfile.Write(f.path(name), disk.FileMode(f.dir), atomicfile.Bytes(data))
}

// Load reads the population of that name, and checks it against the name.
func (f Files) Load(ctx context.Context, name string) (*population.Population, error) {
	data, err := f.read(ctx, name)
	if err != nil {
		return nil, err
	}
	p, err := population.Decode(data, name)
	return p, fault.Wrap(err, "reading %s", f.path(name))
}

// Raw returns the bytes of the population of that name, after checking them against the name.
func (f Files) Raw(ctx context.Context, name string) ([]byte, error) {
	data, err := f.read(ctx, name)
	if err != nil {
		return nil, err
	}
	return data, fault.Wrap(population.Check(data, name), "reading %s", f.path(name))
}

// read returns the bytes under the name, unchecked.
func (f Files) read(ctx context.Context, name string) ([]byte, error) {
	if !isName(name) {
		return nil, fault.New(fault.BadInput, "%q is not the name of a population", name)
	}
	if err := ctx.Err(); err != nil {
		return nil, disk.Fault(err, "reading the population")
	}
	data, err := disk.ReadFile(f.path(name), largest)
	if errors.Is(err, fs.ErrNotExist) {
		data, err = f.readCompressed(name)
	}
	var broken *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(fault.Damaged, "the population %s is not here; its file %s is missing", population.Short(name),
			f.path(name)).
			WithHint("restore it from a backup")
	case errors.As(err, &broken):
		return nil, disk.Fault(err, "reading the population")
	case err != nil:
		return nil, fault.New(fault.Damaged, "the population %s cannot be read: %w", population.Short(name), err).
			WithHint("restore it from a backup")
	}
	return data, nil
}

// isName reports whether name is a SHA-256 in lower-case hex, and so cannot lead out of the folder.
func isName(name string) bool {
	return len(name) == 64 && strings.Trim(name, "0123456789abcdef") == ""
}

func (f Files) path(name string) string { return filepath.Join(f.dir, name+".json") }
