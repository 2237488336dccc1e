package pack

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/tabular"
)

//go:embed report_*.gohtml
var reportTexts embed.FS

var reportTemplate = template.Must(template.New("report_page.gohtml").Funcs(template.FuncMap{
	"quoted": quotedInCSS,
	"broken": broken,
	"text":   func(cell any) string { return shownCell(cell).Text },
	"list":   func(names []string) string { return strings.Join(names, ", ") },
	"sum":    func(a, b int) int { return a + b },
	"less":   func(a, b int) int { return a - b },
	"class":  classOfResult,
	"part":   partInWords,
}).ParseFS(reportTexts, "report_*.gohtml"))

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

// broken returns a cell in which a line may end before each @, so that addresses break there, and not within a UUID.
func broken(cell any) template.HTML {
	safe := template.HTMLEscapeString(shownCell(cell).Text)
	safe = uuid.ReplaceAllString(safe, `<span class="one">$0</span>`)
	return template.HTML(strings.ReplaceAll(safe, "@", "<wbr>@")) //nolint:gosec // the text is escaped
}

// classOfResult returns the class by which a result has its colour.
func classOfResult(r Result) string { return strings.ReplaceAll(string(r), "/", "") }

// partInWords returns the part of the campaign that a statement is about.
func partInWords(part string) string {
	if part == "whole" {
		return "the campaign"
	}
	return "their assignment"
}

// page holds what the report shows.
type page struct {
	Index       Index
	Letterhead  Letterhead
	Final       bool
	Alert       string // about where the populations came from; empty if there is nothing to warn of
	Management  management
	Decisions   decisionsShown
	Exceptions  exceptionsShown
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
	Empty       []shown // tables without rows to show
}

// reportOrder lists the tables as the report has them: what was done, then the rules, then the population.
var reportOrder = []string{
	"changes", "elevations", "reviewers", "assignments", "notes", "dismissals", "comments", "attachments", "not_reviewed", "rule_changes", "guards", "settings", "roles", "writers", "refused", "population",
}

func (pv *packView) writeReport(w io.Writer, index Index, tables []*tabular.Table) error {
	p := page{
		Index: index, Letterhead: pv.Letterhead, Final: pv.Final(), Alert: pv.Origin.Alert(), Servers: servers(pv.Population), Cover: pv.cover(index), Signoffs: pv.signoffs(), Heads: pv.Heads,
		Management: pv.management(), Decisions: pv.decisionsByPerson(), Exceptions: pv.exceptionsByKind(),
		Calls: pv.Population.Calls, Sync: pv.sync(),
		Checks: pv.checks(), Charts: pv.charts(), NotReviewed: pv.notReviewed(), NotProven: pv.notProven(),
	}
	for _, t := range tables {
		if t.Name != "decisions" && t.Name != "exceptions" { // which have sections of their own
			one := show(t)
			one.Alert = p.Alert
			if len(one.Cells) == 0 {
				p.Empty = append(p.Empty, one)
				continue
			}
			p.Tables = append(p.Tables, one)
		}
	}
	slices.SortStableFunc(p.Tables, func(a, b shown) int {
		return cmp.Compare(slices.Index(reportOrder, a.Name), slices.Index(reportOrder, b.Name))
	})
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
