package tabular

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/fault"
)

// Sheet is a table from a user's file: a header and the rows below it, unchanged.
type Sheet struct {
	Header []string
	Rows   []SheetRow
}

// SheetRow is a row of a sheet. It can have more or fewer cells than the header.
type SheetRow struct {
	Line  int // where it begins in the file, from 1
	Cells []string
}

// BadLine is a line of a file that cannot be used, and why.
type BadLine struct {
	Line int    `json:"line"` // from 1
	Why  string `json:"why"`
}

// ReadCSV reads a CSV file as people and spreadsheets write it: UTF-8 or UTF-16, with or without a byte order mark;
// cells between commas, semicolons or tabs, as a "sep=" line or the header says; lines that end with LF, CRLF or CR.
// Rows without any text are left out. A file that cannot be parsed is a BadInput fault that gives the reason and, if
// possible, the line.
func ReadCSV(data []byte) (*Sheet, error) {
	text, err := decode(data)
	if err != nil {
		return nil, err
	}
	return readText(text, notCSV)
}

// ReadLines reads as ReadCSV does, but lists the lines that are not CSV instead of giving up at the first.
func ReadLines(data []byte) (*Sheet, []BadLine, error) {
	text, err := decode(data)
	if err != nil {
		return nil, nil, err
	}
	var bad []BadLine
	s, err := readText(text, func(err error, skipped int) error {
		if at := (*csv.ParseError)(nil); errors.As(err, &at) {
			bad = append(bad, BadLine{at.StartLine + skipped, "it is not CSV: " + at.Err.Error()})
			return nil
		}
		return notCSV(err, skipped)
	})
	return s, bad, err
}

// readText reads the table in a text. What is not CSV is given to wrong, which returns nil to go on behind it.
func readText(text string, wrong func(err error, skipped int) error) (*Sheet, error) {
	comma, text, skipped := separator(text)
	r := csv.NewReader(strings.NewReader(joinLines(text, comma)))
	r.FieldsPerRecord, r.Comma = -1, comma
	s, bad := &Sheet{}, false
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			if err := wrong(err, skipped); err != nil {
				return nil, err
			}
			bad = true
			continue
		}
		line, _ := r.FieldPos(0)
		switch {
		case blank(cells):
		case s.Header == nil:
			s.Header = cells
		default:
			s.Rows = append(s.Rows, SheetRow{line + skipped, cells})
		}
	}
	switch {
	case s.Header == nil:
		return nil, fault.New(fault.BadInput, "the file is empty")
	case len(s.Rows) == 0 && !bad:
		return nil, fault.New(fault.BadInput, "the file has a header and no row below it")
	}
	return s, nil
}

// decode returns the text of a file.
func decode(data []byte) (string, error) {
	const utf8Mark, littleMark, bigMark, wideMark = "\xef\xbb\xbf", "\xff\xfe", "\xfe\xff", "\xff\xfe\x00\x00"
	begins := func(mark string) bool { return bytes.HasPrefix(data, []byte(mark)) }
	switch {
	case begins("PK\x03\x04"), begins("\xd0\xcf\x11\xe0"):
		return "", fault.New(fault.BadInput, "the file is a workbook or an archive, not CSV").
			WithHint(`save it from the spreadsheet as "CSV UTF-8"`)
	case begins(wideMark), begins("\x00\x00\xfe\xff"):
		return "", fault.New(fault.BadInput, "the file is in UTF-32").WithHint("save it in UTF-8")
	case begins(littleMark):
		return decodeUTF16(data[len(littleMark):], 0)
	case begins(bigMark):
		return decodeUTF16(data[len(bigMark):], 1)
	case begins(utf8Mark):
		for bytes.HasPrefix(data, []byte(utf8Mark)) { // some programs put a second one in front
			data = data[len(utf8Mark):]
		}
	case wide(data, 1):
		return decodeUTF16(data, 0)
	case wide(data, 0):
		return decodeUTF16(data, 1)
	}
	return sound(string(data), "UTF-8")
}

