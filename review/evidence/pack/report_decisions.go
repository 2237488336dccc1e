package pack

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/remediation"
)

// decisionsShown holds the decisions as the report shows them, by person.
type decisionsShown struct {
	Len, Shown, Left int // items
	Groups           []decisionGroup
}

// decisionGroup holds the persons whose decisions are of one weight.
type decisionGroup struct {
	Title, Rows string
	People      []personShown
}

// personShown holds the items of one person: their role and the API keys that they own.
type personShown struct {
	Who  string
	Rows []decisionRow
}

// decisionRow is an item in words.
type decisionRow struct {
	Key, Role, Hints          string // Key: the name of the API key; empty for a person's own role
	Privileged, Decided       bool
	Decision, Class           string
	Reason, Reviewer, At      string
	Proof, Item, Short, order string
}

// weights are the titles of the groups of persons, those whom an auditor looks at first before the others.
var weights = []string{
	"Access changed", "Privileged access, not changed", "Undecided or abstained", "Certified, not privileged",
}

// weight returns the group of an item.
func (r *Item) weight() int {
	v := r.Decision.Verdict
	switch {
	case v.Takes():
		return 0
	case r.Privileged:
		return 1
	case v != campaign.Certify:
		return 2
	}
	return 3
}

// ownerless is said in place of the person of an API key without an owner.
const ownerless = "no owner on record"

// decisionsByPerson returns every item with its decision, up to shownRows: each person's together, in the group of the
// one that weighs most. API keys without an owner stand by themselves.
func (pv *packView) decisionsByPerson() decisionsShown {
	type block struct {
		who    string
		weight int
		items  []int
	}
	blocks, n := map[string]*block{}, 0
	for r := range pv.Reviewed() {
		who := person.Key(r.Email)
		if who == "" {
			who = fmt.Sprint(r.weight())
		}
		if blocks[who] == nil {
			blocks[who] = &block{who: cmp.Or(r.Email, ownerless), weight: len(weights)}
		}
		b := blocks[who]
		b.weight, b.items = min(b.weight, r.weight()), append(b.items, n)
		n++
	}
	ordered := make([]*block, 0, len(blocks))
	for _, b := range blocks {
		ordered = append(ordered, b)
	}
	last := func(b *block) int {
		if b.who == ownerless {
			return 1
		}
		return 0
	}
	slices.SortFunc(ordered, func(a, b *block) int {
		return cmp.Or(cmp.Compare(a.weight, b.weight), cmp.Compare(last(a), last(b)), cmp.Compare(a.who, b.who), cmp.Compare(a.items[0], b.items[0]))
	})
	s := decisionsShown{Len: n}
	changes := pv.changesByItem()
	rows := make([]int, len(weights))
	for _, b := range ordered {
		rows[b.weight] += len(b.items)
		if s.Shown >= shownRows {
			continue
		}
		if k := len(s.Groups); k == 0 || s.Groups[k-1].Title != weights[b.weight] {
			s.Groups = append(s.Groups, decisionGroup{Title: weights[b.weight]})
		}
		one := personShown{Who: b.who}
		for _, i := range b.items[:min(len(b.items), shownRows-s.Shown)] {
			one.Rows = append(one.Rows, rowOf(pv.item(i), changes))
		}
		slices.SortStableFunc(one.Rows, func(a, b decisionRow) int { return cmp.Compare(a.order, b.order) })
		s.Shown += len(one.Rows)
		g := &s.Groups[len(s.Groups)-1]
		g.People = append(g.People, one)
	}
	for i := range s.Groups {
		g := &s.Groups[i]
		g.Rows = countOf(nil, rows[slices.Index(weights, g.Title)], "item", "items")[0]
	}
	s.Left = s.Len - s.Shown
	return s
}

// changesByItem returns the changes that decisions ask for, by item.
func (f *Facts) changesByItem() map[string]*remediation.Recorded {
	all := map[string]*remediation.Recorded{}
	for i := range f.Changes {
		if c := &f.Changes[i]; !c.Undo {
			all[c.Item] = c
		}
	}
	return all
}

func rowOf(r Item, changes map[string]*remediation.Recorded) decisionRow {
	d := &r.Decision
	row := decisionRow{
		Role: r.Role, Privileged: r.Privileged, Decided: r.Decided(),
		Decision: string(d.Verdict), Class: classOf(d.Verdict), Reason: d.Reason, Reviewer: cmp.Or(d.Reviewer, r.Assignment),
		Item: r.Item, Short: shortID(r.Item), order: string(access.User),
	}
	if r.Kind != access.User {
		row.Key = strings.TrimPrefix(r.Title(), "key ")
		row.order = "~" + row.Key
	}
	row.Hints = strings.Join(slices.DeleteFunc(slices.Clone(d.Hints), func(h string) bool { return h == access.Privileged }), ", ")
	if d.To() != "" {
		row.Decision += " to " + d.To()
	}
	if row.Decided {
		row.At = d.At.UTC().Format("2006-01-02 15:04")
	}
	if c := changes[r.Item]; c != nil {
		row.Proof = proofOf(c)
	}
	return row
}

// proofOf returns what became of a change, in words.
func proofOf(c *remediation.Recorded) string {
	switch c.Standing {
	case remediation.AsProven:
		return "proven, " + Span(SinceDecided(c))
	case remediation.AsUnproven:
		return "not proven: " + string(c.State)
	case remediation.AsReturned:
		return "proven, then came back"
	case remediation.AsSuperseded:
		return "decided anew by a newer campaign"
	}
	return string(c.Standing)
}
