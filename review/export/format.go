package export

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/spelling"
	"github.com/tuar-dev/tuar/review/tabular"
)

// Format is a way to write a table.
type Format string

// The formats.
const (
	CSV      Format = "csv"
	JSON     Format = "json"
	XLSX     Format = "xlsx"
	HTML     Format = "html"
	Markdown Format = "md"
	Entra    Format = "entra" // CSV in the columns of Microsoft Entra's review history
	GRC      Format = "grc"   // CSV in columns that platforms for audits ask for
)

// Formats are the formats with tuar's own columns.
var Formats = []Format{CSV, JSON, XLSX, HTML, Markdown}

// InColumns are the formats with the columns of others, all of them CSV.
var InColumns = []Format{Entra, GRC}

// Ending returns how names of files in the format end, without the dot.
func (f Format) Ending() string {
	if slices.Contains(InColumns, f) {
		return string(CSV)
	}
	return string(f)
}

// WithColumns returns the CSV format with the columns of that name. Other formats, and names that are unknown, are
// BadInput faults.
func (f Format) WithColumns(name string) (Format, error) {
	columns := Format(strings.ToLower(strings.TrimSpace(name)))
	switch {
	case !slices.Contains(InColumns, columns):
		hint := "columns are entra and grc; without --columns they are tuar's own"
		for _, known := range InColumns {
			if spelling.Distance(string(columns), string(known)) <= 2 {
				hint = "did you mean " + string(known) + "?"
			}
		}
		return "", fault.New(fault.BadInput, "%q names no columns", name).WithHint("%s", hint)
	case f != CSV:
		return "", fault.New(fault.BadInput, "the columns %s are for CSV, not for %s", columns, f).WithHint("write it with --format csv")
	}
	return columns, nil
}

// ParseFormat reads a format's name; an unknown one is a BadInput fault.
func ParseFormat(name string) (Format, error) {
	f := Format(strings.ToLower(strings.TrimSpace(name)))
	if !slices.Contains(Formats, f) {
		return "", fault.New(fault.BadInput, "%q is not a format", name).WithHint("formats are csv, json, xlsx, html and md")
	}
	return f, nil
}

// Write writes the table. CSV is RFC 4180 with a byte order mark and a header row; cells that a spreadsheet would take
// for a formula are defused by an apostrophe, also in the workbook, which may be saved as CSV. JSON holds every text
// unchanged. HTML and Markdown are for reading.
func (t *Table) Write(w io.Writer, f Format) error {
	switch f {
	case CSV:
		return t.decisions().WriteMarkedCSV(w)
	case Entra:
		return t.entra().WriteMarkedCSV(w)
	case GRC:
		return t.grc().WriteMarkedCSV(w)
	case JSON:
		return tabular.WriteJSON(w, struct {
			*Table
			Decisions *tabular.Table `json:"decisions"`
		}{t, t.decisions()})
	case XLSX:
		return t.writeWorkbook(w)
	case HTML:
		return t.writePage(w)
	case Markdown:
		return t.writeMarkdown(w)
	}
	return fault.New(fault.BadInput, "%q is not a format", f)
}

func (t *Table) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", inline(t.Name))
	fmt.Fprintf(&b, "- campaign: %s, %s, due %s\n- scope: %s\n", code(t.Campaign), t.State, t.Due, code(t.Scope))
	if t.AssignedBy != "" {
		fmt.Fprintf(&b, "- assigned by: %s\n", code(t.AssignedBy))
	}
	fmt.Fprintf(&b, "- population: %s, taken %s\n", code(t.Population), tabular.String(t.TakenAt))
	counts := make([]string, 0, len(campaign.Verdicts)+1)
	for _, c := range t.counts() {
		counts = append(counts, fmt.Sprintf("%s %d", inline(c.Verdict.Past()), c.N))
	}
	for _, m := range t.DueMoves {
		fmt.Fprintf(&b, "- due date: %s\n", inline(m.String()))
	}
	fmt.Fprintf(&b, "- items: %d (%s)\n", len(t.Rows), strings.Join(counts, ", "))
	if len(t.Signoffs) > 0 {
		b.WriteString("\n## Sign-offs\n\n")
		for _, s := range t.Signoffs {
			fmt.Fprintf(&b, "- %s (%s), %s, %s: %s\n", inline(s.By), inline(s.Known.String()), s.Part, s.At, inline(s.Text))
			if text := s.Standing(); text != "" {
				fmt.Fprintf(&b, "  - %s\n", inline(text))
			}
		}
	}
	b.WriteString("\n## Decisions\n\n| who | role | hints | decision | reason | reviewer | assigned to | decided at |\n|---|---|---|---|---|---|---|---|\n")
	for i := range t.Rows {
		b.WriteString("|" + t.Rows[i].markdown() + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdown returns the cells of the row, without the first bar.
func (r *Row) markdown() string {
	d := r.Decision
	decision, at := string(d.Verdict), ""
	if !d.At.IsZero() {
		at = tabular.String(d.At)
	}
	if d.To() != "" {
		decision += " to " + d.To()
	}
	if len(d.Gains) > 0 {
		decision += ", which also grants " + strings.Join(d.Gains, ", ")
	}
	assigned := r.Share
	if r.First != "" {
		assigned += ", at opening " + r.First
	}
	return fmt.Sprintf(" %s | %s | %s | %s | %s | %s | %s | %s |", inline(r.Title()), inline(r.Role),
		inline(strings.Join(r.HintNames(), ", ")), inline(decision), inline(d.Reason), inline(r.Reviewer()), inline(assigned), at)
}
