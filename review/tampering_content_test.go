package review_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/tuar-dev/tuar/review/evidence/pack"
)

// contentTampering is what is done to what was made of the journals, always with a manifest that fits.
func contentTampering() map[string]tampering {
	const check = "tables"
	const csv, json = "tables/decisions.csv", "tables/decisions.json"
	lines := func(path string, change func([][]byte) [][]byte) func(c *content) {
		return relisted(func(c *content) { c.files[path] = slices.Concat(change(c.lines(path))...) })
	}
	sheet := func(part, from, to string) func(c *content) {
		return relisted(func(c *content) {
			c.files[pack.WorkbookPath] = withPart(c.t, c.files[pack.WorkbookPath], part, from, to)
		})
	}
	return map[string]tampering{
		"a cell of the CSV":       {relisted(edited(csv, ",revoke,", ",certify,")), check, `column advice, of "user/`, true, nil},
		"what stands, and should": {relisted(edited(csv, ",revoke,", ",certify,")), check, `it says "certify"; the journals say "revoke"`, true, nil},
		"a formula in the CSV":    {relisted(edited(csv, ",needed,", `,"=HYPERLINK(""http://evil.example.com"")",`)), check, `it says "=HYPERLINK(`, true, nil},
		"a defused cell armed":    {relisted(edited("tables/population.csv", "item,kind", "'item,kind")), check, "the header, column 1 is called", true, nil},
		"a row of the CSV gone":   {lines(csv, func(l [][]byte) [][]byte { return slices.Delete(l, 3, 4) }), check, "tables/decisions.csv, row 3, column item", true, nil},
		"the last row gone":       {lines(csv, func(l [][]byte) [][]byte { return l[:len(l)-1] }), check, "is missing: it must be about", true, nil},
		"a row of the CSV more":   {lines(csv, func(l [][]byte) [][]byte { return append(l, l[1]) }), check, "of which the journals know nothing more", true, nil},
		"a column less":           {lines(csv, func(l [][]byte) [][]byte { l[0] = bytes.TrimPrefix(l[0], []byte("item,")); return l }), check, "cells; it must have", true, nil},
		"a quote left open":       {lines(csv, func(l [][]byte) [][]byte { l[2] = append([]byte(`"`), l[2]...); return l }), check, "cannot be read", true, nil},
		"the CSV written anew": {lines(csv, func(l [][]byte) [][]byte {
			return [][]byte{bytes.ReplaceAll(bytes.Join(l, nil), []byte("\n"), []byte("\r\n"))}
		}), check, "writes it in another way", true, nil},
		"a cell of the JSON":     {relisted(edited(json, `"decision":"revoke"`, `"decision":"certify"`)), check, `tables/decisions.json, row`, true, nil},
		"null in the JSON":       {relisted(edited(json, `"reason":"needed"`, `"reason":null`)), check, `column reason, of`, true, nil},
		"a name in the JSON":     {relisted(edited(json, `"reason":`, `"cause":`)), check, `is called "cause"; it must be "reason"`, true, nil},
		"a row of the JSON gone": {lines(json, func(l [][]byte) [][]byte { return slices.Delete(l, 3, 4) }), check, "tables/decisions.json, row 3", true, nil},
		"the JSON cut":           {relisted(func(c *content) { c.files[json] = c.files[json][:len(c.files[json])/2] }), check, "cannot be read", true, nil},
		"the JSON with a tail":   {relisted(func(c *content) { c.files[json] = append(c.files[json], " \n"...) }), check, "writes it in another way", true, nil},
		"a table far too large": {relisted(func(c *content) {
			for i := range 300_000 {
				c.files[csv] = fmt.Appendf(c.files[csv], "user/%x,more\n", i*i)
			}
		}), check, "by the journals it must have", false, nil},
		"a cell of the workbook": {sheet("xl/worksheets/sheet5.xml", ">revoke<", ">certify<"), "workbook", `sheet Decisions, row`, true, nil},
		"a formula in it":        {sheet("xl/worksheets/sheet5.xml", "<t>needed</t>", "<t>=1+1</t>"), "workbook", `it says "=1+1"`, true, nil},
		"its look":               {sheet("xl/styles.xml", "<cellXfs", " <cellXfs"), "workbook", "its part xl/styles.xml is another", true, nil},
		"a part of it more": {relisted(func(c *content) {
			c.files[pack.WorkbookPath] = withPart(c.t, c.files[pack.WorkbookPath], "xl/vbaProject.bin", "", "macro")
		}), "workbook", `holds "xl/vbaProject.bin"`, true, nil},
		"no workbook":            {relisted(func(c *content) { c.files[pack.WorkbookPath] = []byte("hello") }), "workbook", "cannot be read as a workbook", true, nil},
		"the report":             {relisted(edited(pack.ReportPath, "<title>", "<title>All is well. ")), "report", "report.html, line", true, nil},
		"a script in the report": {relisted(edited(pack.ReportPath, "</body>", "<script>alert(1)</script></body>")), "report", "report.html, line", true, nil},
		"the check that passes":  {relisted(func(c *content) { c.files[pack.CheckPath] = []byte("print('all checks passed')\n") }), "instructions", "check.py, line 1", true, nil},
		"the instructions": {relisted(func(c *content) {
			c.files[pack.VerifyPath] = append(c.files[pack.VerifyPath], "Trust it.\n"...)
		}), "instructions", "VERIFY.md, line", true, nil},
		"the index":        {relisted(edited(pack.IndexPath, `"scope"`, `"scOpe"`)), "contents", "pack.json, line", true, nil},
		"another campaign": {relisted(edited(pack.IndexPath, `"campaign": "q4`, `"campaign": "q5`)), "contents", "cannot be derived", false, nil},
		"another format":   {relisted(edited(pack.IndexPath, fmt.Sprintf(`"v": %d`, pack.Format), `"v": 99`)), "contents", "it has format 99", false, nil},
		"no index":         {relisted(func(c *content) { c.files[pack.IndexPath] = []byte("[]") }), "contents", "pack.json cannot be read", false, nil},
	}
}

// withPart replaces a text in a part of a workbook, or adds a part.
func withPart(t *testing.T, book []byte, part, from, to string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	touched := false
	add := func(name string, data []byte) {
		p, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == part {
			touched = bytes.Contains(data, []byte(from))
			data = bytes.Replace(data, []byte(from), []byte(to), 1)
		}
		add(f.Name, data)
	}
	if from == "" {
		touched = true
		add(part, []byte(to))
	}
	if !touched {
		t.Fatalf("%s does not hold %q", part, from)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
