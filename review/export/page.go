package export

import (
	"bufio"
	_ "embed"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/tabular"
)

//go:embed page.gohtml
var pageText string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"text": tabular.SpelledOut,
	"at": func(text string) string {
		if at, ok := timeOf(text).(time.Time); ok {
			return at.UTC().Format(time.DateTime)
		}
		return tabular.SpelledOut(text)
	},
	"class": func(decision string) string {
		if slices.Contains(verdicts, decision) {
			return decision
		}
		return ""
	},
	"list": func(texts []string) string { return tabular.SpelledOut(strings.Join(texts, ", ")) },
	"who": func(r Row) string {
		return tabular.SpelledOut(access.Row{Item: r.Item, Kind: access.Kind(r.Kind), Email: r.Email, Name: r.Name}.Title())
	},
}).Parse(pageText))

// verdicts are the decisions, in the order in which they are counted.
var verdicts = []string{"certify", "reduce", "revoke", "abstain", "undecided"}

// counted is a decision and how many items have it.
type counted struct {
	Decision string
	N        int
}

// writePage writes a page that needs nothing but itself. What came from outside is spelled out where it cannot be seen, and
// escaped by the template.
func (t *Table) writePage(w io.Writer) error {
	page := struct {
		*Table
		Counts []counted
	}{Table: t}
	for _, verdict := range verdicts {
		page.Counts = append(page.Counts, counted{verdict, t.count(verdict)})
	}
	out := bufio.NewWriter(w)
	if err := pageTemplate.Execute(out, page); err != nil {
		return err
	}
	return out.Flush()
}

// count is how many rows have that decision.
func (t *Table) count(decision string) int {
	n := 0
	for i := range t.Rows {
		if t.Rows[i].Decision == decision {
			n++
		}
	}
	return n
}
