package elevation

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// The line types of an elevation's life. Their data are the structs below.
const (
	TypeRequested = "elevation.requested"
	TypeApproved  = "elevation.approved"
	TypeDenied    = "elevation.denied"
	TypeExtended  = "elevation.extended"
	TypeStopped   = "elevation.stopped"
	TypeSending   = "elevation.sending"
	TypeSent      = "elevation.sent"
	TypeActive    = "elevation.active"
	TypeEnded     = "elevation.ended"
	TypeDrifted   = "elevation.drifted"
	TypeNoticed   = "elevation.noticed"
)

// The reasons why an elevation needs no approval.
const (
	AutoByRule       = "rule"
	AutoByBreakGlass = "break-glass"
)

// RequestedData is the data of an elevation.requested line: everything that was asked, and the rule it was asked under.
type RequestedData struct {
	Elevation   string      `json:"elevation"`
	UserID      string      `json:"user_id"`
	Email       string      `json:"email"` // who is to have the role
	RoleID      string      `json:"role_id"`
	Role        string      `json:"role"`
	PriorRoleID string      `json:"prior_role_id"` // held when it was asked
	PriorRole   string      `json:"prior_role"`
	Seconds     int64       `json:"seconds"`
	Reason      string      `json:"reason"`
	Ticket      string      `json:"ticket,omitempty"`
	StartsAt    record.Time `json:"starts_at,omitzero"`  // zero: as soon as it is approved
	Until       record.Time `json:"until"`               // what is not used by then expires
	Approvals   int         `json:"approvals"`           // people who must approve
	Auto        string      `json:"auto,omitempty"`      // why no approval is needed; one of the Auto…
	Approvers   []string    `json:"approvers,omitempty"` // possible approvers; empty: anyone but the requester and the user
	Longest     int64       `json:"longest_seconds"`     // of the rule
	Population  string      `json:"population"`          // the listing it was asked in the light of
}

// Sentence returns what the line says.
func (d RequestedData) Sentence(record.Names) record.Sentence {
	how := map[string]string{AutoByBreakGlass: ", without approval (break-glass)", AutoByRule: ", approved by the rule"}[d.Auto]
	return record.Sentence{
		About: d.Elevation, Text: fmt.Sprintf("requested %s for %s, for %s%s", d.Role, d.Email, inSeconds(d.Seconds), how), Detail: d.Reason,
	}
}

// ApprovedData is the data of an elevation.approved line.
type ApprovedData struct {
	Elevation string `json:"elevation"`
	Seconds   int64  `json:"seconds"` // for how long at most, as the approver will have it
}

// Sentence returns what the line says.
func (d ApprovedData) Sentence(record.Names) record.Sentence {
	return record.Sentence{About: d.Elevation, Text: "approved for up to " + inSeconds(d.Seconds).String()}
}

// DeniedData is the data of an elevation.denied line.
type DeniedData struct {
	Elevation string `json:"elevation"`
	Reason    string `json:"reason"`
}

// Sentence returns what the line says.
func (d DeniedData) Sentence(record.Names) record.Sentence {
	return record.Sentence{About: d.Elevation, Text: "denied", Detail: d.Reason}
}

// ExtendedData is the data of an elevation.extended line.
type ExtendedData struct {
	Elevation string      `json:"elevation"`
	EndsAt    record.Time `json:"ends_at"` // the new end
	Reason    string      `json:"reason,omitempty"`
}

// Sentence returns what the line says.
func (d ExtendedData) Sentence(record.Names) record.Sentence {
	return record.Sentence{About: d.Elevation, Text: "extended until " + moment(d.EndsAt), Detail: d.Reason}
}

// The reasons for which an elevation was stopped.
const (
	StoppedDone      = "done"      // the holder no longer needs it
	StoppedRevoked   = "revoked"   // another person revoked it
	StoppedWithdrawn = "withdrawn" // before the role was granted
)

