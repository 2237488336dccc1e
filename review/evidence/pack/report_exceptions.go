package pack

import (
	"cmp"
	"slices"
)

// severe lists the kinds of exceptions that matter most, the worst first. The others follow in the order of the table.
var severe = []string{
	"void", "share-refused", "change-returned", "own-access", "change-failed", "change-unproven", "change-blocked", "elevation-late", "elevation-own-rule", "guard-loosened", "guard-loosened-before", "gap", "allowed-drop",
	"change-undone", "change-withdrawn", "without-effect", "undecided", "abstained", "unsigned-share", "declared-only", "relayed", "stale-population",
	"late", "due-moved", "fast", "bulk", "in-place", "reopened", "share-mended", "change-twice", "clock", "not-reviewed", "dwell-unknown",
}

// plainKinds maps kinds of exceptions to their names in words, where the kind itself does not read well.
var plainKinds = map[string]string{
	"change-unproven": "Change not proven", "own-access": "Self-review: assigned to its own holder", "unsigned-share": "Assignment not signed off",
	"declared-only": "Identity self-declared", "relayed": "Relayed by another person", "fast": "Decided in under two seconds", "bulk": "Decided in bulk",
	"in-place": "Decided in the place of another reviewer", "dwell-unknown": "Decided outside the review screen", "gap": "Not read",
	"allowed-drop": "Short list allowed", "without-effect": "Line without effect", "due-moved": "Due date moved", "undone": "Decision undone",
}

// exceptionsShown holds the exceptions as the report shows them, by kind.
type exceptionsShown struct {
	Len, Shown, Left int
	Kinds            []exceptionKind
}

// exceptionKind holds the exceptions of one kind.
type exceptionKind struct {
	First       string // the fact of the first, which is known also where no row is shown
	Title, Rule string
	N           int
	Rows        []exceptionRow
}

type exceptionRow struct {
	Exception
	When  string // empty if it has no time
	Short string // of the item
}

// exceptionsByKind returns the exceptions, up to shownRows, the kinds that matter most first.
func (pv *packView) exceptionsByKind() exceptionsShown {
	s := exceptionsShown{Len: len(pv.exceptions)}
	of := map[string]int{}
	for _, e := range pv.exceptions {
		i, known := of[e.Kind]
		if !known {
			i = len(s.Kinds)
			of[e.Kind], s.Kinds = i, append(s.Kinds, exceptionKind{Title: e.Kind, Rule: e.Rule, First: e.Fact})
		}
		k := &s.Kinds[i]
		row := exceptionRow{Exception: e, Short: shortID(e.Item)}
		if !e.At.IsZero() {
			row.When = shownCell(e.At).Text
		}
		k.N, k.Rows = k.N+1, append(k.Rows, row)
	}
	rank := func(kind string) int {
		if i := slices.Index(severe, kind); i >= 0 {
			return i
		}
		return len(severe)
	}
	slices.SortStableFunc(s.Kinds, func(a, b exceptionKind) int { return cmp.Compare(rank(a.Title), rank(b.Title)) })
	for i := range s.Kinds {
		k := &s.Kinds[i]
		k.Title = cmp.Or(plainKinds[k.Title], titleOf(k.Title))
		k.Rows = k.Rows[:min(len(k.Rows), shownRows-s.Shown)]
		s.Shown += len(k.Rows)
	}
	s.Left = s.Len - s.Shown
	return s
}
