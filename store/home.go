package store

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"runtime"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/disk"
	"github.com/tuar-dev/tuar/store/userpath"
)

// HomeDir returns the folder in which everything is kept: dir if it is not empty, else $TUAR_HOME, else
// $XDG_DATA_HOME/tuar, else the platform's own place for data: %LocalAppData%\tuar, ~/Library/Application Support/tuar
// or ~/.local/share/tuar. It is an absolute path, with ~ as the home folder; a BadInput fault says that there is no
// such place.
func HomeDir(dir string) (string, error) {
	if dir = cmp.Or(dir, os.Getenv("TUAR_HOME")); dir != "" {
		dir, err := userpath.Expand(dir)
		if err != nil {
			return "", err
		}
		home, err := filepath.Abs(dir)
		if err != nil {
			return "", noHome(err)
		}
		return home, userpath.Check(home) // the folder in which this runs may hold one
	}
	return inData("tuar")
}

// OwnDir returns the folder for what belongs to one OS account: the home, or, if accounts share that, a folder
// "tuar-shared" beside the usual home of the account, by the path of the shared one.
func OwnDir(home string) (string, error) {
	if !disk.IsShared(home) {
		return home, nil
	}
	if real, err := filepath.EvalSymlinks(home); err == nil {
		home = real
	}
	sum := sha256.Sum256([]byte(home))
	return inData(filepath.Join("tuar-shared", hex.EncodeToString(sum[:8])))
}

// inData returns a path in the place for data.
func inData(name string) (string, error) {
	data := os.Getenv("XDG_DATA_HOME")
	if !filepath.IsAbs(data) { // it is to be ignored, says its standard
		var err error
		if data, err = platformData(); err != nil {
			return "", noHome(err)
		}
	}
	return filepath.Join(data, name), userpath.Check(data)
}

func platformData() (string, error) {
	switch runtime.GOOS {
	case "windows":
		return os.UserCacheDir() // %LocalAppData%
	case "darwin":
		return os.UserConfigDir() // ~/Library/Application Support
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".local", "share"), err
}

func noHome(err error) error {
	return fault.New(fault.BadInput, "there is no place to keep the record: %w", err).
		WithHint("name a folder with --home or TUAR_HOME")
}
