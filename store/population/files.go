// Package population keeps population files: content-addressed, written once, never changed.
package population

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/store/atomicfile"
)

// Files is the populations folder of one workspace. It implements review.Populations.
type Files struct{ dir string }

// In is the populations folder in a workspace folder.
func In(workspaceDir string) Files { return Files{filepath.Join(workspaceDir, "populations")} }

// Save implements review.Populations.
func (f Files) Save(_ context.Context, p *population.Population) (string, error) {
	data, name, err := population.Encode(p)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return "", fault.New(fault.Failed, "making room for the population: %w", err)
	}
	err = atomicfile.WriteNew(f.path(name), 0o600, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrExist) { // the same bytes are there already
		return "", fault.New(fault.Failed, "keeping the population: %w", err)
	}
	return name, nil
}

// Load implements review.Populations.
func (f Files) Load(_ context.Context, name string) (*population.Population, error) {
	if len(name) != 64 || strings.Trim(name, "0123456789abcdef") != "" {
		return nil, fault.New(fault.BadInput, "%q is not the name of a population", name)
	}
	data, err := os.ReadFile(f.path(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(fault.BadInput, "the population %s is not here; its file %s is missing", population.Short(name), f.path(name)).
			WithHint("restore it from a backup")
	case err != nil:
		return nil, fault.New(fault.Failed, "reading the population: %w", err)
	}
	return population.Decode(data, name)
}

func (f Files) path(name string) string { return filepath.Join(f.dir, name+".json") }
