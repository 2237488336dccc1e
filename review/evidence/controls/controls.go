// Package controls checks the evidence of a campaign as auditors do for SOC 2, ISO 27001, PCI DSS and SOX: each
// control, its result, and the facts behind it. It uses only the record and the populations, so that the result is the
// same wherever it runs.
package controls

import (
	"fmt"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/pack"
)

// The sources of the checks. Each names the requirement that auditors test against.
const (
	cc61 = "SOC 2 CC6.1"            // who may access, and how that is restricted
	cc62 = "SOC 2 CC6.2"            // access is given and taken away by authority
	cc63 = "SOC 2 CC6.3"            // access is changed by role and need, and reviewed
	a518 = "ISO 27001 A.5.18"       // access rights are reviewed at planned intervals
	p724 = "PCI DSS 7.2.4"          // all accounts are reviewed every six months, inappropriate access is addressed, management says so
	p725 = "PCI DSS 7.2.5.1"        // accounts of applications and systems are reviewed
	itgc = "SOX ITGC access review" // the review is complete, timely, by a competent and independent person, and its outcome is carried out
	ipe  = "SOX ITGC IPE"           // what the review rests on is complete and accurate
)

// evidenceIndex is the evidence with what several checks ask of it.
type evidenceIndex struct {
	*pack.Facts
	rows        []row
	assignments map[string]bool // reviewers with an assignment
}

// row is an item of the campaign.
type row struct {
	*access.Row
	d campaign.Decision
}

func (r *row) decided() bool { return r.d.Verdict != campaign.Undecided }

// flagged reports whether the row was privileged or had a hint when it was decided.
func (r *row) flagged() bool { return r.Privileged || len(r.d.Hints) > 0 }

// Run makes every check, in the order in which an auditor goes about it.
func Run(f *pack.Facts) []pack.Control {
	x := &evidenceIndex{Facts: f, rows: make([]row, len(f.Campaign.Items)), assignments: map[string]bool{}}
	items := make(map[string]*access.Row, len(f.Rows))
	for i := range f.Rows {
		items[f.Rows[i].Item] = &f.Rows[i]
	}
	for i, item := range f.Campaign.Items {
		of := items[item]
		if of == nil {
			of = &access.Row{Item: item}
		}
		x.rows[i] = row{of, f.Campaign.Decision(item)}
		x.assignments[f.Campaign.Reviewer(item)] = true
	}
	var checks []pack.Control
	for _, check := range []func() pack.Control{
		x.complete, x.fresh, x.source, x.reconciled, x.scope, x.keys, x.leftOut,
		x.allDecided, x.whoWhenWhy, x.privileged, x.noSelfReview, x.independent, x.consistent, x.granters,
		x.notRubberStamped, x.reviewersKnown,
		x.signedOff, x.closedByOwner, x.onTime, x.cadence,
		x.revocationsProven, x.revocationsPrompt, x.elevationsEnded,
		x.tamperEvidence, x.retention,
	} {
		checks = append(checks, check())
	}
	return checks
}

// control begins a control. It passes unless something is found.
func control(name, question string, refs ...string) pack.Control {
	return pack.Control{Name: name, Asks: question, Result: pack.Pass, Refs: refs, Items: []string{}}
}

// conclude completes a control with its fact, and with advice if it did not pass.
func conclude(c pack.Control, result pack.Result, advice, format string, args ...any) pack.Control {
	c.Result, c.Fact = result, fmt.Sprintf(format, args...)
	if result != pack.Pass {
		c.Advice = advice
	}
	return c
}

// resultIf returns the result if n is above zero, else Pass.
func resultIf(n int, result pack.Result) pack.Result {
	if n == 0 {
		return pack.Pass
	}
	return result
}

// itemsWhere returns the items for which it holds.
func (x *evidenceIndex) itemsWhere(holds func(*row) bool) []string {
	items := []string{}
	for i := range x.rows {
		if holds(&x.rows[i]) {
			items = append(items, x.rows[i].Item)
		}
	}
	return items
}

// deciders returns who made the decisions in force, sorted.
func (x *evidenceIndex) deciders() []string {
	var who []string
	for i := range x.rows {
		if d := x.rows[i].d; x.rows[i].decided() {
			who = append(who, d.Reviewer)
		}
	}
	slices.Sort(who)
	return slices.Compact(who)
}

func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

func day(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

// span returns a time in whole minutes, hours or days, whichever reads best.
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		return many(int(d/time.Minute), "minute", "minutes")
	case d < 48*time.Hour:
		return many(int(d/time.Hour), "hour", "hours")
	}
	return many(int(d/(24*time.Hour)), "day", "days")
}
