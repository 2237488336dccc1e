package elevation

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// Look is a listing and the time at which it is looked at.
type Look struct {
	Name       string // of the population
	Population *population.Population
	Now        time.Time
	// Alone says that no call is under way on this machine: all that were made had ended before the listing began.
	Alone bool
	// Doubtful says that the listing is implausibly short: who is not in it may be there all the same.
	Doubtful bool
	// Deleted says of users whom the listing lacks, by ID, what the audit log tells of their removal.
	Deleted map[string]string
	Again   bool // the move is made by another method than just now: nothing is to be waited for
}

// Move is a change of somebody's role that is due. FromRoleID is what the listing shows; it is made only where that is
// still so.
type Move struct {
	UserID, Email        string
	Purpose              Purpose
	Elevations           []string // that it gives or takes
	FromRoleID, FromRole string
	ToRoleID, ToRole     string
	BaseRoleID, BaseRole string
	EndsAt               time.Time // of what is lent; zero for Restore
	Blocked              string    // why it cannot be made; empty if it can
}

// Due are the IDs of the users of whom a listing may tell something, or whose role is to be changed, at that time.
func (b *Book) Due(now time.Time) []string {
	var ids []string
	known := map[string]bool{}
	for _, e := range b.order {
		if !known[e.UserID] && b.due(e, now) {
			known[e.UserID] = true
			ids = append(ids, e.UserID)
		}
	}
	return ids
}

func (b *Book) due(e *Elevation, now time.Time) bool {
	if !(e.wanted(now) && e.Active.IsZero()) && !e.lapsed(now) {
		return false
	}
	h, ok := b.holders[e.UserID]
	return !ok || h.unsettled() || h.last() == nil || now.Sub(h.last().At) >= h.patience()
}

// Undone are the elevations of which something is due at that time and not done: a role to be given, or to be taken back.
func (b *Book) Undone(now time.Time) []Row {
	var out []Row
	for _, e := range b.order {
		if e.wanted(now) && e.Active.IsZero() || e.lapsed(now) {
			out = append(out, b.row(e, now))
		}
	}
	return out
}

// Waiting says whether anything may become due by time alone.
func (b *Book) Waiting(now time.Time) bool {
	return slices.ContainsFunc(b.order, func(e *Elevation) bool {
		s := e.State(now)
		return s == Active || s == Overdue || s == Approved
	})
}

// Settle says what a listing shows of all elevations that is not on record yet, and which changes are due then.
func (b *Book) Settle(look Look, actor record.Actor) (entries []record.Entry, moves []Move) {
	s := settling{look: look, actor: actor, users: map[string]*population.User{}, roles: map[string]*population.Role{}}
	for i := range look.Population.Users {
		s.users[look.Population.Users[i].ID] = &look.Population.Users[i]
	}
	for i := range look.Population.Roles {
		s.roles[look.Population.Roles[i].ID] = &look.Population.Roles[i]
	}
	done := map[string]bool{}
	for _, e := range b.order {
		if done[e.UserID] {
			continue
		}
		done[e.UserID] = true
		s.user(b, e.UserID)
	}
	return s.entries, s.moves
}

type settling struct {
	look    Look
	actor   record.Actor
	users   map[string]*population.User
	roles   map[string]*population.Role
	entries []record.Entry
	moves   []Move
	byEmail map[string]*population.User // made when it is first asked for
}

// addresses are the users by address.
func (s *settling) addresses() map[string]*population.User {
	if s.byEmail == nil {
		s.byEmail = make(map[string]*population.User, len(s.users))
		for _, u := range s.users {
			s.byEmail[person.Key(u.Email)] = u
		}
	}
	return s.byEmail
}

// standing is one user of whom something is, or is to be, lent.
type standing struct {
	*settling
	id      string
	user    *population.User // nil if not listed
	holding *holding         // nil while nothing was lent
	wanted  []*Elevation
	lapsed  []*Elevation
	top     *Elevation // the wanted one whose role is to be held; nil if none
}

func (s *settling) user(b *Book, id string) {
	if s.reopen(b, id) {
		return // what it takes is worked out once that is on record
	}
	of := standing{settling: s, id: id, user: s.users[id], holding: b.holders[id]}
	for _, e := range b.byUser[id] {
		switch {
		case e.wanted(s.look.Now) && !e.Lent && s.unapproved(e) != "":
			s.blocked(e)
		case e.wanted(s.look.Now):
			of.wanted = append(of.wanted, e)
		case e.lapsed(s.look.Now):
			of.lapsed = append(of.lapsed, e)
		}
	}
	if len(of.wanted)+len(of.lapsed) == 0 {
		return
	}
	if of.holding != nil && of.holding.unsettled() && !s.look.Alone {
		return // a call may be under way; who made it looks for itself
	}
	if of.holding != nil && !s.look.Alone && s.began().Before(of.holding.heardAt()) {
		return // the listing may be older than the last call
	}
	of.top = s.strongest(of.wanted)
	of.settle()
}

