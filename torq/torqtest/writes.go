package torqtest

import "net/http"

// Write is a change that Torq's documentation does not offer and its API may or may not.
type Write int

// The undocumented writes.
const (
	DeleteUsers    Write = iota + 1 // DELETE /users/{id}
	ChangeRoles                     // PATCH /users/{id} {"role_id"}
	DeleteKeys                      // DELETE /api-keys/{client_id}
	ReplaceUsers                    // PUT /users/{id} {"role_id"}, another way to change a role
	DeleteMappings                  // DELETE /sso/claim_mappings/{id}
)

// Refuse makes the server answer a write with that status, as an API without it would: 404, 405 or 501. Status 0 offers
// the write again. All writes but ReplaceUsers are offered at first.
func (s *Server) Refuse(w Write, status int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.refuse[w] = status
}

func (s *Server) refused(w Write) int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.refuse[w]
}

func inviteUser(s *Server, c *call) {
	in := struct {
		Email  string `json:"email"`
		RoleID string `json:"role_id"`
	}{RoleID: s.roleID(viewer)}
	if !c.receive(&in) {
		return
	}
	if _, ok := s.roleByID(in.RoleID); !ok || blank(in.Email) {
		c.invalid("email and the ID of a role are needed")
		return
	}
	u, err := s.invite(s.now(), c.by(), in.Email, in.RoleID)
	if err != nil {
		fail(c.w, http.StatusConflict, alreadyExists, "the user is a member already")
		return
	}
	send(c.w, http.StatusOK, u.body())
}

func deleteUser(s *Server, c *call) {
	u, ok := s.userByID(c.r.PathValue("id"))
	if !ok {
		c.missing("user")
		return
	}
	s.removeUser(s.now(), c.by(), u)
	c.w.WriteHeader(http.StatusNoContent)
}

func patchUser(s *Server, c *call) {
	u, ok := s.userByID(c.r.PathValue("id"))
	if !ok {
		c.missing("user")
		return
	}
	var in struct {
		RoleID string `json:"role_id"`
	}
	if !c.receive(&in) {
		return
	}
	if _, ok := s.roleByID(in.RoleID); !ok {
		c.invalid("there is no such role")
		return
	}
	s.setRole(s.now(), c.by(), u, in.RoleID)
	send(c.w, http.StatusOK, u.body())
}

func removeKey(s *Server, c *call) {
	k, ok := s.keyByID(c.r.PathValue("id"))
	if !ok {
		c.missing("API key")
		return
	}
	s.deleteKey(s.now(), c.by(), k)
	c.w.WriteHeader(http.StatusNoContent)
}

// roleInput is the body with which a role is made or changed; its names differ from those in answers.
type roleInput struct {
	Name        string   `json:"role_name"`
	Description string   `json:"role_description"`
	ScopeNames  []string `json:"scope_names"`
}

func createRole(s *Server, c *call) {
	var in roleInput
	if !c.receive(&in) {
		return
	}
	if _, taken := s.roleNamed(in.Name); taken || blank(in.Name) {
		c.invalid("role_name must be given and new")
		return
	}
	r := s.makeRole(s.now(), c.by(), in.Name, in.Description, in.ScopeNames)
	send(c.w, http.StatusCreated, map[string]role{"role": r})
}

// customRole returns the role of the path if it may be changed; otherwise it answers the request.
func (s *Server) customRole(c *call) (*role, bool) {
	r, ok := s.roleByID(c.r.PathValue("id"))
	if !ok {
		c.missing("role")
		return nil, false
	}
	if !r.IsCustom {
		c.invalid("preset roles cannot be changed")
		return nil, false
	}
	if r.managed {
		fail(c.w, http.StatusForbidden, permissionDenied, "the role is managed by the organization")
		return nil, false
	}
	return r, true
}

// putRole replaces description and scopes; a role keeps its name.
func putRole(s *Server, c *call) {
	r, ok := s.customRole(c)
	var in roleInput
	if !ok || !c.receive(&in) {
		return
	}
	s.replaceScopes(s.now(), c.by(), r, in.Description, in.ScopeNames)
	send(c.w, http.StatusOK, map[string]role{"role": *r})
}

// deleteRole deletes a role that no user holds (204), or returns its holders (200). Torq says nothing of API keys and claim
// mappings with the role: they stay, with the ID of a role that is gone.
func deleteRole(s *Server, c *call) {
	r, ok := s.customRole(c)
	if !ok {
		return
	}
	var holders []string
	for _, u := range s.users {
		if u.RoleID == r.ID {
			holders = append(holders, u.Email)
		}
	}
	if len(holders) > 0 {
		send(c.w, http.StatusOK, map[string]any{"emails": holders, "message": "the role is in use"})
		return
	}
	s.dropRole(s.now(), c.by(), r.ID, r.Name)
	c.w.WriteHeader(http.StatusNoContent)
}

// mappingInput has a pointer per field: PATCH changes what is given.
type mappingInput struct {
	ClaimName  *string `json:"claim_name"`
	ClaimValue *string `json:"claim_value"`
	RoleID     *string `json:"role_id"`
	Rank       *int64  `json:"rank"`
}

func createMapping(s *Server, c *call) {
	var in mappingInput
	if !c.receive(&in) {
		return
	}
	if in.ClaimName == nil || in.ClaimValue == nil || in.RoleID == nil || blank(*in.ClaimName, *in.ClaimValue) {
		c.invalid("claim_name, claim_value and role_id are needed")
		return
	}
	if _, ok := s.roleByID(*in.RoleID); !ok {
		c.invalid("there is no such role")
		return
	}
	send(c.w, http.StatusOK, s.createMapping(s.now(), c.by(), *in.ClaimName, *in.ClaimValue, *in.RoleID).body())
}

func patchMapping(s *Server, c *call) {
	m, ok := s.mappingByID(c.r.PathValue("id"))
	if !ok {
		c.missing("claim mapping")
		return
	}
	var in mappingInput
	if !c.receive(&in) {
		return
	}
	if in.RoleID != nil {
		if _, ok := s.roleByID(*in.RoleID); !ok {
			c.invalid("there is no such role")
			return
		}
	}
	s.changeMapping(s.now(), c.by(), m, in)
	send(c.w, http.StatusOK, m.body())
}

func deleteMapping(s *Server, c *call) {
	m, ok := s.mappingByID(c.r.PathValue("id"))
	if !ok {
		c.missing("claim mapping")
		return
	}
	s.dropMapping(s.now(), c.by(), m)
	c.w.WriteHeader(http.StatusNoContent)
}
