package pack

import (
	"cmp"
	"fmt"
	"maps"
	"math"
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

func (b bar) total() (n int) {
	for _, p := range b.Parts {
		n += p.N
	}
	return n
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
	for _, b := range bars {
		most = max(most, b.total())
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

// charts returns all charts of the report; those with nothing to show are left out.
func (pv *packView) charts() []chart {
	all := []chart{pv.byOutcome(), pv.byRole(), pv.overTime(), pv.dwell(), pv.leadTimes(), pv.populations()}
	return slices.DeleteFunc(all, chart.isEmpty)
}

func (c chart) isEmpty() bool {
	return !slices.ContainsFunc(c.Bars, func(b bar) bool { return b.total() > 0 })
}

func (pv *packView) byOutcome() chart {
	var bars []bar
	counts := pv.Summary().Verdicts
	for _, v := range counts.verdicts() {
		n := counts[v]
		bars = append(bars, bar{
			Label: string(v), Words: assignment(n, pv.Summary().Items),
			Parts: []part{{Class: classOf(v), N: n}},
		})
	}
	return newChart("outcome", "Decisions by outcome", "How many items of the campaign have each decision in force.", bars)
}

func assignment(n, of int) string {
	if of == 0 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d of %d", n, of)
}

// verdictsOf counts rows by what was decided.
type verdictsOf map[campaign.Verdict]int

func (n verdictsOf) total() (sum int) {
	for _, v := range n {
		sum += v
	}
	return sum
}

func (n verdictsOf) parts() []part {
	all := n.verdicts()
	parts := make([]part, len(all))
	for i, v := range all {
		parts[i] = part{Class: classOf(v), Name: string(v), N: n[v]}
	}
	return parts
}

// verdicts returns all possible verdicts, in the order in which they are shown; one unknown to this version comes
// before undecided.
func (n verdictsOf) verdicts() []campaign.Verdict {
	all := slices.Clone(campaign.Verdicts)
	for _, v := range slices.Sorted(maps.Keys(n)) {
		if v != campaign.Undecided && !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return append(all, campaign.Undecided)
}

// classOf returns the class by which a verdict has its colour.
func classOf(v campaign.Verdict) string {
	if v == campaign.Undecided || slices.Contains(campaign.Verdicts, v) {
		return string(v)
	}
	return "plain"
}

func (pv *packView) byRole() chart {
	byRole := map[string]verdictsOf{}
	for r := range pv.Reviewed() {
		if byRole[r.Role] == nil {
			byRole[r.Role] = verdictsOf{}
		}
		byRole[r.Role][r.Decision.Verdict]++
	}
	names := slices.SortedFunc(maps.Keys(byRole), func(a, b string) int {
		return cmp.Or(cmp.Compare(byRole[b].total(), byRole[a].total()), cmp.Compare(a, b))
	})
	var bars []bar
	for i, name := range names {
		if i == mostBars && len(names) > mostBars+1 {
			rest := verdictsOf{}
			for _, name := range names[i:] {
				for v, n := range byRole[name] {
					rest[v] += n
				}
			}
			bars = append(bars, bar{Label: fmt.Sprintf("%d other roles", len(names)-i), Parts: rest.parts()})
			break
		}
		bars = append(bars, bar{Label: name, Parts: byRole[name].parts()})
	}
	return newChart("role", "Decisions by role",
		"The decisions in force on the holders of each role, the most held first.", bars)
}

// overTime counts decisions in force by day, or by spans of days that make no more bars than can be read.
func (pv *packView) overTime() chart {
	const day = 24 * 60 * 60
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	byDay := map[int64]verdictsOf{}
	for r := range pv.Reviewed() {
		if d := &r.Decision; d.Verdict != campaign.Undecided {
			on := d.At.Unix() / day
			first, last = min(first, on), max(last, on)
			if byDay[on] == nil {
				byDay[on] = verdictsOf{}
			}
			byDay[on][d.Verdict]++
		}
	}
	if len(byDay) == 0 {
		return chart{}
	}
	span := (last-first)/mostBars + 1
	var bars []bar
	for from := first; from <= last; from += span {
		in := verdictsOf{}
		for on := from; on < from+span; on++ {
			for v, n := range byDay[on] {
				in[v] += n
			}
		}
		b := bar{Label: time.Unix(from*day, 0).UTC().Format(campaign.DateLayout), Parts: in.parts()}
		if len(in) == 0 {
			b.Words = "none"
		}
		bars = append(bars, b)
	}
	desc := "The decisions in force by the day on which they were made, in UTC."
	if span > 1 {
		desc = fmt.Sprintf("The decisions in force by when they were made, each bar %d days from the day it names, in UTC.",
			span)
	}
	return newChart("time", "Decisions over time", desc, bars)
}

func (pv *packView) dwell() chart {
	labels := []string{"under 2 s", "2 to 5 s", "5 to 15 s", "15 to 60 s", "over 60 s"}
	limits := []int64{campaign.FastMS, 5_000, 15_000, 60_000}
	n := make([]int, len(labels))
	unknown, carried := 0, 0
	for r := range pv.Reviewed() {
		switch d := &r.Decision; {
		case d.Verdict == campaign.Undecided:
		case d.Carried:
			carried++
		case r.Unseen():
			unknown++
		default:
			in, exact := slices.BinarySearch(limits, d.DwellMS)
			if exact {
				in++
			}
			n[in]++
		}
	}
	var bars []bar
	for i, label := range labels {
		bars = append(bars, bar{Label: label, Parts: []part{{Class: "plain", N: n[i]}}})
	}
	bars = append(bars, bar{Label: "carried forward", Parts: []part{{Class: "abstain", N: carried}}},
		bar{Label: "not known", Parts: []part{{Class: "undecided", N: unknown}}})
	return newChart("dwell", "How long rows were looked at",
		"The decisions in force by how long the row was in front of the reviewer. It is not known for decisions made outside the review screen.", bars)
}

func (pv *packView) leadTimes() chart {
	limits := []struct {
		label string
		below time.Duration
	}{
		{"within an hour", time.Hour},
		{"within a day", 24 * time.Hour},
		{"within a week", 7 * 24 * time.Hour},
		{"within 30 days", 30 * 24 * time.Hour},
	}
	n := pv.Summary().Changes
	if n.Decided == 0 {
		return chart{}
	}
	proven := make([]int, len(limits)+1)
	for i := range pv.Changes {
		c := &pv.Changes[i]
		if c.Undo || c.Standing != remediation.AsProven {
			continue
		}
		took, i := SinceDecided(c), 0
		for i < len(limits) && took > limits[i].below {
			i++
		}
		proven[i]++
	}
	var bars []bar
	for i, n := range proven {
		label := "later"
		if i < len(limits) {
			label = limits[i].label
		}
		bars = append(bars, bar{Label: label, Parts: []part{{Class: "certify", N: n}}})
	}
	bars = append(bars, bar{Label: "not proven", Parts: []part{{Class: "revoke", N: n.Decided - n.Proven}}})
	desc := "Time to remediate: from each decision until a later list of Torq showed the change."
	if n.Proven > 0 {
		desc += fmt.Sprintf(" From the decision: %s. From when it could be carried out: %s.", pv.Summary().SinceDecided, pv.Summary().SinceDue)
	}
	return newChart("lead", "Time from decision to proof", desc, bars)
}

// populations charts the changes of access: from the campaign before, over this one, to the newest listing that proofs
// rest on.
func (pv *packView) populations() chart {
	var bars []bar
	add := func(label string, users, keys int) {
		bars = append(bars, bar{Label: label, Parts: []part{
			{Class: "plain", Name: "users", N: users},
			{Class: "abstain", Name: "API keys", N: keys},
		}})
	}
	if pv.Before != nil {
		add("campaign before", len(pv.Before.Users), len(pv.Before.Keys))
	}
	add("this campaign", len(pv.Population.Users), len(pv.Population.Keys))
	if pv.After != nil {
		add("after changes", len(pv.After.Users), len(pv.After.Keys))
	}
	desc := "Users and API keys in each population."
	if pv.Before != nil {
		d := access.Compare(pv.Before, pv.Population).Of(access.User, access.Key)
		desc += fmt.Sprintf(" Since the campaign before: %d added, %d removed, %d with another role.", d.Count(access.Added),
			d.Count(access.Removed), d.Count(access.Up, access.Down, access.Other))
	}
	if pv.After != nil {
		d := access.Compare(pv.Population, pv.After).Of(access.User, access.Key)
		desc += fmt.Sprintf(" From this campaign to the newest population that proofs rest on: %d added, %d removed, %d with another role.", d.Count(access.Added), d.Count(access.Removed), d.Count(access.Up, access.Down, access.Other))
	}
	return newChart("population", "Population change", desc, bars)
}
