package export

import (
	"bufio"
	_ "embed"
	"html/template"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
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
		if decision == string(campaign.Undecided) || slices.Contains(campaign.Verdicts, campaign.Verdict(decision)) {
			return decision
		}
		return ""
	},
	"list": func(texts []string) string { return tabular.SpelledOut(strings.Join(texts, ", ")) },
	"who": func(r Row) string {
		return tabular.SpelledOut(access.Row{Item: r.Item, Kind: access.Kind(r.Kind), Email: r.Email, Name: r.Name}.Title())
	},
}).Parse(pageText))

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
	page.Counts = t.counts()
	out := bufio.NewWriter(w)
	if err := pageTemplate.Execute(out, page); err != nil {
		return err
	}
	return out.Flush()
}

// counts are how many rows have each decision, in the order in which decisions are shown; those that this version does not
// know are there only where there are some.
func (t *Table) counts() []counted {
	n := map[string]int{}
	for i := range t.Rows {
		n[t.Rows[i].Decision]++
	}
	var out []counted
	add := func(decision string) {
		out = append(out, counted{decision, n[decision]})
		delete(n, decision)
	}
	for _, v := range campaign.Verdicts {
		add(string(v))
	}
	undecided := counted{string(campaign.Undecided), n[string(campaign.Undecided)]}
	delete(n, undecided.Decision)
	for _, decision := range slices.Sorted(maps.Keys(n)) {
		add(decision)
	}
	return append(out, undecided)
}
