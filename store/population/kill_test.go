package population_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	kept "github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/store/population"
)

// TestMain turns the test binary into a process that compresses the populations it reads the names of.
func TestMain(m *testing.M) {
	dir := os.Getenv("TUAR_TEST_COMPRESS")
	if dir == "" {
		os.Exit(m.Run())
	}
	for names := bufio.NewScanner(os.Stdin); names.Scan(); {
		if _, err := population.In(dir).Compress(context.Background(), names.Text(), false); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// some saves populations and returns their names.
func some(t *testing.T, dir string, n int) []string {
	t.Helper()
	names := make([]string, n)
	for i := range names {
		p := &kept.Population{V: 1, Workspace: fmt.Sprint("w", i)}
		for u := range 400 {
			p.Users = append(p.Users, kept.User{
				ID: fmt.Sprintf("%d-%d", i, u), Email: fmt.Sprintf("user%d@example.com", u),
				RoleID: "view",
			})
		}
		var err error
		if names[i], err = population.In(dir).Save(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	return names
}

func compressing(t *testing.T, dir string, names []string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env, cmd.Stderr = append(os.Environ(), "TUAR_TEST_COMPRESS="+dir), os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for _, name := range names {
			_, _ = fmt.Fprintln(in, name) // nobody may be there any more
		}
		_ = in.Close()
	}()
	return cmd
}

// Whenever compressing is killed, every population reads, and compressing again finishes it.
func TestKilledWhileCompressing(t *testing.T) {
	dir := t.TempDir()
	names := some(t, dir, 40)
	kills, rounds := 0, 12
	if testing.Short() {
		rounds = 3
	}
	for range rounds {
		cmd := compressing(t, dir, names)
		time.Sleep(time.Duration(rand.IntN(40_000)) * time.Microsecond)
		if cmd.Process.Kill() == nil {
			kills++
		}
		_ = cmd.Wait()
		for _, name := range names {
			if _, err := population.In(dir).Load(t.Context(), name); err != nil {
				t.Fatalf("after kill %d: %v", kills, err)
			}
		}
	}
	for _, name := range names {
		if _, err := population.In(dir).Compress(t.Context(), name, false); err != nil {
			t.Fatal(err)
		}
	}
	if plain, err := filepath.Glob(filepath.Join(dir, "populations", "*.json")); err != nil || len(plain) > 0 {
		t.Errorf("still plain: %v, %v", plain, err)
	}
}

// Two processes at it, and a reader, do not get in each other's way.
func TestTwoCompressWhileOneReads(t *testing.T) {
	dir := t.TempDir()
	names := some(t, dir, 30)
	a, b := compressing(t, dir, names), compressing(t, dir, names)
	var wg sync.WaitGroup
	done := make(chan struct{})
	wg.Go(func() {
		for {
			for _, name := range names {
				if _, err := population.In(dir).Load(t.Context(), name); err != nil {
					t.Error(err)
					return
				}
			}
			select {
			case <-done:
				return
			default:
			}
		}
	})
	for _, cmd := range []*exec.Cmd{a, b} {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	close(done)
	wg.Wait()
}
