package packet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/packet"
	"github.com/tuar-dev/tuar/review/tabular"
)

// sheet is the workbook of a packet while a reviewer fills it in.
type sheet struct {
	*testing.T
	*excelize.File
	packet.Planned
}

func (o *office) sheet(t *testing.T) *sheet {
	t.Helper()
	made := o.made(t, packet.Options{Reviewers: []string{rita}, Format: packet.XLSX})[0]
	file, err := excelize.OpenFile(made.File)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return &sheet{t, file, made}
}

// set fills in a cell of the sheet of rows.
func (s *sheet) set(cell string, value any) {
	s.Helper()
	if err := s.SetCellValue("rows", cell, value); err != nil {
		s.Fatal(err)
	}
}

// sign types the name of the reviewer, where the workbook asks for it.
func (s *sheet) sign(name string) {
	s.Helper()
	rows, err := s.GetRows("instructions")
	if err != nil {
		s.Fatal(err)
	}
	if err := s.SetCellValue("instructions", "B"+strconv.Itoa(len(rows)), name); err != nil {
		s.Fatal(err)
	}
}

func (s *sheet) bytes() []byte {
	s.Helper()
	var out bytes.Buffer
	if err := s.Write(&out); err != nil {
		s.Fatal(err)
	}
	return out.Bytes()
}

// fill decides on rows, one of each kind, and returns what the answers must say.
func (s *sheet) fill() []packet.Decision {
	s.Helper()
	var want []packet.Decision
	roles := map[string]packet.Role{}
	for _, r := range s.Packet.Roles {
		roles[r.ID] = r
	}
	verdicts := []campaign.Verdict{campaign.Certify, campaign.Revoke, campaign.Reduce, campaign.Move, campaign.Abstain}
	for i, r := range s.Packet.Rows {
		if len(want) == len(verdicts)*2 {
			break
		}
		if r.Own {
			continue
		}
		d := packet.Decision{Item: r.Item, Decision: verdicts[len(want)%len(verdicts)], Reason: "needed: -1 <b> \"é\""}
		line := strconv.Itoa(i + 2)
		if d.Decision == campaign.Reduce || d.Decision == campaign.Move {
			for _, other := range roles[r.RoleID].ReduceTo {
				if other.Verdict == d.Decision {
					d.ToRole = other.ID
					s.set("E"+line, tabular.Defuse(tabular.Restore(other.Name)+" ("+string(other.Verdict)+")"))
					break
				}
			}
			if d.ToRole == "" {
				continue
			}
		}
		s.set("D"+line, string(d.Decision))
		s.set("F"+line, d.Reason)
		want = append(want, d)
	}
	if len(want) < len(verdicts) {
		s.Fatalf("only %d rows could be decided", len(want))
	}
	for i := range want {
		want[i].Bulk = len(want)
	}
	s.sign("Rita Gold")
	return want
}

// What is filled in comes back, also after LibreOffice has opened and saved the workbook.
func TestAWorkbookComesBack(t *testing.T) {
	s := newOffice(t).sheet(t)
	want := s.fill()
	check := func(t *testing.T, data []byte) {
		t.Helper()
		got, err := packet.Read(data)
		if err != nil {
			t.Fatal(err)
		}
		if got.FinishedAt.IsZero() {
			t.Error("when it was finished is not known")
		}
		whole := packet.Answers{
			Version: 1, Packet: s.Hash, Campaign: s.Packet.Campaign, Population: s.Packet.Population, Reviewer: rita, Name: "Rita Gold", Statement: s.Packet.Statement, Decisions: want,
		}
		if diff := cmp.Diff(&whole, got, cmpopts.IgnoreFields(packet.Answers{}, "FinishedAt")); diff != "" {
			t.Error(diff)
		}
	}
	check(t, s.bytes())
	t.Run("LibreOffice", func(t *testing.T) { check(t, throughLibreOffice(t, s.bytes())) })
}

