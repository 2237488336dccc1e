package torqtest

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// The actions with which the simulated audit log names changes of claim mappings and custom roles. Torq's list of events
// has none for them: that there are such entries, and their names, are assumptions of this simulator.
// LogConfiguration(false) leaves them out.
const (
	mappingCreated = "Claim mapping created"
	mappingUpdated = "Claim mapping updated"
	mappingDeleted = "Claim mapping deleted"
	roleCreated    = "Custom role created"
	roleUpdated    = "Custom role updated"
	roleDeleted    = "Custom role deleted"
)

// ErrNoMapping is the reason for which the console refuses a claim mapping.
var ErrNoMapping = errors.New("torqtest: no such claim mapping")

// LogConfiguration sets whether the audit log has entries about claim mappings and custom roles, as it has at first.
func (w *Workspace) LogConfiguration(on bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.silent = !on
}

func (w *Workspace) recordConfiguration(at time.Time, by actor, action, id, name string, extra map[string]string) {
	if !w.silent {
		w.record(at, by, action, id, name, extra)
	}
}

func (m *mapping) title() string { return m.ClaimName + " = " + m.ClaimValue }

// AddMapping makes a claim mapping behind all others, as the admin would, and returns its ID.
func (w *Workspace) AddMapping(claim, value, roleName string) (id string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r, ok := w.roleNamed(roleName)
	if !ok {
		return "", fmt.Errorf("%w: %s", ErrNoRole, roleName)
	}
	return w.createMapping(w.now(), w.person(w.admin), claim, value, r.ID).ID, nil
}

func (w *Workspace) createMapping(at time.Time, by actor, claim, value, roleID string) *mapping {
	m := w.addMapping(claim, value, roleID)
	w.recordConfiguration(at, by, mappingCreated, m.ID, m.title(), map[string]string{"role_id": roleID})
	return m
}

// ChangeMapping gives the claim mapping with that ID another role and rank, as the admin would. An empty name keeps the
// role.
func (w *Workspace) ChangeMapping(id, roleName string, rank int64) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, ok := w.mappingByID(id)
	if !ok {
		return fmt.Errorf("%w: %s", ErrNoMapping, id)
	}
	in := mappingInput{Rank: &rank}
	if roleName != "" {
		r, ok := w.roleNamed(roleName)
		if !ok {
			return fmt.Errorf("%w: %s", ErrNoRole, roleName)
		}
		in.RoleID = &r.ID
	}
	w.changeMapping(w.now(), w.person(w.admin), m, in)
	return nil
}

func (w *Workspace) changeMapping(at time.Time, by actor, m *mapping, in mappingInput) {
	extra := map[string]string{}
	if in.RoleID != nil {
		extra = roleChange(m.RoleID, *in.RoleID)
		m.RoleID = *in.RoleID
	}
	for from, to := range map[*string]*string{in.ClaimName: &m.ClaimName, in.ClaimValue: &m.ClaimValue} {
		if from != nil {
			*to = *from
		}
	}
	if in.Rank != nil {
		m.Rank = *in.Rank
	}
	w.recordConfiguration(at, by, mappingUpdated, m.ID, m.title(), extra)
}

// DeleteMapping deletes the claim mapping with that ID, as the admin would. The ranks of the others stay.
func (w *Workspace) DeleteMapping(id string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, ok := w.mappingByID(id)
	if !ok {
		return fmt.Errorf("%w: %s", ErrNoMapping, id)
	}
	w.dropMapping(w.now(), w.person(w.admin), m)
	return nil
}

func (w *Workspace) dropMapping(at time.Time, by actor, m *mapping) {
	w.mappings = slices.DeleteFunc(w.mappings, func(o *mapping) bool { return o == m })
	w.recordConfiguration(at, by, mappingDeleted, m.ID, m.title(), nil)
}

// ManageRole makes a custom role one of the organisation, which no call in this workspace can change or delete.
func (w *Workspace) ManageRole(name string) error {
	return w.changeRole(name, func(r *role) { r.managed = true })
}

// SetScopes gives a custom role these permissions and no others, as the admin would.
func (w *Workspace) SetScopes(name string, scopes ...string) error {
	return w.changeRole(name, func(r *role) {
		w.replaceScopes(w.now(), w.person(w.admin), r, r.Description, scopes)
	})
}

func (w *Workspace) changeRole(name string, change func(*role)) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	r, ok := w.roleNamed(name)
	if !ok || !r.IsCustom {
		return fmt.Errorf("%w: %s", ErrNoRole, name)
	}
	change(r)
	return nil
}

func (w *Workspace) makeRole(at time.Time, by actor, name, description string, scopes []string) role {
	r := role{ID: w.newID(), Name: name, Description: description, ScopeNames: scopes, IsCustom: true}
	w.roles = append(w.roles, r)
	w.recordConfiguration(at, by, roleCreated, r.ID, r.Name, nil)
	return r
}

func (w *Workspace) replaceScopes(at time.Time, by actor, r *role, description string, scopes []string) {
	r.Description, r.ScopeNames = description, scopes
	w.recordConfiguration(at, by, roleUpdated, r.ID, r.Name, nil)
}

func (w *Workspace) dropRole(at time.Time, by actor, id, name string) {
	w.roles = slices.DeleteFunc(w.roles, func(o role) bool { return o.ID == id })
	w.recordConfiguration(at, by, roleDeleted, id, name, nil)
}
