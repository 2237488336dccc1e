package pack

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/remediation"
)

// management is the summary on the first page of the report.
type management struct {
	Lead     string
	Tiles    []tile
	Facts    []fact
	Findings []finding // the worst, at most mostFindings
	Others   string    // how many findings there are
	Before   string    // the campaign that is compared with, or that there is none
	Compared []compared
}

// tile is a figure of the summary.
type tile struct{ Name, Value, Note string }

// finding is a control that failed, or the exceptions of one kind.
type finding struct{ Class, Kind, Text string }

// compared is a figure of this campaign and of the one before.
type compared struct{ Name, Now, Before string }

// mostFindings limits the findings on the first page.
const mostFindings = 5

func (pv *packView) management() management {
	m := management{Lead: pv.lead(), Tiles: pv.tiles(), Facts: pv.reviewFacts()}
	m.Findings, m.Others = pv.findings()
	m.Before, m.Compared = pv.compareBefore()
	return m
}

// lead returns in one sentence what was reviewed and what came of it.
func (pv *packView) lead() string {
	s := pv.Summary()
	text := fmt.Sprintf("The review covers the roles of %s and %s", count(s.Users.In, "user"), count(s.Keys.In, "API key"))
	if account := pv.Population.Account; account != nil && account.Name != "" {
		text += " in the Torq workspace " + account.Name
	}
	text += fmt.Sprintf(". %d of %s decided: %s certified, %s to be changed.", s.Decided, count(s.Items, "item"),
		fmt.Sprint(s.Verdicts[campaign.Certify]), fmt.Sprint(s.asked()))
	return text
}

// asked counts the decisions that ask for a change.
func (s *Summary) asked() (n int) {
	for v, of := range s.Verdicts {
		if v.Takes() {
			n += of
		}
	}
	return n
}

func count(n int, of string) string {
	if n == 1 {
		return "1 " + of
	}
	return fmt.Sprintf("%d %ss", n, of)
}

func (pv *packView) tiles() []tile {
	s := pv.Summary()
	complete := tile{"How complete", fmt.Sprintf("%d of %d", s.Decided, s.Items), "items decided"}
	if n := len(s.Abstained); n > 0 {
		complete.Note += fmt.Sprintf(", of which %d abstained", n)
	}
	taken := tile{"Changes of access", fmt.Sprintf("%d of %d", s.Changes.Proven, s.Changes.Decided), "proven by a later list of Torq"}
	if s.Changes.Decided == 0 {
		taken = tile{"Changes of access", "none", "was decided"}
		if !pv.Final() && s.asked() > 0 {
			taken = tile{"Changes of access", fmt.Sprint(s.asked()), "decided, and not yet to be carried out"}
		}
	}
	if n := len(s.Unshown); n > 0 {
		taken.Note += fmt.Sprintf(" by the record; of %d the list does not show it", n)
	}
	took := tile{"Time to remediate", "n/a", "no change is proven"}
	if s.Changes.Proven > 0 {
		took = tile{"Time to remediate", Span(s.SinceDecided.Median), "median, from decision to proof; longest " + Span(s.SinceDecided.Longest)}
	}
	n := map[Result]int{}
	for _, c := range pv.checks() {
		n[c.Result]++
	}
	controls := tile{"Controls", fmt.Sprintf("%d pass", n[Pass]), fmt.Sprintf("%d weak, %d fail, %d n/a", n[Weak], n[Fail], n[NotApplicable])}
	if !pv.Final() {
		controls.Note += ", so far"
	}
	return []tile{complete, taken, took, controls}
}

// reviewFacts returns what was reviewed: workspace, scope, dates and people.
func (pv *packView) reviewFacts() []fact {
	c, p, s := pv.Campaign, pv.Population, pv.Summary()
	dates := "opened " + day(c.OpenedAt) + ", due " + day(c.Due)
	if c.Closing != nil {
		dates += ", closed " + day(c.Closing.At)
	}
	signed := len(c.Reviewers) - len(s.Unsigned)
	people := fmt.Sprintf("owner %s; %s, of whom %d signed off: %s", c.Owner, count(len(c.Reviewers), "reviewer"), signed, strings.Join(c.Reviewers, ", "))
	scope := fmt.Sprintf("%s: %d of %s and %d of %s", c.Scope, s.Users.In, count(s.Users.All, "user"), s.Keys.In, count(s.Keys.All, "API key"))
	facts := []fact{
		{"workspace", strings.TrimPrefix(p.TorqWorkspace()+", ", ", ") + fmt.Sprintf("%s in tuar (region %s)", p.Workspace, p.Region)},
		{"scope", scope},
		{"dates", dates},
		{"people", people},
	}
	if c.AdviceRules > 0 {
		facts = append(facts, fact{"advice", s.advice(c.AdviceRules)})
	}
	if c.Closing != nil {
		facts = append(facts, fact{"management", fmt.Sprintf("closed by %s (%s): %s", c.Closing.By, c.Closing.Known.String(), c.Closing.Statement)})
	}
	return append(facts, fact{"taken", "the population is that of " + p.TakenAt.UTC().Format("2 Jan 2006 15:04") + " UTC"})
}

