package tabular

import (
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"github.com/tuar-dev/tuar/review/unseen"
)

// WriteJSON writes v as indented JSON, piece by piece: a table in it is never held as a whole. Invisible characters are
// written as escapes, so that the file can be shown on a terminal. What was written before an error stays written.
func WriteJSON(w io.Writer, v any) error { return writeJSON(w, v, jsontext.WithIndent("  ")) }

// WriteJSONLine writes v as JSON on one line, else as WriteJSON does.
func WriteJSONLine(w io.Writer, v any) error { return writeJSON(w, v, jsontext.Multiline(false)) }

// writeJSON writes v as encoding/json does, in whose words packs and exports were written from the beginning.
func writeJSON(w io.Writer, v any, form jsontext.Options) error {
	out := &escaping{w: w}
	if err := json.MarshalWrite(out, v, jsonv1.DefaultOptionsV1(), jsontext.EscapeForHTML(false), form); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// escaping is a writer of encoded JSON that writes invisible characters as escapes.
type escaping struct {
	w     io.Writer
	marks unseen.Marks
	rest  []byte // the first bytes of a character of which the others come later
	out   []byte
}

// Write takes encoded JSON, in which control characters below the blank are escaped already. Its line breaks are its own.
func (e *escaping) Write(p []byte) (int, error) {
	data := p
	if len(e.rest) > 0 {
		data = append(e.rest, p...)
	}
	e.out, e.rest, e.marks = appendEscaped(e.out[:0], data, e.marks)
	if _, err := e.w.Write(e.out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// escapeUnseen returns a piece of encoded JSON with invisible characters as escapes.
func escapeUnseen(data []byte) []byte {
	out, rest, _ := appendEscaped(nil, data, unseen.Marks{})
	return append(out, rest...)
}

// appendEscaped appends data with invisible characters as escapes. It returns the bytes at the end that are no whole
// character yet, and the marks on the last character.
func appendEscaped(out, data []byte, marks unseen.Marks) (_, rest []byte, _ unseen.Marks) {
	for len(data) > 0 {
		plain := 0
		for plain < len(data) && data[plain] <= '~' {
			plain++
		}
		if plain > 0 {
			out, data, marks = append(out, data[:plain]...), data[plain:], unseen.Base()
			continue
		}
		if !utf8.FullRune(data) {
			return out, append([]byte(nil), data...), marks
		}
		r, n := utf8.DecodeRune(data)
		data = data[n:]
		switch isHidden := marks.TooMany(r) || unseen.Is(r); {
		case !isHidden:
			out = utf8.AppendRune(out, r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, "\\u%04x\\u%04x", high, low)
		default:
			out = fmt.Appendf(out, "\\u%04x", r)
		}
	}
	return out, nil, marks
}
