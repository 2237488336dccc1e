package disk_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/disk"
)

func TestFaultSaysWhatToDo(t *testing.T) {
	tests := []struct {
		err  error
		kind fault.Kind
		hint string
	}{
		{&fs.PathError{Op: "write", Path: "/x", Err: syscall.ENOSPC}, fault.Failed, "free some space"},
		{&fs.PathError{Op: "open", Path: "/x", Err: syscall.EROFS}, fault.Failed, "can only be read"},
		{&fs.PathError{Op: "open", Path: "/x", Err: fs.ErrPermission}, fault.Failed, "writable for you"},
		{&fs.PathError{Op: "mkdir", Path: "/x", Err: syscall.ENOTDIR}, fault.Failed, "move it away"},
		{errors.New("the wire is cut"), fault.Failed, ""},
		{fault.New(fault.Damaged, "no").WithHint("ask"), fault.Damaged, "ask"},
	}
	for _, tt := range tests {
		if runtime.GOOS == "windows" && errors.Is(tt.err, syscall.ENOSPC) {
			continue // Windows has numbers of its own for this
		}
		err := disk.Fault(tt.err, "writing %s", "/x")
		if fault.KindOf(err) != tt.kind || !errors.Is(err, tt.err) || !strings.HasPrefix(err.Error(), "writing /x: ") {
			t.Errorf("%v became %v", tt.err, err)
		}
		if hint := fault.HintOf(err); !strings.Contains(hint, tt.hint) || tt.hint == "" && hint != "" {
			t.Errorf("the hint for %v is %q, want %q", tt.err, hint, tt.hint)
		}
	}
	if err := disk.Fault(nil, "writing"); err != nil {
		t.Errorf("no error became %v", err)
	}
}

func TestMakeFolder(t *testing.T) {
	top := t.TempDir()
	deep := filepath.Join(top, "a", "b", "c")
	for range 2 { // the second time it is there
		if err := disk.MakeFolder(deep); err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{"a", "a/b", "a/b/c"} {
		info, err := os.Stat(filepath.Join(top, dir))
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
			t.Errorf("%s has mode %o", dir, info.Mode().Perm())
		}
	}
	file := filepath.Join(top, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, filepath.Join(file, "below")} {
		if err := disk.MakeFolder(path); !errors.Is(err, syscall.ENOTDIR) && runtime.GOOS != "windows" || err == nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}
