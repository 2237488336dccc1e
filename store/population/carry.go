package population

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/store/atomicfile"
	"github.com/tuar-dev/tuar/store/disk"
)

// CompressedSuffix ends the name of a compressed file, PlainSuffix that of a plain one.
const (
	PlainSuffix      = ".json"
	CompressedSuffix = ".json.gz"
)

// NameOf returns the population that a file of this folder must hold by its name; ok is false for any other file.
func NameOf(file string) (name string, compressed, ok bool) {
	name, compressed = strings.CutSuffix(file, CompressedSuffix)
	if !compressed {
		name, ok = strings.CutSuffix(file, PlainSuffix)
	}
	return name, compressed, (ok || compressed) && isName(name)
}

// List returns the names of the files of populations by population.
func (f Files) List() (map[string]string, error) {
	entries, err := os.ReadDir(f.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, disk.Fault(err, "reading the populations")
	}
	files := map[string]string{}
	for _, e := range entries {
		if name, compressed, ok := NameOf(e.Name()); ok && (files[name] == "" || !compressed) {
			files[name] = e.Name()
		}
	}
	return files, nil
}

// FileOf returns the name of the file of that population; empty if there is none.
func (f Files) FileOf(name string) string {
	if !isName(name) {
		return ""
	}
	for _, path := range []string{f.path(name), f.compressedPath(name)} {
		if _, err := os.Stat(path); err == nil {
			return filepath.Base(path)
		}
	}
	return ""
}

// Bytes returns the bytes of the file of that population as they are on disk, after checking what they hold against the
// name, and the name of the file.
func (f Files) Bytes(name string) (data []byte, file string, err error) {
	path := f.path(name)
	data, err = disk.ReadFile(path, largest)
	if errors.Is(err, fs.ErrNotExist) {
		path = f.compressedPath(name)
		data, err = disk.ReadFile(path, largest)
	}
	if err != nil {
		return nil, "", disk.Fault(err, "reading the population")
	}
	file = filepath.Base(path)
	if _, err := unpack(name, file, data); err != nil {
		return nil, "", fault.Wrap(err, "reading %s", path)
	}
	return data, file, nil
}

// CheckFile returns why a file from elsewhere cannot be the file of a population of its name; nil if it can.
func CheckFile(file string, data []byte) error {
	name, _, ok := NameOf(file)
	if !ok {
		return fault.New(fault.BadInput, "%q is not the name of a population's file", file)
	}
	plain, err := unpack(name, file, data)
	if err != nil {
		return err
	}
	_, err = population.Decode(plain, name)
	return err
}

// unpack returns what a file holds, after checking it against the name.
func unpack(name, file string, data []byte) ([]byte, error) {
	if strings.HasSuffix(file, CompressedSuffix) {
		plain, err := expand(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		data = plain
	}
	return data, population.Check(data, name)
}

// Remove removes a file that Take has kept.
func (f Files) Remove(file string) error { return os.Remove(filepath.Join(f.dir, filepath.Base(file))) }

// Take keeps a file that CheckFile has found good.
func (f Files) Take(ctx context.Context, file string, data []byte) error {
	name, compressed, _ := NameOf(file)
	if err := ctx.Err(); err != nil {
		return disk.Fault(err, "keeping the population")
	}
	if err := disk.MakeFolder(f.dir); err != nil {
		return disk.Fault(err, "making room for the population")
	}
	path := f.path(name)
	if compressed {
		path = f.compressedPath(name)
	}
	err := atomicfile.WriteNew(path, disk.FileMode(f.dir), atomicfile.Bytes(data))
	if errors.Is(err, fs.ErrExist) {
		err = nil // another process was first
	}
	return disk.Fault(err, "keeping the population")
}
