package share_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
)

// A disk that is full in the middle of a sync loses nothing and leaves nothing half taken; with room again it goes on.
func TestAFullDisk(t *testing.T) {
	hub, ann, _, _ := trio(t)
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a small disk")
	}
	for n := range 30 {
		ann.write(fmt.Sprint(n) + strings.Repeat(fmt.Sprint(rand.Int64()), 400))
	}
	name := ann.savePopulation(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	ann.writeAbout("population", name)
	ann.sync()
	noise := make([]byte, 300<<10)
	for i := range noise {
		noise[i] = byte(rand.Uint32())
	}
	plant(t, hub, map[string][]byte{"noise": noise})
	full, mounted := 0, false
	for _, room := range []int{120, 200, 350, 500, 600, 700, 800, 900} { // kB; where it is full differs
		t.Run(fmt.Sprint(room), func(t *testing.T) {
			dan := aDesk(t, "dan")
			if err := syscall.Mount("tmpfs", dan.home, "tmpfs", 0, fmt.Sprintf("size=%dk,mode=0700", room)); err != nil {
				t.Skipf("no small disk can be mounted here: %v", err)
			}
			mounted = true
			t.Cleanup(func() { _ = syscall.Unmount(dan.home, syscall.MNT_DETACH) })
			if err := os.WriteFile(filepath.Join(dan.home, "installation.json"), []byte(`{"writer":"dan"}`), 0o600); err != nil {
				t.Fatal(err)
			}
			dan.open()
			_, err := dan.Share.Join(t.Context(), hub, dan.options())
			if err == nil {
				return
			}
			full++
			if !strings.Contains(err.Error()+fault.HintOf(err), "disk is full") || !strings.Contains(fault.HintOf(err), "free some space") {
				t.Errorf("%v (%s)", err, fault.HintOf(err))
			}
			dan.open()
			dan.texts() // what is there checks out
			if err := syscall.Mount("tmpfs", dan.home, "tmpfs", syscall.MS_REMOUNT, "size=50m"); err != nil {
				t.Fatal(err)
			}
			if dan.join(hub); dan.texts() != ann.texts() {
				t.Error("with room again it does not come in")
			}
			if _, err := dan.Populations.Load(t.Context(), name); err != nil {
				t.Error(err)
			}
		})
	}
	if mounted && full < 2 {
		t.Errorf("the disk was full %d times", full)
	}
}
