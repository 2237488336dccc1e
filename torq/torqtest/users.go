package torqtest

import (
	"strings"
	"time"
)

// The statuses Torq documents.
const (
	verified = "VERIFIED"
	invited  = "INVITATION_SENT"
)

// user is a user of the workspace. Name is what the audit log calls them; the API does not send it.
type user struct {
	ID, Email, Name, RoleID, Status string
	SSO                             bool
	Created, LastLogin              time.Time
}

// userBody is a user as it is sent: empty fields are left out, and times have seconds.
type userBody struct {
	ID            string `json:"id"`
	Email         string `json:"email"`
	RoleID        string `json:"role_id"`
	Status        string `json:"status"`
	SSOProvision  bool   `json:"sso_provision,omitempty"`
	CreatedTime   string `json:"created_time,omitempty"`
	LastLoginTime string `json:"last_login_time,omitempty"`
}

func (u *user) body() userBody {
	b := userBody{
		ID: u.ID, Email: u.Email, RoleID: u.RoleID, Status: u.Status, SSOProvision: u.SSO,
		CreatedTime: stamp(u.Created, time.RFC3339),
	}
	switch {
	case !u.LastLogin.IsZero():
		b.LastLoginTime = stamp(u.LastLogin, time.RFC3339)
	case u.Status == verified:
		b.LastLoginTime = "1970-01-01T00:00:00Z" // the other way of saying never
	}
	return b
}

func (w *Workspace) userByEmail(email string) (*user, bool) {
	for _, u := range w.users {
		if strings.EqualFold(u.Email, email) {
			return u, true
		}
	}
	return nil, false
}

func (w *Workspace) userByID(id string) (*user, bool) {
	for _, u := range w.users {
		if u.ID == id {
			return u, true
		}
	}
	return nil, false
}

// makeUsers gives everyone on the roster an account, as untidy as a workspace that is some years old.
func (w *Workspace) makeUsers(now time.Time) {
	day := 24 * time.Hour
	ago := func(from, to int) time.Time {
		return now.Add(-time.Duration(from)*day - time.Duration(w.rng.Int64N(int64(to-from)*int64(day))))
	}
	people := w.company.people
	n := len(people) + len(strangers)
	for i := range people {
		p := &people[i]
		u := &user{
			ID: w.newID(), Email: p.Email, Name: p.Name, RoleID: w.roleID(w.roleFor(p)), Status: verified,
			SSO:     !p.Contractor && w.rng.IntN(10) > 0,
			Created: p.Started.Add(9*time.Hour + time.Duration(w.rng.IntN(7*3600))*time.Second), LastLogin: ago(0, 18),
		}
		w.users = append(w.users, u)
	}
	for _, s := range strangers {
		w.users = append(w.users, &user{
			ID: w.newID(), Email: s.email, Name: s.name, RoleID: w.roleID(s.role), Status: verified,
			Created: ago(500, 900), LastLogin: ago(1, 40),
		})
	}

	admin, chief := w.users[1], w.users[0]
	admin.RoleID, admin.LastLogin, admin.SSO = w.roleID(owner), ago(0, 1), true
	chief.RoleID, chief.LastLogin, chief.SSO = w.roleID(owner), ago(200, 230), true
	w.users[2].RoleID = w.roleID(owner)
	w.admin = admin.Email

	rest := w.rng.Perm(len(people) - 3)
	take := func(share, least int) []*user {
		k := max(least, n*share/100)
		part := make([]*user, 0, k)
		for _, i := range rest[:k] {
			part = append(part, w.users[i+3])
		}
		rest = rest[k:]
		return part
	}
	for _, u := range take(1, 1) { // an owner who moved on to other work
		u.RoleID, u.LastLogin = w.roleID(owner), ago(110, 180)
	}
	for i, u := range take(5, 3) { // people who left and kept their role
		p := w.company.find(u.Email)
		p.Left = ago(10, 120).Truncate(day)
		u.LastLogin = p.Left.Add(-time.Duration(w.rng.IntN(200)+8) * time.Hour)
		if i == 0 { // the local account was not closed and is still used
			u.SSO, u.LastLogin = false, ago(1, 6)
		}
		if i == 1 { // will come back by an e-mail mapping that was not removed
			u.SSO, w.returns = true, u.Email
		}
	}
	for _, u := range take(8, 2) {
		u.LastLogin = ago(91, 300)
	}
	for _, u := range take(2, 1) {
		u.LastLogin = time.Time{}
	}
	for i, u := range take(4, 2) {
		u.Status, u.SSO, u.LastLogin, u.Created = invited, false, time.Time{}, ago(1, 10)
		if i%2 == 0 {
			u.Created = ago(20, 160)
		}
	}
	for _, u := range w.users {
		if !u.LastLogin.IsZero() && u.LastLogin.Before(u.Created) {
			u.Created = u.LastLogin.Add(-time.Duration(w.rng.IntN(90)+30) * day)
		}
	}
}

// strangers are users that the roster does not know.
var strangers = []struct{ email, name, role string }{
	{"soc-shared@" + domain, "SOC Shared", operator},
	{"pilot@vendor.example.org", "Vendor Pilot", contributor},
}

func (w *Workspace) roleFor(p *Person) string {
	for _, d := range departments {
		if d.name == p.Department {
			return pick(w.rng, d.roles)
		}
	}
	return viewer
}

func stamp(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(layout)
}
