package verify

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// explain describes the first difference between a file and its expected content.
func (v *verification) explain(f *file, w want) {
	in, err := f.Open()
	if err != nil {
		v.wrong("%s cannot be read: %v", f.path, err)
		return
	}
	defer func() { _ = in.Close() }()
	out, pipe := io.Pipe()
	defer func() { _ = out.Close() }() // ends the writing of what is not read any more
	go func() { pipe.CloseWithError(w.Write(pipe)) }()
	found := true
	switch {
	case path.Ext(f.path) == ".xlsx":
		_ = out.Close()
		v.explainWorkbook(f, w)
	case path.Ext(f.path) == ".csv":
		found = v.explainRows(f.path, rowsOfCSV(in), rowsOfCSV(out))
	case strings.HasPrefix(f.path, "tables/"):
		found = v.explainRows(f.path, rowsOfJSON(in), rowsOfJSON(out))
	default:
		v.explainLines(f.path, in, out)
	}
	if !found {
		v.wrong("%s says what the journals say, but writes it in another way", f.path)
	}
}

// row holds the column names and cells of one row of a table.
type row struct{ names, cells []string }

// rows gives one row after the other; io.EOF ends them.
type rows func() (row, error)

func rowsOfCSV(r io.Reader) rows {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	var names []string
	return func() (row, error) {
		cells, err := in.Read()
		if err != nil {
			return row{}, err
		}
		if names == nil {
			names = cells // the header is compared as the first row
		}
		return row{names, cells}, nil
	}
}

func rowsOfJSON(r io.Reader) rows {
	in := json.NewDecoder(r)
	begun := false
	return func() (row, error) {
		if !begun {
			begun = true
			if _, err := in.Token(); err != nil {
				return row{}, err
			}
		}
		if !in.More() {
			if _, err := in.Token(); err != nil {
				return row{}, err
			}
			return row{}, io.EOF
		}
		var found row
		if t, err := in.Token(); err != nil || t != json.Delim('{') {
			return row{}, errors.Join(err, errors.New("it is no list of objects"))
		}
		for in.More() {
			name, err := in.Token()
			if err != nil {
				return row{}, err
			}
			var cell json.RawMessage
			if err := in.Decode(&cell); errors.Is(err, io.EOF) {
				return row{}, io.ErrUnexpectedEOF
			} else if err != nil {
				return row{}, err
			}
			found.names, found.cells = append(found.names, fmt.Sprint(name)), append(found.cells, plain(cell))
		}
		_, err := in.Token()
		return found, err
	}
}

// plain returns a cell as a person would say it.
func plain(cell json.RawMessage) string {
	var text string
	if json.Unmarshal(cell, &text) == nil && string(cell) != "null" {
		return text
	}
	return string(cell)
}

// explainRows compares two tables row by row, and reports the first difference; false if there is none.
func (v *verification) explainRows(name string, is, must rows) bool {
	header := strings.HasSuffix(name, ".csv") || strings.Contains(name, ", sheet ")
	for n := 1; ; n++ {
		actual, err := is()
		right, end := must()
		where := fmt.Sprintf("%s, row %d", name, n)
		if header {
			where = fmt.Sprintf("%s, row %d", name, n-1)
			if n == 1 {
				where = name + ", the header"
			}
		}
		ended := errors.Is(end, io.EOF)
		switch {
		case end != nil && !ended:
			v.wrong("%s cannot be compared: %v", name, end)
			return true
		case errors.Is(err, io.EOF) && ended:
			return false
		case errors.Is(err, io.EOF):
			v.wrong("%s is missing: it must be about %s", where, about(right))
			return true
		case err != nil:
			v.wrong("%s cannot be read: %v", where, err)
			return true
		case ended:
			v.wrong("%s is about %s, of which the journals know nothing more", where, about(actual))
			return true
		}
		if v.earlier() {
			actual, right = shared(actual, right)
		}
		if difference := differ(actual, right); difference != "" {
			v.wrong("%s, %s", where, difference)
			return true
		}
	}
}

// shared returns the cells of two rows under the names that both have, in the order of the second.
func shared(is, must row) (row, row) {
	var a, b row
	for i, name := range must.names[:min(len(must.names), len(must.cells))] {
		at := slices.IndexFunc(is.names, func(was string) bool { return was == name || renamed[was] == name })
		if at >= 0 && at < len(is.cells) {
			cell := is.cells[at]
			if must.cells[i] == name { // the header
				cell = cmp.Or(renamed[cell], cell)
			}
			a.names, a.cells = append(a.names, name), append(a.cells, cell)
			b.names, b.cells = append(b.names, name), append(b.cells, must.cells[i])
		}
	}
	return a, b
}

// about returns what a row is about, by its first cells.
func about(r row) string {
	return quoted(strings.Join(r.cells[:min(len(r.cells), 3)], " · "))
}

// differ describes the difference between two rows; empty without any.
func differ(is, must row) string {
	if len(is.cells) != len(must.cells) {
		return fmt.Sprintf("about %s, has %d cells; it must have %d", about(is), len(is.cells), len(must.cells))
	}
	for i := range must.cells {
		column := fmt.Sprintf("column %d", i+1)
		if i < len(must.names) {
			column = "column " + must.names[i]
		}
		if i < len(is.names) && i < len(must.names) && is.names[i] != must.names[i] {
			return fmt.Sprintf("column %d is called %s; it must be %s", i+1, quoted(is.names[i]), quoted(must.names[i]))
		}
		if is.cells[i] != must.cells[i] {
			of := ""
			if i > 0 {
				of = ", of " + quoted(is.cells[0])
			}
			return fmt.Sprintf("%s%s: it says %s; the journals say %s", column, of, quoted(is.cells[i]), quoted(must.cells[i]))
		}
	}
	return ""
}

func quoted(text string) string { return fmt.Sprintf("%q", shorten(text)) }

// explainLines compares two texts line by line, and reports the first difference.
func (v *verification) explainLines(name string, is, must io.Reader) {
	a, b := bufio.NewReader(is), bufio.NewReader(must)
	for n := 1; ; n++ {
		actual, err := readLine(a)
		right, end := readLine(b)
		switch {
		case end != nil && !errors.Is(end, io.EOF):
			v.wrong("%s cannot be compared: %v", name, end)
			return
		case err != nil && !errors.Is(err, io.EOF):
			v.wrong("%s, line %d, cannot be read: %v", name, n, err)
			return
		case string(actual) != string(right):
			at := 0
			for at < min(len(actual), len(right)) && actual[at] == right[at] {
				at++
			}
			from := max(0, at-20)
			v.wrong("%s, line %d, from character %d on: it says %s; this tuar makes %s of the journals", name, n, at+1,
				quoted(strings.ToValidUTF8(string(actual[min(from, len(actual)):]), "?")),
				quoted(strings.ToValidUTF8(string(right[min(from, len(right)):]), "?")))
			return
		case err != nil || end != nil:
			v.wrong("%s is written in another way", name)
			return
		}
	}
}
