package elevation

import (
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

func (b *Book) requested(l record.Line, d RequestedData) error {
	_, known := b.byID[d.Elevation]
	if _, refused := b.refused[d.Elevation]; known || refused || d.Seconds <= 0 {
		return nil
	}
	e := &Elevation{
		RequestedData: d, RequestedBy: l.Actor, RequestedAt: l.Time.Time, Assurance: l.Assurance, Known: l.Known(), requestedAs: b.folded, requestHash: l.Hash,
		fromBefore: !b.base.Rights.Adopted(),
	}
	e.rule, _ = b.rules().For(d.RoleID, d.Role)
	if e.refused = b.refusesRequest(l.Actor, d, b.base.Rights, l.Time.Time); e.refused != "" {
		b.refused[d.Elevation] = e
		return l.Refuse("%s", e.refused)
	}
	if d.Auto != "" {
		e.approve(l.Time.Time)
	}
	b.take(e)
	return nil
}

// take adds an elevation to the book.
func (b *Book) take(e *Elevation) {
	b.byID[e.Elevation] = e
	b.order, b.byUser[e.UserID] = append(b.order, e), append(b.byUser[e.UserID], e)
}

func (e *Elevation) approve(at time.Time) {
	e.ApprovedAt = at
	e.EndsAt = e.startsAt().Add(time.Duration(e.grantedSeconds()) * time.Second)
}

func (b *Book) approved(l record.Line, d ApprovedData) error {
	e, err := b.about(l, d.Elevation, "")
	if e == nil {
		return err
	}
	if why := b.refusesApproval(e, l.Actor, b.base.Rights); why != "" {
		return l.Refuse("%s", why)
	}
	if !e.awaitsApproval() || e.refused != "" || d.Seconds <= 0 {
		return nil
	}
	e.Given = append(e.Given, Approval{By: l.Actor, Assurance: l.Assurance, Known: l.Known(), At: l.Time.Time, Seconds: d.Seconds})
	if len(e.Given) >= e.Approvals {
		e.approve(l.Time.Time)
	}
	return nil
}

func (b *Book) denied(l record.Line, d DeniedData) error {
	e, err := b.about(l, d.Elevation, "")
	if e == nil {
		return err
	}
	if why := b.refusesDenial(e, l.Actor, b.base.Rights); why != "" {
		return l.Refuse("%s", why)
	}
	if e.over() {
		return nil
	}
	if e.Granted { // granted by another machine meanwhile: the denial ends it
		return b.stopped(l, StoppedData{Elevation: d.Elevation, Why: StoppedRevoked, Reason: d.Reason})
	}
	e.Denial = &Denial{By: l.Actor, Assurance: l.Assurance, At: l.Time.Time, Reason: d.Reason}
	return nil
}

func (b *Book) extended(l record.Line, d ExtendedData) error {
	e, err := b.about(l, d.Elevation, "")
	if e == nil {
		return err
	}
	if why := b.refusesExtension(e, l.Actor, b.base.Rights); why != "" {
		return l.Refuse("%s", why)
	}
	if !e.extendable() || !d.EndsAt.After(e.EndsAt) || e.beyondRule(d.EndsAt.Time) {
		return nil
	}
	e.Longer = slices.DeleteFunc(e.Longer, func(x Extension) bool { return b.base.People.Like(x.By, l.Actor) != person.None })
	e.Longer = append(e.Longer, Extension{By: l.Actor, Assurance: l.Assurance, At: l.Time.Time, EndsAt: d.EndsAt.Time, Reason: d.Reason})
	needed := b.extensionApprovals(e)
	if !b.base.Rights.Adopted() {
		needed = 1 // as earlier versions had it
	}
	if len(e.Longer) >= needed {
		e.EndsAt, e.Extensions, e.Longer = e.laterEnd(), append(e.Extensions, e.Longer...), nil
		delete(e.told, NoticeExtension)
	}
	return nil
}

// laterEnd returns the end to which all agree who want a later one; zero if no one does.
func (e *Elevation) laterEnd() (ends time.Time) {
	for _, x := range e.Longer {
		if ends.IsZero() || x.EndsAt.Before(ends) {
			ends = x.EndsAt
		}
	}
	return ends
}

func (b *Book) stopped(l record.Line, d StoppedData) error {
	e, err := b.about(l, d.Elevation, "")
	if e == nil {
		return err
	}
	if why := b.refusesStop(e, l.Actor, b.base.Rights); why != "" {
		return l.Refuse("%s", why)
	}
	if e.over() || e.Stop != nil {
		return nil
	}
	e.Stop = &Stop{By: l.Actor, Assurance: l.Assurance, At: l.Time.Time, Why: d.Why, Reason: d.Reason}
	if e.regardless != nil {
		b.asked(*e.regardless, l)
	}
	return nil
}
