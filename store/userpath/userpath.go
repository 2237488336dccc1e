// Package userpath reads paths as people write them where no shell has read them first: in environment files, units,
// settings and prompts.
package userpath

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"unicode"

	"github.com/tuar-dev/tuar/review/fault"
)

// placeholder matches a path's first part that a shell or systemd would have replaced.
var placeholder = regexp.MustCompile(`^(\$HOME|\$\{HOME\}|\$env:[A-Za-z]+|%[A-Za-z_]+%|%[hHuUSCEt])$`)

// Check refuses a path that holds a control character, such as a line break, with a BadInput fault: in a unit of systemd, a
// table of cron or a message, the rest of it would be a line of its own.
func Check(path string) error {
	if strings.ContainsFunc(path, func(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp) }) {
		return fault.New(fault.BadInput, "the path %q holds a line break or another control character", path).
			WithHint("rename the folder, or name another one")
	}
	return nil
}

// Expand returns the path with ~ at its beginning replaced by the home folder. A path that only a shell can read
// (~name, $HOME), that leads through a folder called ~, or that Check refuses is a BadInput fault, because as it is written it names
// another place than was meant.
func Expand(path string) (string, error) {
	if err := Check(path); err != nil {
		return "", err
	}
	parts := strings.FieldsFunc(path, separates)
	if len(parts) == 0 {
		return path, nil
	}
	begins := strings.HasPrefix(path, parts[0]) // neither absolute nor, on Windows, below the root
	switch {
	case begins && parts[0] == "~":
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fault.New(fault.BadInput, "%s cannot be found: %w", path, err).
				WithHint("write the whole path instead of ~")
		}
		return filepath.Join(append([]string{home}, parts[1:]...)...), nil
	case begins && strings.HasPrefix(parts[0], "~"):
		return "", fault.New(fault.BadInput, "%s begins with ~, which only a shell can read", path).
			WithHint("write the whole path, or ./%s for a name that begins with ~", path)
	case begins && placeholder.MatchString(parts[0]):
		return "", fault.New(fault.BadInput, "%s begins with %s, which nothing has replaced", path, parts[0]).
			WithHint("write the whole path")
	}
	for _, part := range parts {
		if part == "~" {
			return "", fault.New(fault.BadInput, "%s leads through a folder called ~, which is hardly meant", path).
				WithHint("write the whole path instead of ~")
		}
	}
	return path, nil
}

// separates reports whether the character separates the parts of a path.
func separates(r rune) bool { return r == '/' || r == '\\' && runtime.GOOS == "windows" }
