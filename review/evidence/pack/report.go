package pack

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/tabular"
)

//go:embed report.gohtml
var reportText string

var reportTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"quoted": quotedInCSS,
	"text":   func(cell any) string { return shownCell(cell).Text },
	"list":   func(names []string) string { return strings.Join(names, ", ") },
	"sum":    func(a, b int) int { return a + b },
	"class":  func(r Result) string { return strings.ReplaceAll(string(r), "/", "") },
}).Parse(reportText))

// quotedInCSS returns a text as a CSS string. All but plain letters, digits and blanks is escaped by its number.
func quotedInCSS(text string) template.CSS {
	var out strings.Builder
	for _, r := range text {
		switch {
		case r == ' ', r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z':
			out.WriteRune(r)
		default:
			fmt.Fprintf(&out, "\\%x ", r) // the blank ends the number
		}
	}
	return template.CSS(`"` + out.String() + `"`) //nolint:gosec // nothing in it can end the string
}

// shownRows limits the rows of a table in the report. More are for programs and spreadsheets.
const shownRows = 1000

// page holds what the report shows.
type page struct {
	Index       Index
	Final       bool
	Alert       string // about where the populations came from; empty if there is nothing to warn of
	Servers     []string
	Cover       []fact
	Signoffs    []campaign.SignedStatement
	Heads       []Head
	Calls       []population.Call
	Sync        *Sync
	Checks      []Control
	Charts      []chart
	NotReviewed []string
	NotProven   []string
	Tables      []shown
}

// shown is a table as far as the report shows it.
type shown struct {
	Name    string
	Len     int
	Columns []string
	Out     []string // columns that are left out: for programs, or with nothing in any row that is shown
	Cells   [][]cell
	Left    int // rows that are not shown
}

func (pv *packView) writeReport(w io.Writer, index Index, tables []*tabular.Table) error {
	p := page{
		Index: index, Final: pv.Final(), Alert: pv.Origin.Alert(), Servers: servers(pv.Population), Cover: pv.cover(index), Signoffs: pv.signoffs(), Heads: pv.Heads,
		Calls: pv.Population.Calls, Sync: pv.sync(),
		Checks: pv.checks(), Charts: pv.charts(), NotReviewed: pv.notReviewed(), NotProven: pv.notProven(),
	}
	for _, t := range tables {
		p.Tables = append(p.Tables, show(t))
	}
	slices.Reverse(p.Tables) // exceptions come first, the full population last
	var out bytes.Buffer
	if err := reportTemplate.Execute(&out, p); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	_, err := io.WriteString(w, seenLines(out.String()))
	return err
}

// seenLines spells out invisible characters; line breaks stay.
func seenLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = tabular.SpelledOut(lines[i])
	}
	return strings.Join(lines, "\n")
}

// forPrograms lists columns that the report leaves out: other columns say the same in plainer words, or readers need
// them only in the tables.
var forPrograms = []string{
	"kind", "role_id", "to_role_id", "from_role_id", "key_type", "journal_hash", "final_at", "attempts", "http_status",
	"call", "outcome",
	"confirmed_population", "returned_population", "audit_entry", "audit_action", "audit_actor",
}

func show(t *tabular.Table) shown {
	s := shown{Name: t.Name, Len: t.Len, Left: max(0, t.Len-shownRows)}
	used := make([]bool, len(t.Columns))
	for row := range t.Rows {
		if len(s.Cells) == shownRows {
			break
		}
		cells := make([]cell, len(row))
		for i := range row {
			cells[i] = shownCell(row[i])
			used[i] = used[i] || cells[i].Text != ""
		}
		s.Cells = append(s.Cells, cells)
	}
	for i, c := range t.Columns {
		if used[i] = used[i] && c != sourceColumn && (t.Name == "exceptions" || !slices.Contains(forPrograms, c.Name)); used[i] {
			s.Columns = append(s.Columns, c.Name)
		} else {
			s.Out = append(s.Out, c.Name)
		}
	}
	for n, cells := range s.Cells {
		kept := cells[:0]
		for i, c := range cells {
			if used[i] {
				kept = append(kept, c)
			}
		}
		s.Cells[n] = kept
	}
	return s
}

// cell is a cell as the report shows it.
type cell struct{ Text, Class string }

func shownCell(of any) cell {
	switch v := of.(type) {
	case time.Time:
		return cell{v.UTC().Format("2006-01-02 15:04:05"), "at"}
	case int64:
		return cell{tabular.String(v), "n"}
	}
	return cell{tabular.SpelledOut(tabular.String(of)), ""}
}
