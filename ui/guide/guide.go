// Package guide holds the texts of help that are more than one command: Markdown with headings, paragraphs, tables and code.
package guide

import (
	_ "embed"
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

// Notes says what notes on keys and service accounts are, and questions and comments on rows.
//
//go:embed notes.md
var Notes string

// Roster says what a roster is, and what it gives a review.
//
//go:embed roster.md
var Roster string

// Access says how to ask who can do what, and why.
//
//go:embed access.md
var Access string

// Advice holds the rules of advice, and what follows from it. A test holds its table against the rules.
//
//go:embed advice.md
var Advice string

// Baseline says what a baseline is, and how its file is written.
//
//go:embed baseline.md
var Baseline string

// Workspaces says how several workspaces are looked at together.
//
//go:embed workspaces.md
var Workspaces string
