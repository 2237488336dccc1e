package elevation

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// userPass applies a listing to the elevations of one user.
type userPass struct {
	*listingPass
	id     string
	user   *population.User // nil if not listed
	role   *userRole        // nil while nothing was lent
	wanted []*Elevation
	lapsed []*Elevation
	top    *Elevation // the wanted one whose role is to be held; nil if none
}

func (o *userPass) apply() {
	if o.user != nil {
		o.listedAgain()
	}
	if o.role != nil && o.user != nil {
		// A workflow may still carry out the promised change, after anything concluded now.
		if a := o.role.promised(o.listing.Now); a != nil && o.user.RoleID != a.ToRoleID {
			return
		}
	}
	switch {
	case o.user == nil && o.listing.Doubtful:
	case o.user == nil:
		o.unlisted()
	case o.role == nil:
		o.begin()
	case o.role.mayBe(o.user.RoleID) && o.user.RoleID == o.target():
		o.arrived()
	case o.role.mayBe(o.user.RoleID):
		o.settleAttempts()
		o.move()
	case o.user.RoleID == o.role.baseRole:
		o.takenBackByOther()
	default: // also if another person gave exactly the wanted role: it is not tuar's to take back
		o.drifted()
	}
}

// target returns the role that the user must hold now.
func (o *userPass) target() string {
	if o.top != nil {
		return o.top.RoleID
	}
	return o.role.baseRole
}

func (o *userPass) add(kind string, data any) {
	o.entries = append(o.entries, record.Entry{Type: kind, Actor: o.actor, Data: data})
}

func (o *userPass) shown(e *Elevation) Seen {
	s := Seen{Elevation: e.Elevation, UserID: o.id, Population: o.listing.Name, ListedAt: record.Time{Time: o.listing.Population.TakenAt}}
	if o.user != nil {
		s.RoleID, s.Role = o.user.RoleID, o.roleName(o.user.RoleID)
	}
	return s
}

func (o *userPass) end(e *Elevation, how How, detail string) {
	o.add(TypeEnded, EndedData{Seen: o.shown(e), How: how, Detail: detail})
}

// granted returns the elevations whose role was, or may have been, granted.
func (o *userPass) granted() []*Elevation {
	out := slices.Clone(o.lapsed)
	for _, e := range o.wanted {
		if e.Granted {
			out = append(out, e)
		}
	}
	return out
}

// gone ends all elevations of a user who has left the workspace. why tells how that is known.
func (o *userPass) gone(why string) {
	detail := why
	if email := person.Key(o.email()); email != "" {
		if u, there := o.addresses()[email]; there {
			detail = fmt.Sprintf("%s; the same address is there as user/%s with the role %s, which tuar leaves alone", why, u.ID, o.roleName(u.RoleID))
		}
	}
	for _, e := range o.granted() {
		o.end(e, Gone, detail)
	}
	for _, e := range o.wanted {
		if !e.Granted {
			o.end(e, NotGranted, detail)
		}
	}
}

func (o *userPass) email() string {
	if len(o.wanted) > 0 {
		return o.wanted[0].Email
	}
	return o.lapsed[0].Email
}

// begin starts the first elevation of a user: the role held now is the base role.
func (o *userPass) begin() {
	if o.top == nil {
		return
	}
	held, asked := o.roles[o.user.RoleID], o.roles[o.top.RoleID]
	if o.user.RoleID == o.top.RoleID || held != nil && asked != nil && len(access.Gains(held.Scopes, asked.Scopes)) == 0 {
		for _, e := range o.wanted {
			o.end(e, HadIt, "the role "+o.roleName(o.user.RoleID)+" was held already, which may do as much; nothing was lent")
		}
		return
	}
	o.moves = append(o.moves, o.moveTo(Grant, o.user.RoleID, o.top.RoleID))
}

// arrived records that the listing shows the wanted role.
func (o *userPass) arrived() {
	o.settleAttempts()
	for _, e := range o.wanted {
		if !e.Active.IsZero() {
			continue
		}
		d := ActiveData{Seen: o.shown(e)}
		if e != o.top {
			d.Under = o.top.Elevation
		}
		o.add(TypeActive, d)
	}
	for _, e := range o.lapsed {
		switch {
		case o.top != nil:
			o.end(e, HeldOn, fmt.Sprintf("the elevation %s goes on, and %s is held", o.top.Elevation, o.roleName(o.user.RoleID)))
		case e.Active.IsZero() && !o.wasGranted():
			o.end(e, NotGranted, o.whyNotGranted())
		default:
			o.end(e, Restored, "")
		}
	}
}

// wasGranted reports whether a listing ever showed a granted role: then it was held last, or the base role was asked
// for.
func (o *userPass) wasGranted() bool {
	return o.role.heldRole != o.role.baseRole || o.role.asked(o.role.baseRole)
}

// whyNotGranted returns the detail of the last attempt.
func (o *userPass) whyNotGranted() string {
	if a := o.role.last(); a != nil && a.Detail != "" {
		return "it was never given: " + a.Detail
	}
	return "it was never given"
}

