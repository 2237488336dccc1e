package torqtest

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// The reasons for which the console refuses.
var (
	ErrNoUser = errors.New("torqtest: no such user")
	ErrNoRole = errors.New("torqtest: no such role")
	ErrNoKey  = errors.New("torqtest: no such API key")
	ErrExists = errors.New("torqtest: already there")
)

// Invite gives a person a role, as the admin would. The invitation is pending until SignIn.
func (w *Workspace) Invite(email, roleName string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	r, ok := w.roleNamed(roleName)
	if !ok {
		return fmt.Errorf("%w: %s", ErrNoRole, roleName)
	}
	_, err := w.invite(w.now(), w.person(w.admin), email, r.ID)
	return err
}

func (w *Workspace) invite(at time.Time, by actor, email, roleID string) (*user, error) {
	if _, ok := w.userByEmail(email); ok {
		return nil, fmt.Errorf("%w: %s", ErrExists, email)
	}
	u := &user{ID: w.newID(), Email: email, Name: email, RoleID: roleID, Status: invited, Created: at}
	if p := w.company.find(email); p != nil {
		u.Name = p.Name
	}
	w.users = append(w.users, u)
	w.record(at, by, userInvited, u.ID, email, map[string]string{"role_id": roleID})
	return u, nil
}

// SetRole gives a user another role, as the admin would.
func (w *Workspace) SetRole(email, roleName string) error {
	return w.SetRoleBy(w.admin, email, roleName)
}

// SetRoleBy gives a user another role, as the person with the address by would.
func (w *Workspace) SetRoleBy(by, email, roleName string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, ok := w.userByEmail(email)
	if !ok {
		return fmt.Errorf("%w: %s", ErrNoUser, email)
	}
	r, ok := w.roleNamed(roleName)
	if !ok {
		return fmt.Errorf("%w: %s", ErrNoRole, roleName)
	}
	w.setRole(w.now(), w.person(by), u, r.ID)
	return nil
}

func (w *Workspace) setRole(at time.Time, by actor, u *user, roleID string) {
	w.record(at, by, userRoleUpdated, u.ID, u.Email, roleChange(u.RoleID, roleID))
	u.RoleID = roleID
}

// RemoveUser deletes a user. Their API keys stay, as nothing says Torq deletes them.
func (w *Workspace) RemoveUser(email string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, ok := w.userByEmail(email)
	if !ok {
		return fmt.Errorf("%w: %s", ErrNoUser, email)
	}
	w.removeUser(w.now(), w.person(w.admin), u)
	return nil
}

func (w *Workspace) removeUser(at time.Time, by actor, u *user) {
	w.users = slices.DeleteFunc(w.users, func(o *user) bool { return o == u })
	w.record(at, by, userDeleted, u.ID, u.Email, nil)
}

// SignIn signs a person in. An invitation becomes accepted; an unknown person is provisioned by SSO if a claim mapping
// matches their e-mail address; a person who signs in by SSO gets the role of such a mapping.
func (w *Workspace) SignIn(email string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.signIn(w.now(), email)
}

func (w *Workspace) signIn(at time.Time, email string) error {
	u, ok := w.userByEmail(email)
	if !ok {
		roleID, ok := w.mappedRole(email)
		if !ok {
			return fmt.Errorf("%w: %s", ErrNoUser, email)
		}
		u = &user{ID: w.newID(), Email: email, Name: email, RoleID: roleID, Status: verified, SSO: true, Created: at}
		if p := w.company.find(email); p != nil {
			u.Name = p.Name
		}
		w.users = append(w.users, u)
		w.recordAside(at, actor{email: email, name: "SSO"}, userProvisioned, u.ID, email, map[string]string{"role_id": roleID})
	}
	by := actor{email: u.Email, name: u.Name}
	if roleID, mapped := w.mappedRole(email); ok && u.SSO && mapped && roleID != u.RoleID {
		w.setRole(at, actor{email: u.Email, name: "SSO"}, u, roleID)
	}
	if u.Status == invited {
		u.Status = verified
		w.record(at, by, userAccepted, u.ID, u.Email, nil)
	}
	u.LastLogin = later(at, u.LastLogin)
	w.record(at, by, userLoggedIn, u.ID, u.Email, nil)
	return nil
}

// mappedRole returns the role of the first claim mapping, by rank, for that e-mail address.
func (w *Workspace) mappedRole(email string) (roleID string, ok bool) {
	var first *mapping
	for _, m := range w.mappings {
		if m.ClaimName == "email" && m.ClaimValue == email && (first == nil || m.Rank < first.Rank) {
			first = m
		}
	}
	if first == nil {
		return "", false
	}
	return first.RoleID, true
}

// AddKey makes an API key of the type ServiceKey or PrivateKey with that role; a private one belongs to the user with
// that e-mail address.
func (w *Workspace) AddKey(name, kind, roleName, email string) (Credential, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, ok := w.roleNamed(roleName); !ok {
		return Credential{}, fmt.Errorf("%w: %s", ErrNoRole, roleName)
	}
	var of *user
	if kind == PrivateKey {
		var ok bool
		if of, ok = w.userByEmail(email); !ok {
			return Credential{}, fmt.Errorf("%w: %s", ErrNoUser, email)
		}
	}
	return w.addKey(w.now(), name, kind, roleName, of).Credential, nil
}

func (w *Workspace) addKey(at time.Time, name, kind, roleName string, of *user) *apiKey {
	k := w.newKey(name, kind, roleName, of, at)
	w.record(at, w.person(k.CreatedBy), keyEnabled, k.ClientID, k.Name, nil)
	return k
}

// DeleteKey deletes an API key; its tokens stop working.
func (w *Workspace) DeleteKey(clientID string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	k, ok := w.keyByID(clientID)
	if !ok {
		return fmt.Errorf("%w: %s", ErrNoKey, clientID)
	}
	w.deleteKey(w.now(), w.person(w.admin), k)
	return nil
}

func (w *Workspace) deleteKey(at time.Time, by actor, k *apiKey) {
	w.keys = slices.DeleteFunc(w.keys, func(o *apiKey) bool { return o == k })
	w.record(at, by, keyDeleted, k.ClientID, k.Name, nil)
}

// RoleOf returns the name of the role a user holds; false if there is no such user.
func (w *Workspace) RoleOf(email string) (string, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, ok := w.userByEmail(email)
	if !ok {
		return "", false
	}
	if r, ok := w.roleByID(u.RoleID); ok {
		return r.Name, true
	}
	return u.RoleID, true
}

// AddRole makes a custom role with those scopes.
func (w *Workspace) AddRole(name string, scopes ...string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, taken := w.roleNamed(name); taken {
		return fmt.Errorf("%w: the role %s", ErrExists, name)
	}
	w.makeRole(w.now(), w.person(w.admin), name, "", scopes)
	return nil
}

// DeleteRole deletes a custom role that no user holds.
func (w *Workspace) DeleteRole(name string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	r, ok := w.roleNamed(name)
	if !ok || !r.IsCustom {
		return fmt.Errorf("%w: %s", ErrNoRole, name)
	}
	id := r.ID
	for _, u := range w.users {
		if u.RoleID == id {
			return fmt.Errorf("%w: %s holds the role %s", ErrExists, u.Email, name)
		}
	}
	w.dropRole(w.now(), w.person(w.admin), id, name)
	return nil
}
