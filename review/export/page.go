package export

import (
	"bufio"
	"embed"
	"fmt"
	"html/template"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/tabular"
)

//go:embed page.gohtml page_parts.gohtml page_joined.gohtml
var pages embed.FS

var pageTemplates = template.Must(template.New("").Funcs(template.FuncMap{
	"counts": (*Table).counts,
	"text":   func(text any) string { return tabular.SpelledOut(fmt.Sprint(text)) },
	"at": func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.UTC().Format(time.DateTime)
	},
	"class": func(v campaign.Verdict) string {
		if v == campaign.Undecided || slices.Contains(campaign.Verdicts, v) {
			return string(v)
		}
		return ""
	},
	"list": func(texts []string) string { return tabular.SpelledOut(strings.Join(texts, ", ")) },
}).ParseFS(pages, "*.gohtml"))

// counted is a verdict and how many items have it.
type counted struct {
	Verdict campaign.Verdict
	N       int
}

// writePage writes a self-contained page. Invisible characters in outside text are spelled out, and the template
// escapes it.
func (t *Table) writePage(w io.Writer) error {
	page := struct {
		*Table
		Counts []counted
	}{Table: t}
	page.Counts = t.counts()
	out := bufio.NewWriter(w)
	if err := pageTemplates.ExecuteTemplate(out, "page.gohtml", page); err != nil {
		return err
	}
	return out.Flush()
}

// counts returns how many rows have each verdict, in the order in which verdicts are shown; one that this version does
// not know is there only if a row has it.
func (t *Table) counts() []counted {
	n := map[campaign.Verdict]int{}
	for i := range t.Rows {
		n[t.Rows[i].Decision.Verdict]++
	}
	shown := slices.Clone(campaign.Verdicts)
	for _, v := range slices.Sorted(maps.Keys(n)) {
		if v != campaign.Undecided && !slices.Contains(shown, v) {
			shown = append(shown, v)
		}
	}
	shown = append(shown, campaign.Undecided)
	out := make([]counted, len(shown))
	for i, v := range shown {
		out[i] = counted{v, n[v]}
	}
	return out
}
