package cli

import (
	"bytes"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

// Whatever stands in it, a table has a line for each row, fits the terminal where its columns can, and holds nothing
// that moves the cursor.
func TestTableFitsTheTerminal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns := make([]column, rapid.IntRange(1, 8).Draw(t, "columns"))
		for i := range columns {
			columns[i] = column{name: "col", right: rapid.Bool().Draw(t, "right")}
		}
		rows := rapid.SliceOfN(rapid.SliceOfN(rapid.String(), len(columns), len(columns)), 0, 5).Draw(t, "rows")
		var out bytes.Buffer
		p := &printer{w: &out, width: rapid.SampledFrom([]int{0, 64, 80, 200}).Draw(t, "width"), styled: rapid.Bool().Draw(t, "styled")}
		p.table(columns, rows)
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(lines) != len(rows)+1 {
			t.Fatalf("%d lines for %d rows", len(lines), len(rows))
		}
		for _, line := range lines {
			if got := ansi.StringWidth(line); p.width > 0 && got > p.width {
				t.Errorf("%q is %d wide in a terminal of %d", line, got, p.width)
			}
		}
		for _, line := range lines[1:] {
			if strings.ContainsAny(line, "\x1b\r\a") {
				t.Errorf("%q moves the cursor", line)
			}
		}
	})
}

func TestPipedTableIsNotCut(t *testing.T) {
	var out bytes.Buffer
	long := strings.Repeat("long ", 60)
	(&printer{w: &out}).table([]column{{name: "a"}, {name: "b"}}, [][]string{{long, "x"}})
	if !strings.Contains(out.String(), long) {
		t.Errorf("it was cut: %s", out.String())
	}
}
