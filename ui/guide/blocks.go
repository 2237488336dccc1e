package guide

import (
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// Block is a part of a guide: a heading, a paragraph, the items of a list, a table, whose first row is its head, or code.
// Texts are without the marks of Markdown.
type Block struct {
	Heading string
	Text    string
	Items   []string
	Ordered int // the number of the first item; 0 if the items have none
	Table   [][]string
	Code    string
	Lang    string // of the code
}

var markdown = goldmark.New(goldmark.WithExtensions(extension.Table))

// Blocks cuts a guide into its parts. What has no place in a terminal, as a comment or a picture, is left out.
func Blocks(source string) (blocks []Block) {
	s := []byte(source)
	for n := markdown.Parser().Parse(text.NewReader(s)).FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			blocks = append(blocks, Block{Heading: plain(n, s)})
		case *ast.Paragraph:
			blocks = append(blocks, Block{Text: plain(n, s)})
		case *ast.List:
			list := Block{}
			if n.IsOrdered() {
				list.Ordered = n.Start
			}
			for item := n.FirstChild(); item != nil; item = item.NextSibling() {
				list.Items = append(list.Items, plain(item, s))
			}
			blocks = append(blocks, list)
		case *ast.FencedCodeBlock:
			blocks = append(blocks, Block{Lang: string(n.Language(s)), Code: strings.TrimRight(string(n.Lines().Value(s)), "\n")})
		case *tables.Table:
			blocks = append(blocks, Block{Table: cells(n, s)})
		}
	}
	return blocks
}

// cells returns the cells of a table, its head first.
func cells(table ast.Node, source []byte) (rows [][]string) {
	for row := table.FirstChild(); row != nil; row = row.NextSibling() {
		var out []string
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			out = append(out, plain(cell, source))
		}
		rows = append(rows, out)
	}
	return rows
}

// plain returns the text of a node, without its marks.
func plain(node ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(n.Segment.Value(source))
				if n.SoftLineBreak() || n.HardLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.String:
			if entering {
				b.Write(n.Value)
			}
		case *ast.AutoLink:
			if entering {
				b.Write(n.Label(source))
			}
		case *ast.Paragraph:
			if entering && b.Len() > 0 {
				b.WriteByte(' ') // a further one of a list item
			}
		}
		return ast.WalkContinue, nil // which returns no error
	})
	return b.String()
}
