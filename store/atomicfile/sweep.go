package atomicfile

import (
	"os"
	"path/filepath"
	"regexp"
	"sync"
)

// prefix begins the names of files that are being written. Digits follow.
const prefix = ".tuar-"

var own = regexp.MustCompile(`^` + regexp.QuoteMeta(prefix) + `[0-9]+$`)

var (
	swept  = map[string]bool{} // folders, by path
	sweeps sync.Mutex
)

// sweep removes what killed processes left half written in a folder, once per process and folder. A file that another
// process is writing stays, and so does what cannot be told.
func sweep(dir string) {
	sweeps.Lock()
	defer sweeps.Unlock()
	if swept[dir] {
		return
	}
	swept[dir] = true
	folder, err := os.Open(dir)
	if err != nil {
		return
	}
	defer func() { _ = folder.Close() }()
	names, _ := folder.Readdirnames(-1)
	for _, name := range names {
		if own.MatchString(name) {
			removeLeft(filepath.Join(dir, name))
		}
	}
}

// create makes a file to write in, which no sweep of another process takes for left behind until release is called.
func create(dir string) (f *os.File, release func(), err error) {
	for {
		if f, err = os.CreateTemp(dir, prefix+"*"); err != nil {
			return nil, nil, err
		}
		if release, held := hold(f.Name()); held {
			return f, release, nil
		}
		_ = f.Close() // a sweep came between; it has removed the file
	}
}
