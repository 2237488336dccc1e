package export

import (
	"strings"

	"github.com/tuar-dev/tuar/review/tabular"
)

// inline makes untrusted text one harmless piece of a Markdown line: no markup, no HTML, no cell borders, and nothing
// invisible.
func inline(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case strings.ContainsRune("\\`*_{}[]()#+!|~", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		default:
			b.WriteString(tabular.Visible(r))
		}
	}
	return b.String()
}

// code makes untrusted text a code span.
func code(s string) string {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(s, "`", "'") {
		b.WriteString(tabular.Visible(r))
	}
	return "`" + b.String() + "`"
}
