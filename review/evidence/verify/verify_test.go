package verify_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"maps"
	"math/rand/v2"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/evidence/verify"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

const rita = "rita@example.com"

// packed returns the files of the pack of a small campaign, with one revocation, by path.
func packed(t *testing.T) map[string][]byte {
	t.Helper()
	w := reviewtest.New(t, torqtest.Options{Users: 25})
	lead := w.Open("lead@example.com")
	w.Sync(lead)
	id := w.Campaign(lead, campaign.Plan{Name: "Q4", Reviewers: []string{rita}})
	first := true
	w.Decide(w.Open(rita), id, func(campaign.SheetRow) campaign.Choice {
		if first {
			first = false
			return campaign.Choice{Verdict: campaign.Revoke, Reason: "left, \"as\nplanned\""}
		}
		return campaign.Choice{Verdict: campaign.Certify, Reason: "needed"}
	})
	w.Close(lead, id)
	file := filepath.Join(t.TempDir(), "pack.zip")
	if _, err := lead.PackEvidence(t.Context(), id, evidence.PackOptions{Path: file}); err != nil {
		t.Fatal(err)
	}
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	return unzipped(t, &z.Reader)
}

func unzipped(t *testing.T, z *zip.Reader) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// verified returns what becomes of a pack of these files, whose manifest is right.
func verified(t *testing.T, files map[string][]byte) verify.Result {
	t.Helper()
	var list []pack.File
	for name, data := range files {
		if name != pack.ManifestPath {
			list = append(list, pack.File{Path: name, Write: func(w io.Writer) error {
				_, err := w.Write(data)
				return err
			}})
		}
	}
	file := filepath.Join(t.TempDir(), "tampered.zip")
	err := store.Files{}.Write(t.Context(), file, false, func(w io.Writer) error {
		_, err := pack.Write(w, list, nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	result, err := review.VerifyEvidence(t.Context(), store.Files{}, file, evidence.VerifyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// replaced replaces the first old text in a file, which must be there.
func replaced(old, new string) func(*testing.T, []byte) []byte {
	return func(t *testing.T, data []byte) []byte {
		t.Helper()
		if !bytes.Contains(data, []byte(old)) {
			t.Fatalf("there is no %q", old)
		}
		return bytes.Replace(data, []byte(old), []byte(new), 1)
	}
}

// asCSV changes the cells of a table.
func asCSV(change func([][]string) [][]string) func(*testing.T, []byte) []byte {
	return func(t *testing.T, data []byte) []byte {
		t.Helper()
		in := csv.NewReader(bytes.NewReader(data))
		in.FieldsPerRecord = -1
		cells, err := in.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := csv.NewWriter(&out).WriteAll(change(cells)); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
}

// inWorkbook changes the parts of a workbook.
func inWorkbook(change func(t *testing.T, parts map[string][]byte)) func(*testing.T, []byte) []byte {
	return func(t *testing.T, data []byte) []byte {
		t.Helper()
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		parts := unzipped(t, z)
		change(t, parts)
		var out bytes.Buffer
		again := zip.NewWriter(&out)
		for _, name := range slices.Sorted(maps.Keys(parts)) {
			w, err := again.Create(name)
			if err == nil {
				_, err = w.Write(parts[name])
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
}

// noise returns bytes that do not get shorter when compressed, the same each time.
func noise(n int) []byte {
	out := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{}).Read(out) // never fails
	return out
}

// sheetOf returns the part of a workbook in which a text stands.
func sheetOf(t *testing.T, parts map[string][]byte, text string) string {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		if path.Dir(name) == "xl/worksheets" && bytes.Contains(parts[name], []byte(text)) {
			return name
		}
	}
	t.Fatalf("no sheet has %q", text)
	return ""
}

const decisionsCSV, decisionsJSON = "tables/decisions.csv", "tables/decisions.json"

// Whatever is changed in a pack, though its manifest fits, is found by the check concerned, which says where it begins.
func TestVerifyExplainsWhatDiffers(t *testing.T) {
	sound := packed(t)
	if result := verified(t, sound); !result.OK {
		t.Fatalf("of a sound pack it says %+v", result)
	}
	for name, of := range map[string]struct {
		file   string
		change func(*testing.T, []byte) []byte
		check  string
		says   string
	}{
		"a cell":        {decisionsCSV, replaced(",certify,", ",revoke,"), "tables", `tables/decisions.csv, row 2, column decision, of "`},
		"what it says":  {decisionsCSV, replaced(",certify,", ",revoke,"), "tables", `it says "revoke"; the journals say "certify"`},
		"the header":    {decisionsCSV, replaced("decision", "verdict"), "tables", `tables/decisions.csv, the header, column 10 is called "verdict"; it must be "decision"`},
		"a row gone":    {decisionsCSV, asCSV(func(c [][]string) [][]string { return c[:len(c)-1] }), "tables", " is missing: it must be about "},
		"a row more":    {decisionsCSV, asCSV(func(c [][]string) [][]string { return append(c, c[1]) }), "tables", ", of which the journals know nothing more"},
		"a cell more":   {decisionsCSV, asCSV(func(c [][]string) [][]string { c[2] = append(c[2], "x"); return c }), "tables", ", has 34 cells; it must have 33"},
		"quotes":        {decisionsCSV, replaced("item,", `"item",`), "tables", "tables/decisions.csv says what the journals say, but writes it in another way"},
		"no CSV":        {decisionsCSV, replaced("item,", `it"em,`), "tables", "the header cannot be read"},
		"a JSON cell":   {decisionsJSON, replaced(`"decision":"certify"`, `"decision":"revoke"`), "tables", `tables/decisions.json, row 2, column decision, of "`},
		"a JSON number": {decisionsJSON, replaced(`"bulk_size":`, `"bulk_size":1`), "tables", `column bulk_size`},
		"a JSON name":   {decisionsJSON, replaced(`"decision":`, `"verdict":`), "tables", `is called "verdict"; it must be "decision"`},
		"blanks":        {decisionsJSON, replaced(`"decision":"certify"`, `"decision": "certify"`), "tables", "writes it in another way"},
		"no list":       {decisionsJSON, replaced("[\n{", "[\n1,{"), "tables", "tables/decisions.json, row 1 cannot be read"},
		"half a list":   {decisionsJSON, func(_ *testing.T, d []byte) []byte { return d[:bytes.LastIndexByte(d[:len(d)/2], ':')+1] }, "tables", "cannot be read"},
		"the report":    {pack.ReportPath, replaced("certify", "revoked"), "report", "report.html, line "},
		"its end":       {pack.ReportPath, func(_ *testing.T, d []byte) []byte { return append(d, '\n') }, "report", "from character 1 on: it says "},
		"a long file":   {pack.ReportPath, func(_ *testing.T, d []byte) []byte { return append(d, noise(4<<20)...) }, "report", "; by the journals it must have "},
		"the script":    {pack.CheckPath, replaced("import", "Import"), "instructions", "check.py, line "},
		"the guide":     {pack.VerifyPath, replaced("How", "how"), "instructions", `VERIFY.md, line 1, from character 3 on: it says "# how `},
		"the index":     {pack.IndexPath, replaced(`"final": true`, `"final": false`), "contents", "pack.json, line "},
		"a head":        {pack.IndexPath, replaced(`"lines": `, `"lines": 1`), "contents", "pack.json says that the journal of "},
		"no workbook":   {pack.WorkbookPath, func(*testing.T, []byte) []byte { return []byte("PK") }, "workbook", "report.xlsx cannot be read as a workbook"},
		"a cell of a sheet": {pack.WorkbookPath, inWorkbook(func(t *testing.T, parts map[string][]byte) {
			name := sheetOf(t, parts, ">certify<")
			parts[name] = bytes.Replace(parts[name], []byte(">certify<"), []byte(">revoke<"), 1)
		}), "workbook", `it says "revoke"; the journals say "certify"`},
		"a part of the workbook gone": {pack.WorkbookPath, inWorkbook(func(_ *testing.T, parts map[string][]byte) { delete(parts, "xl/styles.xml") }), "workbook", "report.xlsx lacks its part xl/styles.xml"},
		"a part of the workbook more": {pack.WorkbookPath, inWorkbook(func(_ *testing.T, parts map[string][]byte) { parts["xl/evil.bin"] = nil }), "workbook", `report.xlsx holds "xl/evil.bin", which a workbook of tuar does not`},
		"a style of the workbook": {pack.WorkbookPath, inWorkbook(func(_ *testing.T, parts map[string][]byte) {
			parts["xl/styles.xml"] = append(parts["xl/styles.xml"], ' ')
		}), "workbook", "every cell says what the journals say, but its part xl/styles.xml is another"},
	} {
		t.Run(name, func(t *testing.T) {
			files := maps.Clone(sound)
			files[of.file] = of.change(t, bytes.Clone(files[of.file]))
			wrong(t, verified(t, files), of.check, of.says)
		})
	}
}

// wrong fails unless that check, and no other, is wrong and says so.
func wrong(t *testing.T, result verify.Result, check, says string) {
	t.Helper()
	found := false
	for _, c := range result.Checks {
		switch {
		case c.Name == check && !c.OK && strings.Contains(c.Detail, says):
			found = true
		case !c.OK:
			t.Errorf("%s: %s", c.Name, c.Detail)
		}
	}
	if !found || result.OK {
		t.Errorf("%s does not say %q", check, says)
	}
}

// A file that is missing, and one that is no part of the pack, are named.
func TestVerifyFilesOfAPack(t *testing.T) {
	sound := packed(t)
	for file, check := range map[string]string{
		pack.ReportPath: "report", pack.WorkbookPath: "workbook", decisionsCSV: "tables", pack.CheckPath: "instructions",
	} {
		files := maps.Clone(sound)
		delete(files, file)
		for _, c := range verified(t, files).Checks {
			if concerned := c.Name == "archive" || c.Name == check; concerned == c.OK || concerned && c.Detail != file+" is missing" {
				t.Errorf("without %s: %+v", file, c)
			}
		}
	}
	files := maps.Clone(sound)
	files["populations/"+strings.Repeat("0", 64)+".json"] = []byte("{}")
	result := verified(t, files)
	for _, c := range result.Checks {
		if c.Name == "populations" && (c.OK || !strings.Contains(c.Detail, "holds something else than its name says")) ||
			c.Name == "contents" && (c.OK || !strings.Contains(c.Detail, "nothing in the campaign rests on it")) {
			t.Errorf("%+v", c)
		}
	}
}

// A manifest that is wrong, and a journal that is cut, are told by their own checks.
func TestVerifyManifestAndJournals(t *testing.T) {
	sound := packed(t)
	journal := ""
	for name := range sound {
		if strings.HasPrefix(name, "journal/") {
			journal = name
		}
	}
	files := maps.Clone(sound)
	lines := bytes.SplitAfter(files[journal], []byte("\n"))
	files[journal] = slices.Concat(slices.Concat(lines[:3]...), slices.Concat(lines[4:]...))
	for _, c := range verified(t, files).Checks {
		if c.Name == "journals" && (c.OK || !strings.HasPrefix(c.Detail, journal+", line 4: ")) {
			t.Errorf("a line is missing: %+v", c)
		}
		if c.Name == "tables" && (c.OK || !strings.Contains(c.Detail, "is not compared: the journals do not check out")) {
			t.Errorf("a line is missing: %+v", c)
		}
	}
}
