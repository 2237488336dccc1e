package store

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/storage"
	"github.com/tuar-dev/tuar/store/atomicfile"
	"github.com/tuar-dev/tuar/store/disk"
	"github.com/tuar-dev/tuar/store/userpath"
)

// Files reads and writes the files that people name. It implements review.Files.
type Files struct{}

// Write makes the file at path, whole or not at all, for the person alone: mode 0600. It leaves nothing behind when ctx
// ends, and replaces a file only with overwrite.
func (Files) Write(ctx context.Context, path string, overwrite bool, write func(io.Writer) error) error {
	path, err := userpath.Expand(path)
	if err != nil {
		return err
	}
	target, err := destination(path, overwrite)
	if err != nil {
		return err
	}
	put := atomicfile.WriteNew
	if overwrite {
		put = atomicfile.Write
	}
	err = put(target, 0o600, func(w io.Writer) error {
		if err := write(untilDone{ctx, w}); err != nil {
			return err
		}
		return ctx.Err()
	})
	switch {
	case errors.Is(err, fs.ErrExist):
		return taken(path)
	case errors.Is(err, fs.ErrPermission):
		return fault.New(fault.BadInput, "%s cannot be written: you may not make files there", path)
	}
	return disk.Fault(err, "writing %s", path)
}

// Vacant returns a BadInput fault unless Write can make a file at path, as far as can be told without writing.
func (Files) Vacant(path string, overwrite bool) error {
	path, err := userpath.Expand(path)
	if err == nil {
		_, err = destination(path, overwrite)
	}
	return err
}

// destination returns the file to write for a path: the target of a link, if it leads to a file.
func destination(path string, overwrite bool) (string, error) {
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return "", fault.New(fault.BadInput, "%s cannot be written: there is no folder %s", path, filepath.Dir(path))
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return path, nil // it is new, or the writing will say what is wrong
	case !info.Mode().IsRegular():
		return "", fault.New(fault.BadInput, "%s cannot be written: it is something else than a file", path)
	case !overwrite:
		return "", taken(path)
	}
	target, err := filepath.EvalSymlinks(path)
	return target, disk.Fault(err, "writing %s", path)
}

func taken(path string) error {
	return fault.New(fault.BadInput, "%s is there already", path).
		WithHint("choose another name, or replace it with %s", fault.Again("--force"))
}

// untilDone writes until the context ends.
type untilDone struct {
	ctx context.Context
	w   io.Writer
}

func (u untilDone) Write(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.w.Write(p)
}

// Read returns the bytes of a file, at most limit of them.
func (Files) Read(ctx context.Context, path string, limit int64) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, disk.Fault(err, "reading %s", path)
	}
	path, err := userpath.Expand(path)
	if err != nil {
		return nil, err
	}
	data, err := readHanded(ctx, path, limit)
	switch {
	case ctx.Err() != nil:
		return nil, disk.Fault(ctx.Err(), "reading %s", path)
	case err != nil:
		return nil, unreadable(path, err)
	case int64(len(data)) > limit:
		return nil, fault.New(fault.BadInput, "%s is larger than the %d bytes that are read", path, limit)
	}
	return data, nil
}

// readHanded reads a file, or an input that the shell opened for this process: /dev/stdin, or the path of <(…). It
// waits for such an input as long as ctx lasts. It refuses every other pipe or device.
func readHanded(ctx context.Context, path string, limit int64) ([]byte, error) {
	open := disk.Open
	if input.MatchString(path) {
		open = os.Open
	}
	type result struct {
		data []byte
		err  error
	}
	got := make(chan result, 1)
	go func() {
		f, err := open(path)
		if err != nil {
			got <- result{err: err}
			return
		}
		defer func() { _ = f.Close() }()
		data, err := io.ReadAll(io.LimitReader(f, limit+1))
		got <- result{data, err}
	}()
	select {
	case r := <-got:
		return r.data, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// input matches the names under which a shell hands an open file to a process.
var input = regexp.MustCompile(`^/(dev/stdin|dev/fd/\d+|proc/self/fd/\d+)$`)

// Open opens a file for reading here and there.
func (Files) Open(ctx context.Context, path string) (storage.OpenFile, error) {
	if err := ctx.Err(); err != nil {
		return nil, disk.Fault(err, "reading %s", path)
	}
	path, err := userpath.Expand(path)
	if err != nil {
		return nil, err
	}
	f, err := disk.Open(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(unreadable(path, err), f.Close())
	}
	return openFile{f, info.Size()}, nil
}

// openFile is an open file with its size when it was opened.
type openFile struct {
	*os.File
	size int64
}

// Size returns the size in bytes.
func (f openFile) Size() int64 { return f.size }

// unreadable returns the fault of a file that cannot be read: its path and why, without the operation.
func unreadable(path string, err error) error {
	var detail *fs.PathError
	if errors.As(err, &detail) {
		err = detail.Err
	}
	return fault.New(fault.BadInput, "%s cannot be read: %w", path, err)
}
