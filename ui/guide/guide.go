// Package guide holds the texts of help that are more than one command: Markdown with headings, paragraphs and tables.
package guide

import (
	_ "embed"
	"strings"
)

// Rights says who may do what. A test does every act of its tables as everyone in them.
//
//go:embed rights.md
var Rights string

// Exports says what each column of the exports for other systems holds. Tests hold its tables against the exports.
//
//go:embed exports.md
var Exports string

// Share says how a record is shared between machines.
//
//go:embed share.md
var Share string

// Block is a part of a guide: a heading, a paragraph or a table, whose first row is its head.
type Block struct {
	Heading string
	Text    string
	Table   [][]string
}

// Blocks cuts a guide into its parts.
func Blocks(markdown string) (blocks []Block) {
	for part := range strings.SplitSeq(strings.TrimSpace(markdown), "\n\n") {
		switch {
		case strings.HasPrefix(part, "#"):
			blocks = append(blocks, Block{Heading: strings.TrimLeft(part, "# ")})
		case strings.HasPrefix(part, "|"):
			blocks = append(blocks, Block{Table: table(part)})
		default:
			blocks = append(blocks, Block{Text: part})
		}
	}
	return blocks
}

// table returns the cells of a Markdown table, without the line that parts its head.
func table(text string) (rows [][]string) {
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(line, "|-") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, cells)
	}
	return rows
}
