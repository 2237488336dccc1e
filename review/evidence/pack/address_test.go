package pack

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"github.com/tuar-dev/tuar/review/person"
)

// check.py takes two addresses for one where tuar does, and only there.
func TestCheckPyComparesAddressesAlike(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("TUAR_TEST_STOCK_TOOLS") == "required" {
			t.Fatal(err)
		}
		t.Skip("there is no python3")
	}
	addresses := []string{
		"a.berg@example.com", " A.Berg@Example.COM\t", "a.berg@example.com.", "aberg@example.com", "a.berg+x@example.com", "a@berg@example.com",
		"mu\u0308ller@example.com", "m\u00fcller@example.com", "MU\u0308LLER@EXAMPLE.com", "zero@example.com\u200b", "\ufeffze\u00adro@example.com",
		"ze\u034fro@exam\u2060ple.com", "zero\ufe0f@example.com", "z\u3164ero@example.com", "zero@example.com", "zero\U000e0101@example.com",
		"nbsp@example.com\u00a0", "nbsp@example.com", "nul\x00@example.com", "nul@example.com", "n\x1cul@example.com", "n\x85ul@example.com", "n ul@example.com",
		"\u212aim@example.com", "kim@example.com", "\u017fam@example.com", "sam@example.com", "\u03c3\u03c2@example.com", "\u03a3\u03a3@example.com",
		"stra\u00dfe@example.com", "STRA\u1e9eE@example.com", "strasse@example.com", "\u0130@example.com", "i@example.com", "\u0131@example.com",
		"a@xn--exmple-cua.com", "a@XN--EXMPLE-CUA.com", "a@ex\u00e4mple.com", "a@xn--\u00e4.com", "a@xn--!!!.com", "a@xn--exmple-4nf.com", "a@example.com",
		"\uff41@example.com", "\u0430@example.com", "a", "@example.com", "example.com", "", " ", "\u200b", ".@a", "a@example..com",
		"\u13a0@example.com", "\uab70@example.com", "\u1f88@example.com", "\u1f80@example.com", "\ufb03@example.com", "\u01c4@example.com", "\u01c6@example.com",
	}
	given, _ := json.Marshal(addresses)
	run := exec.CommandContext(t.Context(), python, "-I", "-B", "-c",
		"import importlib.util, json, sys\nspec = importlib.util.spec_from_file_location('check', sys.argv[1])\ncheck = importlib.util.module_from_spec(spec)\nspec.loader.exec_module(check)\n"+
			"print(json.dumps([check.address(a) for a in json.load(sys.stdin)]))", CheckPath)
	run.Stdin = bytes.NewReader(given)
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var keys []string
	if err := json.Unmarshal(out, &keys); err != nil || len(keys) != len(addresses) {
		t.Fatalf("%v: %s", err, out)
	}
	for i, a := range addresses {
		for j, b := range addresses {
			if i < j && keys[i] != "" && (keys[i] == keys[j]) != person.Same(a, b) {
				t.Errorf("%+q and %+q are %+q and %+q; tuar says that they are one: %v", a, b, keys[i], keys[j], person.Same(a, b))
			}
		}
		if (keys[i] == "") != (person.Key(a) == "") {
			t.Errorf("%+q is %+q, and %+q by tuar", a, keys[i], person.Key(a))
		}
	}
}
