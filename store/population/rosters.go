package population

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/store/atomicfile"
	"github.com/tuar-dev/tuar/store/disk"
)

// largestRoster bounds the size of a roster's file.
const largestRoster = 128 << 20

// Rosters is the folder of rosters of one workspace: content-addressed, written once, never changed.
type Rosters struct{ dir string }

// Rosters returns the rosters folder of the workspace.
func (f Files) Rosters() Rosters { return Rosters{f.rosters} }

// SaveRoster writes a roster and returns its name. It does not write again what is there.
func (f Files) SaveRoster(ctx context.Context, r *roster.Roster) (string, error) {
	data, name, err := roster.Encode(r)
	if err != nil {
		return "", err
	}
	return name, f.Rosters().Take(ctx, name+PlainSuffix, data)
}

// Roster returns the bytes of the roster of that name: a Damaged fault if it is missing or they do not bear the name.
func (f Files) Roster(ctx context.Context, name string) ([]byte, error) {
	if !roster.IsName(name) {
		return nil, fault.New(fault.BadInput, "%q is not the name of a roster", name)
	}
	if err := ctx.Err(); err != nil {
		return nil, disk.Fault(err, "reading the roster")
	}
	data, _, err := f.Rosters().Bytes(name)
	if err != nil && fault.KindOf(err) != fault.Damaged {
		return nil, fault.New(fault.Damaged, "roster %.12s cannot be read: %w", name, err).
			WithHint("restore %s from a backup", filepath.Join(f.rosters, name+PlainSuffix))
	}
	return data, err
}

// RosterOf returns the roster that a file of this folder must hold by its name; ok is false for any other file.
func RosterOf(file string) (name string, ok bool) {
	name, ok = strings.CutSuffix(file, PlainSuffix)
	return name, ok && roster.IsName(name)
}

// Has reports whether there is a file of that roster.
func (r Rosters) Has(name string) bool {
	if !roster.IsName(name) {
		return false
	}
	_, err := os.Stat(filepath.Join(r.dir, name+PlainSuffix))
	return err == nil
}

// Bytes returns the bytes of the file of that roster, after checking them against the name, and the name of the file.
func (r Rosters) Bytes(name string) (data []byte, file string, err error) {
	file = name + PlainSuffix
	if data, err = disk.ReadFile(filepath.Join(r.dir, file), largestRoster); err != nil {
		return nil, "", disk.Fault(err, "reading the roster")
	}
	return data, file, roster.Check(data, name)
}

// CheckRoster returns why a file from elsewhere cannot be the file of a roster of its name; nil if it can.
func CheckRoster(file string, data []byte) error {
	name, ok := RosterOf(file)
	if !ok {
		return fault.New(fault.BadInput, "%q is not the name of a roster's file", file)
	}
	_, err := roster.Decode(data, name)
	return err
}

// Take keeps a file that CheckRoster has found good.
func (r Rosters) Take(ctx context.Context, file string, data []byte) error {
	if err := ctx.Err(); err != nil {
		return disk.Fault(err, "keeping the roster")
	}
	if err := disk.MakeFolder(r.dir); err != nil {
		return disk.Fault(err, "making room for the roster")
	}
	path := filepath.Join(r.dir, filepath.Base(file))
	err := atomicfile.WriteNew(path, disk.FileMode(r.dir), atomicfile.Bytes(data))
	if errors.Is(err, fs.ErrExist) {
		there, readErr := disk.ReadFile(path, largestRoster)
		if readErr == nil && roster.Name(there)+PlainSuffix == filepath.Base(file) {
			return nil // the same was there
		}
		err = atomicfile.Write(path, disk.FileMode(r.dir), atomicfile.Bytes(data)) // what is there is damaged
	}
	return disk.Fault(err, "keeping the roster")
}
