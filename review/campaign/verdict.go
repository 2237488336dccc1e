package campaign

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Verdict is the kind of a decision about an item.
type Verdict string

// The verdicts. Undecided is never recorded; it is the verdict of a row without a decision.
const (
	Certify   Verdict = "certify"
	Reduce    Verdict = "reduce" // to a role whose permissions are a proper subset
	Move      Verdict = "move"   // to a role that also gives something, and nothing privileged
	Revoke    Verdict = "revoke"
	Abstain   Verdict = "abstain"
	Undecided Verdict = "undecided"
)

// Verdicts lists the recorded verdicts, in the order in which they are shown and counted.
var Verdicts = []Verdict{Certify, Reduce, Move, Revoke, Abstain}

// Takes reports whether the verdict asks for a change of access. A verdict unknown to this version counts as one that
// does, so that it is reported; it is never carried out.
func (v Verdict) Takes() bool {
	switch v {
	case Certify, Abstain, Undecided:
		return false
	case Reduce, Move, Revoke:
		return true
	}
	return true
}

// Known reports whether this version knows the verdict.
func (v Verdict) Known() bool { return v == Undecided || slices.Contains(Verdicts, v) }

// Past returns the verdict as a past participle: "certified".
func (v Verdict) Past() string {
	switch v {
	case Certify:
		return "certified"
	case Reduce:
		return "reduced"
	case Move:
		return "moved"
	case Revoke:
		return "revoked"
	case Abstain:
		return "abstained"
	case Undecided:
		return "undecided"
	}
	return string(v)
}

// Tally returns the number of items by verdict: "3 certified, 0 reduced, …". Verdicts unknown to this version come
// last.
func Tally(counts map[Verdict]int) string {
	parts := make([]string, 0, len(Verdicts))
	for _, v := range Verdicts {
		parts = append(parts, fmt.Sprintf("%d %s", counts[v], v.Past()))
	}
	for _, v := range slices.Sorted(maps.Keys(counts)) {
		if v != Undecided && !slices.Contains(Verdicts, v) && counts[v] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[v], v.Past()))
		}
	}
	return strings.Join(parts, ", ")
}
