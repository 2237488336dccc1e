package access

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// anyHint stands for all hints together.
const anyHint = "with hints"

// hintChosen is the hint by which to filter, "" for none.
type hintChosen string

// hintChoice lists the hints with their numbers, those that occur first.
func (s *Screen) hintChoice() overlay.Dialog {
	counts, flagged := map[string]int{}, 0
	for _, r := range s.rows {
		if r.Flagged() {
			flagged++
		}
		for _, h := range r.Hints {
			counts[h.Name]++
		}
	}
	entries := []overlay.Entry{
		{Name: "everything", Note: fmt.Sprint(len(s.rows)), Action: screen.For(s, hintChosen(""))},
		{Name: "with any hint", Note: fmt.Sprint(flagged), Action: screen.For(s, hintChosen(anyHint))},
	}
	now := 0
	if s.list.Shows() == anyHint {
		now = 1
	}
	names := access.HintNames()
	slices.SortStableFunc(names, func(a, b string) int { // most serious first among those that occur, and among the others
		return cmp.Compare(min(counts[b], 1), min(counts[a], 1))
	})
	for _, name := range names {
		e := overlay.Entry{Name: name, Note: fmt.Sprint(counts[name]), Action: screen.For(s, hintChosen(name))}
		if counts[name] == 0 {
			e.Disabled = "no item has it"
		}
		if name == s.list.Shows() {
			now = len(entries)
		}
		entries = append(entries, e)
	}
	choice := overlay.NewChoice("Show only", entries)
	choice.Select(now)
	return choice
}

// only shows the rows with that hint.
func (s *Screen) only(hint string) {
	switch hint {
	case "":
		s.list.Only("", nil)
	case anyHint:
		s.list.Only(hint, func(r row) bool { return r.Flagged() })
	default:
		s.list.Only(hint, func(r row) bool { return r.Has(hint) })
	}
}
