package campaign

// Disagreement is the rule that makes one decision of those of both stages of a row. It is fixed at opening.
type Disagreement string

// The rules.
const (
	AnyRevokeWins    Disagreement = "any-revoke-wins"    // what takes more away
	AllMustAgree     Disagreement = "all-must-agree"     // nothing until both decide the same
	LastStageDecides Disagreement = "last-stage-decides" // what the second reviewer decided; if they abstain, the first
)

// Disagreements are all rules, the usual one first.
var Disagreements = []Disagreement{AnyRevokeWins, AllMustAgree, LastStageDecides}

// Ruling tells how the decision in force on a row came about, or why there is none. It is empty on a row of one stage
// that a reviewer decided or did not decide.
type Ruling string

// The rulings. A rule that settled a disagreement is a ruling by its own name.
const (
	AwaitsFirst  Ruling = "awaits-first-stage"
	AwaitsSecond Ruling = "awaits-second-stage" // or the first decision changed since the second was made
	Agreed       Ruling = "agreed"
	Disagrees    Ruling = "disagreement"           // no decision is in force until one of the two changes
	ByFallback   Ruling = "fallback-decides"       // the fallback reviewer did, to whom the campaign handed the row
	ByLapse      Ruling = "lapsed"                 // a person confirmed that the certificate is over
	AtClosing    Ruling = "revoked-when-undecided" // by the rule that opening named, and by no reviewer
)

// Settles reports whether a rule settled a disagreement of both stages.
func (r Ruling) Settles() bool { return r == Ruling(AnyRevokeWins) || r == Ruling(LastStageDecides) }

// Words returns the ruling in words.
func (r Ruling) Words() string {
	switch r {
	case AwaitsFirst:
		return "waits for the first reviewer"
	case AwaitsSecond:
		return "waits for the second reviewer"
	case Agreed:
		return "both reviewers agree"
	case Disagrees:
		return "the two reviewers disagree, and nothing counts until one of them changes their decision"
	case ByFallback:
		return "the fallback reviewer, to whom the undecided row went, decided it"
	case ByLapse:
		return "certified until a day that has passed, and a person confirmed that it is revoked"
	case AtClosing:
		return CountedReason
	case Ruling(AnyRevokeWins), Ruling(LastStageDecides), Ruling(AllMustAgree):
		return "the two reviewers disagree: " + Disagreement(r).Words()
	}
	return string(r)
}

// Words returns the rule in words.
func (rule Disagreement) Words() string {
	switch rule {
	case AnyRevokeWins:
		return "any revoke wins"
	case AllMustAgree:
		return "all must agree"
	case LastStageDecides:
		return "the last stage decides, unless it abstains"
	}
	return string(rule)
}

// Decider returns the reviewer who made the decision, or says that the rule of the campaign made it at closing.
func (d *Decision) Decider() string {
	if d.Ruling == AtClosing {
		return "the rule of the campaign"
	}
	return d.Reviewer
}

// Settle returns the decision in force of the two decisions on a row, and how it came about. The Verdict is Undecided if
// there is none. A second decision that was made about another first decision counts only if both say the same. A rule
// that this version does not know settles nothing.
func (rule Disagreement) Settle(first, second Decision) (Decision, Ruling) {
	none := Decision{Item: first.Item, Verdict: Undecided}
	switch {
	case first.Verdict == Undecided:
		return none, AwaitsFirst
	case second.Verdict == Undecided:
		return none, AwaitsSecond
	case first.sameEffect(second) && second.place < first.place:
		return first, Agreed
	case first.sameEffect(second):
		return second, Agreed
	case second.Of != first.Line.Hash:
		return none, AwaitsSecond
	}
	switch rule {
	case LastStageDecides:
		if second.Verdict == Abstain { // which is no opinion
			return first, Ruling(rule)
		}
		return second, Ruling(rule)
	case AnyRevokeWins:
		for _, one := range [][2]Decision{{first, second}, {second, first}} {
			if one[0].beats(one[1]) {
				return one[0], Ruling(rule)
			}
		}
	case AllMustAgree:
	}
	return none, Disagrees
}

// Disagreeing returns the items that are undecided since both stages disagree, in order.
func (c *Campaign) Disagreeing() []string {
	var items []string
	for _, item := range c.Items {
		if _, staged := c.second[item]; staged && c.settled(item).Ruling == Disagrees {
			items = append(items, item)
		}
	}
	return items
}

// beats reports whether the decision wins over another one where any revoke wins: a revoke over all others, a reduction
// over certifying, and what was decided over an abstention. A move wins over an abstention only, since it also gives
// something.
func (d Decision) beats(other Decision) bool {
	switch d.Verdict {
	case Revoke:
		return other.Verdict != Revoke
	case Reduce:
		return other.Verdict == Certify || other.Verdict == Abstain
	case Certify, Move:
		return other.Verdict == Abstain
	case Abstain, Undecided:
	}
	return false
}
