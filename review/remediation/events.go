package remediation

import (
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/record"
)

// The line types of remediation. Their data are the structs below.
const (
	TypePlanned      = "remediation.planned"
	TypeSending      = "change.sending"
	TypeSent         = "change.sent"
	TypeByHand       = "change.by-hand"
	TypeUndoDecided  = "change.undo-decided"
	TypeConfirmed    = "change.confirmed"
	TypeCorroborated = "change.corroborated"
	TypeByOther      = "change.by-other" // its data is CorroboratedData, about the act of somebody else
	TypeReturned     = "change.returned"
	TypeNotOffered   = "method.not-offered"
	// TypeMethodsRetried is a person's word that methods Torq did not offer are to be tried again.
	TypeMethodsRetried = "method.retried"
)

// About says which change a line speaks of.
type About struct {
	Campaign string `json:"campaign"`
	Item     string `json:"item"`
	Undo     bool   `json:"undo,omitempty"`
	// Round is the hash of the decision that is carried out, where an earlier one about the item was carried out and taken back.
	Round string `json:"round,omitempty"`
}

// Back is the change that takes it back.
func (a About) Back() About {
	a.Undo = true
	return a
}

// PlannedData is the data of a remediation.planned line: a plan that somebody confirmed.
type PlannedData struct {
	Campaign   string `json:"campaign"`
	Plan       string `json:"plan"`
	Undo       bool   `json:"undo,omitempty"`
	Population string `json:"population"`
	Changes    []Step `json:"changes"`
}

// Step is a change as a plan names it.
type Step struct {
	Item       string       `json:"item"`
	Kind       access.Kind  `json:"kind"`
	Email      string       `json:"email"`
	Action     order.Action `json:"action"`
	FromRoleID string       `json:"from_role_id"`
	FromRole   string       `json:"from_role"`
	ToRoleID   string       `json:"to_role_id,omitempty"`
	ToRole     string       `json:"to_role,omitempty"`
	Method     order.Method `json:"method"`
	Blocked    string       `json:"blocked,omitempty"`
	Round      string       `json:"round,omitempty"`
}

// SendingData is the data of a change.sending line: Torq is about to be called.
type SendingData struct {
	About
	Plan    string       `json:"plan"`
	Attempt string       `json:"attempt"`
	Action  order.Action `json:"action"`
	Method  order.Method `json:"method"`
	ToRole  string       `json:"to_role_id,omitempty"`
	Key     string       `json:"key,omitempty"` // client ID of the key that is used
	// Decision is the hash of the decision's line.
	Decision string `json:"decision,omitempty"`
	// Expires is until when it may happen after the answer; for methods that only promise.
	Expires record.Time `json:"expires,omitzero"`
}

// SentData is the data of a change.sent line: what became of an attempt. Population is set if a listing told.
type SentData struct {
	About
	Attempt    string        `json:"attempt"`
	Outcome    order.Outcome `json:"outcome"`
	Call       string        `json:"call,omitempty"`   // method and path
	Status     int           `json:"status,omitempty"` // of HTTP
	Detail     string        `json:"detail,omitempty"`
	Population string        `json:"population,omitempty"`
}

// ByHandData is the data of a change.by-hand line: somebody says they did it in Torq's console.
type ByHandData struct {
	About
	Action   order.Action `json:"action"`
	ToRole   string       `json:"to_role_id,omitempty"`
	Decision string       `json:"decision,omitempty"` // the hash of the decision's line
}

// UndoDecidedData is the data of a change.undo-decided line: somebody who may decided to give access back.
type UndoDecidedData struct {
	About
	Reason string `json:"reason"`
}

// ConfirmedData is the data of a change.confirmed line: a listing shows the change.
type ConfirmedData struct {
	About
	Population string      `json:"population"`
	ListedAt   record.Time `json:"listed_at"` // when the listing had been read
	Note       string      `json:"note,omitempty"`
	As         string      `json:"as,omitempty"` // the item it is now, where that is another
}

// CorroboratedData is the data of a change.corroborated line: an entry of Torq's audit log that names the change.
type CorroboratedData struct {
	About
	Entry  string `json:"entry"` // its ID
	Action string `json:"action"`
	Actor  string `json:"actor"`
	At     string `json:"at"` // RFC 3339
}

// ReturnedData is the data of a change.returned line: a listing shows access again that was confirmed gone.
type ReturnedData struct {
	About
	Population string `json:"population"`
	Role       string `json:"role"`
	As         string `json:"as"` // the item it came back as
}

// NotOfferedData is the data of a method.not-offered line: Torq answered about one subject that it has no such call.
type NotOfferedData struct {
	Method  order.Method `json:"method"`
	Action  order.Action `json:"action"`
	Subject string       `json:"subject,omitempty"` // whose access it was, such as user/1
	Call    string       `json:"call"`              // method and path
	Status  int          `json:"status"`
}

// MethodsRetriedData is the data of a method.retried line.
type MethodsRetriedData struct{}

// Shapes are what the data of these lines must look like.
func Shapes() record.Shapes {
	return record.Shapes{
		TypePlanned: record.ShapeOf[PlannedData](), TypeSending: record.ShapeOf[SendingData](), TypeSent: record.ShapeOf[SentData](),
		TypeByHand: record.ShapeOf[ByHandData](), TypeUndoDecided: record.ShapeOf[UndoDecidedData](), TypeConfirmed: record.ShapeOf[ConfirmedData](),
		TypeCorroborated: record.ShapeOf[CorroboratedData](), TypeByOther: record.ShapeOf[CorroboratedData](), TypeReturned: record.ShapeOf[ReturnedData](),
		TypeNotOffered: record.ShapeOf[NotOfferedData](), TypeMethodsRetried: record.ShapeOf[MethodsRetriedData](),
	}
}
