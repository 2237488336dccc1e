package userpath_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/userpath"
)

func TestExpand(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	for path, want := range map[string]string{
		"": "", "/": "/", "x": "x", "/srv/tuar": "/srv/tuar", "./~x.csv": "./~x.csv", "a~b/c~": "a~b/c~",
		"/srv/$x": "/srv/$x", "100%.csv": "100%.csv",
		"~": home, "~/": home, "~/tuar-data": filepath.Join(home, "tuar-data"), "~//a/b": filepath.Join(home, "a", "b"),
	} {
		if got, err := userpath.Expand(path); err != nil || got != want {
			t.Errorf("Expand(%q) = %q, %v, want %q", path, got, err, want)
		}
	}
	for path, says := range map[string]string{
		"~ann/tuar": "only a shell", "~x.csv": "only a shell", "$HOME/tuar": "$HOME", "${HOME}/tuar": "${HOME}",
		"%USERPROFILE%/tuar": "%USERPROFILE%", "%h/tuar": "%h",
		"/srv/~/tuar": "a folder called ~", "./~": "a folder called ~",
		"/srv/a\nExecStart=/bin/sh": "control character", "a\tb": "control character", "a\u2028b": "control character", "a\x7f": "control character",
	} {
		if _, err := userpath.Expand(path); fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), says) ||
			fault.HintOf(err) == "" {
			t.Errorf("Expand(%q): %v, want %q and a way out", path, err, says)
		}
	}
}
