package tabular

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
)

// WriteJSON writes the table as an array of flat objects, one a line, with every text as it came: numbers and truth values
// as such, times as text, null for none.
func (t *Table) WriteJSON(w io.Writer) error {
	out := bufio.NewWriter(w)
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	value := func(v any) error {
		if err := enc.Encode(v); err != nil {
			return err
		}
		line.Truncate(line.Len() - 1) // the newline
		return nil
	}
	between := "[\n"
	for row := range t.Rows {
		line.Reset()
		line.WriteString(between)
		between = ",\n"
		for i, cell := range row {
			line.WriteByte("{,"[min(i, 1)])
			if err := value(t.Columns[i].Name); err != nil {
				return err
			}
			line.WriteByte(':')
			if t.Columns[i].Kind == Time && cell != nil {
				cell = String(cell)
			}
			if err := value(cell); err != nil {
				return err
			}
		}
		line.WriteByte('}')
		if _, err := out.Write(escapeUnseen(line.Bytes())); err != nil {
			return err
		}
	}
	if between == "[\n" {
		_, _ = out.WriteString("[") // Flush tells its error
	}
	_, _ = out.WriteString("\n]\n")
	return out.Flush()
}
