// Package attachment keeps files that the record names by their SHA-256: written once, never changed.
package attachment

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/atomicfile"
	"github.com/tuar-dev/tuar/store/disk"
)

// Most is the size in bytes beyond which no file is kept or read.
const Most = 8 << 20

// Files is the folder of attachments of one workspace. It implements core.Attachments.
type Files struct{ dir string }

// In returns the attachments in a workspace folder.
func In(workspaceDir string) Files { return Files{filepath.Join(workspaceDir, "files")} }

// Keep writes a file and returns its name, the SHA-256 of its bytes; the bytes are on disk when it returns. It does not
// write again what is there.
func (f Files) Keep(ctx context.Context, data []byte) (string, error) {
	name := nameOf(data)
	if len(data) > Most {
		return "", fault.New(fault.BadInput, "the file has %d bytes; no more than %d are kept", len(data), Most)
	}
	if err := ctx.Err(); err != nil {
		return "", disk.Fault(err, "keeping the file")
	}
	if err := disk.MakeFolder(f.dir); err != nil {
		return "", disk.Fault(err, "making room for the file")
	}
	path := filepath.Join(f.dir, name)
	err := atomicfile.WriteNew(path, disk.FileMode(f.dir), atomicfile.Bytes(data))
	if errors.Is(err, fs.ErrExist) {
		if there, readErr := disk.ReadFile(path, Most); readErr == nil && bytes.Equal(there, data) {
			return name, nil
		}
		err = atomicfile.Write(path, disk.FileMode(f.dir), atomicfile.Bytes(data)) // what is there is damaged
	}
	return name, disk.Fault(err, "keeping the file")
}

// Attachment returns the bytes of the file of that name: a Damaged fault if it is missing or does not bear the name.
func (f Files) Attachment(ctx context.Context, name string) ([]byte, error) {
	if !IsName(name) {
		return nil, fault.New(fault.BadInput, "%q is not the name of a kept file", name)
	}
	if err := ctx.Err(); err != nil {
		return nil, disk.Fault(err, "reading a kept file")
	}
	path := filepath.Join(f.dir, name)
	data, err := disk.ReadFile(path, Most)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(fault.Damaged, "the file %.12s, which the record names, is not here; %s is missing", name, path).
			WithHint("if the record is shared, get it with: %s; else restore it from a backup", fault.SyncShare.With())
	case err != nil:
		return nil, disk.Fault(err, "reading a kept file")
	case !Bears(data, name):
		return nil, fault.New(fault.Damaged, "%s does not hold what its name says", path).WithHint("restore it from a backup")
	}
	return data, nil
}

// Has reports whether there is a file of that name.
func (f Files) Has(name string) bool {
	if !IsName(name) {
		return false
	}
	_, err := os.Stat(filepath.Join(f.dir, name))
	return err == nil
}

// List returns the names of all files, sorted.
func (f Files) List() ([]string, error) {
	entries, err := os.ReadDir(f.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() && IsName(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, disk.Fault(err, "looking for kept files")
}

// IsName reports whether name is a SHA-256 in lower-case hex, and so cannot lead out of the folder.
func IsName(name string) bool {
	return len(name) == 2*sha256.Size && strings.Trim(name, "0123456789abcdef") == ""
}

// Bears reports whether the bytes have the SHA-256 that the name says.
func Bears(data []byte, name string) bool { return nameOf(data) == name }

func nameOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
