// Package rights says what a person may do in a workspace. Rights are lines of the record, and the fold of the record
// asks here before a line has effect.
package rights

import "github.com/tuar-dev/tuar/review/record"

// Right is what a person may do in a workspace. Reviewers have no right of their own: campaigns name them.
type Right string

// The rights.
const (
	Owner    Right = "owner"    // settings, rights, people, rules, voiding, undo; and all that managers and approvers may do
	Manager  Right = "manager"  // campaigns: make, open, assign and close their own, and remediate them
	Approver Right = "approver" // approves elevations, within the rules
	Auditor  Right = "auditor"  // reads and exports, and changes nothing
)

// All lists the rights, the widest first.
var All = []Right{Owner, Manager, Approver, Auditor}

// includes reports whether a holder of r may do what other allows.
func (r Right) includes(other Right) bool {
	return r == other || r == Owner && (other == Manager || other == Approver)
}

// Acts returns the kinds of acts that holders of the right may do in everything that they are in charge of.
func (r Right) Acts() []Act {
	switch r {
	case Owner:
		return []Act{Campaign, Close, Reopen, Approve, Apply, Undo, Settings, Rights}
	case Manager:
		return []Act{Campaign, Close, Apply}
	case Approver:
		return []Act{Approve}
	case Auditor:
	}
	return nil
}

// Act is a kind of act that needs a right or an assurance. It is also the name in required_assurance.
type Act string

// The acts.
const (
	Decide   Act = "decide"   // certify, revoke, reduce, move, abstain, and undo of these
	SignOff  Act = "signoff"  // of an assignment
	Campaign Act = "campaign" // make, edit, open, assign, and move the due date
	Close    Act = "close"    // a campaign
	Reopen   Act = "reopen"   // a signed-off assignment; void an opened campaign
	Request  Act = "request"  // an elevation
	Approve  Act = "approve"  // or deny an elevation
	Apply    Act = "apply"    // remediation: change access in Torq
	Undo     Act = "undo"     // give access back that was taken away
	Settings Act = "settings" // the rules of the workspace
	Rights   Act = "rights"   // rights, people, keys and shared desks
)

// Acts lists the acts in the order of a review.
var Acts = []Act{Campaign, Decide, SignOff, Close, Reopen, Apply, Undo, Request, Approve, Settings, Rights}

// Need is what a type of line needs to have effect. A type without a need is an observation, such as what Torq
// answered: it counts whoever wrote it, since leaving it out would hide what happened.
type Need struct {
	Act Act
	// Any lists rights of which the author needs one. Empty: none; the ledger of the line decides, for example by the
	// reviewers that a campaign names.
	Any []Right
}

// Needs maps types of lines to what they need.
type Needs map[string]Need

// TypeAdopted and the others are the line types about rights. Their data are the structs below.
const (
	TypeAdopted = "rights.adopted"
	TypeGranted = "rights.granted"
	TypeRevoked = "rights.revoked"
)

// Adopted is the data of the rights.adopted line: from here on, rights count. What came before stays in effect. Heads
// names that part of the record in the journals of other writers, so that no line can be put in there later.
type Adopted struct {
	Owners []string      `json:"owners"`
	Heads  []record.Head `json:"heads,omitempty"`
}

// Sentence returns what the line says.
func (d Adopted) Sentence(record.Names) record.Sentence {
	text := "rights count from here on; owner: "
	for i, o := range d.Owners {
		if i > 0 {
			text += ", "
		}
		text += o
	}
	return record.Sentence{Text: text}
}

// Granted is the data of a rights.granted line.
type Granted struct {
	Email    string `json:"email"`
	Right    Right  `json:"right"`
	Reason   string `json:"reason,omitempty"`
	Proposal string `json:"proposal,omitempty"` // that it carries out
}

// Sentence returns what the line says.
func (d Granted) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: "made " + d.Email + " " + string(d.Right), Detail: d.Reason}
}

// Revoked is the data of a rights.revoked line.
type Revoked struct {
	Email    string `json:"email"`
	Right    Right  `json:"right"`
	Reason   string `json:"reason,omitempty"`
	Proposal string `json:"proposal,omitempty"` // that it carries out
}

// Sentence returns what the line says.
func (d Revoked) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: "took the right " + string(d.Right) + " from " + d.Email, Detail: d.Reason}
}

// Events are the types of these lines.
var Events = record.Events{
	TypeAdopted: record.EventOf[Adopted](), TypeGranted: record.EventOf[Granted](), TypeRevoked: record.EventOf[Revoked](),
	TypeProposed: record.EventOf[Proposed](), TypeWithdrawn: record.EventOf[Withdrawn](), TypeDeclined: record.EventOf[Declined](),
	TypeSeen: record.EventOf[SeenData](),
}
