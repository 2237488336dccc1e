package tabular

import (
	"bufio"
	"bytes"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// WriteJSON writes the table as an array of flat objects, one a line, with every text as it came: numbers and truth
// values as such, times and lists as text, null for none.
func (t *Table) WriteJSON(w io.Writer) error {
	return t.writeJSON(w, func(cell any) any {
		if list, is := cell.([]string); is {
			return String(list)
		}
		return cell
	})
}

// MarshalJSON writes the table as WriteJSON does, but with its lists as arrays.
func (t *Table) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	err := t.writeJSON(&out, func(cell any) any { return cell })
	return out.Bytes(), err
}

func (t *Table) writeJSON(w io.Writer, as func(cell any) any) error {
	out := bufio.NewWriterSize(w, chunk)
	names := make([][]byte, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = append(appendText([]byte{"{,"[min(i, 1)]}, c.Name), ':')
	}
	_, _ = out.WriteString("[") // Flush tells its error, and those of all that follow
	var line []byte
	between := "\n"
	for row := range t.Rows {
		line = append(line[:0], between...)
		between = ",\n"
		for i, cell := range row {
			line = appendCell(append(line, names[i]...), as(cell))
		}
		if _, err := out.Write(append(line, '}')); err != nil {
			return err
		}
	}
	_, _ = out.WriteString("\n]\n")
	return out.Flush()
}

// chunk limits how many bytes are handed on at once.
const chunk = 64 << 10

func appendCell(line []byte, cell any) []byte {
	switch c := cell.(type) {
	case nil:
		return append(line, "null"...)
	case int64:
		return strconv.AppendInt(line, c, 10)
	case bool:
		return strconv.AppendBool(line, c)
	case []string:
		line = append(line, '[')
		for i, text := range c {
			if i > 0 {
				line = append(line, ',')
			}
			line = appendText(line, text)
		}
		return append(line, ']')
	}
	return appendText(line, String(cell))
}

// appendText appends a JSON string, in which invisible characters are escapes.
func appendText(line []byte, text string) []byte {
	if isPlain(text) && !strings.ContainsAny(text, `"\`) {
		line = append(line, '"')
		line = append(line, text...)
		return append(line, '"')
	}
	quoted, _ := jsontext.AppendQuote(nil, text) // the error is about what is not UTF-8, which stands as U+FFFD then
	return append(line, escapeUnseen(quoted)...)
}
