package pack_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

// newer names on stdout whatever in the script on stdin a Python 3.6 does not know: grammar, modules, names and
// arguments.
const newer = `
import ast, sys
text = sys.stdin.read()
try:
    tree = ast.parse(text, feature_version=(3, 6))
except SyntaxError as e:
    sys.exit("line %d: %s" % (e.lineno, e.msg))
modules = set("dataclasses contextvars importlib.resources importlib.metadata zoneinfo graphlib tomllib".split())
names = set("removeprefix removesuffix isascii fromisoformat reconfigure cached_property cache prod isqrt dist comb perm lcm nextafter ulp "
            "file_digest pairwise batched bit_count time_ns perf_counter_ns monotonic_ns process_time_ns fmean geometric_mean multimode quantiles "
            "breakpoint aiter anext hardlink_to is_relative_to with_stem readlink get_running_loop to_thread packages_distributions "
            "nullcontext chdir unparse indent get_origin get_args Protocol Final Literal TypedDict Annotated CalledProcessWarning "
            "UTC ExceptionGroup EncodingWarning randbytes copy_context stdlib_module_names orig_argv shlex_join".split())
arguments = set("capture_output text dirs_exist_ok missing_ok ignore_cleanup_errors strict usedforsecurity indent_level pos key_only sep bytes_per_sep".split())
for node in ast.walk(tree):
    wrong = None
    if isinstance(node, ast.Import):
        wrong = next((a.name for a in node.names if a.name in modules), None)
    elif isinstance(node, ast.ImportFrom):
        wrong = node.module if node.module in modules else next((a.name for a in node.names if a.name in names), None)
    elif isinstance(node, ast.Attribute) and node.attr in names:
        wrong = node.attr
    elif isinstance(node, ast.Name) and node.id in names:
        wrong = node.id
    elif isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        wrong = next((k.arg for k in node.keywords if k.arg in arguments and called not in ("print", "dict")), None)
    if wrong:
        print("line %d: %s" % (node.lineno, wrong))
`

// check.py says that it needs Python 3.6. There is none here, so nothing newer may stand in it.
func TestCheckPyNeedsNothingNewerThanItSays(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("TUAR_TEST_STOCK_TOOLS") == "required" {
			t.Fatal(err)
		}
		t.Skip("there is no python3")
	}
	find := func(script string) string {
		c := exec.CommandContext(t.Context(), python, "-I", "-c", newer)
		c.Stdin = strings.NewReader(script)
		out, err := c.CombinedOutput()
		if err != nil {
			return string(out) + err.Error()
		}
		return string(out)
	}
	var script bytes.Buffer
	if err := pack.WriteScript(&script, record.Shapes{}, rights.Needs{}); err != nil {
		t.Fatal(err)
	}
	if found := find(script.String()); found != "" {
		t.Error(found)
	}
	for _, bad := range []string{
		"if (n := 1): pass", "def f(a, /): pass", "match 1:\n  case 1: pass", "'x'.removeprefix('y')", "import dataclasses", "from functools import cache",
		"import subprocess\nsubprocess.run([], capture_output=True)", "from math import prod",
	} {
		if find(bad) == "" {
			t.Errorf("%s: was not found", bad)
		}
	}
	first, _, _ := strings.Cut(script.String(), "\"\"\"")
	if !strings.Contains(first, "Needs Python 3.6") {
		t.Errorf("it begins with %q", first)
	}
	for _, c := range []string{"ssh-keygen", "not derived here"} {
		if !strings.Contains(script.String(), c) {
			t.Errorf("it does not say %q", c)
		}
	}
}
