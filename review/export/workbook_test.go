package export_test

import (
	"bytes"
	"encoding/csv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/tuar-dev/tuar/review/export"
)

// A workbook says what the CSV says, cell by cell, but for times, which it holds as times to the second.
func TestWorkbookSaysWhatTheCSVSays(t *testing.T) {
	for _, text := range nasty {
		made := table()
		made.Rows[1].Decision.Reason, made.Rows[0].Name = text, text
		book, err := excelize.OpenReader(bytes.NewReader(write(t, made, export.XLSX)))
		if err != nil {
			t.Fatal(err)
		}
		if got := book.GetSheetList(); !cmp.Equal(got, []string{"decisions", "signoffs"}) {
			t.Fatalf("sheets %q", got)
		}
		cells, err := book.GetRows("decisions")
		if err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(bytes.NewReader(unmarked(t, write(t, made, export.CSV)))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for n, record := range records {
			for i, want := range record {
				got := ""
				if i < len(cells[n]) {
					got = cells[n][i]
				}
				if at, err := time.Parse(time.RFC3339Nano, want); err == nil {
					want = at.Format(time.DateTime)
				}
				if want == "true" || want == "false" {
					want = map[string]string{"true": "TRUE", "false": "FALSE"}[want]
				}
				if want = string([]rune(want)); got != want { // what is not UTF-8 cannot be in a workbook
					t.Errorf("%s of row %d is %q, want %q", records[0][i], n, got, want)
				}
				name, err := excelize.CoordinatesToCellName(i+1, n+1)
				if err != nil {
					t.Fatal(err)
				}
				if formula, err := book.GetCellFormula("decisions", name); err != nil || formula != "" {
					t.Errorf("%s is the formula %q, %v", name, formula, err)
				}
			}
		}
	}
}
