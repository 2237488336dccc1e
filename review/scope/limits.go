package scope

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// maxLength and maxNodes bound an expression: an auditor has to read it.
const (
	maxLength = 4000 // characters
	maxNodes  = 500
)

// functions lists those an expression may call. None of them makes a list or a text longer than those of a row.
var functions = []string{
	"all", "any", "none", "one", "count", "filter", "find", "first", "last", "len",
	"lower", "upper", "trim", "trimPrefix", "trimSuffix", "hasPrefix", "hasSuffix", "indexOf", "lastIndexOf",
	"abs", "min", "max", "int",
}

// bounded refuses constructs by which a short expression could run for ever, or fill the memory, on a single row:
// ranges, variables, and a condition on each element inside a condition on each element.
func bounded(source string) error {
	if utf8.RuneCountInString(source) > maxLength {
		return fmt.Errorf("it is longer than %d characters", maxLength)
	}
	tree, err := parser.Parse(source)
	if err != nil {
		return err
	}
	var b bounds
	ast.Walk(&tree.Node, &b)
	if b.err == nil {
		return nil
	}
	return b.err.Bind(tree.Source)
}

// bounds visits an expression from the leaves up and keeps the first thing it cannot allow.
type bounds struct {
	err   *file.Error
	inner bool // visiting inside a condition on each element
}

func (b *bounds) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.BinaryNode:
		if n.Operator == ".." {
			b.refuse(n, "a range of numbers has no place here")
		}
	case *ast.VariableDeclaratorNode:
		b.refuse(n, "a variable has no place here")
	case *ast.BuiltinNode:
		if !slices.Contains(functions, n.Name) {
			b.refuse(n, "%s() has no place here", n.Name)
		}
	case *ast.PredicateNode:
		if b.inner {
			b.refuse(n, "a condition on each element cannot hold another one")
			return
		}
		within := bounds{inner: true}
		ast.Walk(&n.Node, &within)
		b.err = orFirst(b.err, within.err)
	}
}

func (b *bounds) refuse(n ast.Node, format string, args ...any) {
	b.err = orFirst(b.err, &file.Error{Location: n.Location(), Message: fmt.Sprintf(format, args...)})
}

func orFirst(a, b *file.Error) *file.Error {
	if a != nil {
		return a
	}
	return b
}
