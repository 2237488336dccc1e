package torqtest

import (
	"time"
)

// Quarter holds the changes of a quarter, as e-mail addresses.
type Quarter struct {
	Joined   []string // new in the workspace
	Removed  []string // deleted and still gone
	Returned []string // deleted and here again, with a new ID
	Raised   []string // gained permissions
	Lowered  []string // lost permissions
}

// quarter is the time that AdvanceQuarter lets pass.
const quarter = 90 * 24 * time.Hour

// AdvanceQuarter lets 90 days pass in the company: the Leavers are removed (one of them comes back through a claim
// mapping that was not removed), people join, are raised and lowered, leave without being removed, most sign in, and
// API keys come and go. The seed decides what happens.
func (w *Workspace) AdvanceQuarter() Quarter {
	w.mu.Lock()
	defer w.mu.Unlock()
	from := w.now()
	day := func(n int) time.Time {
		return from.Add(time.Duration(n)*24*time.Hour + time.Duration(w.rng.IntN(8*3600))*time.Second)
	}
	by := w.person(w.admin)
	var q Quarter

	for i, email := range w.leavers() {
		u, _ := w.userByEmail(email)
		w.removeUser(day(3+i%3), by, u)
		if email != w.returns {
			q.Removed = append(q.Removed, email)
		}
	}
	for i := range max(4, len(w.users)/25) {
		d := departments[i%len(departments)]
		p := w.company.hire(d, d.title, w.company.people[2].Email, day(10+i*2))
		u, err := w.invite(day(11+i*2), by, p.Email, w.roleID(pick(w.rng, d.roles)))
		if err != nil {
			continue
		}
		q.Joined = append(q.Joined, u.Email)
		if i%4 != 3 { // every fourth has not accepted yet
			_ = w.signIn(day(12+i*2), u.Email)
		}
	}
	q.Raised = w.move(day(30), by, [][2]string{{operator, contributor}, {viewer, creator}, {contributor, owner}})
	q.Lowered = w.move(day(40), by, [][2]string{{contributor, viewer}, {creator, viewer}}, q.Raised...)
	w.leave(day(70), 2, append(q.Raised, q.Lowered...))
	w.goOn(from)
	if w.mappedTo(w.returns) {
		_ = w.signIn(day(80), w.returns)
		q.Returned = append(q.Returned, w.returns)
	}

	w.addKey(day(50), "vulnerability-feed", ServiceKey, contributor, nil).LastUsed = day(88)
	w.addKey(day(60), "experiment", ServiceKey, owner, nil)
	for _, k := range w.keys {
		if k.Name == keyNames[3] {
			w.deleteKey(day(55), by, k)
			break
		}
	}
	w.moved += quarter
	w.sortAudit()
	return q
}

// mappedTo reports whether a person who is gone would be provisioned again at the next sign-in.
func (w *Workspace) mappedTo(email string) bool {
	_, here := w.userByEmail(email)
	_, mapped := w.mappedRole(email)
	return !here && mapped
}

// move changes the role of the first fitting user for each pair of roles, except for the named users.
func (w *Workspace) move(at time.Time, by actor, pairs [][2]string, but ...string) []string {
	skip := map[string]bool{w.admin: true}
	for _, email := range but {
		skip[email] = true
	}
	var moved []string
	for _, pair := range pairs {
		for _, u := range w.users {
			p := w.company.find(u.Email)
			if skip[u.Email] || p == nil || p.Contractor || u.Status != verified || u.RoleID != w.roleID(pair[0]) ||
				u.Created.After(at) {
				continue
			}
			skip[u.Email] = true
			w.setRole(at, by, u, w.roleID(pair[1]))
			moved = append(moved, u.Email)
			break
		}
	}
	return moved
}

// leave makes n people leave the company and keep their role.
func (w *Workspace) leave(at time.Time, n int, but []string) {
	skip := map[string]bool{w.admin: true, w.returns: true}
	for _, email := range but {
		skip[email] = true
	}
	for _, u := range w.users[3:] {
		p := w.company.find(u.Email)
		if n == 0 {
			return
		}
		if p != nil && p.Left.IsZero() && !skip[u.Email] && u.Status == verified && w.rng.IntN(12) == 0 {
			p.Left = at.Truncate(24 * time.Hour)
			n--
		}
	}
}

// goOn makes active users sign in through the quarter; one in fifteen stops.
func (w *Workspace) goOn(from time.Time) {
	to := from.Add(quarter)
	for _, u := range w.users {
		if u.Status != verified || from.Sub(u.LastLogin) > 30*24*time.Hour || w.rng.IntN(15) == 0 && u.Email != w.admin {
			continue
		}
		last := to.Add(-time.Duration(w.rng.IntN(15*24)+1) * time.Hour)
		if p := w.company.find(u.Email); p != nil && p.Gone(last) {
			last = p.Left.Add(-20 * time.Hour)
		}
		if since := u.LastLogin; last.After(since) {
			u.LastLogin = last
			w.recordSignIns(u, later(since, from))
		}
	}
	for _, k := range w.keys {
		if from.Sub(k.LastUsed) < 30*24*time.Hour {
			k.LastUsed = to.Add(-time.Duration(w.rng.IntN(70)+1) * time.Hour)
		}
	}
}
