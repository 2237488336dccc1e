// Package storage describes files: those of a workspace, and those that users name.
package storage

import "time"

// The kinds of files.
const (
	Population = "population"
	Answer     = "answer"
	Attachment = "file" // that a line names, such as answers of a reviewer without tuar
	Roster     = "roster"
	Journal    = "journal"
	Settings   = "settings"
	Other      = "other"
)

// Kinds lists all kinds of files.
var Kinds = []string{Population, Answer, Attachment, Roster, Journal, Settings, Other}

// File is a stored file of a workspace.
type File struct {
	Kind       string // one of Kinds
	Bytes      int64
	Compressed bool
	ChangedAt  time.Time
}

// Compression is the result of compressing one population, in bytes.
type Compression struct {
	Before, After int64
	Already       bool // it was compressed before; then there are no numbers
}
