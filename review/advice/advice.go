// Package advice recommends what to decide about a row of access: certify, reduce, revoke or look closer. It is a pure
// function of known facts: the same facts give the same advice, the order of hints does not matter, and one more hint never
// makes it milder. Each advice names its rule and its fact. It never decides anything.
package advice

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
)

// Version is the version of the rules. A campaign records the one by which it advises.
const Version = 1

// Kind is what is advised.
type Kind string

// The kinds, the mildest first.
const (
	None    Kind = ""            // no rule applies: nothing speaks for or against the access
	Certify Kind = "certify"     // nothing changed since it was certified, and it is in use
	Look    Kind = "look-closer" // there is a reason to ask before deciding
	Reduce  Kind = "reduce"      // to a role that is named
	Revoke  Kind = "revoke"
)

// Kinds lists the kinds that a record can name, the mildest first.
var Kinds = []Kind{Certify, Look, Reduce, Revoke}

// severity orders kinds: of the rules that apply, one with the most severe kind counts.
var severity = map[Kind]int{Certify: 0, None: 1, Look: 2, Reduce: 3, Revoke: 4}

// Known reports whether this version knows the kind.
func (k Kind) Known() bool { return k == None || slices.Contains(Kinds, k) }

// Against reports whether the advice speaks against certifying the row without a reason of its own.
func (k Kind) Against() bool { return k == Look || k == Revoke }

// Words returns the kind in words.
func (k Kind) Words() string {
	if k == Look {
		return "look closer"
	}
	return string(k)
}

// Advice is what is advised about one row, and by which rule.
type Advice struct {
	Kind Kind
	Rule string // short name of the rule; see Rules
	// To is the ID of the role to which the row is to be reduced, and ToName its name.
	To, ToName string
}

// String returns what is advised in words: "reduce to Viewer".
func (a Advice) String() string {
	if a.To != "" {
		return a.Kind.Words() + " to " + cmp.Or(a.ToName, a.To)
	}
	return a.Kind.Words()
}

// FollowedBy reports whether a decision of that name, to a role with that ID, does what is advised. Looking closer can end
// in any decision, so it is neither followed nor not.
func (a Advice) FollowedBy(decision, toRole string) bool {
	return string(a.Kind) == decision && (a.Kind != Reduce || a.To == toRole)
}

// Judges reports whether a decision of that name can follow the advice or go against it: certify, reduce and revoke are
// advised, and the reviewer did not abstain.
func (a Advice) Judges(decision string) bool {
	switch a.Kind {
	case None, Look:
		return false
	case Certify, Reduce, Revoke:
		return decision != "abstain" && decision != "undecided" && decision != ""
	}
	return false
}

// Adviser advises about the rows of one population. It is not safe for concurrent use.
type Adviser struct {
	roles  []population.Role
	rules  access.Rules
	taken  time.Time
	lesser map[string]lesser // by role ID
}

// lesser is the role to which a role is to be reduced.
type lesser struct {
	id, name string
	several  bool // several roles fit alike
}

// New returns an adviser about rows of a population with these roles, taken at that time, by the rules under which the
// hints of the rows were raised.
func New(roles []population.Role, rules access.Rules, taken time.Time) *Adviser {
	return &Adviser{roles: roles, rules: rules, taken: taken, lesser: map[string]lesser{}}
}

// On returns the advice about a row. last is the row as it was at the last decision about it; nil without one.
func (a *Adviser) On(row *access.Row, last *access.PreviousRow) Advice {
	best := Advice{}
	if !row.Flagged() {
		if certified(row, last) {
			best = Advice{Kind: Certify, Rule: Unchanged}
		}
		return best
	}
	for i := range rules {
		r := &rules[i]
		if severity[r.kind] <= severity[best.Kind] || !row.Has(r.hint) {
			continue
		}
		if found, applies := r.on(a, row); applies && severity[found.Kind] > severity[best.Kind] {
			best = found
		}
	}
	if best.Kind == None {
		best = Advice{Kind: Look, Rule: mostSerious(row)}
	}
	return best
}

// certified reports whether a row without hints has the role with which it was certified last, and is in use.
func certified(row *access.Row, last *access.PreviousRow) bool {
	return last != nil && last.Decision == string(Certify) && last.Until == "" && last.Item == row.Item && last.RoleID == row.RoleID &&
		!last.Imported && row.RoleKnown && (row.LastLoginAt != nil || row.Kind != access.User && row.Kind != access.Key)
}

// serious are the names of hints, the most serious first.
var serious = access.HintNames()

// mostSerious returns the name of the first hint of the row by weight and name, whatever the order of its hints.
func mostSerious(row *access.Row) string {
	for _, name := range serious {
		if row.Has(name) {
			return name
		}
	}
	return slices.Min(row.HintNames())
}

// Why returns the fact on which the advice about the row rests, as a phrase; empty if there is none.
func (a Advice) Why(row *access.Row, last *access.PreviousRow) string {
	switch {
	case a.Kind == None:
		return ""
	case a.Rule == Unchanged && last != nil:
		return "certified in " + last.In + " on " + last.DecidedAt.UTC().Format("2 Jan 2006") + ", unchanged since and without hints"
	case a.Rule == Unchanged:
		return "certified last time, unchanged since and without hints"
	}
	var facts []string
	for _, name := range factsOf(a.Rule) {
		for _, h := range row.Hints {
			if h.Name == name {
				facts = append(facts, h.Why)
				break
			}
		}
	}
	return strings.Join(facts, "; ")
}

// Sentence returns the advice with its fact: "revoke: left on 3 Nov 2026 (the roster of 28 Nov)"; empty if there is none.
func (a Advice) Sentence(row *access.Row, last *access.PreviousRow) string {
	why := a.Why(row, last)
	if a.Kind == None || why == "" {
		return a.String()
	}
	return a.String() + ": " + why
}

// reduced returns the role to which the row's role is to be reduced: of the roles that only take away from it and are not
// privileged, the one with the most permissions.
func (a *Adviser) reduced(row *access.Row) lesser {
	found, known := a.lesser[row.RoleID]
	if known {
		return found
	}
	most := 0
	for _, role := range a.roles {
		if role.ID == row.RoleID || a.rules.PrivilegedBy(role.Scopes) != "" || !access.Reduces(row.Permissions, role.Scopes) {
			continue
		}
		switch n := len(role.Scopes); {
		case n > most:
			found, most = lesser{id: role.ID, name: role.Name}, n
		case n == most:
			found.several = true
		}
	}
	a.lesser[row.RoleID] = found
	return found
}

// older reports whether the time is that many days before the population, or more.
func (a *Adviser) older(t *time.Time, days int) bool {
	return t != nil && a.taken.Sub(*t) >= time.Duration(days)*24*time.Hour
}
