package core

import (
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

// lockOut refuses settings under which an act could be done by no person at all, as far as the record tells. What was so
// before is no reason to refuse. Call it within Append.
func (c *Core) lockOut(before, after settings.Settings) error {
	for _, rule := range after.Elevation.Rules {
		was, ok := before.Elevation.For(rule.ID(), rule.Role)
		if !c.satisfiable(rule) && (!ok || c.satisfiable(was)) {
			return fault.New(fault.BadInput, "elevations: by the rule for %s no request can be approved: each requester that it names is too many of its approvers", rule.Role).
				WithHint("name more approvers, or require fewer approvals")
		}
	}
	for _, one := range after.All() {
		key, isRequired := strings.CutPrefix(one.Key, "required_assurance.")
		least, was := record.Assurance(one.Value), ""
		if was, _ = before.Get(one.Key); !isRequired || least == "" || record.Assurance(was).AtLeast(least) && was != "" {
			continue
		}
		if !c.anybodyKnownBy(least, rights.Act(key)) {
			return fault.New(fault.Refused, "%s: no person with the right to do this is known by %s; after this change no person could do it", one.Key, knownBy[least]).
				WithHint("enrol a key or an account first: %s", fault.AddPerson.On("EMAIL", "--key FILE.pub"))
		}
	}
	return nil
}

// anybodyKnownBy reports whether the record has a person who can be known so and, where the act needs a right, has it.
// Any person may turn out to have a private API key.
func (c *Core) anybodyKnownBy(least record.Assurance, act rights.Act) bool {
	if least != record.BySSH && least != record.ByOS {
		return true
	}
	needed := map[rights.Act]rights.Right{rights.Close: rights.Manager, rights.Apply: rights.Manager, rights.Approve: rights.Approver, rights.Settings: rights.Owner, rights.Rights: rights.Owner}
	for _, p := range c.base.People.List() {
		if right, ok := needed[act]; ok && c.base.Rights.Adopted() && !c.base.Rights.Has(p.Email, right) {
			continue
		}
		if slices.ContainsFunc(p.Keys, func(k people.Key) bool { return k.Withdrawn.IsZero() }) || least == record.ByOS && len(p.Account) > 0 {
			return true
		}
	}
	return false
}

// satisfiable reports whether a requester that the rule names can get enough approvals from the approvers that it names.
func (c *Core) satisfiable(rule settings.ElevationRule) bool {
	if rule.AutoApprove || len(rule.Approvers) == 0 {
		return true
	}
	approvals := func(requester string) int {
		people := map[string]bool{}
		for _, a := range rule.Approvers {
			if !c.base.People.Same(a, requester) {
				people[c.base.People.Key(a)] = true
			}
		}
		return len(people)
	}
	if len(rule.Requesters) == 0 {
		return approvals("") >= rule.Approvals
	}
	for _, requester := range rule.Requesters {
		if approvals(requester) >= rule.Approvals {
			return true
		}
	}
	return false
}
