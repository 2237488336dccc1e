package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// unseen says whether a terminal obeys the character or a person does not see it: control, bidi and zero-width ones.
func unseen(r rune) bool {
	return r < ' ' || r > '~' && (unicode.IsControl(r) ||
		unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Other_Default_Ignorable_Code_Point))
}

// visible spells out what cannot be seen.
func visible(r rune) string {
	if unseen(r) {
		return fmt.Sprintf("⟨U+%04X⟩", r)
	}
	return string(r)
}

// spelledOut is the text with everything visible.
func spelledOut(s string) string {
	if !strings.ContainsFunc(s, unseen) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		b.WriteString(visible(r))
	}
	return b.String()
}

// WriteJSON writes v as indented JSON, with the same texts whoever reads it; what cannot be seen is written as an escape,
// so that the file can be shown on a terminal.
func WriteJSON(w io.Writer, v any) error {
	var plain bytes.Buffer
	enc := json.NewEncoder(&plain)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
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
