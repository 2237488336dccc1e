package tabular_test

import (
	"archive/zip"
	"bytes"
	"html"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/tabular"
)

// tricky are pieces of which texts that pretend to be made harmless are put together.
var tricky = rapid.SampledFrom([]string{
	"⟨U+202E⟩", "⟨U+FFFFFF⟩", "⟨U+D800⟩", "⟨U+27E8⟩", "⟨U+", "⟨", "⟩", "U+202E", "\u202e", "\u200b", "\x00", "\n", "'", "=", "+", "-", "@", " ",
	"a", "_x0041_", "_x202E_", "_x0041_x202E_", "_", "x0041_", "_xD800_", "ä", "😀",
})

// What is made harmless can be had again exactly, whatever it looks like.
func TestHarmlessTextComesBackExactly(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(tricky, 0, 8).Draw(rt, "text"), "")
		if rapid.Bool().Draw(rt, "any") {
			text = rapid.String().Draw(rt, "any text")
		}
		if got := tabular.Restore(tabular.Defuse(text)); got != text {
			rt.Fatalf("%q became %q, and came back as %q", text, tabular.Defuse(text), got)
		}
	})
}

// shown is what a spreadsheet shows of a text in a workbook.
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
	book := excelize.NewFile()
	table := &tabular.Table{Name: "texts", Len: len(texts), Columns: []tabular.Column{{Name: "text", Kind: tabular.Text}}, Rows: func(yield func([]any) bool) {
		for _, text := range texts {
			if !yield([]any{text}) {
				return
			}
		}
	}}
	styles, err := tabular.NewStyles(book)
	if err != nil {
		t.Fatal(err)
	}
	if err := table.AddSheet(book, styles); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
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
