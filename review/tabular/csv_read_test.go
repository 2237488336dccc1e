package tabular_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/tabular"
)

func inUTF16(order binary.ByteOrder, text string) string {
	var b bytes.Buffer
	for _, unit := range utf16.Encode([]rune(text)) {
		_ = binary.Write(&b, order, unit)
	}
	return b.String()
}

// Every way in which spreadsheets save the same table reads as the same table.
func TestReadCSVInEveryDress(t *testing.T) {
	const plain = "item,reason\nuser/1,\"Müller, \"\"on call\"\"\"\nuser/2,理由\n"
	want := &tabular.Sheet{Header: []string{"item", "reason"}, Rows: []tabular.SheetRow{
		{Line: 2, Cells: []string{"user/1", `Müller, "on call"`}}, {Line: 3, Cells: []string{"user/2", "理由"}},
	}}
	later := func(s *tabular.Sheet, by int) *tabular.Sheet {
		moved := &tabular.Sheet{Header: s.Header}
		for _, r := range s.Rows {
			moved.Rows = append(moved.Rows, tabular.SheetRow{Line: r.Line + by, Cells: r.Cells})
		}
		return moved
	}
	semicolons := "item;reason\nuser/1;\"Müller, \"\"on call\"\"\"\nuser/2;理由\n"
	for name, one := range map[string]struct {
		file string
		want *tabular.Sheet
	}{
		"plain":                        {plain, want},
		"no line end at the end":       {strings.TrimSuffix(plain, "\n"), want},
		"byte order mark":              {"\ufeff" + plain, want},
		"two byte order marks":         {"\ufeff\ufeff" + plain, want},
		"CRLF":                         {strings.ReplaceAll(plain, "\n", "\r\n"), want},
		"CR":                           {strings.ReplaceAll(plain, "\n", "\r"), want},
		"CR and a byte order mark":     {"\ufeff" + strings.ReplaceAll(plain, "\n", "\r"), want},
		"mixed line ends":              {strings.Replace(strings.Replace(plain, "\n", "\r", 1), "\n", "\r\n", 1), want},
		"semicolons":                   {semicolons, want},
		"semicolons, CR":               {strings.ReplaceAll(semicolons, "\n", "\r"), want},
		"tabs":                         {strings.ReplaceAll(semicolons, ";", "\t"), want},
		"sep line":                     {"sep=;\n" + semicolons, later(want, 1)},
		"sep line, quoted, CR":         {"\"sep=;\"\r" + strings.ReplaceAll(semicolons, "\n", "\r"), later(want, 1)},
		"sep line with a pipe":         {"sep=|\r\n" + strings.ReplaceAll(semicolons, ";", "|"), later(want, 1)},
		"UTF-16 LE":                    {"\xff\xfe" + inUTF16(binary.LittleEndian, plain), want},
		"UTF-16 BE":                    {"\xfe\xff" + inUTF16(binary.BigEndian, plain), want},
		"UTF-16 LE, tabs, CRLF":        {"\xff\xfe" + inUTF16(binary.LittleEndian, strings.ReplaceAll(strings.ReplaceAll(semicolons, ";", "\t"), "\n", "\r\n")), want},
		"UTF-16 LE without a mark":     {inUTF16(binary.LittleEndian, "item,reason\r\nuser/1,ok\r\n"), &tabular.Sheet{Header: want.Header, Rows: []tabular.SheetRow{{Line: 2, Cells: []string{"user/1", "ok"}}}}},
		"UTF-16 BE without a mark":     {inUTF16(binary.BigEndian, "item,reason\r\nuser/1,ok\r\n"), &tabular.Sheet{Header: want.Header, Rows: []tabular.SheetRow{{Line: 2, Cells: []string{"user/1", "ok"}}}}},
		"empty rows of a spreadsheet":  {strings.Replace(plain, "user/2", ",\n , \nuser/2", 1), &tabular.Sheet{Header: want.Header, Rows: []tabular.SheetRow{want.Rows[0], {Line: 5, Cells: want.Rows[1].Cells}}}},
		"a semicolon inside of quotes": {"item,\"rea;;;son\"\nuser/1,x\n", &tabular.Sheet{Header: []string{"item", "rea;;;son"}, Rows: []tabular.SheetRow{{Line: 2, Cells: []string{"user/1", "x"}}}}},
		"a CR inside of quotes":        {"item,reason\ruser/1,\"a\rb\"\r", &tabular.Sheet{Header: want.Header, Rows: []tabular.SheetRow{{Line: 2, Cells: []string{"user/1", "a\rb"}}}}},
		"a quote closed before a CR":   {"item,reason\r\"user/1\",\"a\"\"\"\ruser/2,b\r", &tabular.Sheet{Header: want.Header, Rows: []tabular.SheetRow{{Line: 2, Cells: []string{"user/1", `a"`}}, {Line: 3, Cells: []string{"user/2", "b"}}}}},
	} {
		got, err := tabular.ReadCSV([]byte(one.file))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(one.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestReadCSVSaysWhatIsWrong(t *testing.T) {
	for says, files := range map[string][]string{
		"the file is empty":                 {"", "\ufeff", "\n\r\n", "\xff\xfe"},
		"a header and no row":               {"item,decision", "item,decision\r\r", "item;decision\n;\n;;;\n", "sep=;\nitem;decision\n"},
		"not in UTF-8 (line 3)":             {"item,reason\nuser/1,x\nuser/2,M\xfcller\n", "item,reason\ruser/1,x\ruser/2,M\xfcller\r", "item,reason\r\nuser/1,x\r\nuser/2,M\xfcller"},
		"not in UTF-16":                     {"\xff\xfei\x00\x00\xd8,\x00"},
		"half a character":                  {"\xff\xfei"},
		"UTF-32":                            {"\xff\xfe\x00\x00i\x00\x00\x00", "\x00\x00\xfe\xff\x00\x00\x00i"},
		"a workbook":                        {"PK\x03\x04\x14\x00", "\xd0\xcf\x11\xe0\xa1\xb1"},
		"zero bytes":                        {"item,decision\nuser/1,re\x00voke\n"},
		"line 2 is not CSV":                 {"item,decision\na\"b,c\n"},
		"line 3 is not CSV":                 {"sep=,\nitem,decision\na\"b,c\n", "item,decision\ra,b\ra\"b,c\r"},
		"extraneous or missing \" in quote": {"item,decision\n\"a,b\n"},
	} {
		for _, file := range files {
			_, err := tabular.ReadCSV([]byte(file))
			if fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), says) {
				t.Errorf("%q: %v, want %q", file, err, says)
			}
		}
	}
}

// FuzzReadCSV holds any file to the same: bad input, or rows whose lines go up and have text.
func FuzzReadCSV(f *testing.F) {
	for _, seed := range []string{
		"item,decision\nuser/1,certify\n", "\ufeffitem;decision\r\"user/1\";\"a\r\nb\"\r", "sep=\t\nitem\tdecision\r\nuser/1\tx", "\xff\xfe" + inUTF16(binary.LittleEndian, "a,b\rc,d"),
		"\xfe\xff\x00", "sep=\"\n", "sep=,", "\"", "a,\"b\"\"\r\"\r\nc", "\x00a\x00,", "sep=\r\n\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		sheet, err := tabular.ReadCSV(data)
		if err != nil {
			if fault.KindOf(err) != fault.BadInput {
				t.Fatalf("%v is no bad input", err)
			}
			return
		}
		before := 0
		for _, r := range sheet.Rows {
			if r.Line <= before {
				t.Errorf("line %d after line %d", r.Line, before)
			}
			before = r.Line
			if strings.TrimSpace(strings.Join(r.Cells, "")) == "" {
				t.Errorf("line %d has no text", r.Line)
			}
		}
		// The lines of a file end as they like: that changes no cell outside of quotes.
		if text := string(data); !strings.ContainsAny(text, "\"\r") && !bytes.ContainsRune(data, 0) && strings.Contains(text, "\n") && !strings.HasPrefix(text, "\xff\xfe") && !strings.HasPrefix(text, "\xfe\xff") {
			again, err := tabular.ReadCSV([]byte(strings.ReplaceAll(text, "\n", "\r")))
			if err != nil {
				t.Fatalf("with CR: %v", err)
			}
			if diff := cmp.Diff(sheet, again); diff != "" {
				t.Errorf("with CR: %s", diff)
			}
		}
	})
}