// advice says how often reviewers followed the advice of these rules. That is no measure of their work.
func (s *Summary) advice(rules int) string {
	advised, followed, against := 0, 0, 0
	for _, r := range s.Reviewers {
		advised, followed, against = advised+r.Advised, followed+r.Followed, against+r.Against
	}
	return fmt.Sprintf("%s where the campaign advised (rules of version %d): %d as advised, %d against it, %d where the advice was to look closer or the reviewer abstained. "+
		"Advice can be wrong: this is no measure of quality", count(advised, "decision"), rules, followed, against, advised-followed-against)
}

func day(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

// findings returns the worst findings, and how many there are: controls that failed, then the exceptions, by kind.
func (pv *packView) findings() (worst []finding, all string) {
	n := map[Result]int{}
	for _, c := range pv.checks() {
		if n[c.Result]++; c.Result == Fail {
			worst = append(worst, finding{"fail", "Control failed", c.Fact + ". Control tested: " + c.Asks})
		}
	}
	kinds := pv.exceptionsByKind()
	for _, k := range kinds.Kinds {
		text := k.First
		if k.N > 1 {
			text += fmt.Sprintf("; and %d more", k.N-1)
		}
		worst = append(worst, finding{"weak", k.Title, text + "."})
	}
	all = fmt.Sprintf("In all: %s failed, %s weak, %s of %s.", count(n[Fail], "control"), fmt.Sprint(n[Weak]), count(kinds.Len, "exception"),
		count(len(kinds.Kinds), "kind"))
	return worst[:min(len(worst), mostFindings)], all
}

// Past holds the figures of the campaign of like scope that was closed last before.
type Past struct {
	Campaign *campaign.Campaign
	Changes  remediation.Figures
	Took     Took // from decision to proof
}

// PastOf returns the figures of an earlier campaign; took has how long each of its proven changes took.
func PastOf(c *campaign.Campaign, changes remediation.Figures, took []time.Duration) *Past {
	return &Past{Campaign: c, Changes: changes, Took: tookOf(took)}
}

// compareBefore returns the figures of this campaign beside those of the one before, and its name.
func (pv *packView) compareBefore() (before string, rows []compared) {
	if pv.Past == nil {
		return "This is the first campaign of this scope.", nil
	}
	c, s := pv.Past.Campaign, pv.Summary()
	counts := verdictsOf(c.Counts())
	was := &Summary{Items: len(c.Items), Verdicts: counts, Decided: len(c.Items) - counts[campaign.Undecided], Changes: pv.Past.Changes, SinceDecided: pv.Past.Took}
	for _, one := range []struct {
		name string
		of   func(*Summary) string
	}{
		{"items decided", func(s *Summary) string { return fmt.Sprintf("%d of %d", s.Decided, s.Items) }},
		{"decisions that ask for a change", func(s *Summary) string { return percent(s.asked(), s.Decided) }},
		{"changes proven", func(s *Summary) string {
			if s.Changes.Decided == 0 {
				return "none decided"
			}
			text := fmt.Sprintf("%d of %d", s.Changes.Proven, s.Changes.Decided)
			if n := s.Changes.Superseded; n > 0 {
				text += fmt.Sprintf("; %d decided anew by a newer campaign", n)
			}
			return text
		}},
		{"time to remediate", func(s *Summary) string {
			if s.SinceDecided.N == 0 {
				return "n/a"
			}
			return s.SinceDecided.String()
		}},
	} {
		rows = append(rows, compared{one.name, one.of(s), one.of(was)})
	}
	dates := func(of *campaign.Campaign) string {
		if of.Closing == nil {
			return "still open"
		}
		return day(of.Closing.At)
	}
	rows = append(rows, compared{"closed", dates(pv.Campaign), dates(c)})
	return cmp.Or(c.Name, c.ID), rows
}

// percent returns n of all as a share: "11 (7%)".
func percent(n, all int) string {
	if all == 0 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d (%d%%)", n, (n*200+all)/(2*all))
}
