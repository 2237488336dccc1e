package tabular

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/unseen"
)

// Visible returns the character, spelled out if it cannot be seen.
func Visible(r rune) string {
	if unseen.Is(r) {
		return Spell(r)
	}
	return string(r)
}

// isSeen reports whether everything in the text can be seen as it is.
func isSeen(s string) bool {
	var marks unseen.Marks
	for _, r := range s {
		if marks.TooMany(r) || unseen.Is(r) {
			return false
		}
	}
	return true
}

// isPlain reports whether the text is printable ASCII, as nearly all texts are; such a text needs no change.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// begin starts the spelling of a character. Where a text contains it already, its first sign is spelled out as well, so
// that every spelling is one of SpelledOut's and the text can be restored exactly.
const begin = "⟨U+"

// SpelledOut returns the text with everything visible.
func SpelledOut(s string) string {
	if isPlain(s) || isSeen(s) && !strings.Contains(s, begin) {
		return s
	}
	var b strings.Builder
	var marks unseen.Marks
	for i, r := range s {
		if marks.TooMany(r) || r == '⟨' && strings.HasPrefix(s[i:], begin) {
			b.WriteString(Spell(r))
		} else {
			b.WriteString(Visible(r))
		}
	}
	return b.String()
}

// Spell returns the notation for a character that cannot be shown as it is.
func Spell(r rune) string { return fmt.Sprintf("%s%04X⟩", begin, r) }

// spelled matches the spelling of a character.
var spelled = regexp.MustCompile(`⟨U\+([0-9A-F]{4,6})⟩`)

// seenAgain puts back what was spelled out.
func seenAgain(s string) string {
	if !strings.Contains(s, begin) {
		return s
	}
	return spelled.ReplaceAllStringFunc(s, func(one string) string {
		n, err := strconv.ParseUint(one[len(begin):len(one)-len("⟩")], 16, 32)
		if r := rune(n); err == nil && utf8.ValidRune(r) {
			return string(r)
		}
		return one
	})
}

// WriteJSON writes v as indented JSON. Invisible characters are written as escapes, so that the file can be shown on a
// terminal.
func WriteJSON(w io.Writer, v any) error { return writeJSON(w, v, "  ") }

// WriteJSONLine writes v as JSON on one line, else as WriteJSON does.
func WriteJSONLine(w io.Writer, v any) error { return writeJSON(w, v, "") }

func writeJSON(w io.Writer, v any, indent string) error {
	var plain bytes.Buffer
	enc := json.NewEncoder(&plain)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(escapeUnseen(plain.Bytes()))
	return err
}

// escapeUnseen rewrites encoded JSON, in which control characters below the blank are escaped already. Its line breaks
// are its own.
func escapeUnseen(data []byte) []byte {
	if !bytes.ContainsFunc(data, func(r rune) bool { return r > '~' }) {
		return data
	}
	out := make([]byte, 0, len(data)+64)
	var marks unseen.Marks
	for _, r := range string(data) {
		switch isHidden := marks.TooMany(r) || unseen.Is(r) && r != '\n'; {
		case !isHidden:
			out = utf8.AppendRune(out, r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, "\\u%04x\\u%04x", high, low)
		default:
			out = fmt.Appendf(out, "\\u%04x", r)
		}
	}
	return out
}
