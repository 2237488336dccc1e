package store

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/atomicfile"
)

// Files reads and writes what people hand in and are handed. It implements review.Files.
type Files struct{}

// Write implements review.Files. The file is for the person alone: mode 0600.
func (Files) Write(_ context.Context, path string, overwrite bool, write func(io.Writer) error) error {
	put := atomicfile.WriteNew
	if overwrite {
		put = atomicfile.Write
	}
	err := put(path, 0o600, write)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fault.New(fault.BadInput, "%s is there already", path).WithHint("choose another name, or replace it with --force")
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return fault.New(fault.BadInput, "writing %s: %w", path, err)
	case err != nil:
		return fault.New(fault.Failed, "writing %s: %w", path, err)
	}
	return nil
}

// Read implements review.Files.
func (Files) Read(_ context.Context, path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.New(fault.BadInput, "reading %s: %w", path, err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	switch {
	case err != nil:
		return nil, fault.New(fault.BadInput, "reading %s: %w", path, err)
	case int64(len(data)) > limit:
		return nil, fault.New(fault.BadInput, "%s is larger than the %d bytes that are read", path, limit)
	}
	return data, nil
}