// takenBackByOther records that another person restored the base role before tuar did.
func (o *userPass) takenBackByOther() {
	for _, e := range o.granted() {
		o.end(e, TakenBack, "the role "+o.roleName(o.user.RoleID)+" is there again; somebody took the lent one back before its end")
	}
}

// drifted records that another person gave another role.
func (o *userPass) drifted() {
	for _, e := range o.granted() {
		o.add(TypeDrifted, DriftedData{
			Seen: o.shown(e), ExpectedRoleID: o.role.heldRole, ExpectedRole: o.role.heldRoleName, BaseRoleID: o.role.baseRole, BaseRole: o.role.baseRoleName,
		})
	}
}

// givenAnew records that a line reopened an elevation of which a listing shows the end: the role that is held now is
// another person's to take back.
func (o *userPass) givenAnew(e *Elevation) {
	d := DriftedData{Seen: o.shown(e), ExpectedRoleID: e.PriorRoleID, ExpectedRole: e.PriorRole, BaseRoleID: e.PriorRoleID, BaseRole: e.PriorRole}
	if o.role != nil {
		d.ExpectedRoleID, d.ExpectedRole, d.BaseRoleID, d.BaseRole = o.role.baseRole, o.role.baseRoleName, o.role.baseRole, o.role.baseRoleName
	}
	o.add(TypeDrifted, d)
}

// settleAttempts records what the listing shows of attempts with an unknown effect.
func (o *userPass) settleAttempts() {
	for i := range o.role.attempts {
		a := &o.role.attempts[i]
		if !a.unsettled() {
			continue
		}
		d := SentData{Attempt: a.Attempt, UserID: o.id, Population: o.listing.Name, Status: a.Status}
		switch {
		case o.user.RoleID == a.ToRoleID && a.Outcome == order.Accepted:
			continue
		case o.user.RoleID == a.ToRoleID:
			d.Outcome, d.Detail = string(order.Accepted), "the answer was lost; a new listing shows that it happened"
		case a.Outcome == order.Accepted:
			d.Outcome, d.Detail = string(order.NoEffect), "Torq accepted it, and still lists the role as it was"
		case a.Outcome == order.Missing:
			d.Outcome, d.Detail = string(order.NotOffered), "the user is still listed: this API has no such call"
			o.add(remediation.TypeNotOffered, remediation.NotOfferedData{
				Method: order.Method(a.Method), Action: order.ChangeRole, Subject: "user/" + o.id, Call: "PATCH or PUT of a user", Status: a.Status,
			})
		default:
			d.Outcome, d.Detail = string(order.NoEffect), "the answer was lost; a new listing shows that it did not happen"
		}
		o.add(TypeSent, d)
	}
}

// move schedules a role change: the user still has the role tuar set, but another one is due.
func (o *userPass) move() {
	purpose := Restore
	switch {
	case o.top == nil:
	case slices.ContainsFunc(o.wanted, func(e *Elevation) bool { return e.Active.IsZero() }):
		purpose = Grant
	default:
		purpose = Hold
	}
	m := o.moveTo(purpose, o.user.RoleID, o.target())
	if last := o.role.last(); last != nil && last.Outcome == order.Missing && purpose != Grant && !o.listing.NextMethod {
		return // what Torq answered is recorded as a refusal just now, and waits as one
	}
	if last := o.role.last(); last != nil && !last.unsettled() && !o.listing.NextMethod && o.listing.Now.Sub(last.At) < o.role.retryAfter() {
		return
	}
	o.moves = append(o.moves, m)
}

func (o *userPass) moveTo(purpose Purpose, from, to string) Move {
	m := Move{
		UserID: o.id, Email: o.user.Email, Purpose: purpose, FromRoleID: from, FromRole: o.roleName(from), ToRoleID: to, ToRole: o.roleName(to),
		BaseRoleID: from, BaseRole: o.roleName(from),
	}
	if o.role != nil {
		m.Basis = o.role.basis
		m.BaseRoleID, m.BaseRole = o.role.baseRole, cmp.Or(o.role.baseRoleName, o.roleName(o.role.baseRole))
	}
	if o.top != nil {
		m.EndsAt = o.top.EndsAt
	}
	for _, e := range append(slices.Clone(o.wanted), o.lapsed...) {
		m.Elevations = append(m.Elevations, e.Elevation)
	}
	if _, ok := o.roles[to]; !ok && !o.listing.Population.HasGap("roles") {
		m.ToRole = cmp.Or(o.nameOf(to), to)
		m.Blocked = fmt.Sprintf("the role %s does not exist any more; give %s another one in Torq's console", m.ToRole, m.Email)
	}
	return m
}

// nameOf returns the name by the record of a role that Torq no longer lists.
func (o *userPass) nameOf(id string) string {
	if o.role != nil && o.role.baseRole == id {
		return o.role.baseRoleName
	}
	if o.top != nil && o.top.RoleID == id {
		return o.top.Role
	}
	return ""
}
