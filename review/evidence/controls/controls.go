// Package controls checks the evidence of a campaign as auditors do for SOC 2, ISO 27001, PCI DSS and SOX: each
// control, its result, and the facts behind it. It uses only the record and the populations, so that the result is the
// same wherever it runs.
package controls

import (
	"fmt"
	"slices"
	"time"

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
	n           *pack.Summary
	assignments map[string]bool // reviewers with an assignment
}

// Run makes every check, in the order in which an auditor goes about it.
func Run(f *pack.Facts) []pack.Control {
	x := &evidenceIndex{Facts: f, n: f.Summary(), assignments: map[string]bool{}}
	for _, item := range f.Campaign.Items {
		x.assignments[f.Campaign.Reviewer(item)] = true
	}
	var checks []pack.Control
	for _, check := range []func() pack.Control{
		x.complete, x.fresh, x.source, x.reconciled, x.scope, x.keys, x.responsible, x.privilegedListed, x.thirdParties, x.leavers, x.leftOut,
		x.allDecided, x.whoWhenWhy, x.privileged, x.noSelfReview, x.inPlace, x.independent, x.conflicts, x.consistent, x.granters,
		x.notRubberStamped, x.reviewersKnown,
		x.signedOff, x.closedByOwner, x.onTime, x.cadence,
		x.revocationsProven, x.revocationsPrompt, x.elevationsEnded, x.breakGlassReviewed, x.rulesKept, x.guardsKept,
		x.linesWithEffect, x.tamperEvidence, x.retention,
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

// nothing completes a control that has nothing to look at, with the reason.
func nothing(c pack.Control, format string, args ...any) pack.Control {
	return conclude(c, pack.NotApplicable, "", format, args...)
}

// undecided is the reason why a control about decisions has nothing to look at.
const undecided = "nothing is decided"

// resultIf returns the result if n is above zero, else Pass.
func resultIf(n int, result pack.Result) pack.Result {
	if n == 0 {
		return pack.Pass
	}
	return result
}

// about returns the items that a control names.
func about(lists ...[]string) []string {
	items := append([]string{}, slices.Concat(lists...)...)
	slices.Sort(items)
	return slices.Compact(items)
}

// decidedWhere returns the items with a decision for which it holds.
func (x *evidenceIndex) decidedWhere(holds func(*pack.Item) bool) []string {
	items := []string{}
	for r := range x.Reviewed() {
		if r.Decided() && holds(r) {
			items = append(items, r.Item)
		}
	}
	return items
}

func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

func day(t time.Time) string { return t.UTC().Format("2 Jan 2006") }
