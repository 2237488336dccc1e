package pack

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// check.py takes a change of a setting for one that loosens a guard where tuar does.
func TestCheckPyTellsWhatLoosens(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	levels := []string{"", "declared", "os", "api-key", "ssh", "blood"}
	values := map[string][]string{
		"rules.dormant_days": {"60", "90", "x", ""}, "remediation.count_percent": {"10", "20", "101"}, "domains": {"", "example.com", "example.com, example.org", `["a"]`},
		"rules.privileged_scopes": {"*", "a.*, b.*", `["a,b"]`, "b.*"}, "remediation.methods": {"api", "api, webhook", "webhook, api", ""},
		"elevation.open_for": {"24h", "90m", "3d", "1h30m", "soon", "0"}, "evidence.keep_answers": {"true", "false", "x"}, "elevation.notice_by_webhook": {"true", "false"},
		"elevation.notice": {"10m", "20m"}, "region": {"us", "eu"}, "webhook": {"none", "set"}, "owners": {"", "a@example.com"}, "x.new": {"1", "2"}, "v": {"1", "2"},
		"required_assurance.decide": levels, "required_assurance.none": levels,
		"elevation.rules": {
			"[]", "x", `[{"role":"*","longest":"8h","approvals":1}]`, `[{"role":"*","longest":"480m","approvals":1}]`, `[{"role":"*","longest":"90m","approvals":2}]`,
			`[{"role":"Owner","role_id":"r-1","longest":"2h","approvals":1,"approvers":["rita@example.com"],"break_glass":["sam@example.com"]}]`,
			`[{"role":"owner","longest":"2h","approvals":1,"approvers":["Rita@example.com"],"break_glass":[]}]`, `[{"role":"*","longest":"1d","approvals":0,"auto_approve":true}]`,
			`[{"role":"*","longest":"8h","approvals":1,"ticket_needed":true}]`, `[{"role":"*","longest":"8h","approvals":1,"reason_pattern":"INC"}]`,
			`[{"role":"*","longest":"8h","approvals":1,"may_request":"sso"}]`, `[{"role":"*","longest":"8h","approvals":1,"requesters":["a@example.com","b@example.com"]}]`,
			`[{"role":"*","longest":"8h","approvals":1,"requesters":["b@example.com"]},{"role":"Viewer","longest":"1h","approvals":1}]`, `[{"role":"*","longest":"8h","approvals":1,"new":true}]`,
		},
	}
	type pair [3]string
	var pairs []pair
	for key, all := range values {
		for _, old := range all {
			for _, now := range all {
				pairs = append(pairs, pair{key, old, now})
			}
		}
	}
	var script bytes.Buffer
	if err := WriteScript(&script, record.Shapes{}, nil); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), CheckPath)
	if err := os.WriteFile(path, script.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	given, _ := json.Marshal(pairs)
	run := exec.CommandContext(t.Context(), python, "-I", "-B", "-c",
		"import importlib.util, json, sys\nspec = importlib.util.spec_from_file_location('check', sys.argv[1])\ncheck = importlib.util.module_from_spec(spec)\nspec.loader.exec_module(check)\n"+
			"print(json.dumps([check.loosens(*one) for one in json.load(sys.stdin)]))", path)
	run.Stdin = bytes.NewReader(given)
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var found []bool
	if err := json.Unmarshal(out, &found); err != nil || len(found) != len(pairs) {
		t.Fatalf("%v: %.300s", err, out)
	}
	for i, p := range pairs {
		if want := settings.Loosens(p[0], p[1], p[2]); found[i] != want {
			t.Errorf("%s from %q to %q: check.py says %v, tuar says %v", p[0], p[1], p[2], found[i], want)
		}
	}
}
