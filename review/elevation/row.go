package elevation

import (
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// Row is an elevation in one row, in its state at some time. Scripts rely on the names.
type Row struct {
	ID          string           `json:"id"`
	Item        string           `json:"item"` // user/<id>
	Email       string           `json:"email"`
	Role        string           `json:"role"`
	RoleID      string           `json:"role_id"`
	PriorRole   string           `json:"prior_role"`
	PriorRoleID string           `json:"prior_role_id"`
	State       State            `json:"state"`
	RequestedBy string           `json:"requested_by"`
	ApprovedBy  string           `json:"approved_by"` // separated by commas; "rule" or "break-glass" if no approval was needed
	Assurance   record.Assurance `json:"assurance"`   // the weakest of those who asked and approved
	RequestedAt time.Time        `json:"requested_at"`
	Seconds     int64            `json:"seconds"`         // asked for
	Granted     int64            `json:"granted_seconds"` // the shortest length approved; the requested one before the first approval
	StartsAt    *time.Time       `json:"starts_at"`
	EndsAt      *time.Time       `json:"ends_at"` // until it is approved: nil
	Until       time.Time        `json:"until"`   // what is not used by then expires
	ActiveAt    *time.Time       `json:"active_at"`
	EndedAt     *time.Time       `json:"ended_at"`
	How         How              `json:"how"` // it ended; empty before
	Reason      string           `json:"reason"`
	Ticket      string           `json:"ticket"`
	BreakGlass  bool             `json:"break_glass"`
	Needed      int              `json:"approvals_needed"`
	Given       int              `json:"approvals_given"`
	Approvers   []string         `json:"approvers"`    // whose approval, of it or of a later end, it waits for; anyone of these
	ExtendingTo *time.Time       `json:"extending_to"` // the later end that needs more approvals; nil if none does
	Detail      string           `json:"detail"`       // the last word on it

	Proof Proof `json:"-"`
}

// Row returns the elevation with that id in its state at now; false if there is none.
func (b *Book) Row(id string, now time.Time) (Row, bool) {
	e, ok := b.byID[id]
	if !ok {
		return Row{}, false
	}
	return b.row(e, now), true
}

// Rows returns all elevations, the live ones first, then the newest first.
func (b *Book) Rows(now time.Time) []Row {
	rows := make([]Row, 0, len(b.order))
	for _, live := range []bool{true, false} {
		for i := len(b.order) - 1; i >= 0; i-- {
			if e := b.order[i]; e.State(now).Live() == live {
				rows = append(rows, b.row(e, now))
			}
		}
	}
	return rows
}

func (b *Book) row(e *Elevation, now time.Time) Row {
	r := Row{
		ID: e.Elevation, Item: "user/" + e.UserID, Email: e.Email, Role: e.Role, RoleID: e.RoleID, PriorRole: e.PriorRole, PriorRoleID: e.PriorRoleID,
		State: e.State(now), RequestedBy: e.RequestedBy, ApprovedBy: strings.Join(e.ApprovedBy(), ", "), Assurance: e.weakest(),
		RequestedAt: e.RequestedAt, Seconds: e.Seconds, Granted: e.grantedSeconds(), StartsAt: timeOrNil(e.Starts()), EndsAt: timeOrNil(e.EndsAt), Until: e.Until.Time,
		ActiveAt: timeOrNil(e.Active), Reason: e.Reason, Ticket: e.Ticket, BreakGlass: e.BreakGlass(), Needed: e.Approvals, Given: len(e.Given),
	}
	if e.Auto != "" {
		r.ApprovedBy = e.Auto
	}
	r.Approvers = []string{}
	switch {
	case r.State == Requested:
		r.Approvers = append(r.Approvers, b.canApprove(e)...)
	case r.State == Active && len(e.Longer) > 0:
		r.Approvers, r.ExtendingTo = append(r.Approvers, b.canExtend(e)...), timeOrNil(e.laterEnd())
	}
	if h, ok := b.holders[e.UserID]; ok && e.Granted && !e.over() {
		r.PriorRole, r.PriorRoleID = h.baseRoleName, h.baseRole
	}
	if e.End != nil {
		at := e.End.ListedAt.Time
		if at.IsZero() {
			at = e.End.At
		}
		r.EndedAt, r.How = &at, e.End.How
	}
	r.Detail = b.detail(e, r.State, now)
	r.Proof = e.proof(now)
	return r
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// weakest returns the weakest assurance of the requester and the approvers.
func (e *Elevation) weakest() record.Assurance {
	weakest := e.Assurance
	for _, a := range e.Given {
		if !a.Assurance.AtLeast(weakest) {
			weakest = a.Assurance
		}
	}
	return weakest
}

// detail returns a phrase on the last event.
func (b *Book) detail(e *Elevation, s State, now time.Time) string {
	switch {
	case e.Denial != nil:
		return trimmed("denied by %s: %s", e.Denial.By, e.Denial.Reason)
	case e.Drift != nil:
		return fmt.Sprintf("tuar left %s, Torq lists %s; nothing was overwritten, and %s was not restored", e.Drift.ExpectedRole, e.Drift.Role, e.Drift.BaseRole)
	case e.End != nil && e.End.Detail != "":
		return e.End.Detail
	case e.End != nil && e.Stop != nil:
		return trimmed(stopWords[e.Stop.Why]+" by %s: %s", e.Stop.By, e.Stop.Reason)
	case e.End != nil:
		return ""
	case s == Withdrawn:
		return trimmed(stopWords[e.Stop.Why]+" by %s: %s", e.Stop.By, e.Stop.Reason)
	case e.Granted:
		return b.grantedDetail(e, s, now)
	case s == Requested && len(e.Given) > 0:
		text := fmt.Sprintf("%d of %d approvals", len(e.Given), e.Approvals)
		if granted := e.grantedSeconds(); granted < e.Seconds {
			text += fmt.Sprintf("; %s would be granted of the %s asked", settings.Duration(granted)*settings.Duration(time.Second), e.Asked())
		}
		return text
	case s == Approved && now.Before(e.StartsAt.Time):
		return "starts later"
	case s == Approved:
		return "not given yet"
	case s == Expired && e.ApprovedAt.IsZero():
		return "nobody approved it in time"
	case s == Expired:
		return "it was not given in time"
	}
	return ""
}

var stopWords = map[string]string{StoppedDone: "ended early", StoppedRevoked: "taken away", StoppedWithdrawn: "withdrawn"}

// trimmed returns the phrase without an empty last part.
func trimmed(format string, args ...any) string {
	return strings.TrimSuffix(fmt.Sprintf(format, args...), ": ")
}

func (b *Book) grantedDetail(e *Elevation, s State, now time.Time) string {
	a := (*Attempt)(nil)
	if h, ok := b.holders[e.UserID]; ok {
		a = h.last()
	}
	switch {
	case e.refused != "" && e.Stop == nil:
		return regardlessWords(e)
	case len(e.Longer) > 0 && s == Active:
		return fmt.Sprintf("%d of %d approvals for a later end, %s", len(e.Longer), b.extensionApprovals(e), e.laterEnd().UTC().Format("2 Jan 15:04 UTC"))
	case !e.missing.IsZero():
		return fmt.Sprintf("the listing of %s lacks them; they are gone if one taken %s later does, too, or the audit log says so",
			e.missing.UTC().Format("2 Jan 15:04 UTC"), settings.Duration(missingFor))
	case a != nil && !a.unsettled() && a.Detail != "":
		return a.Detail
	case a != nil && a.unsettled():
		return "Torq was asked; the next listing tells"
	case !e.Reopened.IsZero() && !e.wasGone:
		return fmt.Sprintf("the record said that it was over, and the listing of %s shows the role", e.Reopened.UTC().Format("2 Jan 15:04 UTC"))
	case !e.Reopened.IsZero():
		return fmt.Sprintf("they were taken as gone, and are listed with the role again since %s", e.Reopened.UTC().Format("2 Jan 15:04 UTC"))
	case s == Overdue:
		return "it is not taken back yet"
	case e.Stop != nil:
		return "ending, as " + e.Stop.By + " asked"
	case !now.Before(e.EndsAt):
		return "ending now"
	case e.Under != "":
		return "the stronger role of " + e.Under + " was held when it began"
	}
	return ""
}
