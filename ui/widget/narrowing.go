package widget

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/theme"
)

// offers are the ways in which the filter can go on that is being typed.
type offers struct {
	of  string // the text that they continue, or the offer taken last
	all []filter.Offer
	at  int // the offer taken last; -1 for none
}

// offer finds out how the filter can go on.
func (b *Browser[R]) offer() {
	text := b.filter.Raw()
	all := append(b.savedOffers(text), filter.Offers(b.Fields, text, b.Values)...)
	b.offers = offers{of: text, all: all, at: -1}
}

// complete takes the next offer, or the one before.
func (b *Browser[R]) complete(step int) {
	o := &b.offers
	if len(o.all) == 0 {
		return
	}
	if o.at < 0 && step < 0 {
		o.at = 0
	}
	o.at = (o.at + step + len(o.all)) % len(o.all)
	o.of = o.all[o.at].Text
	b.filter.SetValue(o.of)
	b.Search(b.meant(b.filter.Value()))
	if strings.HasSuffix(o.of, ":") && len(o.all) == 1 { // on to its values
		b.offer()
	}
}

// narrowing returns the lines that describe the rows shown, or hold the filter while it is typed; none if all are shown.
func (b *Browser[R]) narrowing(th *theme.Theme, width int) []string {
	if b.menu != nil {
		return []string{b.sortChoice(th, width)}
	}
	sorted := b.sortLine(th)
	if b.filter == nil && !b.Narrowed() && sorted == "" {
		return nil
	}
	var wrong []string
	if err := b.Table.query.Err(); err != nil {
		wrong = []string{th.Warn.Render(th.Fit(" "+err.Error(), width))}
	}
	if b.naming != nil {
		return []string{b.namingLine(th, width)}
	}
	if b.filter != nil {
		text := b.Count()
		if b.Fuzzy() {
			text = "no exact match; similar: " + text
		}
		count := th.Dim.Render(th.Clean(text) + " ")
		line := Spread(th, b.filter.View(th, " / ", max(1, width-1-ansi.StringWidth(count))), count, width)
		if wrong == nil && len(b.offers.all) > 0 {
			wrong = []string{b.offered(th, width)}
		}
		return append([]string{line}, wrong...)
	}
	text := " " + b.Count()
	if b.Fuzzy() {
		text += " similar, none exactly"
	}
	if sorted != "" {
		text += " · " + sorted
	}
	if b.only != "" {
		text += " · only " + b.only
	}
	if b.query != "" {
		text += " · / " + b.query
	}
	return append([]string{th.Accent.Render(th.Fit(text, width))}, wrong...)
}

// offered draws the offers in one line, from the one taken last on.
func (b *Browser[R]) offered(th *theme.Theme, width int) string {
	line := th.Dim.Render(" tab")
	room := width - 5
	for i, o := range slices.Concat(b.offers.all[max(b.offers.at, 0):], b.offers.all[:max(b.offers.at, 0)]) {
		text := th.Clean(o.Shown)
		if o.Count > 0 {
			text += fmt.Sprintf(" (%d)", o.Count)
		}
		if room -= ansi.StringWidth(text) + 2; room < 0 {
			break
		}
		style := th.Dim
		if i == 0 && b.offers.at >= 0 {
			style = th.Accent
		}
		line += "  " + style.Render(text)
	}
	return Line(line, width)
}

// mostValued is how many rows are looked at for the values that completion offers.
const mostValued = 30_000

// Values returns the values of a field in the first rows, the most frequent first.
func (t *Table[R]) Values(f filter.Field[R]) []filter.Value {
	if values, ok := t.values[f.Name]; ok {
		return values
	}
	values := filter.Count(f, func(yield func(R) bool) {
		for i := range t.entries[:min(len(t.entries), mostValued)] {
			if !yield(t.entries[i].row) {
				return
			}
		}
	})
	if t.values == nil {
		t.values = map[string][]filter.Value{}
	}
	t.values[f.Name] = values
	return values
}
