package evidence

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/remediation"
)

// chart is bars under each other, each of parts that differ in class. The words beside a bar say what it shows, so that
// neither colour nor length is needed to read it.
type chart struct {
	ID, Title, Desc string
	Bars            []bar
	Height          int
}

type bar struct {
	Label, Words string
	Y            int
	Parts        []part
}

type part struct {
	Class string // of the colour
	Name  string
	N     int
	X, W  int
}

// The measures of a chart, in its own units.
const (
	barsAt, barsWide, lineHigh = 190, 290, 26
	mostBars                   = 14
)

// newChart lays out the bars in proportion to the longest.
func newChart(id, title, desc string, bars []bar) chart {
	most := 1
	total := func(b bar) (n int) {
		for _, p := range b.Parts {
			n += p.N
		}
		return n
	}
	for _, b := range bars {
		most = max(most, total(b))
	}
	for i := range bars {
		b := &bars[i]
		b.Y = i * lineHigh
		x, sum := barsAt, 0
		words := []string{}
		for k := range b.Parts {
			p := &b.Parts[k]
			sum += p.N
			end := barsAt + sum*barsWide/most
			p.X, p.W = x, end-x
			x = end
			if p.N > 0 && p.Name != "" {
				words = append(words, fmt.Sprintf("%d %s", p.N, p.Name))
			}
		}
		if b.Words == "" {
			b.Words = cmp.Or(strings.Join(words, ", "), fmt.Sprint(sum))
		}
	}
	return chart{ID: id, Title: title, Desc: desc, Bars: bars, Height: max(1, len(bars)) * lineHigh}
}

// charts are all charts of the report; those with nothing to show are left out.
func (f *Facts) charts(rows []reviewed) []chart {
	all := []chart{f.byOutcome(), f.byRole(rows), f.overTime(rows), f.dwell(rows), f.leadTimes(), f.populations()}
	return slices.DeleteFunc(all, func(c chart) bool { return len(c.Bars) == 0 })
}

func (f *Facts) byOutcome() chart {
	var bars []bar
	for _, v := range verdicts {
		n := f.count(v)
		bars = append(bars, bar{Label: string(v), Words: share(n, len(f.Campaign.Items)), Parts: []part{{Class: string(v), N: n}}})
	}
	return newChart("outcome", "Decisions by outcome", "How many items of the campaign have each decision in force.", bars)
}

func share(n, of int) string {
	if of == 0 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d of %d", n, of)
}

// tallied are parts for the verdicts of some rows.
func tallied(rows []reviewed) []part {
	n := map[campaign.Verdict]int{}
	for _, r := range rows {
		n[r.decision.Verdict]++
	}
	parts := make([]part, len(verdicts))
	for i, v := range verdicts {
		parts[i] = part{Class: string(v), Name: string(v), N: n[v]}
	}
	return parts
}

func (f *Facts) byRole(rows []reviewed) chart {
	byRole := map[string][]reviewed{}
	for _, r := range rows {
		byRole[r.Role] = append(byRole[r.Role], r)
	}
	var names []string
	for name := range byRole {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(byRole[b]), len(byRole[a])), cmp.Compare(a, b))
	})
	var bars []bar
	for i, name := range names {
		if i == mostBars && len(names) > mostBars+1 {
			var rest []reviewed
			for _, name := range names[i:] {
				rest = append(rest, byRole[name]...)
			}
			bars = append(bars, bar{Label: fmt.Sprintf("%d other roles", len(names)-i), Parts: tallied(rest)})
			break
		}
		bars = append(bars, bar{Label: name, Parts: tallied(byRole[name])})
	}
	return newChart("role", "Decisions by role", "The decisions in force on the holders of each role, the most held first.", bars)
}

// overTime counts decisions in force by day, or by spans of days that make no more bars than can be read.
func (f *Facts) overTime(rows []reviewed) chart {
	var decided []reviewed
	for _, r := range rows {
		if r.isDecided() {
			decided = append(decided, r)
		}
	}
	if len(decided) == 0 {
		return chart{}
	}
	day := func(t time.Time) int64 { return t.Unix() / (24 * 60 * 60) }
	byAt := func(a, b reviewed) int { return a.decision.At.Compare(b.decision.At) }
	first, last := day(slices.MinFunc(decided, byAt).decision.At), day(slices.MaxFunc(decided, byAt).decision.At)
	span := (last-first)/mostBars + 1
	bars := make([]bar, (last-first)/span+1)
	in := make([][]reviewed, len(bars))
	for _, r := range decided {
		i := (day(r.decision.At) - first) / span
		in[i] = append(in[i], r)
	}
	for i := range bars {
		from := time.Unix((first+int64(i)*span)*24*60*60, 0).UTC()
		bars[i] = bar{Label: from.Format(campaign.DateLayout), Parts: tallied(in[i])}
		if len(in[i]) == 0 {
			bars[i].Words = "none"
		}
	}
	desc := "The decisions in force by the day on which they were made, in UTC."
	if span > 1 {
		desc = fmt.Sprintf("The decisions in force by when they were made, each bar %d days from the day it names, in UTC.", span)
	}
	return newChart("time", "Decisions over time", desc, bars)
}