// wide reports whether every second byte of the beginning is zero, from that place on: Latin text in UTF-16.
func wide(data []byte, from int) bool {
	head := data[:min(len(data)&^1, 64)]
	for i := 0; i < len(head); i += 2 {
		if head[i+from] != 0 || head[i+1-from] == 0 {
			return false
		}
	}
	return len(head) > 0
}

// decodeUTF16 returns the text of UTF-16 whose more significant byte stands first (1) or second (0).
func decodeUTF16(data []byte, bigFirst int) (string, error) {
	if len(data)%2 != 0 {
		return "", fault.New(fault.BadInput, "the file begins as UTF-16 and has half a character at its end").
			WithHint("save it again, in UTF-8")
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		high, low := data[2*i+1-bigFirst], data[2*i+bigFirst]
		units[i] = uint16(high)<<8 | uint16(low)
	}
	runes := utf16.Decode(units)
	return sound(strings.TrimPrefix(string(runes), "\ufeff"), "UTF-16")
}

// sound returns the text if it can be text.
func sound(text, encoding string) (string, error) {
	switch {
	case !utf8.ValidString(text), encoding != "UTF-8" && strings.ContainsRune(text, utf8.RuneError):
		return "", fault.New(fault.BadInput, "the file is not in %s%s", encoding, lineOfUnsound(text)).
			WithHint(`a spreadsheet saves it right as "CSV UTF-8"; plain "CSV" is in the code page of that machine, in which names get lost`)
	case strings.ContainsRune(text, 0):
		return "", fault.New(fault.BadInput, "the file holds zero bytes; it is not a text").
			WithHint(`save it as "CSV UTF-8"`)
	}
	return text, nil
}

// lineOfUnsound returns the line of the first byte that is not UTF-8, in words; empty if all are.
func lineOfUnsound(text string) string {
	for i, r := range text {
		if _, size := utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && size == 1 {
			before := text[:i]
			return fmt.Sprintf(" (line %d)", 1+strings.Count(before, "\n")+strings.Count(before, "\r")-strings.Count(before,
				"\r\n"))
		}
	}
	return ""
}

// separator returns the separator of cells, the text without a "sep=" line, and the number of lines skipped.
func separator(text string) (comma rune, rest string, skipped int) {
	first, rest := cutLine(text)
	if said, ok := strings.CutPrefix(strings.ToLower(strings.Trim(first, `" `)), "sep="); ok {
		said, size := utf8.DecodeRuneInString(said)
		if size > 0 && !strings.ContainsRune("\"\r\n\ufffd", said) {
			return said, rest, 1
		}
	}
	count := map[rune]int{}
	quoted := false
	for _, r := range first {
		if r == '"' {
			quoted = !quoted
		} else if !quoted {
			count[r]++
		}
	}
	comma = ','
	for _, other := range ";\t" {
		if count[other] > count[comma] {
			comma = other
		}
	}
	return comma, text, 0
}

// cutLine cuts the text after its first line, which may end with any line ending.
func cutLine(text string) (line, rest string) {
	i := strings.IndexAny(text, "\r\n")
	if i < 0 {
		return text, ""
	}
	return text[:i], strings.TrimPrefix(strings.TrimPrefix(text[i:], "\r"), "\n")
}

// joinLines ends every line with LF alone. Text in quotes is not changed.
func joinLines(text string, comma rune) string {
	if !strings.Contains(text, "\r") {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	quoted, begins := false, true // in quotes; at the beginning of a cell
	for i, r := range text {
		switch {
		case r == '"' && (quoted || begins):
			quoted = !quoted
			begins = !quoted // a doubled quote goes on
		case quoted:
		case r == '\r':
			begins = true
			if !strings.HasPrefix(text[i+1:], "\n") {
				b.WriteByte('\n')
			}
			continue
		default:
			begins = r == comma || r == '\n'
		}
		b.WriteRune(r)
	}
	return b.String()
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

func notCSV(err error, skipped int) error {
	var at *csv.ParseError
	if errors.As(err, &at) {
		return fault.New(fault.BadInput, "line %d is not CSV: %w", at.Line+skipped, at.Err).
			WithHint("put a cell that has a quote in it between quotes, and double the quote")
	}
	return fault.New(fault.BadInput, "it is not CSV: %w", err)
}
