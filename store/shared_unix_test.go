//go:build !windows

package store_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/tuar-dev/tuar/store"
)

const sharedHome = "TUAR_TEST_SHARED_HOME"

// TestWriteAsAnAccount is what TestAccountsShareAHome runs as another OS account.
func TestWriteAsAnAccount(t *testing.T) {
	home := os.Getenv(sharedHome)
	if home == "" {
		t.Skip("it runs as another account, started by TestAccountsShareAHome")
	}
	s := open(t, home)
	fill(t, s)
	lines, err := s.Journal.Lines(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("%d lines\n", len(lines))
}

func TestAccountsShareAHome(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can act as two OS accounts")
	}
	const group = 61000
	top := t.TempDir()
	test, home := filepath.Join(top, "store.test"), filepath.Join(top, "home")
	program, err := os.ReadFile(os.Args[0])
	if err == nil {
		err = os.WriteFile(test, program, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	for folder := top; folder != os.TempDir() && folder != "/"; folder = filepath.Dir(folder) {
		if err := os.Chmod(folder, 0o755); err != nil { // for other accounts to pass
			t.Fatal(err)
		}
	}
	for _, err := range []error{os.Mkdir(home, 0o700), os.Chown(home, 0, group), os.Chmod(home, 0o770|fs.ModeSetgid)} {
		if err != nil {
			t.Fatal(err)
		}
	}

	// The second has a umask that hides everything from the group.
	for i, umask := range []int{0o022, 0o077} {
		account := uint32(61001 + i)
		own := filepath.Join(top, fmt.Sprint(account))
		if err := os.Mkdir(own, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(own, int(account), group); err != nil {
			t.Fatal(err)
		}
		child := exec.Command("sh", "-c", fmt.Sprintf(`umask %04o && exec "$0" -test.v -test.run '^TestWriteAsAnAccount$'`, umask), test)
		child.Dir, child.Env = top, append(os.Environ(), sharedHome+"="+home, "XDG_DATA_HOME="+own)
		child.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: account, Gid: account, Groups: []uint32{group}}}
		out, err := child.CombinedOutput()
		if want := fmt.Sprintf("%d lines\n", i+1); err != nil || !strings.Contains(string(out), want) {
			t.Fatalf("account %d, want %q: %v\n%s", account, want, err, out)
		}
	}

	writers := map[uint32]bool{}
	err = filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		owner := info.Sys().(*syscall.Stat_t)
		want := fs.FileMode(0o640)
		if d.IsDir() {
			want = 0o770 | fs.ModeSetgid
		}
		if got := info.Mode() &^ fs.ModeDir; got != want || owner.Gid != group {
			t.Errorf("%s has mode %v and group %d", path, got, owner.Gid)
		}
		if filepath.Ext(path) == ".jsonl" {
			writers[owner.Uid] = true
		}
		if name := d.Name(); name == "installation.json" || name == "connection.json" {
			t.Errorf("%s belongs to one account", path)
		}
		return nil
	})
	if err != nil || len(writers) != 2 {
		t.Errorf("journals of %v, %v", writers, err)
	}
}

func TestAHomeThatOneAccountHasHoldsAll(t *testing.T) {
	home := t.TempDir()
	for _, mode := range []fs.FileMode{0o700, 0o775, 0o755 | fs.ModeSetgid} {
		if err := os.Chmod(home, mode); err != nil {
			t.Fatal(err)
		}
		if own, err := store.OwnDir(home); err != nil || own != home {
			t.Errorf("with mode %v: %s, %v", mode, own, err)
		}
	}
}
