package share

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/share"
	"github.com/tuar-dev/tuar/store/atomicfile"
	"github.com/tuar-dev/tuar/store/disk"
)

// What is kept of refused bytes, the newest of them. The rest is only in the history of the repository.
const (
	mostKept      = 200       // files
	mostKeptOfOne = 10        // files of one writer, or of one population
	mostKeptFile  = 64 << 20  // bytes of one file
	mostKeptBytes = 512 << 20 // bytes in all
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

// setAside keeps refused bytes, once, under the name of their file and their hash, and returns where; empty if there are
// none, or too many. The oldest make room for them.
func (s *Share) setAside(file string, data []byte) (string, error) {
	if len(data) == 0 || len(data) > mostKeptFile {
		return "", nil
	}
	if err := disk.MakeFolder(s.asideDir()); err != nil {
		return "", disk.Fault(err, "making room for what was refused")
	}
	there, err := s.aside()
	if err != nil {
		return "", err
	}
	hash := sumOf(data)
	stem, suffix, _ := strings.Cut(filepath.Base(file), ".")
	stem = stem[:min(len(stem), 128)]
	now := s.clock.Now()
	if i := slices.IndexFunc(there, func(k share.Kept) bool { return k.Hash == hash && k.Bytes == int64(len(data)) }); i >= 0 {
		_ = os.Chtimes(there[i].Path, now, now) // it is the newest again
		return there[i].Path, nil
	}
	for _, k := range leave(there, stem, int64(len(data))) {
		if err := os.Remove(k.Path); err != nil {
			return "", disk.Fault(err, "making room for what was refused")
		}
	}
	path := filepath.Join(s.asideDir(), stem+"-"+hash)
	if suffix != "" {
		path += "." + suffix
	}
	if err := atomicfile.Write(path, 0o600, atomicfile.Bytes(data)); err != nil {
		return "", disk.Fault(err, "keeping what was refused")
	}
	return path, disk.Fault(os.Chtimes(path, now, now), "keeping what was refused")
}

// leave returns the files that have to go, the oldest first, to make room for one more of so many bytes.
func leave(there []share.Kept, stem string, more int64) (gone []share.Kept) {
	ofOne, bytes := 0, more
	for _, k := range there { // the newest first
		bytes += k.Bytes
		if k.Of == stem {
			ofOne++
		}
	}
	left := len(there)
	for _, k := range slices.Backward(there) {
		if k.Of == stem && ofOne >= mostKeptOfOne || left >= mostKept || bytes > mostKeptBytes {
			gone, left, bytes = append(gone, k), left-1, bytes-k.Bytes
			if k.Of == stem {
				ofOne--
			}
		}
	}
	return gone
}

// Aside returns the refused files that are kept, the newest first.
func (s *Share) Aside(context.Context) ([]share.Kept, error) { return s.aside() }

func (s *Share) aside() ([]share.Kept, error) {
	entries, err := os.ReadDir(s.asideDir())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, disk.Fault(err, "looking at what was refused")
	}
	var all []share.Kept
	for _, e := range entries {
		stem, suffix, _ := strings.Cut(e.Name(), ".")
		dash := strings.LastIndexByte(stem, '-')
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || dash < 1 {
			continue
		}
		file := map[string]string{"": attachments + "/", "jsonl": journals + "/"}[suffix]
		file = cmp.Or(file, populations+"/") + stem[:dash]
		if suffix != "" {
			file += "." + suffix
		}
		all = append(all, share.Kept{
			File: file, Of: stem[:dash], Hash: stem[dash+1:], Bytes: info.Size(),
			At: info.ModTime().UTC(), Path: filepath.Join(s.asideDir(), e.Name()),
		})
	}
	slices.SortFunc(all, func(a, b share.Kept) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Path, b.Path)) })
	return all, nil
}