// StoppedData is the data of an elevation.stopped line: it is to end now.
type StoppedData struct {
	Elevation string `json:"elevation"`
	Why       string `json:"why"` // one of the Stopped…
	Reason    string `json:"reason,omitempty"`
}

// Sentence returns what the line says.
func (d StoppedData) Sentence(record.Names) record.Sentence {
	return record.Sentence{About: d.Elevation, Text: "ended it (" + d.Why + ")", Detail: d.Reason}
}

// Purpose is the purpose of a change of a user's role.
type Purpose string

// The purposes.
const (
	Grant   Purpose = "lend"
	Restore Purpose = "restore" // the role held before the first elevation
	Hold    Purpose = "hold"    // the strongest role of the elevations that go on
)

func (p Purpose) words() string {
	if w, ok := map[Purpose]string{Grant: "grant", Hold: "keep the strongest"}[p]; ok {
		return w
	}
	return string(p)
}

// SendingData is the data of an elevation.sending line: the intent, on disk before Torq is called.
type SendingData struct {
	Attempt    string      `json:"attempt"` // also the key by which a webhook tells a repetition
	UserID     string      `json:"user_id"`
	Email      string      `json:"email"`
	Purpose    Purpose     `json:"purpose"`
	Elevations []string    `json:"elevations"` // that it gives or takes
	FromRoleID string      `json:"from_role_id"`
	FromRole   string      `json:"from_role"`
	ToRoleID   string      `json:"to_role_id"`
	ToRole     string      `json:"to_role"`
	BaseRoleID string      `json:"base_role_id"` // to be restored in the end
	BaseRole   string      `json:"base_role"`
	EndsAt     record.Time `json:"ends_at,omitzero"` // of what is lent
	Method     string      `json:"method"`
	Population string      `json:"population"`       // the listing it was decided in the light of
	Expires    record.Time `json:"expires,omitzero"` // until when the workflow that accepted it may still carry it out
}

// Sentence returns what the line says.
func (d SendingData) Sentence(record.Names) record.Sentence {
	return record.Sentence{About: strings.Join(d.Elevations, " "), Text: fmt.Sprintf("%s: asking to change %s from %s to %s, by %s",
		d.Purpose.words(), d.Email, d.FromRole, d.ToRole, d.Method)}
}

// SentData is the data of an elevation.sent line: the outcome of an attempt. Population is set if a listing showed it.
type SentData struct {
	Attempt    string `json:"attempt"`
	UserID     string `json:"user_id"`
	Outcome    string `json:"outcome"`          // a remediation.Outcome
	Call       string `json:"call,omitempty"`   // method and path
	Status     int    `json:"status,omitempty"` // of HTTP
	Detail     string `json:"detail,omitempty"`
	Population string `json:"population,omitempty"`
}

// Sentence returns what the line says.
func (d SentData) Sentence(record.Names) record.Sentence {
	return record.Sentence{About: "attempt " + d.Attempt, Text: "result: " + d.Outcome, Detail: d.Detail}
}

// Seen records the role of a user in a listing.
type Seen struct {
	Elevation  string      `json:"elevation"`
	UserID     string      `json:"user_id"`
	RoleID     string      `json:"role_id,omitempty"` // held; empty if the user is not listed
	Role       string      `json:"role,omitempty"`
	Population string      `json:"population,omitempty"`
	ListedAt   record.Time `json:"listed_at,omitzero"`
}

// ActiveData is the data of an elevation.active line: a listing shows the granted role, or a stronger one of another
// elevation of the same user.
type ActiveData struct {
	Seen
	Under string `json:"under,omitempty"` // the elevation whose role is held
}

// Sentence returns what the line says.
func (d ActiveData) Sentence(record.Names) record.Sentence {
	return record.Sentence{About: d.Elevation, Text: "active: Torq's current list shows " + d.Role}
}

// How is the manner in which an elevation ended.
type How string

