package pack

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/tabular"
)

// Origin tells where the populations of a pack came from.
type Origin struct {
	population.Source                      // the worst of all
	Accounts          []population.Account // the Torq workspaces that they name, by ID; more than one is a mix
	Named             int                  // populations that name the servers that answered
	Answers           []string             // the SHA-256 of the raw answers that are kept, sorted
	all               int                  // populations
}

// Add notes where one more population came from.
func (o *Origin) Add(p *population.Population) {
	from := p.Source()
	if from.Origin != population.NotRecorded {
		o.Named++
	}
	if o.all++; o.all > 1 {
		from = from.And(o.Source)
	}
	o.Source = from
	o.Answers = append(o.Answers, p.AnswerNames()...)
	slices.Sort(o.Answers)
	o.Answers = slices.Compact(o.Answers)
	if p.Account == nil {
		return
	}
	at, found := slices.BinarySearchFunc(o.Accounts, p.Account.ID,
		func(a population.Account, id string) int { return cmp.Compare(a.ID, id) })
	if !found {
		o.Accounts = slices.Insert(o.Accounts, at, *p.Account)
	}
}

// Alert is what must be said of the origin on every page; empty for a pack that is made from Torq, or whose origin is
// not recorded.
func (o *Origin) Alert() string {
	switch o.Origin {
	case population.Simulated:
		return strings.ToUpper(o.Source.String()[:1]) + o.Source.String()[1:]
	case population.NotTorq:
		return "Not from Torq: " + strings.TrimSuffix(o.Source.String(), ": not Torq")
	}
	return ""
}

// sourceColumn is the last column of every table, so that a table says where it came from without the rest of the pack.
var sourceColumn = tabular.Column{Name: "source", Kind: tabular.Text}

// withSource returns a table that says in each row where the populations came from.
func (f *Facts) withSource(t *tabular.Table) *tabular.Table {
	return WithSource(t, f.Origin.Source.String())
}

// WithSource returns a table that says in each row where the populations came from.
func WithSource(t *tabular.Table, source string) *tabular.Table {
	said := *t
	said.Columns = append(slices.Clone(t.Columns), sourceColumn)
	said.Rows = func(yield func([]any) bool) {
		cells := make([]any, len(said.Columns))
		cells[len(t.Columns)] = source
		for row := range t.Rows {
			copy(cells, row)
			if !yield(cells) {
				return
			}
		}
	}
	return &said
}

// servers returns the servers that answered the calls of a population, each once, with their certificates.
func servers(p *population.Population) []string {
	var all []string
	for _, c := range p.Calls {
		text := c.Server.String()
		switch shown := c.Certificate; {
		case text == "":
			continue
		case shown == nil:
			text += ", without TLS"
		default:
			text += fmt.Sprintf(", certificate SHA-256 %s, subject %s, issuer %s", shown.SHA256, shown.Subject, shown.Issuer)
		}
		all = append(all, text)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
