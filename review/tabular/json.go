package tabular

import (
	"bufio"
	"io"
	"iter"
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

// MarshalJSONTo writes the table as WriteJSON does, but with its lists as arrays.
func (t *Table) MarshalJSONTo(enc *jsontext.Encoder) error {
	if err := enc.WriteToken(jsontext.BeginArray); err != nil {
		return err
	}
	for object := range t.objects(func(cell any) any { return cell }) {
		if err := enc.WriteValue(object); err != nil {
			return err
		}
	}
	return enc.WriteToken(jsontext.EndArray)
}

func (t *Table) writeJSON(w io.Writer, as func(cell any) any) error {
	out := bufio.NewWriterSize(w, chunk)
	between := "[\n"
	for object := range t.objects(as) {
		_, _ = out.WriteString(between) // the next write tells its error
		between = ",\n"
		if _, err := out.Write(object); err != nil {
			return err
		}
	}
	if between == "[\n" {
		_, _ = out.WriteString("[") // Flush tells its error, and that of what follows
	}
	_, _ = out.WriteString("\n]\n")
	return out.Flush()
}

// objects yields each row as an object in memory that the next one uses again.
func (t *Table) objects(as func(cell any) any) iter.Seq[[]byte] {
	names := make([][]byte, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = append(appendText([]byte{"{,"[min(i, 1)]}, c.Name), ':')
	}
	return func(yield func([]byte) bool) {
		var line []byte
		for row := range t.Rows {
			line = line[:0]
			for i, cell := range row {
				line = appendCell(append(line, names[i]...), as(cell))
			}
			if line = append(line, '}'); !yield(line) {
				return
			}
		}
	}
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
