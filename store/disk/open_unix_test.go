//go:build !windows

package disk_test

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/tuar-dev/tuar/store/disk"
)

func TestOnlyFilesAreOpened(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	socket, err := net.Listen("unix", at("socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = socket.Close() }()
	if err := errors.Join(syscall.Mkfifo(at("pipe"), 0o600), os.Mkdir(at("folder"), 0o700),
		os.Symlink(at("gone"), at("link")),
		os.Symlink("/dev/zero", at("device")), os.Symlink(at("pipe"), at("link to a pipe")),
		os.WriteFile(at("file"), []byte("x"), 0o600)); err != nil {
		t.Fatal(err)
	}
	for name, what := range map[string]string{
		"pipe": "a pipe", "folder": "a folder", "link": "a link that leads nowhere", "device": "a device",
		"link to a pipe": "a pipe", "socket": "a socket",
	} {
		for flag, open := range map[string]func() error{
			"read":  func() error { _, err := disk.ReadFile(at(name), 10); return err },
			"write": func() error { _, err := disk.OpenFile(at(name), os.O_RDWR|os.O_CREATE, 0o600); return err },
		} {
			if err := open(); !errors.Is(err, disk.ErrNoFile) || errors.Is(err, fs.ErrNotExist) ||
				!strings.Contains(err.Error(), "it is "+what) {
				t.Errorf("to %s %s: %v", flag, name, err)
			}
		}
	}
	if data, err := disk.ReadFile(at("file"), 1); err != nil || string(data) != "x" {
		t.Errorf("%q, %v", data, err)
	}
	if _, err := disk.ReadFile(at("file"), 0); err == nil || !strings.Contains(err.Error(), "larger") {
		t.Errorf("too large: %v", err)
	}
	if _, err := disk.ReadFile(at("none"), 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("none: %v", err)
	}
}
