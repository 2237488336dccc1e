package rights

import "github.com/tuar-dev/tuar/review/record"

// RuleChange is a change of a setting or a right that took effect.
type RuleChange struct {
	Change
	Line     record.Line // its author, time and place
	Proposal string      // the proposal that it carried out; empty for none
	Loosens  bool        // it loosened a guard
}

// RuleChanges returns all changes of settings and rights that took effect, in fold order.
func (l *Ledger) RuleChanges() []RuleChange { return l.changes }
