package campaign

import (
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/scope"
)

// ParseSecond reads "SCOPE=EMAIL": the rows that the scope selects are decided by that reviewer as well.
func ParseSecond(text string) (Second, error) {
	at := strings.LastIndex(text, "=")
	if at < 0 {
		return Second{}, fault.New(fault.BadInput, "%q does not name a scope and a second reviewer", text).
			WithHint("for example: %s", fault.Again("--second 'privileged=p.lang@example.com'"))
	}
	one := Second{Scope: strings.Trim(strings.TrimSpace(text[:at]), "'"), Reviewer: strings.TrimSpace(text[at+1:])}
	return one, one.check()
}

// String returns the form that ParseSecond reads.
func (s Second) String() string { return s.Scope + "=" + s.Reviewer }

func (s Second) check() error {
	if _, err := scope.Parse(s.Scope); err != nil {
		return err
	}
	return person.Check(s.Reviewer)
}

// checkStages completes what the plan says of second stages and undecided rows, and refuses what cannot be.
func (plan *Plan) checkStages() error {
	for _, one := range plan.Second {
		if err := one.check(); err != nil {
			return err
		}
	}
	switch {
	case len(plan.Second) == 0 && plan.Disagreement != "":
		return fault.New(fault.BadInput, "a rule for disagreement needs a second stage").WithHint("name one with %s", fault.Again("--second SCOPE=EMAIL"))
	case len(plan.Second) > 0 && plan.Disagreement == "":
		plan.Disagreement = AnyRevokeWins
	case plan.Disagreement != "" && !slices.Contains(Disagreements, plan.Disagreement):
		return fault.New(fault.BadInput, "%q is not a rule for disagreement", plan.Disagreement).
			WithHint("use any-revoke-wins, all-must-agree or last-stage-decides")
	}
	switch plan.Undecided {
	case LeaveUndecided:
		plan.Undecided = "" // as records of earlier versions have it
	case "", RevokeUndecided:
	case ToFallback:
		if plan.Fallback == "" {
			return fault.New(fault.BadInput, "undecided rows cannot go to a fallback reviewer: none is named").WithHint("name one with %s", fault.Again("--fallback EMAIL"))
		}
	default:
		return fault.New(fault.BadInput, "%q does not say what becomes of undecided rows", plan.Undecided).WithHint("use nothing, revoke or fallback")
	}
	if plan.Fallback != "" {
		return person.Check(plan.Fallback)
	}
	return nil
}

// pairing assigns second stages to the rows of an opening.
type pairing struct {
	known  *people.Ledger
	first  []Assignment // is changed
	second []Assignment
	alone  []string // rows that a scope selects, and for which no second reviewer may decide
}

// pair gives each row that a scope selects a second reviewer: the first match wins, and the fallback reviewer comes
// last. Holders of the access are passed over. Where the second reviewer has the row in the first stage, it moves to the
// first reviewer with the fewest rows who may have it.
func pair(known *people.Ledger, rows []access.Row, first []Assignment, plan Plan, now time.Time, advise scope.Advise) (*pairing, error) {
	p := &pairing{known: known, first: first}
	if len(plan.Second) == 0 {
		return p, nil
	}
	candidates := map[string][]string{} // by item
	for _, one := range plan.Second {
		parsed, err := scope.Parse(one.Scope)
		if err != nil {
			return nil, err
		}
		selected, err := parsed.Advised(advise).Select(rows, now)
		if err != nil {
			return nil, err
		}
		for i := range selected {
			candidates[selected[i].Item] = append(candidates[selected[i].Item], one.Reviewer)
		}
	}
	at := map[string]int{} // place in first, by item
	for i, a := range first {
		for _, item := range a.Items {
			at[item] = i
		}
	}
	for i := range rows {
		row := &rows[i]
		who, selected := candidates[row.Item]
		if !selected {
			continue
		}
		if plan.Fallback != "" {
			who = append(slices.Clone(who), plan.Fallback)
		}
		if !slices.ContainsFunc(who, func(reviewer string) bool { return p.give(row, at[row.Item], reviewer) }) {
			p.alone = append(p.alone, row.Item)
		}
	}
	return p, nil
}

// give makes the person the second reviewer of a row, if they may be.
func (p *pairing) give(row *access.Row, first int, reviewer string) bool {
	if p.known.Like(row.Email, reviewer) != person.None {
		return false
	}
	if p.known.Same(p.first[first].Reviewer, reviewer) {
		to := -1
		for i, a := range p.first {
			if a.Rule != "" || p.known.Same(a.Reviewer, reviewer) || p.known.Like(row.Email, a.Reviewer) != person.None {
				continue
			}
			if to < 0 || len(a.Items) < len(p.first[to].Items) {
				to = i
			}
		}
		if to < 0 {
			return false
		}
		p.first[first].Items = slices.DeleteFunc(p.first[first].Items, func(item string) bool { return item == row.Item })
		p.first[to].Items = append(p.first[to].Items, row.Item)
	}
	i := slices.IndexFunc(p.second, func(a Assignment) bool { return p.known.Same(a.Reviewer, reviewer) })
	if i < 0 {
		i, p.second = len(p.second), append(p.second, Assignment{Reviewer: reviewer})
	}
	p.second[i].Items = append(p.second[i].Items, row.Item)
	return true
}

// refuses returns the fault of rows that a scope selects and that have no second reviewer.
func (p *pairing) refuses() error {
	if len(p.alone) == 0 {
		return nil
	}
	return fault.New(fault.Refused, "%s for a second stage and no other person may decide on them: %s",
		some(len(p.alone), "item is selected", "items are selected"), strings.Join(p.alone, ", ")).
		WithHint("name another second reviewer, or a fallback reviewer, with: %s", fault.Again("--second SCOPE=EMAIL"))
}
