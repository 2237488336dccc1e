package store

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/store/atomicfile"
	"github.com/tuar-dev/tuar/store/disk"
)

const installationFile = "installation.json"

// installation is the content of installation.json.
type installation struct {
	Writer string `json:"writer"`
}

var writerName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// Writer returns the name under which this installation writes journals: the host's and a random part. It is made once.
func Writer(home string) (string, error) {
	own, err := OwnDir(home)
	if err != nil {
		return "", err
	}
	path := filepath.Join(own, installationFile)
	for {
		data, err := disk.ReadFile(path, disk.MaxFile)
		if err == nil {
			var i installation
			if _, err := record.CheckNames(data, &i); err != nil {
				return "", fault.New(fault.Damaged, "%s does not name this installation: %w", path, err)
			}
			if json.Unmarshal(data, &i) != nil || !writerName.MatchString(i.Writer) {
				return "", fault.New(fault.Damaged, "%s does not name this installation", path).
					WithHint("restore it; its writer is the name of a file in the journal folder")
			}
			return i.Writer, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", disk.Fault(err, "reading who writes here")
		}
		if err := nameInstallation(path); err != nil && !errors.Is(err, fs.ErrExist) { // another process was first
			return "", disk.Fault(err, "naming this installation")
		}
	}
}

func nameInstallation(path string) error {
	if err := disk.MakeFolder(filepath.Dir(path)); err != nil {
		return err
	}
	random := make([]byte, 4)
	_, _ = rand.Read(random) // never fails
	return atomicfile.WriteNew(path, 0o600, func(w io.Writer) error {
		return json.NewEncoder(w).Encode(installation{hostPart() + "-" + hex.EncodeToString(random)})
	})
}

// hostPart returns the host's name as far as it can be part of a file's name.
func hostPart() string {
	host, _ := os.Hostname()
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(host))
	clean = strings.Trim(clean[:min(len(clean), 32)], "-")
	if clean == "" {
		return "host"
	}
	return clean
}
