package share

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
)

// harmless matches the settings that a repository in a folder may have. Git reads them where it serves the repository, and
// some others name programs that it runs then.
var harmless = regexp.MustCompile(`^(core\.(repositoryformatversion|filemode|bare|ignorecase|precomposeunicode|symlinks|sharedrepository|logallrefupdates|` +
	`compression|loosecompression|bigfilethreshold|fsync|fsyncmethod|fsyncobjectfiles|autocrlf|eol|packedgitlimit|packedgitwindowsize|deltabasecachelimit)|` +
	`extensions\.(objectformat|refstorage)|` +
	`receive\.(denynonfastforwards|denydeletes|denydeletecurrent|denycurrentbranch|fsckobjects|unpacklimit|maxinputsize|autogc|keepalive|hiderefs|` +
	`advertiseatomic|advertisepushoptions|updateserverinfo|shallowupdate)|` +
	`transfer\.(fsckobjects|unpacklimit|hiderefs|advertisesid)|` +
	`uploadpack\.(hiderefs|keepalive|allowtipsha1inwant|allowreachablesha1inwant|allowanysha1inwant|allowfilter|allowrefinwant)|` +
	`gc\.(auto|autopacklimit|autodetach|pruneexpire|reflogexpire|reflogexpireunreachable|packrefs|worktreepruneexpire|cruftpacks)|` +
	`pack\.[a-z]+|repack\.[a-z]+|http\.(receivepack|uploadpack|getanyfile)|init\.defaultbranch|user\.(name|email)|gitweb\..*|` +
	`remote\..*\.(url|fetch|push|mirror|tagopt|prune)|branch\..*\.(remote|merge|rebase))$`)

// checkFolder refuses a repository in a folder of this machine whose settings could have git run other programs, or that
// belongs to another account. Where the repository is elsewhere, git runs nothing of it here.
func (r *repository) checkFolder(ctx context.Context) error {
	if !filepath.IsAbs(r.url) {
		return nil
	}
	dir := r.url
	if info, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
		if !info.IsDir() {
			return fault.New(fault.Refused, "%s is a working copy whose repository is elsewhere", dir).WithHint("name the folder of the repository itself")
		}
		dir = filepath.Join(dir, ".git")
	}
	config := filepath.Join(dir, "config")
	for _, path := range []string{dir, config, filepath.Join(dir, "HEAD"), filepath.Join(dir, "objects"), filepath.Join(dir, "refs")} {
		switch foreign, err := isForeign(path); {
		case errors.Is(err, fs.ErrNotExist): // git would go on and try the folder with .git behind its name
			return fault.New(fault.BadInput, "%s is no Git repository: it has no %s", r.url, filepath.Base(path)).
				WithHint("make one: git init --bare FOLDER")
		case err != nil:
			return fault.New(fault.Failed, "looking at the shared repository: %w", err).WithHint("check the path and its rights")
		case foreign:
			return fault.New(fault.Refused, "%s belongs to another account, which could have git run programs here", path).
				WithHint("reach the repository by ssh, or have a folder of your own that is shared by other means")
		}
	}
	out, err := r.run(ctx, nil, "config", "--file", config, "--no-includes", "--null", "--name-only", "--list")
	if err != nil {
		return wrap(err, "reading the settings of the shared repository")
	}
	for key := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		if key != "" && !harmless.MatchString(key) {
			return fault.New(fault.Refused, "the shared repository has a setting that is not known to be harmless: %s in %s", shown(key), config).
				WithHint("remove it if it is not needed: git config --file %s --unset-all %s; or reach the repository by ssh", config, shown(key))
		}
	}
	return nil
}
