package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
)

// act is what a file of decisions asks for, made into choices of one act. A line that cannot be understood stays among
// the choices without an item, so that the campaign refuses the whole act and names what is wrong with the other lines
// too.
type act struct {
	sheet    *review.Sheet
	inForce  map[string]campaign.Decision
	choices  []campaign.Choice
	lines    []int         // of each choice
	mistakes map[int]error // by choice
	skipped  int
}

func newAct(sheet *review.Sheet) *act {
	a := &act{sheet: sheet, inForce: make(map[string]campaign.Decision, len(sheet.Rows)), mistakes: map[int]error{}}
	for _, r := range sheet.Rows {
		a.inForce[r.Item] = r.Decision
	}
	return a
}

// read makes lines into choices. Those that decide nothing, or what is decided already, are skipped.
func (a *act) read(ctx context.Context, w *review.Workspace, lines []decisionLine) error {
	id := a.sheet.Summary.ID
	var names []string
	kept := lines[:0:0]
	for _, l := range lines {
		if l.mistake() == nil && !l.decides() {
			a.skipped++
			continue
		}
		kept, names = append(kept, l), append(names, l.item)
	}
	items, errs, err := findAll(ctx, w, id, names)
	if err != nil {
		return err
	}
	for i, l := range kept {
		choice, err := campaign.Choice{Item: items[i], Verdict: l.verdict, Reason: l.reason}, errs[i]
		switch {
		case l.mistake() != nil:
			err = l.mistake()
		case l.verdict == campaign.Reduce && err == nil:
			choice.ToRole, err = w.FindRole(ctx, id, l.toRole)
		}
		if err == nil && a.unchanged(choice) {
			a.skipped++
			continue
		}
		if err != nil {
			a.mistakes[len(a.choices)] = err
			choice.Item = ""
		}
		a.choices, a.lines = append(a.choices, choice), append(a.lines, l.line)
	}
	return nil
}

func (a *act) unchanged(c campaign.Choice) bool {
	d, ok := a.inForce[c.Item]
	return ok && d.Verdict == c.Verdict && d.ToRole == c.ToRole && strings.TrimSpace(d.Reason) == strings.TrimSpace(c.Reason)
}

// findAll finds the items of many names. What is unknown has an error in its place instead.
func findAll(ctx context.Context, w *review.Workspace, id string, names []string) ([]string, []error, error) {
	items, errs := make([]string, len(names)), make([]error, len(names))
	found, err := w.FindItems(ctx, id, names)
	if err == nil {
		return found, errs, nil
	}
	var rejected *campaign.Rejected
	if !errors.As(err, &rejected) {
		return nil, nil, err
	}
	for _, p := range rejected.Problems {
		errs[p.Index] = p.Err
	}
	var known []string
	for i, name := range names {
		if errs[i] == nil {
			known = append(known, name)
		}
	}
	if found, err = w.FindItems(ctx, id, known); err != nil {
		return nil, nil, err
	}
	for i := range names {
		if errs[i] == nil {
			items[i], found = found[0], found[1:]
		}
	}
	return items, errs, nil
}

// explain says what is wrong with each line.
func (a *act) explain(rejected *campaign.Rejected) error {
	for i, p := range rejected.Problems {
		err := p.Err
		if mistake, ok := a.mistakes[p.Index]; ok {
			err = mistake
		}
		rejected.Problems[i].Err = fault.Wrap(err, "line %d", a.lines[p.Index])
	}
	return rejected
}
