package population

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/storage"
	"github.com/tuar-dev/tuar/store/atomicfile"
	"github.com/tuar-dev/tuar/store/disk"
)

// largest bounds the size of a population, so that a file of a few bytes cannot fill the memory.
const largest = 128 << 20

func (f Files) compressedPath(name string) string { return f.path(name) + ".gz" }

// Compress replaces the file of a population by a compressed one. The plain file is removed only after its bytes have
// been read back from the compressed one; until then, and after a crash, the plain file is read.
//
// gzip takes a quarter of the room here, zstd hardly less; and gzip is on every machine on which an old population may
// have to be read: gunzip -c NAME.json.gz | sha256sum shows the name.
func (f Files) Compress(ctx context.Context, name string, dry bool) (storage.Compression, error) {
	if !isName(name) {
		return storage.Compression{}, fault.New(fault.BadInput, "%q is not the name of a population", name)
	}
	if !dry {
		release, err := f.lock.Take(ctx)
		if err != nil {
			return storage.Compression{}, err
		}
		defer release()
	}
	data, err := disk.ReadFile(f.path(name), largest)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		_, err := f.Raw(ctx, name) // it is compressed already, or missing
		return storage.Compression{Already: err == nil}, err
	case err != nil:
		return storage.Compression{}, disk.Fault(err, "reading the population")
	}
	if err := population.Check(data, name); err != nil {
		return storage.Compression{}, fault.Wrap(err, "reading %s", f.path(name))
	}
	var pressed bytes.Buffer
	if err := compress(&pressed, data); err != nil {
		return storage.Compression{}, disk.Fault(err, "compressing the population")
	}
	c := storage.Compression{Before: int64(len(data)), After: int64(pressed.Len())}
	if dry {
		return c, nil
	}
	return c, f.replace(name, pressed.Bytes())
}

// replace puts the compressed file in the place of the plain one.
func (f Files) replace(name string, pressed []byte) error {
	info, err := os.Stat(f.path(name))
	if err != nil {
		return disk.Fault(err, "compressing the population")
	}
	if err := atomicfile.Write(f.compressedPath(name), disk.FileMode(f.dir), atomicfile.Bytes(pressed)); err != nil {
		return disk.Fault(err, "compressing the population")
	}
	back, err := f.readCompressed(name)
	if err == nil {
		err = population.Check(back, name)
	}
	if err != nil {
		return fault.New(fault.Failed, "the compressed population does not read back, and the plain file stays: %w",
			errors.Join(err, os.Remove(f.compressedPath(name))))
	}
	_ = os.Chtimes(f.compressedPath(name), time.Time{}, info.ModTime()) // says how old it is; the record knows better
	if err := os.Remove(f.path(name)); err != nil {
		return disk.Fault(err, "removing the plain file of a compressed population")
	}
	return disk.Fault(disk.SyncFolder(f.dir), "removing the plain file of a compressed population")
}

func compress(w io.Writer, data []byte) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(data); err != nil {
		return err
	}
	return z.Close()
}

// readCompressed returns the bytes that the compressed file of a population holds.
func (f Files) readCompressed(name string) ([]byte, error) { return readGzip(f.compressedPath(name)) }

// readGzip returns the bytes that a compressed file holds.
func readGzip(path string) ([]byte, error) {
	file, err := disk.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	data, err := expand(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return data, nil
}

// expand returns the bytes that compressed ones hold.
func expand(compressed io.Reader) ([]byte, error) {
	z, err := gzip.NewReader(compressed)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(z, largest+1))
	if err == nil && len(data) > largest {
		err = errors.New("it holds more than a population can")
	}
	if err != nil {
		return nil, err
	}
	return data, nil
}
