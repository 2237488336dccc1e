// Package trace follows one item of a campaign through all records about it: from the answer of Torq's API that
// contained it, through the decision, to the listing that shows that its access is gone. It follows an elevation from
// the request to the listing that shows that the role is gone. It uses only the journals and
// populations, and names the source of each fact.
package trace

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/signature"
)

// Stage is the part of the way that a step belongs to.
type Stage string

// The stages, in their usual order.
const (
	Extraction Stage = "extraction" // what Torq's API answered
	Listed     Stage = "listed"     // the row as it was put before a reviewer
	Assignment Stage = "share"
	Said       Stage = "comment" // a comment, a question or an answer
	Decided    Stage = "decision"
	Changed    Stage = "change"
	SignedOff  Stage = "sign-off"
	Closed     Stage = "closing"
	Heads      Stage = "heads" // where the journals end that all of it stands in
)

// Trace holds the steps of an item of a campaign, or of an elevation, in order.
type Trace struct {
	Campaign  string `json:"campaign"` // empty for an elevation
	Name      string `json:"campaign_name"`
	Elevation string `json:"elevation,omitempty"` // empty for an item of a campaign
	Item      string `json:"item"`
	Title     string `json:"title"` // what people call it
	Steps     []Step `json:"steps"`
}

// Step is something that is on record about the item.
type Step struct {
	Stage Stage      `json:"stage"`
	At    *time.Time `json:"at"`   // nil for a step that is missing
	By    string     `json:"by"`   // the actor; empty where there is none
	Text  string     `json:"text"` // what, in a phrase
	Facts []Fact     `json:"facts"`
	Line  *Line      `json:"journal"` // nil for what stands in a population
	// Missing is set where something was to be expected that is not on record; Text says what.
	Missing bool `json:"missing,omitempty"`
}

// Fact is one fact about a step.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Line names the line of a journal behind a step.
type Line struct {
	Writer string `json:"writer"`
	Seq    int64  `json:"seq"`
	Hash   string `json:"hash"`
}

// Subject holds what a trace is made from.
type Subject struct {
	Campaign   Campaign
	Population *population.Population // under review
	People     *people.Ledger         // by which addresses are compared
	Lines      []record.Line          // of all journals, in fold order
	Heads      []pack.Head            // of all journals
	AsOf       time.Time              // of the last line

	Row    access.Row   // the item as it was at opening, with its hints
	Synced *record.Line // the line that says that the population was taken; nil if there is none
	// Load reads a population by its name.
	Load func(name string) (*population.Population, error)
	// Refused returns why a line has no effect; empty if it has.
	Refused func(record.Line) string
}

// Campaign holds the facts of the item in its campaign, from the fold of the journals.
type Campaign struct {
	ID, Name, Population string
	OpenedAt             time.Time
	Reviewer             string              // whose assignment the item is in
	Decisions            []campaign.Decision // about it that count, the one in force last
	Undoings             []campaign.Undoing  // of decisions about it
}

// Of follows the item. What cannot be read is said in the step concerned.
func Of(s Subject) Trace {
	c := s.Campaign
	t := &tracer{Subject: s, out: Trace{Campaign: c.ID, Name: c.Name, Item: s.Row.Item, Title: s.Row.Title()}}
	if text, err := json.Marshal(s.Row.Item); err == nil {
		t.quoted, _ = record.Canonical(text) // without it every line is read
	}
	t.extraction()
	t.listed()
	for _, l := range s.Lines {
		t.line(l)
	}
	t.add(headsStep(s.Heads, s.AsOf))
	return t.out
}

type tracer struct {
	Subject
	out    Trace
	quoted []byte // the item as it stands in lines
}

func (t *tracer) add(s Step) { t.out.Steps = append(t.out.Steps, s) }

// step returns the step behind a line of the journals, with its actor and assurance.
func step(stage Stage, l record.Line, text string, facts ...Fact) Step {
	s := Step{Stage: stage, At: &l.Time.Time, By: l.Actor, Text: text, Line: &Line{l.Writer, l.Seq, l.Hash}}
	known := l.Known()
	s.Facts = append(s.Facts, Fact{"assurance", string(known.Assurance)})
	if known != (record.Known{Assurance: known.Assurance}) {
		s.Facts = append(s.Facts, Fact{"known by", known.String()})
	}
	if sig, signed, err := signature.OfLine(l); err != nil {
		s.Facts = append(s.Facts, Fact{"signature", "does not check: " + err.Error()})
	} else if signed {
		s.Facts = append(s.Facts, Fact{"signature", "checks, by key " + sig.Fingerprint})
	}
	for _, f := range facts {
		if f.Value != "" {
			s.Facts = append(s.Facts, f)
		}
	}
	return s
}

// number returns a fact that is a number; none for zero.
func number[N int | int64](name string, n N) Fact {
	if n == 0 {
		return Fact{}
	}
	return Fact{name, strconv.FormatInt(int64(n), 10)}
}

func flag(name string, is bool) Fact {
	if !is {
		return Fact{}
	}
	return Fact{name, "true"}
}

func timestamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339Nano)
}

// headsStep describes the heads of the journals.
func headsStep(heads []pack.Head, asOf time.Time) Step {
	s := Step{Stage: Heads, At: &asOf, Text: "where the journals end that this stands in", Facts: []Fact{}}
	for _, h := range heads {
		s.Facts = append(s.Facts, Fact{h.Writer, "line " + strconv.FormatInt(h.Lines, 10) + ", " + h.Head})
	}
	return s
}

// effectOf describes the effect of the decision in a line.
func (t *tracer) effectOf(hash string) string {
	c := t.Campaign
	is := func(d campaign.Decision) bool { return d.Line.Hash == hash }
	if i := slices.IndexFunc(c.Undoings, func(u campaign.Undoing) bool { return is(u.Decision) }); i >= 0 {
		return "taken back by " + c.Undoings[i].By
	}
	switch n := len(c.Decisions); {
	case n > 0 && is(c.Decisions[n-1]):
		return "in force"
	case slices.ContainsFunc(c.Decisions, is):
		return "replaced by a later one"
	}
	return "does not count: the act was cut short, or it was not theirs to decide then"
}

func roleName(p *population.Population, id string) string {
	if role, ok := p.Role(id); ok {
		return cmp.Or(role.Name, id)
	}
	return id
}
