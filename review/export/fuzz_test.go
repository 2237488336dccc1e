package export_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/export"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/tabular"
)

var nasty = []string{
	"", "plain", "=cmd|' /C calc'!A0", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "a,b\"c\nd", "a\r\nb", "\x1b[31mred", "\u202eevil", "zero\u200bwidth",
	"| cell | border |", "<script>alert(1)</script>", "[x](javascript:alert(1))", "`code`", "\\", "# head\n\n- list", "🎉👩‍🔧", "\xff\xfe", "\u3164", "\u2028", "&lt;",
	strings.Repeat("x", 240),
}

// FuzzCSV: whatever the cells hold, a spreadsheet sees no formula, and who reads them back sees what was written.
func FuzzCSV(f *testing.F) {
	for _, text := range nasty {
		f.Add(text, "reason")
		f.Add("name", text)
	}
	f.Fuzz(func(t *testing.T, name, reason string) {
		table := table()
		table.Rows[0].Name, table.Rows[0].Decision.Reason, table.Rows[0].Email, table.Rows[0].Permissions = name, reason, reason, []string{name, reason}
		records, err := csv.NewReader(bytes.NewReader(unmarked(t, write(t, table, export.CSV)))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(records) != 1+len(table.Rows) {
			t.Fatalf("%d records for %d rows", len(records), len(table.Rows))
		}
		for i, cell := range records[1] {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("the %s cell reads back as %q", records[0][i], cell)
			}
			if strings.ContainsFunc(cell, func(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Cf) }) {
				t.Errorf("the %s cell carries what nobody sees: %q", records[0][i], cell)
			}
			want := map[string]string{"name": name, "reason": reason}
			if text, ok := want[records[0][i]]; ok && utf8.ValidString(text) && !strings.Contains(text, "⟨U+") && tabular.Restore(cell) != text {
				t.Errorf("%s: %q reads back as %q", records[0][i], text, cell)
			}
		}
	})
}

// FuzzMarkdown: nothing in the data changes how many lines, cells or elements there are, nor hides anything.
func FuzzMarkdown(f *testing.F) {
	for _, text := range nasty {
		f.Add(text, "reason")
		f.Add("name", text)
	}
	plain := strings.Count(string(write(f, filled("x", "x"), export.Markdown)), "\n")
	f.Fuzz(func(t *testing.T, a, b string) {
		got := string(write(t, filled(a, b), export.Markdown))
		if n := strings.Count(got, "\n"); n != plain {
			t.Errorf("%d lines instead of %d", n, plain)
		}
		for line := range strings.Lines(got) {
			line = strings.TrimSuffix(line, "\n")
			for _, r := range line {
				if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
					t.Errorf("%U reached the output", r)
				}
			}
			if strings.HasPrefix(line, "- ") { // code spans; they hold no backtick
				if strings.Count(line, "`")%2 != 0 && !strings.Contains(line, "\\`") {
					t.Errorf("a code span is left open: %s", line)
				}
				continue
			}
			bare := strings.NewReplacer(`\\`, "", `\|`, "", `\[`, "", `\*`, "", "\\`", "").Replace(line)
			if strings.ContainsAny(bare, "<[*`") {
				t.Errorf("markup in %s", line)
			}
			if n := strings.Count(bare, "|"); strings.HasPrefix(line, "|") && n != 9 {
				t.Errorf("%d cell borders in %s", n, line)
			}
		}
	})
}

// filled returns the table with these texts wherever text comes from outside.
func filled(a, b string) *export.Table {
	t := table()
	t.Name, t.Scope, t.Campaign, t.Population = a, b, a, b
	t.Signoffs[0].By, t.Signoffs[0].Text, t.Signoffs[0].Assurance = a, b, record.Assurance(a)
	for i := range t.Rows {
		r := &t.Rows[i]
		r.Email, r.Name, r.Role, r.Share, r.Hints = a, b, a, a, []access.Hint{{Name: a}, {Name: b}}
		r.Decision = campaign.Decision{Verdict: campaign.Verdict(a), Reason: b, Reviewer: a, ToRoleName: b, At: r.Decision.At}
	}
	return t
}
