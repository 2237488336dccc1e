package store_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store"
)

func write(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// holds checks that the folder holds that one file and nothing else, such as the remains of a failed writing.
func holds(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s holds %q (%v), want %q", path, got, err, want)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("there is more: %v, %v", entries, err)
	}
}

func TestAFileIsReplacedOnlyOnRequest(t *testing.T) {
	path := filepath.Join(t.TempDir(), "result.csv")
	ctx := t.Context()
	if err := (store.Files{}).Write(ctx, path, false, write("one")); err != nil {
		t.Fatal(err)
	}
	err := store.Files{}.Write(ctx, path, false, write("two"))
	if fault.KindOf(err) != fault.BadInput || !strings.Contains(fault.HintOf(err), "--force") {
		t.Errorf("got %v", err)
	}
	holds(t, path, "one")
	if err := (store.Files{}).Write(ctx, path, true, write("three")); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "three")
}

func TestAFileIsWrittenWholeOrNotAtAll(t *testing.T) {
	path := filepath.Join(t.TempDir(), "result.csv")
	if err := (store.Files{}).Write(t.Context(), path, false, write("before")); err != nil {
		t.Fatal(err)
	}
	refusal := fault.New(fault.Refused, "no")
	err := store.Files{}.Write(t.Context(), path, true, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return refusal
	})
	if fault.KindOf(err) != fault.Refused || !errors.Is(err, refusal) {
		t.Errorf("got %v", err)
	}
	holds(t, path, "before")

	ctx, cancel := context.WithCancel(t.Context())
	err = store.Files{}.Write(ctx, path, true, func(w io.Writer) error {
		cancel()
		_, err := io.WriteString(w, "half")
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	holds(t, path, "before")
}

func TestWhereNoFileCanBe(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{dir, filepath.Join(dir, "missing", "x.csv")} {
		if err := (store.Files{}).Write(t.Context(), path, true, write("x")); fault.KindOf(err) != fault.BadInput {
			t.Errorf("%s: %v", path, err)
		}
	}
	if runtime.GOOS == "windows" {
		return
	}
	if err := (store.Files{}).Write(t.Context(), os.DevNull, true, write("x")); fault.KindOf(err) != fault.BadInput {
		t.Errorf("%s: %v", os.DevNull, err)
	}
	target, link := filepath.Join(dir, "target"), filepath.Join(t.TempDir(), "link")
	if err := errors.Join(os.WriteFile(target, nil, 0o600), os.Symlink(target, link)); err != nil {
		t.Fatal(err)
	}
	if err := (store.Files{}).Write(t.Context(), link, true, write("through")); err != nil {
		t.Fatal(err)
	}
	holds(t, target, "through")
	if info, err := os.Lstat(link); err != nil || info.Mode().Type() != os.ModeSymlink {
		t.Errorf("the link was replaced: %v, %v", info, err)
	}
}

func TestReadingIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "decisions.csv")
	if err := os.WriteFile(path, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	if data, err := (store.Files{}).Read(t.Context(), path, 5); err != nil || string(data) != "12345" {
		t.Errorf("got %q, %v", data, err)
	}
	for _, tt := range []struct {
		path string
		want string
	}{{path, "larger than the 4 bytes"}, {path + ".missing", "cannot be read"}, {filepath.Dir(path), "cannot be read"}} {
		if _, err := (store.Files{}).Read(t.Context(), tt.path, 4); fault.KindOf(err) != fault.BadInput ||
			!strings.Contains(err.Error(), tt.path+" ") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.path, err)
		}
	}
}
