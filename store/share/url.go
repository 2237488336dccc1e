package share

import (
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"unicode"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/userpath"
)

const longestURL = 1000

var (
	helper  = regexp.MustCompile(`^[A-Za-z0-9+.-]*::`)                                   // ext::sh -c …, fd::7
	scheme  = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]*)://`)                        // https://…
	scpLike = regexp.MustCompile(`^([A-Za-z0-9._-]+@)?[A-Za-z0-9._-]+:([^:/\\].*|/.*)$`) // git@host:path
	host    = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?$`)
	account = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._@-]*$`)
	drive   = regexp.MustCompile(`^[A-Za-z]:[\\/]`)
)

// mostAccount is the longest name of an account in an https URL that is no token.
const mostAccount = 30

// checkURL returns the URL of a repository as git is given it: ssh, https, host:path, or the absolute path of a folder;
// http to this machine only. A BadInput fault says why another is refused. No URL holds a secret.
func checkURL(given string) (string, error) {
	refuse := func(format string, args ...any) (string, error) {
		return "", fault.New(fault.BadInput, format, args...).
			WithHint("name a repository as git@example.com:team/reviews.git, ssh://…, https://… or as the path of a folder")
	}
	switch {
	case given == "":
		return refuse("the URL of the repository is empty")
	case len(given) > longestURL:
		return refuse("the URL of the repository is longer than %d bytes", longestURL)
	case strings.HasPrefix(given, "-"):
		return refuse("%q looks like an option, not like the URL of a repository", given)
	case strings.ContainsFunc(given, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }):
		return refuse("the URL of the repository has control characters in it")
	case helper.MatchString(given):
		return refuse("%q would have git run another program", given[:strings.Index(given, "::")+2])
	}
	if m := scheme.FindStringSubmatch(given); m != nil {
		return checkRemote(strings.ToLower(m[1]), given, refuse)
	}
	if !(runtime.GOOS == "windows" && drive.MatchString(given)) && scpLike.MatchString(given) {
		_, path, _ := strings.Cut(given, ":")
		if strings.HasPrefix(path, "-") {
			return refuse("the path in %q looks like an option", given)
		}
		return given, nil
	}
	return checkFolder(given, refuse)
}

type refuse = func(format string, args ...any) (string, error)

func checkRemote(scheme, given string, refuse refuse) (string, error) {
	u, err := url.Parse(given)
	if err != nil {
		return refuse("that is not the URL of a repository") // the text may hold a password
	}
	if _, has := u.User.Password(); has {
		return refuse("the URL has a password in it, which would be kept in a file; leave it out, and git asks your credential helper")
	}
	switch {
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		return refuse("the URL of a repository has no ? and no #")
	case scheme == "file" && (u.Host != "" || u.User != nil):
		return refuse("a file URL names a folder of this machine: file:///path")
	case scheme == "file":
		return checkFolder(u.Path, refuse)
	case scheme != "https" && scheme != "ssh" && scheme != "http":
		return refuse("%s:// is no way to a repository that tuar takes", scheme)
	case !host.MatchString(u.Host):
		return refuse("%q is not the name of a host", u.Host)
	case scheme == "http" && !loopback(u.Hostname()):
		return refuse("http is not encrypted; use https")
	case u.User != nil && !account.MatchString(u.User.Username()):
		return refuse("the name of the account in the URL has characters that names do not have")
	case u.User != nil && scheme != "ssh" && len(u.User.Username()) > mostAccount:
		return refuse("the name of the account in the URL looks like a token, which would be kept in a file; leave it out, and git asks your credential helper")
	case strings.Trim(u.Path, "/") == "" || strings.HasPrefix(strings.TrimLeft(u.Path, "/"), "-"):
		return refuse("the URL names no repository")
	}
	return given, nil
}

// loopback reports whether a host is this machine.
func loopback(name string) bool {
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.IsLoopback() || name == "localhost"
}

func checkFolder(given string, refuse refuse) (string, error) {
	path, err := userpath.Expand(given)
	if err != nil {
		return "", err
	}
	path, err = filepath.Abs(path)
	if err != nil {
		return refuse("%q is not the path of a folder: %w", given, err)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return refuse("%s cannot be looked at: %w", path, err)
	case !info.IsDir():
		return refuse("%s is not a folder, so it is no repository", path)
	}
	return path, nil
}
