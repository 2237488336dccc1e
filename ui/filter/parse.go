// Package filter is the language of filters, in lists and for the command line: words and fields that must all match.
//
//	maria "platform team"      words: each occurs in what the row shows
//	role:owner hint:dormant    fields: the value of that field contains it
//	reviewer:me                the current user
//	hint:                      the field has a value
//	decided  decided:no        a field that is yes or no
//	-decided -role:owner       not
//
// Case does not matter. Quotes keep blanks together, and take the meaning from "-" and ":".
package filter

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Term is one part of a filter.
type Term struct {
	Not   bool
	Field string // lower case; empty for a word
	Value string // as typed, without quotes; empty behind a field means that the field has any value
	Exact bool   // it was quoted: a word, and never the name of a field

	from, to int // where it stands in the text
	value    int // where its value begins, with the quote
}

// Parse reads a filter. Every text is one: what is no field is a word. A quote that is not closed ends with the text.
func Parse(text string) []Term {
	var terms []Term
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if unicode.IsSpace(r) {
			at += size
			continue
		}
		term := next(text, at)
		at = term.to
		if term.Field != "" || term.Value != "" {
			terms = append(terms, term)
		}
	}
	return terms
}

// next reads the term that begins there.
func next(text string, at int) Term {
	t := Term{from: at}
	if text[at] == '-' {
		t.Not = true
		at++
	}
	if name := nameAt(text[at:]); name != "" {
		t.Field = strings.ToLower(name)
		at += len(name) + 1
	}
	t.value = at
	if at < len(text) && text[at] == '"' {
		t.Exact = true
		t.Value, t.to = text[at+1:], len(text)
		if i := strings.IndexByte(t.Value, '"'); i >= 0 {
			t.Value, t.to = t.Value[:i], at+1+i+1
		}
		return t
	}
	t.Value, t.to = text[at:], len(text)
	if i := strings.IndexFunc(t.Value, unicode.IsSpace); i >= 0 {
		t.Value, t.to = t.Value[:i], at+i
	}
	return t
}

// nameAt returns the name of the field with which the text begins: letters and hyphens before a colon that no "//"
// follows, as it does in an address.
func nameAt(text string) string {
	i := strings.IndexFunc(text, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-') })
	if i <= 0 || text[i] != ':' || strings.HasPrefix(text[i:], "://") || text[0] == '-' {
		return ""
	}
	return text[:i]
}

// String writes the term as it is typed.
func (t Term) String() string {
	var b strings.Builder
	if t.Not {
		b.WriteByte('-')
	}
	if t.Field != "" {
		b.WriteString(t.Field + ":")
	}
	if t.Exact {
		b.WriteString(`"` + t.Value + `"`)
	} else {
		b.WriteString(t.Value)
	}
	return b.String()
}

// valued returns the same term with a value, in quotes where it needs them.
func (t Term) valued(value string) Term {
	value = strings.ReplaceAll(value, `"`, "")
	t.Value, t.Exact = value, strings.IndexFunc(value, unicode.IsSpace) >= 0
	return t
}
