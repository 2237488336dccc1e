package share

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// deadAfter is the age at which a lock of git is one that a killed git has left: git keeps such locks for moments, and no
// other git works in the repository on this machine.
const deadAfter = 2 * time.Second

// sweep removes what git programs have left that were killed: locks, and files that were being written. It waits for
// those to grow old that are younger than the age; a git whose tuar was killed may still be at work.
func (r *repository) sweep(age time.Duration) {
	for _, path := range r.leftovers() {
		if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) >= age {
			_ = os.Remove(path) // git says so if it is still in the way
		}
	}
}

// settle sweeps until nothing is left, for a few seconds at most.
func (r *repository) settle(ctx context.Context) {
	for end := time.Now().Add(2 * deadAfter); ; {
		r.sweep(deadAfter)
		if len(r.leftovers()) == 0 || time.Now().After(end) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// leftovers returns the paths of locks and of files that are being written.
func (r *repository) leftovers() (paths []string) {
	_ = filepath.WalkDir(r.dir, func(path string, d fs.DirEntry, err error) error { // what cannot be read is git's to report
		name := ""
		if err == nil {
			name = d.Name()
		}
		switch {
		case err != nil:
			return fs.SkipDir
		case d.IsDir() && filepath.Base(filepath.Dir(path)) == "objects" && len(name) != 2 && name != "pack" && name != "info":
			return fs.SkipDir
		case d.IsDir():
		case strings.HasSuffix(name, ".lock"), strings.HasPrefix(name, "tmp_"), name == "gc.pid":
			paths = append(paths, path)
		}
		return nil
	})
	return paths
}
