package remediation

import (
	"cmp"
	"fmt"
	"strings"

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
	TypeByOther      = "change.by-other"
	TypeReturned     = "change.returned"
	TypeNotOffered   = "method.not-offered"
	// TypeMethodsRetried is the type of a line by which a person has methods tried again that Torq did not offer.
	TypeMethodsRetried = "method.retried"
)

// About identifies the change that a line is about.
type About struct {
	Campaign string `json:"campaign"`
	Item     string `json:"item"`
	Undo     bool   `json:"undo,omitempty"`
	// Round is the hash of the decision that is carried out, if an earlier one about the item was carried out and taken
	// back.
	Round string `json:"round,omitempty"`
}

// says returns a sentence about the change.
func (a About) says(detail, format string, args ...any) record.Sentence {
	text := fmt.Sprintf(format, args...)
	if a.Undo {
		text = "undo: " + text
	}
	return record.Sentence{Text: text, Detail: detail, Campaign: a.Campaign}
}

// Back returns the change that takes it back.
func (a About) Back() About {
	a.Undo = true
	return a
}

// PlannedData is the data of a remediation.planned line: a plan that was confirmed.
type PlannedData struct {
	Campaign   string `json:"campaign"`
	Plan       string `json:"plan"`
	Undo       bool   `json:"undo,omitempty"`
	Population string `json:"population"`
	Changes    []Step `json:"changes"`
}

// Sentence returns what the line says.
func (d PlannedData) Sentence(record.Names) record.Sentence {
	plan := "a plan"
	if d.Undo {
		plan = "an undo plan"
	}
	return record.Sentence{Text: fmt.Sprintf("confirmed %s for %s, changes: %d", plan, d.Campaign, len(d.Changes))}
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
	ToScopes   []string     `json:"to_scopes,omitempty"` // all permissions that a custom role is to have
}

// Text returns what the plan says about the change, a phrase.
func (s Step) Text() string {
	switch {
	case s.Blocked != "":
		return "blocked: " + s.Blocked
	case s.ToRole != "":
		return "planned: " + string(s.Action) + " to " + s.ToRole
	case len(s.ToScopes) > 0:
		return "planned: " + string(s.Action) + " to " + strings.Join(s.ToScopes, ", ")
	}
	return "planned: " + string(s.Action)
}

// SendingData is the data of a change.sending line: Torq is about to be called.
type SendingData struct {
	About
	Plan    string       `json:"plan"`
	Attempt string       `json:"attempt"`
	Action  order.Action `json:"action"`
	Method  order.Method `json:"method"`
	ToRole  string       `json:"to_role_id,omitempty"`
	// ToScopes are all permissions that a custom role is to have.
	ToScopes []string `json:"to_scopes,omitempty"`
	Key      string   `json:"key,omitempty"` // client ID of the key that is used
	// Decision is the hash of the decision's line.
	Decision string `json:"decision,omitempty"`
	// Expires is the time until which the change may still happen, for methods that only promise; else zero.
	Expires record.Time `json:"expires,omitzero"`
}

// Sentence returns what the line says.
func (d SendingData) Sentence(names record.Names) record.Sentence {
	return d.says("", "asking to %s, by %s", d.Action.Of(names.Of(d.Item)), d.Method)
}

// SentData is the data of a change.sent line: the outcome of an attempt. Population is set if a listing showed it.
type SentData struct {
	About
	Attempt    string        `json:"attempt"`
	Outcome    order.Outcome `json:"outcome"`
	Call       string        `json:"call,omitempty"`   // method and path
	Status     int           `json:"status,omitempty"` // of HTTP
	Detail     string        `json:"detail,omitempty"`
	Population string        `json:"population,omitempty"`
}

// Sentence returns what the line says.
func (d SentData) Sentence(names record.Names) record.Sentence {
	return d.says(d.Detail, "result for %s: %s", names.Of(d.Item), d.Outcome)
}

// ByHandData is the data of a change.by-hand line: a person declares that they made the change in Torq's console.
type ByHandData struct {
	About
	Action   order.Action `json:"action"`
	ToRole   string       `json:"to_role_id,omitempty"`
	ToScopes []string     `json:"to_scopes,omitempty"`
	Decision string       `json:"decision,omitempty"` // the hash of the decision's line
}

