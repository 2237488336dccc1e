package export

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/fault"
)

// Format is a way to write a table.
type Format string

// The formats.
const (
	CSV      Format = "csv"
	JSON     Format = "json"
	Markdown Format = "md"
)

// Formats are all formats.
var Formats = []Format{CSV, JSON, Markdown}

// ParseFormat reads a format's name; an unknown one is a BadInput fault.
func ParseFormat(name string) (Format, error) {
	f := Format(strings.ToLower(strings.TrimSpace(name)))
	if !slices.Contains(Formats, f) {
		return "", fault.New(fault.BadInput, "%q is not a format", name).WithHint("formats are csv, json and md")
	}
	return f, nil
}

// Write writes the table. CSV is RFC 4180 with a header row; cells that a spreadsheet would take for a formula are
// defused by an apostrophe. JSON holds every text as it came. Markdown is for reading.
func (t *Table) Write(w io.Writer, f Format) error {
	switch f {
	case CSV:
		return t.writeCSV(w)
	case JSON:
		return WriteJSON(w, t)
	case Markdown:
		return t.writeMarkdown(w)
	}
	return fault.New(fault.BadInput, "%q is not a format", f)
}

func (t *Table) writeCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	cells := make([]string, len(columns))
	for i, c := range columns {
		cells[i] = c.name
	}
	if err := out.Write(cells); err != nil {
		return err
	}
	for _, r := range t.Rows {
		for i, c := range columns {
			cells[i] = Defuse(c.cell(r))
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// Defuse makes a cell harmless. Spreadsheets take what begins with one of = + - @, tab or carriage return for a formula:
// such a cell gets an apostrophe in front; white space and what cannot be seen before the sign do not hide it. Control,
// bidi and zero-width characters, which terminals obey and people do not see, are spelled out.
func Defuse(cell string) string { return spelledOut(defused(cell)) }

func defused(cell string) string {
	seen := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) })
	if startsWithAny(seen, "=+-@＝＋－＠") || startsWithAny(cell, "\t\r\n") {
		return "'" + cell
	}
	return cell
}

func startsWithAny(s, runes string) bool {
	first, size := utf8.DecodeRuneInString(s)
	return size > 0 && strings.ContainsRune(runes, first)
}

func (t *Table) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	counts := map[string]int{}
	for _, r := range t.Rows {
		counts[r.Decision]++
	}
	fmt.Fprintf(&b, "# %s\n\n", inline(t.Name))
	fmt.Fprintf(&b, "- campaign: %s, %s, due %s\n- scope: %s\n", code(t.Campaign), t.State, t.Due, code(t.Scope))
	fmt.Fprintf(&b, "- population: %s, taken %s\n", code(t.Population), t.TakenAt)
	fmt.Fprintf(&b, "- items: %d (certified %d, reduced %d, revoked %d, abstained %d, undecided %d)\n", len(t.Rows),
		counts["certify"], counts["reduce"], counts["revoke"], counts["abstain"], counts["undecided"])
	if len(t.Signoffs) > 0 {
		b.WriteString("\n## Sign-offs\n\n")
		for _, s := range t.Signoffs {
			fmt.Fprintf(&b, "- %s (%s), %s, %s: %s\n", inline(s.By), inline(s.Assurance), s.Part, s.At, inline(s.Statement))
		}
	}
	b.WriteString("\n## Decisions\n\n| who | role | hints | decision | reason | reviewer | decided at |\n|---|---|---|---|---|---|---|\n")
	for _, r := range t.Rows {
		who, decision := r.Email, r.Decision
		if r.Kind == "key" {
			who = "key " + cmp.Or(r.Name, strings.TrimPrefix(r.Item, "key/"))
		}
		if r.ToRole != "" {
			decision += " to " + r.ToRole
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", inline(who), inline(r.Role), inline(strings.Join(r.Hints, ", ")),
			inline(decision), inline(r.Reason), inline(r.Reviewer), r.DecidedAt)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
