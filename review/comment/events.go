// Package comment keeps the questions, answers and comments on the rows of a campaign, and the files attached to them.
package comment

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/attached"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/unseen"
)

// The types of the lines about comments. Their data are the structs below.
const (
	TypeMade     = "comment.made"
	TypeAnswered = "comment.answered"
)

// MostText bounds a comment, in characters.
const MostText = 2000

// Made is the data of a comment.made line: a comment on a row, or a question to a person.
type Made struct {
	Campaign string          `json:"campaign"`
	Item     string          `json:"item"`
	Text     string          `json:"text"`
	Ask      string          `json:"ask,omitempty"` // e-mail address of who is asked; empty for a comment
	Attached []attached.File `json:"attached,omitempty"`
}

// Sentence returns what the line says.
func (d Made) Sentence(names record.Names) record.Sentence {
	text := "commented on " + names.Of(d.Item)
	if d.Ask != "" {
		text = "asked " + d.Ask + " about " + names.Of(d.Item)
	}
	return record.Sentence{Text: text + filesOf(d.Attached), Detail: d.Text, Campaign: d.Campaign}
}

// Answered is the data of a comment.answered line.
type Answered struct {
	Campaign string          `json:"campaign"`
	Item     string          `json:"item"`
	Question string          `json:"question"` // hash of its comment.made line
	Text     string          `json:"text"`
	From     string          `json:"from,omitempty"` // who was asked and gave the answer to the author, who wrote it down
	Attached []attached.File `json:"attached,omitempty"`
}

// Sentence returns what the line says.
func (d Answered) Sentence(names record.Names) record.Sentence {
	text := "answered a question about " + names.Of(d.Item)
	if d.From != "" {
		text = "wrote down the answer of " + d.From + " about " + names.Of(d.Item)
	}
	return record.Sentence{Text: text + filesOf(d.Attached), Detail: d.Text, Campaign: d.Campaign}
}

func filesOf(files []attached.File) string {
	switch len(files) {
	case 0:
		return ""
	case 1:
		return ", with a file"
	}
	return fmt.Sprintf(", with %d files", len(files))
}

// refusesText returns why a text is no comment; empty if it is one. An answer can be as short as "no".
func refusesText(text string) string {
	switch {
	case !strings.ContainsFunc(text, func(r rune) bool { return (unicode.IsLetter(r) || unicode.IsNumber(r)) && !unseen.Is(r) }):
		return "the text has no letter and no digit"
	case utf8.RuneCountInString(text) > MostText:
		return fmt.Sprintf("the text is longer than %d characters", MostText)
	}
	return ""
}

// Events are the types of these lines.
var Events = record.Events{TypeMade: record.EventOf[Made](), TypeAnswered: record.EventOf[Answered]()}
