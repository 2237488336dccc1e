package store_test

import (
	"path/filepath"
	"runtime"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store"
)

func TestHomeDir(t *testing.T) {
	top := t.TempDir()
	t.Chdir(top)
	flag, env, xdg := filepath.Join(top, "flag"), filepath.Join(top, "env"), filepath.Join(top, "xdg")
	tests := []struct{ flag, env, xdg, want string }{
		{flag, env, xdg, flag},
		{"flag", env, xdg, flag},
		{"", env, xdg, env},
		{"", "", xdg, filepath.Join(xdg, "tuar")},
	}
	for _, tt := range tests {
		t.Setenv("TUAR_HOME", tt.env)
		t.Setenv("XDG_DATA_HOME", tt.xdg)
		if got, err := store.HomeDir(tt.flag); err != nil || got != tt.want {
			t.Errorf("%+v: got %s, %v", tt, got, err)
		}
	}
}

func TestHomeDirOfThePlatform(t *testing.T) {
	top := t.TempDir()
	for _, name := range []string{"HOME", "LocalAppData"} {
		t.Setenv(name, top)
	}
	t.Setenv("TUAR_HOME", "")
	t.Setenv("XDG_DATA_HOME", "relative/is/ignored")
	want := filepath.Join(top, ".local", "share", "tuar")
	switch runtime.GOOS {
	case "windows":
		want = filepath.Join(top, "tuar")
	case "darwin":
		want = filepath.Join(top, "Library", "Application Support", "tuar")
	}
	if got, err := store.HomeDir(""); err != nil || got != want {
		t.Errorf("got %s, %v; want %s", got, err, want)
	}
	for _, name := range []string{"HOME", "LocalAppData"} {
		t.Setenv(name, "")
	}
	if got, err := store.HomeDir(""); fault.KindOf(err) != fault.BadInput || fault.HintOf(err) == "" {
		t.Errorf("without any place: %s, %v", got, err)
	}
}

// A line break in a path would become a line of a unit of systemd or a table of cron.
func TestHomeWithALineBreak(t *testing.T) {
	for _, dir := range []string{"/srv/a\nb", "x\r"} {
		if _, err := store.HomeDir(dir); fault.KindOf(err) != fault.BadInput {
			t.Errorf("%q: %v", dir, err)
		}
	}
	t.Setenv("XDG_DATA_HOME", filepath.Join(t.TempDir(), "a\nb"))
	if _, err := store.HomeDir(""); fault.KindOf(err) != fault.BadInput {
		t.Errorf("XDG_DATA_HOME: %v", err)
	}
}
