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

// Files reads and writes what people hand in and are handed. It implements review.Files.
type Files struct{}

// Write implements review.Files. The file is for the person alone: mode 0600. Nothing is left behind when ctx ends.
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

// destination is the file to write when somebody said path: behind links, if they lead to a file.
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

// Read implements review.Files.
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

// readHanded reads a file, or an input that the shell opened for this process: /dev/stdin, or what <(…) stands for. Such a one
// is waited for, as long as ctx lasts. Every other pipe or device is refused.
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

// input is what a shell opens for a process and hands over by name.
var input = regexp.MustCompile(`^/(dev/stdin|dev/fd/\d+|proc/self/fd/\d+)$`)

// Open implements review.Files.
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

// openFile implements review.OpenFile.
type openFile struct {
	*os.File
	size int64
}

// Size implements review.OpenFile.
func (f openFile) Size() int64 { return f.size }

// unreadable leaves out what the system was doing, which is no help: only the path and why.
func unreadable(path string, err error) error {
	var detail *fs.PathError
	if errors.As(err, &detail) {
		err = detail.Err
	}
	return fault.New(fault.BadInput, "%s cannot be read: %w", path, err)
}
