package child_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/scrub"
	"github.com/tuar-dev/tuar/store/child"
)

func TestChildrenGetNoSecrets(t *testing.T) {
	if _, err := exec.LookPath("env"); err != nil {
		t.Skip("there is no program env here")
	}
	const secret = "chi1d-secret-9x"
	scrub.Know(secret)
	t.Setenv("TORQ_CLIENT_SECRET", "another")
	t.Setenv("TUAR_WEBHOOK_URL", "https://hooks.example.com/x")
	t.Setenv("TUAR_WEBHOOK_SECRET", "another")
	t.Setenv("TORQ_CLIENT_SECRET_PROD", "another")
	t.Setenv("MY_COPY", "id:"+secret)
	t.Setenv("TUAR_TEST_CHILD", "is there")
	out, err := child.Command(t.Context(), "env").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"TORQ_CLIENT_SECRET", "TUAR_WEBHOOK", "MY_COPY", secret} {
		if strings.Contains(string(out), name) {
			t.Errorf("a child sees %s", name)
		}
	}
	if !strings.Contains(string(out), "TUAR_TEST_CHILD=is there") {
		t.Error("a child does not see the rest")
	}
}

// No other part of tuar makes children by itself.
func TestAllChildrenAreMadeHere(t *testing.T) {
	made := regexp.MustCompile(`exec\.Command|os\.StartProcess|syscall\.Exec`)
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
			strings.HasSuffix(path, filepath.Join("child", "command.go")) {
			return err
		}
		text, err := os.ReadFile(path)
		if made.Match(text) {
			t.Errorf("%s makes a child by itself", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
