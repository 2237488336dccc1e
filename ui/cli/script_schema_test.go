package cli_test

import (
	"encoding/json"
	"os/exec"
	"path/filepath"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/rogpeppe/go-internal/testscript"
)

// cmdFits checks that what a command wrote fits its JSON Schema, as tuar help json prints it: "fits FILE COMMAND...".
func cmdFits(ts *testscript.TestScript, neg bool, args []string) {
	printed, err := exec.Command(filepath.Join(bin, "tuar"), append([]string{"help", "json"}, args[1:]...)...).Output()
	ts.Check(err)
	var schema jsonschema.Schema
	ts.Check(json.Unmarshal(printed, &schema))
	resolved, err := schema.Resolve(nil)
	ts.Check(err)
	var value any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &value))
	if list, ok := value.([]any); ok && len(list) == 0 && !neg {
		ts.Fatalf("%s is an empty list, which shows nothing", args[0])
	}
	if err := resolved.Validate(value); (err != nil) != neg {
		ts.Fatalf("tuar %v writes what its schema does not allow: %v (not: %v)", args[1:], err, neg)
	}
}
