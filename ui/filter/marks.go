package filter

import (
	"strings"
	"unicode/utf8"
)

// Marks reports for each byte of the text whether the filter found it there: words in any column, values of fields in
// the column of the field. column is its title. nil means that nothing is marked.
func (q Query[R]) Marks(column, shown string, fuzzy bool) []bool {
	lower := strings.ToLower(shown)
	if len(lower) != len(shown) {
		return nil
	}
	var hits []bool
	for _, t := range q.tests {
		in := t.kind == word || t.kind == text && t.field.In(column)
		if t.not || !in || t.value == "" {
			continue
		}
		for at := 0; ; {
			i := strings.Index(lower[at:], t.value)
			if i < 0 {
				break
			}
			hits = mark(hits, len(shown), at+i, len(t.value))
			at += i + len(t.value)
		}
		if fuzzy && follows(lower, t.value) {
			at := 0
			for _, r := range t.value {
				at += strings.IndexRune(lower[at:], r)
				_, size := utf8.DecodeRuneInString(lower[at:])
				hits = mark(hits, len(shown), at, size)
				at += size
			}
		}
	}
	return hits
}

func mark(hits []bool, size, at, n int) []bool {
	if hits == nil {
		hits = make([]bool, size)
	}
	for i := at; i < at+n; i++ {
		hits[i] = true
	}
	return hits
}
