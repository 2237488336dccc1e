package atomicfile_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/tuar-dev/tuar/store/atomicfile"
)

// TestMain turns the test binary into a process that begins to write a file and does not finish.
func TestMain(m *testing.M) {
	if path := os.Getenv("TUAR_TEST_UNFINISHED"); path != "" {
		fmt.Println(atomicfile.Write(path, 0o600, func(w io.Writer) error {
			_, _ = io.WriteString(w, "half")
			fmt.Println("writing")
			_, err := io.Copy(io.Discard, os.Stdin)
			return err
		}))
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// unfinished starts a process that is in the middle of writing a file.
func unfinished(t *testing.T, path string) (process *exec.Cmd, in io.WriteCloser) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	process = exec.Command(program)
	process.Env = append(os.Environ(), "TUAR_TEST_UNFINISHED="+path)
	in, err = process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close(); _ = process.Process.Kill(); _ = process.Wait() })
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "writing\n" {
		t.Fatal(line, err)
	}
	return process, in
}

// What a killed process left is removed by the next one. What a living one writes stays, and so do files of people.
func TestWhatKilledProcessesLeaveIsRemoved(t *testing.T) {
	dir := t.TempDir()
	killed, _ := unfinished(t, filepath.Join(dir, "killed"))
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = killed.Wait()
	alive, in := unfinished(t, filepath.Join(dir, "alive")) // it removes what the first left, and not its own
	for _, notes := range []string{".tuar-notes", ".tuar-", ".tuar-12x"} {
		if err := os.WriteFile(filepath.Join(dir, notes), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := atomicfile.Write(filepath.Join(dir, "mine"), 0o600, text("whole")); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); len(got) != 5 || !slices.Contains(got, "mine") {
		t.Errorf("while one writes there are %q", got)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	_ = alive.Wait()
	if got, want := names(t, dir), []string{".tuar-", ".tuar-12x", ".tuar-notes", "alive", "mine"}; !slices.Equal(got, want) {
		t.Errorf("there are %q, want %q", got, want)
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, e := range entries {
		found = append(found, e.Name())
	}
	return found
}
