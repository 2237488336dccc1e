package uitest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/ui/theme"
)

// Size is the size of a terminal.
type Size struct{ Width, Height int }

// The sizes in which screens are tested: the smallest that stays usable, the usual one, and a large one.
var (
	Small = Size{60, 16}
	Usual = Size{80, 24}
	Large = Size{160, 45}
)

// Body returns the number of lines of the terminal that the app leaves to a screen.
func (s Size) Body() int {
	if s.Height < 20 {
		return s.Height - 2
	}
	return s.Height - 3
}

// String returns the size as names of golden files have it.
func (s Size) String() string { return fmt.Sprintf("%dx%d", s.Width, s.Height) }

// Look draws a scene in all sizes and checks that the texts are seen in each. The frames of the sizes named by kept are
// compared with golden files.
func Look(t *testing.T, scene string, draw func(*testing.T, Size) string, kept []Size, texts ...string) {
	t.Helper()
	for _, size := range []Size{Small, Usual, Large} {
		t.Run(scene+"-"+size.String(), func(t *testing.T) {
			frame := draw(t, size)
			for _, text := range texts {
				if !strings.Contains(frame, text) {
					t.Errorf("%q is not on the screen:\n%s", text, frame)
				}
			}
			if slices.Contains(kept, size) {
				Golden(t, frame)
			}
		})
	}
}

// Look does so with what the window shows.
func (w *Window) Look(t *testing.T, scene string, kept []Size, texts ...string) {
	t.Helper()
	Look(t, scene, func(_ *testing.T, size Size) string { return w.Draw(theme.New(true, true), size.Width, size.Body()) }, kept, texts...)
}

var update = flag.Bool("update", false, "write the frames that tests compare with")

// Golden compares a frame with the one under testdata that has the test's name. go test -update writes it.
func Golden(t *testing.T, frame string) {
	t.Helper()
	path := filepath.Join("testdata", t.Name()+".golden")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(frame), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// Git for Windows may check out other line ends.
	lines := strings.Split(strings.ReplaceAll(string(want), "\r\n", "\n"), "\n")
	if diff := cmp.Diff(lines, strings.Split(frame, "\n")); diff != "" {
		t.Errorf("the frame (+) is not the one in %s (-):\n%s\nThe frame:\n%s", path, diff, frame)
	}
}
