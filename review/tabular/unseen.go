package tabular

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// unseen reports whether a terminal obeys the character or a person does not see it: control, bidi and zero-width ones.
func unseen(r rune) bool {
	return r < ' ' || r > '~' && (unicode.IsControl(r) ||
		unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Other_Default_Ignorable_Code_Point))
}

// Visible returns the character, spelled out if it cannot be seen.
func Visible(r rune) string {
	if unseen(r) {
		return Spell(r)
	}
	return string(r)
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
	if isPlain(s) || !strings.ContainsFunc(s, unseen) && !strings.Contains(s, begin) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		if r == '⟨' && strings.HasPrefix(s[i:], begin) {
			b.WriteString(Spell(r))
			continue
		}
		b.WriteString(Visible(r))
	}
	return b.String()
}

// Spell returns the notation for a character that cannot be shown as it is.
func Spell(r rune) string { return fmt.Sprintf("%s%04X⟩", begin, r) }

// spelled matches the spelling of an invisible character.
var spelled = regexp.MustCompile(`⟨U\+([0-9A-F]{4,6})⟩`)

// seenAgain puts back what was spelled out.
func seenAgain(s string) string {
	if !strings.Contains(s, begin) {
		return s
	}
	return spelled.ReplaceAllStringFunc(s, func(one string) string {
		n, err := strconv.ParseUint(one[len(begin):len(one)-len("⟩")], 16, 32)
		if r := rune(n); err == nil && utf8.ValidRune(r) && (unseen(r) || r == '⟨' || r == '_') {
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

// escapeUnseen rewrites encoded JSON, in which control characters below the blank are escaped already.
func escapeUnseen(data []byte) []byte {
	if !bytes.ContainsFunc(data, func(r rune) bool { return r > '~' && unseen(r) }) {
		return data
	}
	out := make([]byte, 0, len(data)+64)
	for _, r := range string(data) {
		switch {
		case r <= '~' || !unseen(r):
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
