package store

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestConfigFile(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("TUAR_CONFIG", "")
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "c"))
	if got, err := ConfigFile(); err != nil || got != filepath.Join(home, "c", "tuar", "config.toml") {
		t.Errorf("%s %v", got, err)
	}
	t.Setenv("XDG_CONFIG_HOME", "relative/is/ignored")
	if got, err := ConfigFile(); runtime.GOOS == "linux" && (err != nil || got != filepath.Join(home, ".config", "tuar", "config.toml")) {
		t.Errorf("%s %v", got, err)
	}
	t.Setenv("TUAR_CONFIG", "~/mine.toml")
	if got, err := ConfigFile(); err != nil || got != filepath.Join(home, "mine.toml") {
		t.Errorf("%s %v", got, err)
	}
	t.Setenv("TUAR_CONFIG", home+"/a\nb")
	if _, err := ConfigFile(); err == nil {
		t.Error("a path with a line break is taken")
	}
}

func TestReadConfig(t *testing.T) {
	home := t.TempDir()
	t.Setenv("TUAR_CONFIG", "")
	t.Setenv("XDG_CONFIG_HOME", home)
	path, data, err := ReadConfig(10)
	if err != nil || data != nil {
		t.Fatalf("without a file there is %q, %v", data, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	write := func(text string, mode os.FileMode) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	write("a = 1", 0o600)
	if _, data, err := ReadConfig(10); err != nil || string(data) != "a = 1" {
		t.Errorf("%q %v", data, err)
	}
	if _, _, err := ReadConfig(4); err == nil || !strings.Contains(err.Error(), "more than 4 bytes") {
		t.Errorf("too much: %v", err)
	}
	if write("a = 1", 0o602); runtime.GOOS != "windows" {
		if _, _, err := ReadConfig(10); err == nil || !strings.Contains(err.Error(), "every account") {
			t.Errorf("written by others: %v", err)
		}
	}
	t.Setenv("TUAR_CONFIG", home)
	if _, _, err := ReadConfig(10); err == nil || !strings.Contains(err.Error(), "else than a file") {
		t.Errorf("a folder: %v", err)
	}
	t.Setenv("TUAR_CONFIG", filepath.Join(home, "missing.toml"))
	if _, _, err := ReadConfig(10); err == nil {
		t.Error("a file that is named and is not there is no fault")
	}
}
