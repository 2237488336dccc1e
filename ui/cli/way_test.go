package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
)

// A hint shows an act as a command: each act must be one.
func TestEveryActIsACommand(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../../review/fault/way.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	root, n := (&session{}).root(), 0
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || len(spec.Values) == 0 {
			return true
		}
		act, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		n++
		if act == string(fault.Identify) {
			return true
		}
		words := slices.DeleteFunc(strings.Fields(act), func(word string) bool { return strings.HasPrefix(word, "--") })
		if c, rest, err := root.Find(words); err != nil || len(rest) > 0 || c.Name() != words[len(words)-1] {
			t.Errorf("%s is no command: %v, %v", act, rest, err)
		}
		return true
	})
	if n < 20 {
		t.Errorf("%d acts were found", n)
	}
}
