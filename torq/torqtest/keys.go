package torqtest

import (
	"encoding/base64"
	"encoding/binary"
	"time"
)

// The kinds of API keys Torq documents.
const (
	ServiceKey = "API_KEY_TYPE_SERVICE" // has its own role
	PrivateKey = "API_KEY_TYPE_PRIVATE" // belongs to a user
)

// Credential holds the client ID and secret of an API key.
type Credential struct {
	ClientID string
	Secret   string
}

// apiKey is a key of the workspace. Owner is the user as it was when last seen: a key outlives its user.
type apiKey struct {
	Credential
	Name, Type, RoleID string
	Owner              *user
	CreatedBy          string
	Created, LastUsed  time.Time
}

// keyBody is a key as it is sent; its times have milliseconds.
type keyBody struct {
	ClientID              string    `json:"client_id"`
	Name                  string    `json:"name"`
	Type                  string    `json:"type"`
	RoleID                string    `json:"role_id"`
	RoleName              string    `json:"role_name,omitempty"`
	CreatedTime           string    `json:"created_time,omitempty"`
	LastAuthenticatedTime string    `json:"last_authenticated_time,omitempty"`
	User                  *userBody `json:"user,omitempty"`
}

func (w *Workspace) keyBody(k *apiKey) keyBody {
	const millis = "2006-01-02T15:04:05.000Z07:00"
	b := keyBody{
		ClientID: k.ClientID, Name: k.Name, Type: k.Type, RoleID: k.RoleID,
		CreatedTime: stamp(k.Created, millis), LastAuthenticatedTime: stamp(k.LastUsed, millis),
	}
	if r, ok := w.roleByID(k.RoleID); ok {
		b.RoleName = r.Name
	}
	if k.Owner != nil {
		u := k.Owner.body()
		b.User = &u
	}
	return b
}

func (w *Workspace) keyByID(clientID string) (*apiKey, bool) {
	for _, k := range w.keys {
		if k.ClientID == clientID {
			return k, true
		}
	}
	return nil, false
}

// makeKeys makes the keys that the accessors return, and those that a review should find.
func (w *Workspace) makeKeys(now time.Time) {
	days := func(n int) time.Time {
		return now.AddDate(0, 0, -n).Add(-time.Duration(w.rng.IntN(80000)) * time.Second)
	}
	admin, _ := w.userByEmail(w.admin)
	w.owning = w.newKey("tuar access review", ServiceKey, owner, nil, days(200)).Credential
	w.private = w.newKey("laptop", PrivateKey, owner, admin, days(150)).Credential
	w.limited = w.newKey("access-report", ServiceKey, accessReader, nil, days(90)).Credential
	w.viewing = w.newKey("dashboard", ServiceKey, viewer, nil, days(300)).Credential
	for _, k := range w.keys {
		k.LastUsed = days(1)
	}

	for i, name := range keyNames {
		role := []string{contributor, operator, auditExport, creator}[i%4]
		k := w.newKey(name, ServiceKey, role, nil, days(120+30*i))
		if i%4 != 3 { // the others were never used
			k.LastUsed = days(1 + i*i)
		}
	}
	mortal := w.users[3 : len(w.users)-len(strangers)]
	for i := range len(mortal) / 12 {
		u := mortal[i*12]
		if u.Status == verified && !u.LastLogin.IsZero() {
			k := w.newKey("laptop", PrivateKey, w.roleNameOf(u), u, u.Created.AddDate(0, 0, 5))
			k.LastUsed = u.LastLogin
		}
	}
	w.newKey("one-off migration", PrivateKey, owner, w.someoneWith(operator), days(260)).LastUsed = days(100)
	gone := &user{
		ID: w.newID(), Email: "r.former@" + domain, Name: "Robin Former", RoleID: w.roleID(contributor), Status: verified,
		SSO:     true,
		Created: now.AddDate(-3, 0, 0), LastLogin: days(220),
	}
	w.newKey("nightly report", PrivateKey, contributor, gone, now.AddDate(-2, 0, 0)).LastUsed = days(1)
}

func (w *Workspace) newKey(name, kind, roleName string, of *user, created time.Time) *apiKey {
	secret := make([]byte, 0, 40)
	for range 5 {
		secret = binary.LittleEndian.AppendUint64(secret, w.rng.Uint64())
	}
	k := &apiKey{
		Credential: Credential{ClientID: w.newID(), Secret: base64.StdEncoding.EncodeToString(secret)},
		Name:       name, Type: kind, RoleID: w.roleID(roleName), Owner: of, CreatedBy: w.admin, Created: created,
	}
	if of != nil {
		k.CreatedBy = of.Email
	}
	w.keys = append(w.keys, k)
	return k
}

// someoneWith returns the first user who holds the role and works here.
func (w *Workspace) someoneWith(roleName string) *user {
	id := w.roleID(roleName)
	for _, u := range w.users {
		if p := w.company.find(u.Email); u.RoleID == id && u.Status == verified && p != nil && p.Left.IsZero() {
			return u
		}
	}
	return w.users[2]
}

func (w *Workspace) roleNameOf(u *user) string {
	if r, ok := w.roleByID(u.RoleID); ok {
		return r.Name
	}
	return viewer
}
