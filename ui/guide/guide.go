// Package guide holds the texts of help that are more than one command: Markdown with headings, paragraphs, tables and code.
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

// Cookbook holds small jobs for the command line. A test runs each as it is written.
//
//go:embed cookbook.md
var Cookbook string

// Packets says how reviewers without tuar decide.
//
//go:embed packets.md
var Packets string

// Roster says what a roster is, and what it gives a review.
//
//go:embed roster.md
var Roster string

// Block is a part of a guide: a heading, a paragraph, a table, whose first row is its head, or code.
type Block struct {
	Heading string
	Text    string
	Table   [][]string
	Code    string // without the fences
	Lang    string // of the code
}

// fence begins and ends code. There are no empty lines in it.
const fence = "```"

// Blocks cuts a guide into its parts.
func Blocks(markdown string) (blocks []Block) {
	for part := range strings.SplitSeq(strings.TrimSpace(markdown), "\n\n") {
		switch {
		case strings.HasPrefix(part, "#"):
			blocks = append(blocks, Block{Heading: strings.TrimLeft(part, "# ")})
		case strings.HasPrefix(part, fence):
			lang, code, _ := strings.Cut(strings.TrimPrefix(part, fence), "\n")
			blocks = append(blocks, Block{Lang: lang, Code: strings.TrimSuffix(code, "\n"+fence)})
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