// throughLibreOffice opens a workbook in a real LibreOffice and saves it anew. It skips the test where there is none; CI
// requires one.
func throughLibreOffice(t *testing.T, data []byte) []byte {
	t.Helper()
	program, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("TUAR_TEST_CHROMIUM") == "required" {
			t.Fatal(err)
		}
		t.Skip("there is no LibreOffice")
	}
	folder, home := t.TempDir(), t.TempDir()
	in := filepath.Join(folder, "in.xlsx")
	if err := os.WriteFile(in, data, 0o600); err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), program, "-env:UserInstallation=file://"+home, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Join(folder, "out"), in)
	if said, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	saved, err := os.ReadFile(filepath.Join(folder, "out", "in.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

// Whatever else is done to a workbook is told in a sentence, by row where it is about one.
func TestWorkbooksThatWereChanged(t *testing.T) {
	o := newOffice(t)
	for name, c := range map[string]struct {
		change func(*sheet)
		says   string
	}{
		"nothing decided": {func(s *sheet) { s.sign("Rita") }, "decide nothing"},
		"no name":         {func(s *sheet) { s.fill(); s.sign("") }, "no name"},
		"wrong word":      {func(s *sheet) { s.fill(); s.set("D2", "keep") }, `line 2 of the sheet "rows": "keep" is not a decision`},
		"no role":         {func(s *sheet) { s.fill(); s.set("D2", "reduce"); s.set("E2", "") }, "line 2 of the sheet \"rows\": reduce of"},
		"strange role":    {func(s *sheet) { s.fill(); s.set("D2", "reduce"); s.set("E2", "King (reduce)") }, `"King (reduce)" is no role`},
		"role, no move":   {func(s *sheet) { s.fill(); s.set("D2", "revoke"); s.set("E2", "King") }, "has a new role, but"},
		"reason alone":    {func(s *sheet) { s.fill(); s.set("D2", ""); s.set("E2", "") }, "has a reason, but no decision"},
		"formula": {func(s *sheet) {
			s.fill()
			if err := s.SetCellFormula("rows", "F3", `HYPERLINK("http://x","y")`); err != nil {
				s.Fatal(err)
			}
		}, "line 3 of the sheet \"rows\": the reason of"},
		"error":            {func(s *sheet) { s.fill(); s.set("F2", "#NAME?") }, "is an error of a spreadsheet"},
		"row deleted":      {func(s *sheet) { s.fill(); must(s, s.RemoveRow("rows", 4)) }, "row 3, "},
		"row twice":        {func(s *sheet) { s.fill(); must(s, s.DuplicateRow("rows", 4)) }, "row 3 stands in line 4 already"},
		"row of their own": {func(s *sheet) { s.fill(); s.set("A900", "900") }, `has no row "900"`},
		"rows moved apart": {func(s *sheet) { s.fill(); s.set("B2", "x"); s.set("B3", "y") }, "rows were moved apart"},
		"column deleted":   {func(s *sheet) { s.fill(); must(s, s.RemoveCol("rows", "D")) }, `no column "decision"`},
		"column twice":     {func(s *sheet) { s.fill(); s.set("G1", "decision") }, `the column "decision" twice`},
		"wrong hash":       {func(s *sheet) { s.fill(); must(s, s.SetCellValue("packet", "B1", "abc")) }, "does not say which packet it is"},
		"sheet deleted":    {func(s *sheet) { s.fill(); must(s, s.DeleteSheet("packet")) }, `no sheet "packet"`},
	} {
		t.Run(name, func(t *testing.T) {
			s := o.sheet(t)
			c.change(s)
			got, err := packet.Read(s.bytes())
			if err == nil || got != nil || fault.KindOf(err) != fault.BadInput {
				t.Fatalf("%+v, %v", got, err)
			}
			hint := fault.HintOf(err)
			var rejected *campaign.Rejected
			if errors.As(err, &rejected) {
				hint = fault.HintOf(rejected.Problems[0].Err)
			}
			if !strings.Contains(err.Error()+"\n"+hint, c.says) {
				t.Errorf("%v (%s), not a sentence with %q", err, hint, c.says)
			}
		})
	}
}

func must(s *sheet, err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// A column that was moved is found by its heading.
func TestAColumnThatWasMoved(t *testing.T) {
	s := newOffice(t).sheet(t)
	want := s.fill()
	must(s, s.InsertCols("rows", "C", 2))
	got, err := packet.Read(s.bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got.Decisions); diff != "" {
		t.Error(diff)
	}
}

// A workbook is locked but for what a reviewer fills in, hides what is for tuar, and has no macros, links or formulas.
func TestAWorkbookIsLocked(t *testing.T) {
	s := newOffice(t).sheet(t)
	for _, name := range s.GetSheetList() {
		visible, err := s.GetSheetVisible(name)
		if err != nil || visible != (name == "rows" || name == "instructions") {
			t.Errorf("%s is visible: %v, %v", name, visible, err)
		}
		rows, err := s.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range rows {
			for x := range row {
				at, _ := excelize.CoordinatesToCellName(x+1, y+1)
				if formula, _ := s.GetCellFormula(name, at); formula != "" {
					t.Errorf("%s!%s is a formula", name, at)
				}
				if strings.HasPrefix(row[x], "=") || strings.HasPrefix(row[x], "@") || strings.HasPrefix(row[x], "+") {
					t.Errorf("%s!%s is %q", name, at, row[x])
				}
			}
		}
	}
	data, err := os.ReadFile(s.Planned.File)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	protected := 0
	for _, f := range z.File {
		if strings.Contains(f.Name, "vba") || strings.Contains(f.Name, "externalLink") {
			t.Errorf("the workbook has %s", f.Name)
		}
		if !strings.HasPrefix(f.Name, "xl/worksheets/sheet") {
			continue
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if _, err := out.ReadFrom(in); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), "<sheetProtection") {
			protected++
		}
	}
	if protected != 3 {
		t.Errorf("%d sheets are protected", protected)
	}
	valid, err := s.GetDataValidations("rows")
	if err != nil || len(valid) < 2 {
		t.Errorf("%d lists to choose from: %v", len(valid), err)
	}
}
