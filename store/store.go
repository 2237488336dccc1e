// Package store keeps a workspace as JSON on disk, below one home folder:
//
//	<home>/installation.json                     this installation's name as a writer
//	<home>/<workspace>/workspace.json            region, owners, rules
//	<home>/<workspace>/connection.json           client ID and what else belongs to this installation
//	<home>/<workspace>/populations/<sha256>.json
//	<home>/<workspace>/journal/<writer>.jsonl
//	<home>/<workspace>/lock
//
// Folders have mode 0700, files 0600. Nothing is made before something is written.
package store

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/journal"
	"github.com/tuar-dev/tuar/store/lock"
	"github.com/tuar-dev/tuar/store/population"
	"github.com/tuar-dev/tuar/store/settings"
)

// HomeDir is where everything is kept: dir if it is not empty, else $TUAR_HOME, else $XDG_DATA_HOME/tuar, else the
// platform's own place for data.
func HomeDir(dir string) (string, error) {
	if dir = cmp.Or(dir, os.Getenv("TUAR_HOME")); dir != "" {
		return filepath.Abs(dir)
	}
	if data := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(data) {
		return filepath.Join(data, "tuar"), nil
	}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		// %AppData%, or Library/Application Support: there data and settings share one place.
		config, err := os.UserConfigDir()
		if local := os.Getenv("LocalAppData"); local != "" && runtime.GOOS == "windows" {
			config, err = local, nil
		}
		if err != nil {
			return "", noHome(err)
		}
		return filepath.Join(config, "tuar"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", noHome(err)
	}
	return filepath.Join(home, ".local", "share", "tuar"), nil
}

func noHome(err error) error {
	return fault.New(fault.BadInput, "there is no place to keep the record: %w", err).WithHint("name a folder with --home or TUAR_HOME")
}

// Store is the folder of one workspace.
type Store struct {
	Journal     *journal.Journal
	Populations population.Files
	Settings    settings.File
}

var workspaceName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,62}$`)

// Open is the store of a workspace below home. It makes nothing; a name that cannot be a folder's is a BadInput fault.
func Open(home, workspace string, clock review.Clock) (*Store, error) {
	if !workspaceName.MatchString(workspace) {
		return nil, fault.New(fault.BadInput, "%q cannot be the name of a workspace", workspace).
			WithHint("use small letters, digits, dots, dashes and underscores, at most 63")
	}
	dir := filepath.Join(home, workspace)
	l := lock.In(dir)
	writer := func() (string, error) { return Writer(home) }
	return &Store{
		Journal: journal.Open(dir, l, writer, clock), Populations: population.In(dir), Settings: settings.In(dir),
	}, nil
}

// Workspaces are the names of the workspaces below home, in order.
func Workspaces(home string) ([]string, error) {
	entries, err := os.ReadDir(home)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.New(fault.Failed, "reading %s: %w", home, err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && workspaceName.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}
