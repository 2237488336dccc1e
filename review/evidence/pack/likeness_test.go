package pack

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

// check.py finds that two addresses look alike where tuar does, and for the same reason.
func TestCheckPyFindsLookAlikes(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	addresses := []string{
		"d.ito@example.com", "D.Ito@example.com ", "d.ito+work@example.com", "dito@example.com", "di.to+x@googlemail.com", "d.ito@gmail.com",
		"d.it\u043e@example.com", "d.it\u03bf@example.com", "\uff44.\uff49\uff54\uff4f@example.com", "d.ito@ex\u0430mple.com", "d.ito@xn--exmple-4nf.com",
		"d\u2024ito@example.com", "d.it0@example.com", "D.IT\u041e@example.com", "d.it\u1ecd@example.com", "\U0001d41d.\U0001d422\U0001d42d\U0001d428@example.com",
		"d. ito@example.com", "Ivan@example.com", "lvan@example.com", "marc@example.com", "rnarc@example.com", "e.ito@example.com", "d.ito@example.org", "d.ito2@example.com",
		"raj.patel@example.com", "raj.patle@example.com", "raj.patell@example.com", "raj.pattel@example.com", "raj-patel@example.com", "rajpatel@example.net", "rajpatei@example.net",
		"soc1.analyst@example.com", "soc2.analyst@example.com", "soc1.analysts@example.com", "smithson@example.com", "smithsen@example.com", "smythsen@example.com",
		"+a@example.com", "+b@example.com", "", "a", "@example.com", "a@example..com", "\u200b", "a@b@example.com",
	}
	var script bytes.Buffer
	if err := WriteScript(&script, record.Shapes{}, nil); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), CheckPath)
	if err := os.WriteFile(path, script.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	given, _ := json.Marshal(addresses)
	run := exec.CommandContext(t.Context(), python, "-I", "-B", "-c",
		"import importlib.util, json, sys\nspec = importlib.util.spec_from_file_location('check', sys.argv[1])\ncheck = importlib.util.module_from_spec(spec)\nspec.loader.exec_module(check)\n"+
			"all = json.load(sys.stdin)\nprint(json.dumps([[[check.likeness(a, b, False), check.likeness(a, b, True)] for b in all] for a in all]))", path)
	run.Stdin = bytes.NewReader(given)
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var found [][][2]person.Likeness
	if err := json.Unmarshal(out, &found); err != nil || len(found) != len(addresses) {
		t.Fatalf("%v: %.300s", err, out)
	}
	for i, a := range addresses {
		for j, b := range addresses {
			want := [2]person.Likeness{person.Like(a, b), person.Like(a, b)}
			if want[1] == person.None {
				want[1] = person.Near(a, b)
			}
			if found[i][j] != want {
				t.Errorf("%+q and %+q: check.py says %v, tuar says %v", a, b, found[i][j], want)
			}
		}
	}
}