func (f *Facts) dwell(rows []reviewed) chart {
	limits := []struct {
		label string
		below int64
	}{{"under 2 s", campaign.FastMS}, {"2 to 5 s", 5_000}, {"5 to 15 s", 15_000}, {"15 to 60 s", 60_000}, {"over 60 s", 1 << 62}}
	n := make([]int, len(limits))
	unknown, carried := 0, 0
	for _, r := range rows {
		d := r.decision
		switch {
		case !r.isDecided():
		case d.Carried:
			carried++
		case d.DwellMS == 0:
			unknown++
		default:
			n[slices.IndexFunc(limits, func(l struct {
				label string
				below int64
			},
			) bool {
				return d.DwellMS < l.below
			})]++
		}
	}
	var bars []bar
	for i, l := range limits {
		bars = append(bars, bar{Label: l.label, Parts: []part{{Class: "plain", N: n[i]}}})
	}
	bars = append(bars, bar{Label: "carried forward", Parts: []part{{Class: "abstain", N: carried}}}, bar{Label: "not known", Parts: []part{{Class: "undecided", N: unknown}}})
	return newChart("dwell", "How long rows were looked at", "The decisions in force by how long the row was in front of the reviewer. It is not known for decisions made outside the review screen.", bars)
}

func (f *Facts) leadTimes() chart {
	limits := []struct {
		label string
		below time.Duration
	}{{"within an hour", time.Hour}, {"within a day", 24 * time.Hour}, {"within a week", 7 * 24 * time.Hour}, {"within 30 days", 30 * 24 * time.Hour}}
	proven := make([]int, len(limits)+1)
	var open, total int
	for _, c := range f.Changes {
		if c.Undo {
			continue
		}
		total++
		if c.State != remediation.Confirmed && c.State != remediation.Corroborated {
			open++
			continue
		}
		lead, i := leadTime(f.Campaign, c), 0
		for i < len(limits) && lead > limits[i].below {
			i++
		}
		proven[i]++
	}
	if total == 0 {
		return chart{}
	}
	var bars []bar
	for i, n := range proven {
		label := "later"
		if i < len(limits) {
			label = limits[i].label
		}
		bars = append(bars, bar{Label: label, Parts: []part{{Class: "certify", N: n}}})
	}
	bars = append(bars, bar{Label: "not proven", Parts: []part{{Class: "revoke", N: open}}})
	return newChart("lead", "Remediation lead time", "How long it took from closing the campaign until a fresh listing of Torq showed each change.", bars)
}

// populations is how access changed: from the campaign before, over this one, to the newest listing that proofs rest on.
func (f *Facts) populations() chart {
	var bars []bar
	add := func(label string, users, keys int) {
		bars = append(bars, bar{Label: label, Parts: []part{{Class: "plain", Name: "users", N: users}, {Class: "abstain", Name: "API keys", N: keys}}})
	}
	if f.Before != nil {
		add("campaign before", len(f.Before.Users), len(f.Before.Keys))
	}
	add("this campaign", len(f.Population.Users), len(f.Population.Keys))
	if f.After != nil {
		add("after changes", len(f.After.Users), len(f.After.Keys))
	}
	desc := "Users and API keys in each population."
	if f.Before != nil {
		d := access.Compare(f.Before, f.Population)
		desc += fmt.Sprintf(" Since the campaign before: %d added, %d removed, %d with another role.", d.Count(access.Added), d.Count(access.Removed), d.Count(access.Up, access.Down, access.Other))
	}
	if f.After != nil {
		d := access.Compare(f.Population, f.After)
		desc += fmt.Sprintf(" From this campaign to the newest listing that proofs rest on: %d added, %d removed, %d with another role.", d.Count(access.Added), d.Count(access.Removed), d.Count(access.Up, access.Down, access.Other))
	}
	return newChart("population", "Population change", desc, bars)
}
