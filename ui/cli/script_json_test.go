package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdJSON looks at JSON: "json FILE PATH WANT" compares what stands at the path, "json FILE PATH -> NAME" puts it into
// the environment. FILE may be stdout or stderr; a path is "campaigns.0.state", "len(attention)" or ".".
func cmdJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 3 {
		ts.Fatalf("usage: json FILE PATH WANT, or json FILE PATH -> NAME")
	}
	got := at(ts, args[0], args[1])
	if args[2] == "->" {
		ts.Setenv(args[3], got)
		return
	}
	if want := args[2]; (got == want) == neg {
		ts.Fatalf("%s in %s is %q, want %q (not: %v)", args[1], args[0], got, want, neg)
	}
}

// cmdNames checks that the object at the path has at least these names: "names FILE PATH NAME...".
func cmdNames(ts *testscript.TestScript, _ bool, args []string) {
	var object map[string]any
	if err := json.Unmarshal([]byte(at(ts, args[0], args[1])), &object); err != nil {
		ts.Fatalf("%s in %s is no object: %v", args[1], args[0], err)
	}
	for _, name := range args[2:] {
		if _, ok := object[name]; !ok {
			ts.Fatalf("%s in %s lacks %q: it has %v", args[1], args[0], name, object)
		}
	}
}

// at is what stands at a path: a text as it is, anything else as JSON.
func at(ts *testscript.TestScript, file, path string) string {
	var v any
	if err := json.Unmarshal([]byte(ts.ReadFile(file)), &v); err != nil {
		ts.Fatalf("%s is not JSON: %v", file, err)
	}
	inner, length := strings.CutPrefix(path, "len(")
	inner = strings.TrimSuffix(inner, ")")
	if !length {
		inner = path
	}
	for step := range strings.SplitSeq(inner, ".") {
		if step == "" {
			continue
		}
		switch x := v.(type) {
		case map[string]any:
			found, ok := x[step]
			if !ok {
				ts.Fatalf("%s has no %q", file, step)
			}
			v = found
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(x) {
				ts.Fatalf("%s has no element %s (%d)", file, step, len(x))
			}
			v = x[i]
		default:
			ts.Fatalf("%s has nothing below %q", file, step)
		}
	}
	if length {
		list, ok := v.([]any)
		if !ok {
			ts.Fatalf("%s in %s is no list", inner, file)
		}
		return fmt.Sprint(len(list))
	}
	if text, ok := v.(string); ok {
		return text
	}
	out, err := json.Marshal(v)
	ts.Check(err)
	return string(out)
}

// cmdEdit replaces a text everywhere in the files that match a pattern: "edit GLOB OLD NEW". It must be there.
func cmdEdit(ts *testscript.TestScript, _ bool, args []string) {
	files, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	changed := false
	for _, file := range files {
		data, err := os.ReadFile(file)
		ts.Check(err)
		after := strings.ReplaceAll(string(data), args[1], args[2])
		changed = changed || after != string(data)
		ts.Check(os.WriteFile(file, []byte(after), 0o600))
	}
	if !changed {
		ts.Fatalf("no file of %s holds %q", args[0], args[1])
	}
}

// cmdAbsent checks that nothing matches a pattern: "absent GLOB".
func cmdAbsent(ts *testscript.TestScript, _ bool, args []string) {
	files, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(files) > 0 {
		ts.Fatalf("there is %s", strings.Join(files, ", "))
	}
}

// cmdTear leaves half a line at the end of the file that matches a pattern, as a power cut does: "tear GLOB".
func cmdTear(ts *testscript.TestScript, _ bool, args []string) {
	files, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(files) != 1 {
		ts.Fatalf("%d files match %s", len(files), args[0])
	}
	data, err := os.ReadFile(files[0])
	ts.Check(err)
	ts.Check(os.WriteFile(files[0], append(data, `{"v":1,"seq":`...), 0o600))
}
