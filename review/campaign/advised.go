package campaign

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/advice"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/scope"
	"github.com/tuar-dev/tuar/review/tabular"
)

// Advised names items with the same advice, by the same rule.
type Advised struct {
	Advice     advice.Kind `json:"advice"`
	Rule       string      `json:"rule"`
	ToRole     string      `json:"to_role,omitempty"` // of a role to reduce to
	ToRoleName string      `json:"to_role_name,omitempty"`
	Items      []string    `json:"items"`
}

// Adviser returns what advises about rows of the view, by the rules of this version.
func (v AccessView) Adviser() func(*access.Row) advice.Advice {
	by := advice.New(v.Roles, v.Rules, v.TakenAt)
	return func(row *access.Row) advice.Advice {
		if last, known := v.Before(*row); known {
			return by.On(row, &last)
		}
		return by.On(row, nil)
	}
}

// Advice returns what is advised about a row of the view, with its rule's fact, as a phrase; empty if nothing is.
func (v AccessView) Advice(row *access.Row) string {
	by := advice.New(v.Roles, v.Rules, v.TakenAt)
	if last, known := v.Before(*row); known {
		return by.On(row, &last).Sentence(row, &last)
	}
	return by.On(row, nil).Sentence(row, nil)
}

// advise returns the kind of advice about rows of the view, for expressions.
func (v AccessView) advise() scope.Advise {
	on := v.Adviser()
	return func(row *access.Row) string { return string(on(row).Kind) }
}

// advised returns what is advised about rows of the view, by severity and rule.
func (v AccessView) advised(rows []access.Row) []Advised {
	on := v.Adviser()
	byAdvice := map[advice.Advice]int{}
	var out []Advised
	for i := range rows {
		one := on(&rows[i])
		if one.Kind == advice.None {
			continue
		}
		at, known := byAdvice[one]
		if !known {
			at, byAdvice[one] = len(out), len(out)
			out = append(out, Advised{Advice: one.Kind, Rule: one.Rule, ToRole: one.To, ToRoleName: one.ToName})
		}
		out[at].Items = append(out[at].Items, rows[i].Item)
	}
	slices.SortFunc(out, func(a, b Advised) int {
		return cmp.Or(slices.Index(advice.Kinds, b.Advice)-slices.Index(advice.Kinds, a.Advice), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.ToRole, b.ToRole))
	})
	return out
}

// takeAdvice notes what an opening advised. The first that names an item counts.
func (c *Campaign) takeAdvice(d Opened) {
	c.AdviceRules = d.AdviceRules
	if d.AdviceRules == 0 {
		return
	}
	c.advised = make(map[string]advice.Advice, len(c.Items))
	for _, one := range d.Advised {
		for _, item := range one.Items {
			if _, has := c.advised[item]; c.Contains(item) && !has {
				c.advised[item] = advice.Advice{Kind: one.Advice, Rule: one.Rule, To: one.ToRole, ToName: one.ToRoleName}
			}
		}
	}
}

// Advice returns what the campaign advised about an item at opening; none if it did not.
func (c *Campaign) Advice(item string) advice.Advice { return c.advised[item] }

// ReasonFor returns when a decision of that kind about the row needs a reason by its reviewer: as the function ReasonFor
// says, and to certify it together with others against advice.
func (r *SheetRow) ReasonFor(verdict Verdict) Demand {
	if demand := ReasonFor(r.Row, verdict); demand != Never {
		return demand
	}
	if verdict == Certify && r.Advice.Kind.Against() {
		return InBulk
	}
	return Never
}

// Weighed is a decision beside what was advised about its item.
type Weighed struct {
	Advice   advice.Advice
	Decision *Decision
}

// Judged reports whether a reviewer followed the advice with the decision, or went against it.
func (w Weighed) Judged() bool {
	return w.Decision.made() && w.Advice.Judges(string(w.Decision.Verdict))
}

// Followed reports whether the decision does what was advised.
func (w Weighed) Followed() bool {
	return w.Advice.FollowedBy(string(w.Decision.Verdict), w.Decision.ToRole)
}

// AdviceFields describe the columns of what was advised, in every table of a campaign that advises.
var AdviceFields = tabular.Fields[Weighed]{
	tabular.TextOf("advice", func(w Weighed) advice.Kind { return w.Advice.Kind }),
	tabular.TextOf("advice_rule", func(w Weighed) string { return w.Advice.Rule }),
	tabular.TextOf("advised_role", func(w Weighed) string { return w.Advice.ToName }),
	tabular.BoolOf("followed", Weighed.Followed).OnlyIf(Weighed.Judged),
}

// refusesUnadvised returns why a decision has no effect that certifies a row together with others, against advice, without
// a reason; empty if it may have. It holds whether or not rights count.
func (c *Campaign) refusesUnadvised(d Decided) string {
	kind := c.advised[d.Item].Kind
	if d.Decision != Certify || d.Bulk < 2 || !kind.Against() || reason.Given(d.Reason) {
		return ""
	}
	return fmt.Sprintf("%s was advised as %s, and certifying it together with others needs a reason", d.Item, kind.Words())
}

// checkAdvice returns the fault of a choice that refusesUnadvised would refuse.
func (c *Campaign) checkAdvice(row access.Row, choice Choice, bulk int) error {
	one := c.advised[choice.Item]
	if c.refusesUnadvised(Decided{Item: choice.Item, Decision: choice.Verdict, Bulk: bulk, Reason: choice.Reason}) == "" {
		return nil
	}
	return fault.New(fault.Refused, "the advice about %s is %s; certifying it together with others needs a reason of at least three letters or digits",
		row.Title(), one.Sentence(&row, nil)).
		WithHint("say why with: %s; or decide on it alone", fault.Again("--reason TEXT"))
}