// Sentence returns what the line says.
func (d ByHandData) Sentence(names record.Names) record.Sentence {
	return d.says("", "marked as done by hand: %s", d.Action.Of(names.Of(d.Item)))
}

// UndoDecidedData is the data of a change.undo-decided line: an owner decided to give access back.
type UndoDecidedData struct {
	About
	Reason string `json:"reason"`
}

// Sentence returns what the line says.
func (d UndoDecidedData) Sentence(names record.Names) record.Sentence {
	return d.says(d.Reason, "decided to undo the change for %s", names.Of(d.Item))
}

// ConfirmedData is the data of a change.confirmed line: a listing shows the change.
type ConfirmedData struct {
	About
	Population string      `json:"population"`
	ListedAt   record.Time `json:"listed_at"` // when the listing had been read
	Note       string      `json:"note,omitempty"`
	As         string      `json:"as,omitempty"` // the item it is now, where that is another
}

// Sentence returns what the line says.
func (d ConfirmedData) Sentence(names record.Names) record.Sentence {
	return d.says(d.Note, "Torq's current list confirms the change for %s", names.Of(d.Item))
}

// CorroboratedData is the data of a change.corroborated line: an entry of Torq's audit log that names the change.
type CorroboratedData struct {
	About
	Entry  string `json:"entry"` // its ID
	Action string `json:"action"`
	Actor  string `json:"actor"`
	At     string `json:"at"` // RFC 3339
}

// Sentence returns what the line says.
func (d CorroboratedData) Sentence(names record.Names) record.Sentence {
	return d.says("", "the audit log confirms the change for %s: %s by %s", names.Of(d.Item), d.Action, d.Actor)
}

// ByOtherData is the data of a change.by-other line: the audit log names another author of the change.
type ByOtherData struct{ CorroboratedData }

// Sentence returns what the line says.
func (d ByOtherData) Sentence(names record.Names) record.Sentence {
	return d.says("", "the audit log names %s for the change for %s (%s), not the API key that was to do it", d.Actor, names.Of(d.Item), d.Action)
}

// ReturnedData is the data of a change.returned line: a listing shows access again that was confirmed gone.
type ReturnedData struct {
	About
	Population string `json:"population"`
	Role       string `json:"role"`
	As         string `json:"as"` // the item it came back as
}

// Sentence returns what the line says.
func (d ReturnedData) Sentence(names record.Names) record.Sentence {
	return d.says("", "access came back for %s, with the role %s", names.Of(d.Item), d.Role)
}

// NotOfferedData is the data of a method.not-offered line: Torq answered about one subject that it has no such call.
type NotOfferedData struct {
	Method  order.Method `json:"method"`
	Action  order.Action `json:"action"`
	Subject string       `json:"subject,omitempty"` // whose access it was, such as user/1
	Call    string       `json:"call"`              // method and path
	Status  int          `json:"status"`
}

// Sentence returns what the line says.
func (d NotOfferedData) Sentence(names record.Names) record.Sentence {
	return record.Sentence{
		Text:   fmt.Sprintf("Torq offers no way to %s, by %s", d.Action.Of(names.Of(cmp.Or(d.Subject, "any item"))), d.Method),
		Detail: fmt.Sprintf("%s was answered with %d", d.Call, d.Status),
	}
}

// MethodsRetriedData is the data of a method.retried line.
type MethodsRetriedData struct{}

// Sentence returns what the line says.
func (MethodsRetriedData) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: "asked to try the methods again that Torq did not offer"}
}

// Events are the types of these lines.
var Events = record.Events{
	TypePlanned: record.EventOf[PlannedData](), TypeSending: record.EventOf[SendingData](), TypeSent: record.EventOf[SentData](),
	TypeByHand: record.EventOf[ByHandData](), TypeUndoDecided: record.EventOf[UndoDecidedData](), TypeConfirmed: record.EventOf[ConfirmedData](),
	TypeCorroborated: record.EventOf[CorroboratedData](), TypeByOther: record.EventOf[ByOtherData](), TypeReturned: record.EventOf[ReturnedData](),
	TypeNotOffered: record.EventOf[NotOfferedData](), TypeMethodsRetried: record.EventOf[MethodsRetriedData](),
	TypeClaimed: record.EventOf[ClaimedData](),
}
