package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/fault"
)

var commands = []string{
	"vi", "  code  --wait ", `'/Applications/Some Editor/ed' -w`, `"/opt/my editor/ed" -w`, `/opt/my\ editor/ed -w`, `ed 'a"b' "c'd" e\"f`, `ed "a\"b\\c\d"`, `'it'"'"'s' x`,
	`ed ''`, `ed "" ''x`, "ed\t-a\n-b", `a"b c"d`, `ed a\\b`, `ed ünïcode "理 由"`,
}

// A real shell splits the commands in the same words.
func TestShellWordsAreThoseOfAShell(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no sh")
	}
	for _, command := range commands {
		out, err := exec.Command("sh", "-c", `printf '%s\n' `+strings.NewReplacer("\n", " ", "\t", " ").Replace(command)).Output()
		if err != nil {
			t.Fatal(err)
		}
		got, err := shellWords(command, true)
		if err != nil {
			t.Errorf("%s: %v", command, err)
		}
		if diff := cmp.Diff(strings.Split(strings.TrimSuffix(string(out), "\n"), "\n"), got); diff != "" {
			t.Errorf("%s: %s", command, diff)
		}
	}
	for _, command := range []string{`'ed`, `"ed`, `ed "a\"`, `ed \`} {
		if words, err := shellWords(command, true); err == nil {
			t.Errorf("%s is split into %q", command, words)
		}
	}
	if got, err := shellWords(`"C:\Program Files\ed.exe" -w C:\x`, false); err != nil || !cmp.Equal(got, []string{`C:\Program Files\ed.exe`, "-w", `C:\x`}) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestEditorOf(t *testing.T) {
	program := filepath.Join(t.TempDir(), "my ed")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"), 0o700); err != nil { //nolint:gosec // it is to be run
		t.Fatal(err)
	}
	if got, err := editorOf(" " + program + " "); err != nil || !cmp.Equal(got, []string{program}) {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := editorOf("'" + program + "' -w"); err != nil || !cmp.Equal(got, []string{program, "-w"}) {
		t.Errorf("%q, %v", got, err)
	}
	for _, value := range []string{"", "  ", "''", "'vi"} {
		if _, err := editorOf(value); fault.KindOf(err) != fault.BadInput {
			t.Errorf("%q: %v", value, err)
		}
	}
}

// A ~ that begins the program is the home folder, as a shell reads it, and another one is refused.
func TestAnEditorBelowTheHomeFolder(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	if got, err := editorOf("~/bin/ed -w"); err != nil || !cmp.Equal(got, []string{filepath.Join(home, "bin", "ed"), "-w"}) {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := editorOf("~other/ed"); fault.KindOf(err) != fault.BadInput {
		t.Errorf("%q, %v", got, err)
	}
}
