package rights

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/record"
)

// The line types about changes that loosen a guard. Their data are the structs below.
const (
	TypeProposed  = "settings.proposed"
	TypeWithdrawn = "settings.withdrawn"
	TypeDeclined  = "settings.declined"
	TypeSeen      = "settings.seen"
)

// Proposed is the data of a settings.proposed line: an owner asks another owner to let a guard be loosened.
type Proposed struct {
	Proposal string `json:"proposal"` // the name that other lines call it by
	Change
	Reason string `json:"reason,omitempty"`
}

// Change is what a proposal is about: a setting with its values as texts, or a right with the e-mail address of the
// person who is to get it (New) or to lose it (Old).
type Change struct {
	Key string `json:"key"` // of a setting; or "rights." and the right
	Old string `json:"old"`
	New string `json:"new"`
}

// Granting returns the change by which a person gets the right.
func Granting(right Right, email string) Change {
	return Change{Key: prefix + string(right), New: email}
}

// Revoking returns the change by which a person loses the right.
func Revoking(right Right, email string) Change {
	return Change{Key: prefix + string(right), Old: email}
}

// prefix begins the key of a change of rights.
const prefix = "rights."

// Right returns the right that the change is about; empty if it is about a setting.
func (c Change) Right() Right {
	right, _ := strings.CutPrefix(c.Key, prefix)
	if right == c.Key {
		return ""
	}
	return Right(right)
}

// String describes the change as a phrase that can follow "to".
func (c Change) String() string { return c.phrase("make", "take", "change") }

// Done describes the change as a phrase that can follow "has".
func (c Change) Done() string { return c.phrase("made", "taken", "changed") }

func (c Change) phrase(make, take, change string) string {
	switch right := c.Right(); {
	case right != "" && c.Old == "":
		return make + " " + c.New + " " + string(right)
	case right != "":
		return take + " the right " + string(right) + " from " + c.Old
	}
	return fmt.Sprintf("%s %s from %s to %s", change, c.Key, cmp.Or(c.Old, "nothing"), cmp.Or(c.New, "nothing"))
}

// Sentence returns what the line says.
func (d Proposed) Sentence(record.Names) record.Sentence {
	return record.Sentence{About: d.Proposal, Text: "proposed to " + d.Change.String(), Detail: d.Reason}
}

// Withdrawn is the data of a settings.withdrawn line: the owner who proposed a change takes the proposal back.
type Withdrawn struct {
	Proposal string `json:"proposal"`
	Reason   string `json:"reason,omitempty"`
}

// Sentence returns what the line says.
func (d Withdrawn) Sentence(record.Names) record.Sentence {
	return record.Sentence{About: d.Proposal, Text: "withdrew the proposal", Detail: d.Reason}
}

// Declined is the data of a settings.declined line: another owner declines a proposal.
type Declined struct {
	Proposal string `json:"proposal"`
	Reason   string `json:"reason,omitempty"`
}

// Sentence returns what the line says.
func (d Declined) Sentence(record.Names) record.Sentence {
	return record.Sentence{About: d.Proposal, Text: "declined the proposal", Detail: d.Reason}
}

// SeenData is the data of a settings.seen line: somebody else has seen that guards were loosened.
type SeenData struct {
	Changes []string `json:"changes"` // IDs of the lines that loosened them
}

// Sentence returns what the line says.
func (d SeenData) Sentence(record.Names) record.Sentence {
	if len(d.Changes) == 1 {
		return record.Sentence{Text: "has seen that a guard was loosened"}
	}
	return record.Sentence{Text: fmt.Sprintf("has seen that %d guards were loosened", len(d.Changes))}
}
