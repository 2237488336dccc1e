// Strings writes every text of the program that a person may read to standard output, one a line with the place where it
// stands, so that all of them can be read in one go: texts of the source with a blank between two words, the templates, and
// the guides. Run it with: go run ./.ci/strings
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	for _, top := range []string{"main.go", "ui", "review", "store", "torq"} {
		if err := filepath.WalkDir(top, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			return write(out, path)
		}); err != nil {
			fail(err)
		}
	}
	if err := out.Flush(); err != nil {
		fail(err)
	}
}

func fail(err error) {
	_, _ = fmt.Fprintln(os.Stderr, "strings:", err)
	os.Exit(1)
}

// write writes the texts of one file.
func write(out *bufio.Writer, path string) error {
	switch {
	case strings.HasSuffix(path, "_test.go"), strings.Contains(path, "testdata"):
		return nil
	case strings.HasSuffix(path, ".go"):
		return source(out, path)
	case strings.HasSuffix(path, ".gohtml"), strings.HasSuffix(path, ".md"):
		return lines(out, path)
	}
	return nil
}

// sentence matches a text with two words or more.
var sentence = regexp.MustCompile(`\pL[\pL'’,;:.)%]* +[("]?(%[a-z]|\pL)`)

// source writes the texts of a Go file, but for those that programs read: imports and tags.
func source(out *bufio.Writer, path string) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field:
			n.Tag = nil
		case *ast.BasicLit:
			text, err := strconv.Unquote(n.Value)
			if n.Kind == token.STRING && err == nil && sentence.MatchString(text) {
				_, _ = fmt.Fprintf(out, "%s\t%s\n", files.Position(n.Pos()), strings.ReplaceAll(text, "\n", "↵"))
			}
		}
		return true
	})
	return nil
}

// markup matches what is no text in a template.
var markup = regexp.MustCompile(`\{\{[^}]*\}\}|<[^>]*>`)

// lines writes the lines of a template or a guide that have words.
func lines(out *bufio.Writer, path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for n, line := range strings.Split(string(data), "\n") {
		if strings.HasSuffix(path, ".gohtml") {
			line = markup.ReplaceAllString(line, " ")
		}
		if text := strings.Join(strings.Fields(line), " "); sentence.MatchString(text) {
			_, _ = fmt.Fprintf(out, "%s:%d\t%s\n", path, n+1, text)
		}
	}
	return nil
}