// The ways.
const (
	Restored   How = "restored"   // the role held before is held again, by tuar's doing
	HeldOn     How = "held-on"    // another elevation of the user goes on, and its role is held
	TakenBack  How = "taken-back" // the role held before was there again, not by tuar's doing
	Gone       How = "gone"       // the user is not in the workspace any more
	HadIt      How = "had-it"     // the user held the role already; nothing was lent
	NotGranted How = "not-lent"   // it could not be given
)

// EndedData is the data of an elevation.ended line.
type EndedData struct {
	Seen
	How    How    `json:"how"`
	Detail string `json:"detail,omitempty"`
}

// Sentence returns what the line says.
func (d EndedData) Sentence(record.Names) record.Sentence {
	return record.Sentence{About: d.Elevation, Text: "ended, " + string(d.How), Detail: d.Detail}
}

// DriftedData is the data of an elevation.drifted line: another person gave the user another role meanwhile, and
// nothing was overwritten.
type DriftedData struct {
	Seen
	ExpectedRoleID string `json:"expected_role_id"`
	ExpectedRole   string `json:"expected_role"`
	BaseRoleID     string `json:"base_role_id"` // not restored
	BaseRole       string `json:"base_role"`
}

// Sentence returns what the line says.
func (d DriftedData) Sentence(record.Names) record.Sentence {
	return record.Sentence{About: d.Elevation, Text: fmt.Sprintf("drifted: Torq's current list shows %s where tuar set %s; nothing was overwritten",
		d.Role, d.ExpectedRole)}
}

// Notice is what the workspace's workflow is told about an elevation.
type Notice string

// The notices.
const (
	NoticeEnding     Notice = "" // it ends soon
	NoticeApproval   Notice = "approval"
	NoticeExtension  Notice = "extension"   // a later end needs more approvals
	NoticeBreakGlass Notice = "break-glass" // the role was taken without approval
)

var noticeWords = map[Notice]string{
	NoticeApproval: "it needs approval", NoticeExtension: "a later end needs approval", NoticeBreakGlass: "the role was taken without approval (break-glass)",
}

// NoticedData is the data of an elevation.noticed line: the workflow was told about it.
type NoticedData struct {
	Elevation string      `json:"elevation"`
	What      Notice      `json:"what,omitempty"`
	EndsAt    record.Time `json:"ends_at,omitzero"`
	Outcome   string      `json:"outcome"` // a remediation.Outcome
	Detail    string      `json:"detail,omitempty"`
}

// Sentence returns what the line says.
func (d NoticedData) Sentence(record.Names) record.Sentence {
	what := cmp.Or(noticeWords[d.What], "it ends at "+moment(d.EndsAt))
	return record.Sentence{About: d.Elevation, Text: "told the workflow that " + what + ", result: " + d.Outcome, Detail: d.Detail}
}

func inSeconds(n int64) settings.Duration { return settings.Duration(time.Duration(n) * time.Second) }

func moment(t record.Time) string { return t.UTC().Format("2 Jan 2006 15:04:05 UTC") }

// Events lists the types of these lines, including those about an unlisted holder and a role raised outside of tuar.
var Events = record.Events{
	TypeRequested: record.EventOf[RequestedData](), TypeApproved: record.EventOf[ApprovedData](), TypeDenied: record.EventOf[DeniedData](),
	TypeExtended: record.EventOf[ExtendedData](), TypeStopped: record.EventOf[StoppedData](), TypeSending: record.EventOf[SendingData](),
	TypeSent: record.EventOf[SentData](), TypeActive: record.EventOf[ActiveData](), TypeEnded: record.EventOf[EndedData](),
	TypeDrifted: record.EventOf[DriftedData](), TypeNoticed: record.EventOf[NoticedData](), TypeRaised: record.EventOf[RaisedData](),
	TypeMissing: record.EventOf[MissingData](), TypeListed: record.EventOf[ListedData](), TypeReopened: record.EventOf[ReopenedData](),
	TypeClaimed: record.EventOf[ClaimedData](),
}
