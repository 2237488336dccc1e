package store

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/userpath"
)

// ConfigFile returns the path of the configuration of this machine's account: $TUAR_CONFIG, else tuar/config.toml in the
// platform's place for configuration: $XDG_CONFIG_HOME or ~/.config, ~/Library/Application Support, %AppData%. A BadInput
// fault says that there is no such place.
func ConfigFile() (string, error) {
	if named := os.Getenv("TUAR_CONFIG"); named != "" {
		path, err := userpath.Expand(named)
		if err != nil {
			return "", err
		}
		if path, err = filepath.Abs(path); err != nil {
			return "", fault.New(fault.BadInput, "TUAR_CONFIG: %w", err)
		}
		return path, userpath.Check(path)
	}
	folder := os.Getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(folder) { // it is to be ignored, says its standard
		var err error
		if folder, err = platformConfig(); err != nil {
			return "", fault.New(fault.BadInput, "there is no place for a configuration: %w", err).WithHint("name a file in TUAR_CONFIG")
		}
	}
	path := filepath.Join(folder, "tuar", "config.toml")
	return path, userpath.Check(path)
}

func platformConfig() (string, error) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return os.UserConfigDir()
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".config"), err
}

// ReadConfig returns the path and the bytes of the configuration, no bytes where there is none. It reads at most limit bytes;
// a file with more, one that other accounts can write and one that cannot be read are BadInput faults.
func ReadConfig(limit int64) (path string, data []byte, err error) {
	path, err = ConfigFile()
	if err != nil {
		return "", nil, err
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && os.Getenv("TUAR_CONFIG") == "":
		return path, nil, nil
	case err != nil:
		return path, nil, fault.New(fault.BadInput, "%s cannot be read: %w", path, err)
	case !info.Mode().IsRegular():
		return path, nil, fault.New(fault.BadInput, "%s is something else than a file", path)
	case info.Size() > limit:
		return path, nil, fault.New(fault.BadInput, "%s has more than %d bytes", path, limit)
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o002 != 0: // it could swap keys
		return path, nil, fault.New(fault.BadInput, "%s can be written by every account of this machine", path).
			WithHint("keep it to yourself: chmod 600 %s", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return path, nil, fault.New(fault.BadInput, "%s cannot be read: %w", path, err)
	}
	defer func() { _ = file.Close() }()
	if data, err = io.ReadAll(io.LimitReader(file, limit)); err != nil {
		return path, nil, fault.New(fault.BadInput, "%s cannot be read: %w", path, err)
	}
	return path, data, nil
}