// began is when the first answer of the listing came in: what happened later may not show in it.
func (s *settling) began() time.Time {
	if calls := s.look.Population.Calls; len(calls) > 0 {
		return calls[0].At
	}
	return s.look.Population.TakenAt
}

func (o *standing) settle() {
	if o.user != nil {
		o.again()
	}
	if o.holding != nil && o.user != nil {
		// What was promised may still come, and would come behind the back of whatever is concluded now.
		if a := o.holding.promised(o.look.Now); a != nil && o.user.RoleID != a.ToRoleID {
			return
		}
	}
	switch {
	case o.user == nil && o.look.Doubtful:
	case o.user == nil:
		o.unlisted()
	case o.holding == nil:
		o.begin()
	case o.holding.mayBe(o.user.RoleID) && o.user.RoleID == o.target():
		o.arrived()
	case o.holding.mayBe(o.user.RoleID):
		o.settleAttempts()
		o.move()
	case o.user.RoleID == o.holding.base:
		o.takenBack()
	default: // also where somebody gave just what is wanted now: it is not tuar's to take back
		o.drift()
	}
}

// target is the role to be held.
func (o *standing) target() string {
	if o.top != nil {
		return o.top.RoleID
	}
	return o.holding.base
}

func (o *standing) add(kind string, data any) {
	o.entries = append(o.entries, record.Entry{Type: kind, Actor: o.actor, Data: data})
}

func (o *standing) seen(e *Elevation) Seen {
	s := Seen{Elevation: e.Elevation, UserID: o.id, Population: o.look.Name, ListedAt: record.Time{Time: o.look.Population.TakenAt}}
	if o.user != nil {
		s.RoleID, s.Role = o.user.RoleID, o.role(o.user.RoleID)
	}
	return s
}

func (o *standing) end(e *Elevation, how How, detail string) {
	o.add(TypeEnded, EndedData{Seen: o.seen(e), How: how, Detail: detail})
}

// lent are the elevations of which something was, or may have been, given.
func (o *standing) lent() []*Elevation {
	out := slices.Clone(o.lapsed)
	for _, e := range o.wanted {
		if e.Lent {
			out = append(out, e)
		}
	}
	return out
}

// gone ends everything of a user who is not in the workspace any more. why says how that is known.
func (o *standing) gone(why string) {
	detail := why
	if email := person.Key(o.email()); email != "" {
		if u, there := o.addresses()[email]; there {
			detail = fmt.Sprintf("%s; the same address is there as user/%s with the role %s, which tuar leaves alone", why, u.ID, o.role(u.RoleID))
		}
	}
	for _, e := range o.lent() {
		o.end(e, Gone, detail)
	}
	for _, e := range o.wanted {
		if !e.Lent {
			o.end(e, NotLent, detail)
		}
	}
}

func (o *standing) email() string {
	if len(o.wanted) > 0 {
		return o.wanted[0].Email
	}
	return o.lapsed[0].Email
}

// begin is the first elevation of a user: what is held now is the base.
func (o *standing) begin() {
	if o.top == nil {
		return
	}
	held, asked := o.roles[o.user.RoleID], o.roles[o.top.RoleID]
	if o.user.RoleID == o.top.RoleID || held != nil && asked != nil && len(access.Gains(held.Scopes, asked.Scopes)) == 0 {
		for _, e := range o.wanted {
			o.end(e, HadIt, "the role "+o.role(o.user.RoleID)+" was held already, which may do as much; nothing was lent")
		}
		return
	}
	o.moves = append(o.moves, o.moveTo(Lend, o.user.RoleID, o.top.RoleID))
}

// arrived is where the listing shows what is wanted.
func (o *standing) arrived() {
	o.settleAttempts()
	for _, e := range o.wanted {
		if !e.Active.IsZero() {
			continue
		}
		d := ActiveData{Seen: o.seen(e)}
		if e != o.top {
			d.Under = o.top.Elevation
		}
		o.add(TypeActive, d)
	}
	for _, e := range o.lapsed {
		switch {
		case o.top != nil:
			o.end(e, HeldOn, fmt.Sprintf("the elevation %s goes on, and %s is held", o.top.Elevation, o.role(o.user.RoleID)))
		case e.Active.IsZero() && !o.happened():
			o.end(e, NotLent, o.why())
		default:
			o.end(e, Restored, "")
		}
	}
}

