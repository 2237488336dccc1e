package share

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/tuar-dev/tuar/store/atomicfile"
	"github.com/tuar-dev/tuar/store/disk"
)

// What is kept of refused bytes: beyond that, they are only in the history of the repository.
const (
	mostKept      = 100
	mostKeptBytes = 64 << 20
)

func (s *Share) asideDir() string { return filepath.Join(s.dir, "share-refused") }

// sumOf returns the SHA-256 of data; empty if there is none.
func sumOf(data []byte) string {
	if len(data) == 0 {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// setAside keeps refused bytes under the name of their file and their hash, and returns where; empty if there are too
// many, or too many files.
func (s *Share) setAside(file string, data []byte) (string, error) {
	if len(data) == 0 || len(data) > mostKeptBytes {
		return "", nil
	}
	sum := sha256.Sum256(data)
	stem, suffix, _ := strings.Cut(filepath.Base(file), ".")
	path := filepath.Join(s.asideDir(), stem[:min(len(stem), 100)]+"-"+hex.EncodeToString(sum[:6])+"."+suffix)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	if err := disk.MakeFolder(s.asideDir()); err != nil {
		return "", disk.Fault(err, "making room for what was refused")
	}
	there, err := os.ReadDir(s.asideDir())
	if err != nil || len(there) >= mostKept {
		return "", disk.Fault(err, "looking at what was refused")
	}
	err = atomicfile.WriteNew(path, 0o600, atomicfile.Bytes(data))
	if errors.Is(err, fs.ErrExist) {
		err = nil
	}
	return path, disk.Fault(err, "keeping what was refused")
}
