package campaign

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/scope"
)

// Assignment is rows that a reviewer gets at opening, and the rule by which they do.
type Assignment struct {
	Reviewer string   `json:"reviewer"`
	Items    []string `json:"items"`
	// Rule is an expression of the plan, or one of the rules below; empty if the rows are divided by the split.
	Rule string `json:"rule,omitempty"`
}

// The rules that are no expressions.
const (
	RuleManager  = "manager"        // the reviewer manages the holder
	RuleFallback = "fallback"       // no reviewer may decide on the rows, or there is no manager for them
	RuleOther    = "other reviewer" // the split has no reviewer who may decide on the rows; one of another rule may
)

// Assign divides the rows of a population, taken at that time, as the plan says. The first expression counts that
// selects the row and names a reviewer who is not its holder, then the split, then the fallback. Reviewers get their own
// access only if no other reviewer of the plan may decide on it. The result depends only on the arguments; the reviewers
// of the split come first, with an empty assignment if nothing is left for them. manager returns the reviewer who manages
// the holder of a row, if there is one, and is asked only if the split is by manager; advise says what is advised about a
// row. A nil ledger compares addresses.
func Assign(
	known *people.Ledger, rows []access.Row, plan Plan, taken time.Time, advise scope.Advise, manager func(access.Row) string,
) ([]Assignment, error) {
	a := assigning{known: known, plan: plan, advise: advise, places: map[place]int{}, load: map[string]int{}, keys: map[string]string{}}
	for _, r := range plan.Reviewers {
		a.place(place{to: r})
	}
	if len(plan.Reviewers) == 0 {
		return a.out, nil
	}
	rest, err := a.byRules(rows, taken)
	if err != nil {
		return nil, err
	}
	switch plan.Split {
	case ByManager:
		a.byManager(rest, manager)
	case ByRole:
		a.byRole(rest)
	case RoundRobin:
		fallthrough
	default:
		for _, row := range rest {
			a.inTurn(row)
		}
	}
	return a.out, nil
}

// assigning is a division of rows under way.
type assigning struct {
	known  *people.Ledger
	plan   Plan
	advise scope.Advise
	out    []Assignment
	places map[place]int     // in out
	load   map[string]int    // rows so far, by the key of the reviewer
	keys   map[string]string // of reviewers, by address
}

// place identifies an assignment.
type place struct{ rule, to string }

func (a *assigning) key(email string) string {
	key, ok := a.keys[email]
	if !ok {
		key = a.known.Key(email)
		a.keys[email] = key
	}
	return key
}

func (a *assigning) place(p place) *Assignment {
	i, ok := a.places[p]
	if !ok {
		i = len(a.out)
		a.places[p] = i
		a.out = append(a.out, Assignment{Reviewer: p.to, Rule: p.rule, Items: []string{}})
	}
	return &a.out[i]
}

func (a *assigning) give(row access.Row, rule, to string) {
	one := a.place(place{rule, to})
	one.Items = append(one.Items, row.Item)
	a.load[a.key(to)]++
}

// own reports whether deciding on the row may be deciding on the person's own access.
func (a *assigning) own(row access.Row, email string) bool {
	return a.known.Like(row.Email, email) != person.None
}

// least returns the one of these reviewers with the fewest rows so far who may decide on the row, the first of several;
// empty if none may.
func (a *assigning) least(row access.Row, reviewers []string) string {
	best := ""
	for _, r := range reviewers {
		if !a.own(row, r) && (best == "" || a.load[a.key(r)] < a.load[a.key(best)]) {
			best = r
		}
	}
	return best
}

// byRules gives the rows that expressions select to the reviewers whom they name, and returns the others.
func (a *assigning) byRules(rows []access.Row, taken time.Time) ([]access.Row, error) {
	if len(a.plan.Assign) == 0 {
		return rows, nil
	}
	given := make(map[string]bool, len(rows))
	for _, rule := range a.plan.Assign {
		parsed, err := rule.parse()
		if err != nil {
			return nil, err
		}
		in, err := parsed.Advised(a.advise).Select(rows, taken)
		if err != nil {
			return nil, err
		}
		for _, row := range in {
			if !given[row.Item] && !a.own(row, rule.To) {
				given[row.Item] = true
				a.give(row, rule.Where, rule.To)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r access.Row) bool { return given[r.Item] }), nil
}

// inTurn gives a row to the reviewer of the split with the fewest rows.
func (a *assigning) inTurn(row access.Row) {
	if to := a.least(row, a.plan.Reviewers); to != "" {
		a.give(row, "", to)
		return
	}
	others := make([]string, len(a.plan.Assign))
	for i, rule := range a.plan.Assign {
		others[i] = rule.To
	}
	if a.fallback(row) {
		return
	}
	if to := a.least(row, others); to != "" {
		a.give(row, RuleOther, to)
		return
	}
	a.give(row, "", a.plan.Reviewers[0])
}

// fallback gives the row to the fallback reviewer, and reports whether there is one who may decide on it.
func (a *assigning) fallback(row access.Row) bool {
	to := a.plan.Fallback
	if to == "" || a.own(row, to) {
		return false
	}
	a.give(row, RuleFallback, to)
	return true
}

// byManager gives each row to the manager of its holder; without one, or where that is the holder, to the fallback.
func (a *assigning) byManager(rows []access.Row, manager func(access.Row) string) {
	var rest []access.Row
	for _, row := range rows {
		if to := manager(row); to != "" && !a.own(row, to) {
			a.give(row, RuleManager, to)
		} else {
			rest = append(rest, row)
		}
	}
	for _, row := range rest {
		if !a.fallback(row) {
			a.inTurn(row)
		}
	}
}

// byRole gives each role as a whole to one reviewer, the largest roles first.
func (a *assigning) byRole(rows []access.Row) {
	byRole := map[string][]access.Row{}
	for _, row := range rows {
		byRole[row.RoleID] = append(byRole[row.RoleID], row)
	}
	roles := slices.SortedFunc(maps.Keys(byRole), func(x, y string) int {
		return cmp.Or(cmp.Compare(len(byRole[y]), len(byRole[x])), cmp.Compare(x, y))
	})
	for _, role := range roles {
		to := a.least(access.Row{}, a.plan.Reviewers)
		for _, row := range byRole[role] {
			if a.own(row, to) {
				a.inTurn(row)
			} else {
				a.give(row, "", to)
			}
		}
	}
}