// happened says whether a listing ever showed that anything was lent: then that was held last, or it was asked back.
func (o *standing) happened() bool {
	return o.holding.held != o.holding.base || o.holding.asked(o.holding.base)
}

// why is what the last attempt met.
func (o *standing) why() string {
	if a := o.holding.last(); a != nil && a.Detail != "" {
		return "it was never given: " + a.Detail
	}
	return "it was never given"
}

// takenBack is where somebody gave the base role back before tuar did.
func (o *standing) takenBack() {
	for _, e := range o.lent() {
		o.end(e, TakenBack, "the role "+o.role(o.user.RoleID)+" is there again; somebody took the lent one back before its end")
	}
}

// drift is where somebody gave another role.
func (o *standing) drift() {
	for _, e := range o.lent() {
		o.add(TypeDrifted, DriftedData{
			Seen: o.seen(e), ExpectedRoleID: o.holding.held, ExpectedRole: o.holding.heldName, BaseRoleID: o.holding.base, BaseRole: o.holding.baseName,
		})
	}
}

// settleAttempts records what the listing shows of attempts whose effect was not known.
func (o *standing) settleAttempts() {
	for i := range o.holding.attempts {
		a := &o.holding.attempts[i]
		if !a.unsettled() {
			continue
		}
		d := SentData{Attempt: a.Attempt, UserID: o.id, Population: o.look.Name, Status: a.Status}
		switch {
		case o.user.RoleID == a.ToRoleID && a.Outcome == remediation.Accepted:
			continue
		case o.user.RoleID == a.ToRoleID:
			d.Outcome, d.Detail = string(remediation.Accepted), "the answer was lost; a new listing shows that it happened"
		case a.Outcome == remediation.Accepted:
			d.Outcome, d.Detail = string(remediation.NoEffect), "Torq accepted it, and still lists the role as it was"
		case a.Outcome == remediation.Missing:
			d.Outcome, d.Detail = string(remediation.NotOffered), "the user is still listed: this API has no such call"
			o.add(remediation.TypeNotOffered, remediation.NotOfferedData{
				Method: remediation.Method(a.Method), Action: remediation.ChangeRole, Subject: "user/" + o.id, Call: "PATCH or PUT of a user", Status: a.Status,
			})
		default:
			d.Outcome, d.Detail = string(remediation.NoEffect), "the answer was lost; a new listing shows that it did not happen"
		}
		o.add(TypeSent, d)
	}
}

// move is what is to be done where the listing shows what tuar left, and something else is wanted.
func (o *standing) move() {
	purpose := Restore
	switch {
	case o.top == nil:
	case slices.ContainsFunc(o.wanted, func(e *Elevation) bool { return e.Active.IsZero() }):
		purpose = Lend
	default:
		purpose = Hold
	}
	m := o.moveTo(purpose, o.user.RoleID, o.target())
	if last := o.holding.last(); last != nil && last.Outcome == remediation.Missing && purpose != Lend && !o.look.Again {
		return // what Torq answered is recorded as a refusal just now, and waits as one
	}
	if last := o.holding.last(); last != nil && !last.unsettled() && !o.look.Again && o.look.Now.Sub(last.At) < o.holding.patience() {
		return
	}
	o.moves = append(o.moves, m)
}

func (o *standing) moveTo(purpose Purpose, from, to string) Move {
	m := Move{
		UserID: o.id, Email: o.user.Email, Purpose: purpose, FromRoleID: from, FromRole: o.role(from), ToRoleID: to, ToRole: o.role(to),
		BaseRoleID: from, BaseRole: o.role(from),
	}
	if o.holding != nil {
		m.BaseRoleID, m.BaseRole = o.holding.base, cmp.Or(o.holding.baseName, o.role(o.holding.base))
	}
	if o.top != nil {
		m.EndsAt = o.top.EndsAt
	}
	for _, e := range append(slices.Clone(o.wanted), o.lapsed...) {
		m.Elevations = append(m.Elevations, e.Elevation)
	}
	if _, ok := o.roles[to]; !ok && !o.look.Population.HasGap("roles") {
		m.ToRole = cmp.Or(o.nameOf(to), to)
		m.Blocked = fmt.Sprintf("the role %s does not exist any more; give %s another one in Torq's console", m.ToRole, m.Email)
	}
	return m
}

// nameOf is what the record calls a role that Torq does not list any more.
func (o *standing) nameOf(id string) string {
	if o.holding != nil && o.holding.base == id {
		return o.holding.baseName
	}
	if o.top != nil && o.top.RoleID == id {
		return o.top.Role
	}
	return ""
}

// role is what people call a role: its name, or its ID if Torq lists no such role.
func (s *settling) role(id string) string {
	if r, ok := s.roles[id]; ok && r.Name != "" {
		return r.Name
	}
	return id
}
