package review_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"github.com/tuar-dev/tuar/review/evidence/pack"
)

// LibreOffice shows in every cell of the workbook what was written there, and calculates nothing.
func TestLibreOfficeShowsTheWorkbook(t *testing.T) {
	t.Parallel()
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed: apt-get install --no-install-recommends libreoffice-calc")
	}
	_, w, id := reviewed(t, anyCourse.Example(2))
	_, data := packed(t, w, id)
	folder := t.TempDir()
	file := filepath.Join(folder, "report.xlsx")
	if err := os.WriteFile(file, unpacked(t, data)[pack.WorkbookPath], 0o600); err != nil {
		t.Fatal(err)
	}
	// Commas, quotes, UTF-8, from line 1, cells as they are shown, no formulas; -1 makes a file for each sheet.
	const filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
	command := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+filepath.ToSlash(filepath.Join(folder, "profile")),
		"--headless", "--convert-to", filter, "--outdir", folder, file)
	if said, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	book, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	names := book.GetSheetList()
	if names[0] != "Summary" || names[1] != "Controls tested" || !slices.Contains(names, "Decisions") || names[len(names)-1] != "Population" {
		t.Errorf("the sheets are %q", names)
	}
	for _, name := range names {
		want, err := book.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		shown, err := os.ReadFile(filepath.Join(folder, "report-"+name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		in := csv.NewReader(bytes.NewReader(shown))
		in.FieldsPerRecord = -1
		got, err := in.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, trimmed(got), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		for _, cells := range got {
			for _, cell := range cells {
				if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
					t.Errorf("%s: a cell begins as a formula: %q", name, cell)
				}
			}
		}
		// The sheet says how far it reaches.
		extent, err := book.GetSheetDimension(name)
		if _, corner, ok := strings.Cut(extent, ":"); err != nil || !ok {
			t.Errorf("%s reaches over %q, %v", name, extent, err)
		} else if _, rows, err := excelize.CellNameToCoordinates(corner); err != nil || rows < len(want) {
			t.Errorf("%s has %d rows and says %q", name, len(want), extent)
		}
	}
}

// trimmed returns the rows without empty cells at their ends.
func trimmed(rows [][]string) [][]string {
	for i, cells := range rows {
		for len(cells) > 0 && cells[len(cells)-1] == "" {
			cells = cells[:len(cells)-1]
		}
		rows[i] = slices.Clip(cells)
	}
	for len(rows) > 0 && len(rows[len(rows)-1]) == 0 {
		rows = rows[:len(rows)-1]
	}
	return rows
}
