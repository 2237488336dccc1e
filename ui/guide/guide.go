// Package guide holds the texts of help that are more than one command: Markdown, which GitHub shows as well.
package guide

import (
	"embed"
	"slices"
)

// Topic is a text of the guide: tuar help NAME.
type Topic struct{ Name, Short string }

// Topics lists all texts in the order in which help lists them.
var Topics = []Topic{
	{"concepts", "Explain the words that tuar uses"},
	{"reviewing", "Show reviewers how to decide and sign off"},
	{"accessible", "Show tuar in plain lines, for screen readers"},
	{"keys", "List the keys of each screen"},
	{"filter", "Explain filters: words, fields, completion and order"},
	{"configuration", "Explain the configuration of a machine: theme, keys, mouse"},
	{"hints", "Explain each hint and what to do about it"},
	{"advice", "Explain the recommendations"},
	{"notes", "Explain notes, questions, comments and attached files"},
	{"packets", "Explain packets, for reviewers without tuar"},
	{"campaigns", "Show campaign owners how to make, assign, remind and close"},
	{"roster", "Explain the roster and what it gives a review"},
	{"remediation", "Explain how decisions are carried out and proven"},
	{"webhook", "Explain what a Torq workflow that makes changes must do"},
	{"elevation", "Explain roles for a limited time and their rules"},
	{"access", "Show how to ask who can do what, and why"},
	{"baseline", "Explain the baseline and how its file is written"},
	{"setup", "Show administrators the API key, variables, timers and settings"},
	{"people", "Explain people, aliases, rights and second owners"},
	{"rights", "List each act and who may do it"},
	{"workspaces", "Show how several workspaces are looked at together"},
	{"share", "Explain how a record is shared between machines"},
	{"evidence", "Show auditors what a pack holds and how to check it"},
	{"threats", "Say what can go wrong and what tuar promises"},
	{"safety", "Give the argument for each guarantee, and the test that shows it"},
	{"network", "Show what happens when Torq or the network fails"},
	{"scripts", "List exit codes and formats for programs"},
	{"cookbook", "Show ten small jobs for the command line"},
	{"exports", "List the columns of the exports for other systems"},
	{"compare", "Compare tuar with other ways to review access"},
	{"faq", "Answer common questions"},
}

//go:embed *.md
var files embed.FS

// Text returns a text of the guide as Markdown, and empty if there is none of that name. Tests do or run what the tables of
// rights and advice and the recipes of the cookbook say.
func Text(name string) string {
	if name == "hints" {
		return Hints()
	}
	if !slices.ContainsFunc(Topics, func(t Topic) bool { return t.Name == name }) {
		return ""
	}
	text, err := files.ReadFile(name + ".md")
	if err != nil {
		panic(err) // it is embedded
	}
	return string(text)
}
