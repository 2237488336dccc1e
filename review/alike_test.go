package review_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// check.py finds in a tampered pack what tuar finds, and says so in a sentence.
func TestCheckPyJudgesJournalsAlike(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes long")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("TUAR_TEST_STOCK_TOOLS") == "required" {
			t.Fatal(err)
		}
		t.Skip("there is no python3")
	}
	o := newOffice(t)
	run := func(t *testing.T, c *content) (out string, ok bool) {
		t.Helper()
		return runCheckPy(t, python, t.TempDir(), c)
	}
	if out, ok := run(t, contentOf(t, o.path)); !ok {
		t.Fatal(out)
	}
	says := map[string]string{
		"a journal taken away":       "which is missing or another",
		"the last line cut off":      "which is missing or another",
		"a decision written anew":    "which is missing or another",
		"a signed line written anew": "says something else than what was signed",
		"a signature moved":          "says something else than what was signed",
		"an assurance claimed":       "claims to be signed, but bears no signature",
	}
	for name, kind := range journalTampering(o) {
		if kind.check != "journals" && kind.check != "heads" && kind.check != "signed lines" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			c := contentOf(t, o.path)
			kind.do(c)
			out, ok := run(t, c)
			if ok || !strings.Contains(out, "FAIL") || !strings.Contains(out, says[name]) || strings.Contains(out, "Traceback") {
				t.Errorf("ok: %v, want %q in\n%s", ok, says[name], out)
			}
		})
	}
}
