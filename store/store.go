// Package store keeps a workspace as JSON on disk, below one home folder:
//
//	<home>/installation.json                     this installation's name as a writer
//	<home>/<workspace>/workspace.json            region, owners, rules
//	<home>/<workspace>/connection.json           client ID and what else belongs to this installation
//	<home>/<workspace>/populations/<sha256>.json   or, compressed, .json.gz
//	<home>/<workspace>/answers/<sha256>.json.gz    raw answers of Torq, where they are kept
//	<home>/<workspace>/files/<sha256>              files that lines name, such as files of answers
//	<home>/<workspace>/rosters/<sha256>.json       who is employed, as it was imported
//	<home>/<workspace>/journal/<writer>.jsonl
//	<home>/<workspace>/lock
//	<home>/<workspace>/remediation.lock
//	<home>/<workspace>/share.json, share.git, share.lock, share-refused/   sharing through Git, if the workspace is shared
//
// Folders have mode 0700, files 0600. In a home that several OS accounts of one machine share (disk.IsShared), folders
// have the mode of the home, the group can read files, and installation.json, connection.json and what share
// keeps are in a folder of each account (OwnDir): each account is a writer of its own. Nothing is made before something is written.
package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/attachment"
	"github.com/tuar-dev/tuar/store/journal"
	"github.com/tuar-dev/tuar/store/lock"
	"github.com/tuar-dev/tuar/store/population"
	"github.com/tuar-dev/tuar/store/settings"
	"github.com/tuar-dev/tuar/store/share"
)

// Store is the folder of one workspace. It implements review.Storage.
type Store struct {
	Journal         *journal.Journal
	Populations     population.Files
	Attachments     attachment.Files
	Settings        settings.File
	Share           *share.Share
	RemediationLock *lock.Lock // of remediations

	dir string
}

// Open returns the store of a workspace below home. It makes nothing; a name that cannot be a folder's is a BadInput
// fault.
func Open(home, workspace string, clock journal.Clock) (*Store, error) {
	if !isWorkspaceName(workspace) {
		return nil, fault.New(fault.BadInput, "%q cannot be the name of a workspace", workspace).
			WithHint("use small letters, digits, dots, dashes and underscores, at most 63, a letter or digit first")
	}
	own, err := OwnDir(home)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(home, workspace)
	writer := func() (string, error) { return Writer(home) }
	populations, attachments := population.In(dir), attachment.In(dir)
	lines := journal.Open(dir, lock.In(dir), writer, clock)
	return &Store{
		Journal: lines, Populations: populations, Attachments: attachments,
		Settings:        settings.In(dir, filepath.Join(own, workspace)),
		Share:           share.In(filepath.Join(own, workspace), populations, attachments, writer, lines.Barred, clock),
		RemediationLock: lock.OfRemediation(dir), dir: dir,
	}, nil
}

// Workspaces returns the names of the workspaces below home that have a record, sorted; none if there is no home yet.
func Workspaces(home string) ([]string, error) {
	entries, err := os.ReadDir(home)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.New(fault.Failed, "the workspaces in %s cannot be listed: %w", home, err)
	}
	var names []string
	for _, e := range entries { // sorted by name
		if info, err := os.Stat(filepath.Join(home, e.Name(), "journal")); err == nil && info.IsDir() && isWorkspaceName(e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

var workspaceName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,62}$`)

// isWorkspaceName reports whether a workspace may have that name. A folder of that name must be possible on any
// platform, because folders are shared, and must not be a file of this package.
func isWorkspaceName(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	return workspaceName.MatchString(name) && !strings.HasSuffix(name, ".") && name != installationFile &&
		!reserved.MatchString(stem)
}

// reserved matches the names of devices on Windows, with any extension.
var reserved = regexp.MustCompile(`^(con|prn|aux|nul|com[0-9]|lpt[0-9])$`)
