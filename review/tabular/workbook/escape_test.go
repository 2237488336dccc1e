package workbook_test

import (
	"archive/zip"
	"bytes"
	"html"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/tabular"
	"github.com/tuar-dev/tuar/review/tabular/workbook"
)

// shown returns what a spreadsheet shows of a text in a workbook.
func shown(stored string) string {
	return regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`).ReplaceAllStringFunc(stored, func(one string) string {
		n, _ := strconv.ParseUint(one[2:6], 16, 16)
		return string(rune(n))
	})
}

var stored = regexp.MustCompile(`<t[^>]*>([^<]*)</t>`)

// No text reaches a spreadsheet as one of its escapes.
func TestAWorkbookHasNoEscapesOfOthers(t *testing.T) {
	texts := []string{"_x0041_x202E_gpj.exe", "_x0041_x0042_", "_x0041_", "__x0041__x202E_", "_x005F_x202E_", "_x202e_x202E_x202E_", "_xD800_", "x_x0041", "plain_x"}
	table := &tabular.Table{Name: "texts", Len: len(texts), Columns: []tabular.Column{{Name: "text", Kind: tabular.Text}}, Rows: func(yield func([]any) bool) {
		for _, text := range texts {
			if !yield([]any{text}) {
				return
			}
		}
	}}
	book, err := workbook.New()
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if err := book.AddTable("texts", table); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Write(&out, "texts"); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, "xl/worksheets/sheet") {
			continue
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range stored.FindAllStringSubmatch(string(data), -1) {
			text := html.UnescapeString(m[1])
			if tabular.Restore(shown(text)) != tabular.Restore(text) || shown(text) != text {
				t.Errorf("%q is shown as %q", text, shown(text))
			}
			for _, want := range texts {
				if tabular.Restore(text) == want {
					seen++
				}
			}
		}
	}
	if seen != len(texts) {
		t.Errorf("%d of %d texts came back", seen, len(texts))
	}
}
