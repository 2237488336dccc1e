package torqtest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// The paths of the API, as they are below the host.
const (
	TokenPath         = "/v1/auth/token"
	UsersPath         = "/public/v1alpha/users"
	InvitePath        = "/public/v1alpha/users/invite"
	UserRolesPath     = "/public/v1alpha/users/roles"
	RolesPath         = "/public/v1alpha/roles"
	KeysPath          = "/public/v1alpha/api-keys"
	ClaimMappingsPath = "/public/v1alpha/sso/claim_mappings"
	AuditLogsPath     = "/public/v1alpha/audit_logs"
	WorkflowPath      = "/v1/webhooks/7d1f0c5e-tuar" // of the workflow that changes access; not of the API
	signInPath        = "/signin"
)

// route is one call of the API. The handler runs with the workspace locked.
type route struct {
	scope  string // what the key's role must be able to do
	write  Write  // set for the calls Torq does not document
	handle func(s *Server, c *call)
}

// call is a request in progress.
type call struct {
	w   http.ResponseWriter
	r   *http.Request
	key *apiKey
}

// by returns the actor behind this key: of a service key its creator.
func (c *call) by() actor { return actor{email: c.key.CreatedBy, name: c.key.Name, byKey: true} }

// mount registers every call there is.
func (s *Server) mount() {
	for _, r := range []struct {
		method, path string
		route
	}{
		{"GET", UsersPath, route{scope: "user.read", handle: listUsers}},
		{"POST", InvitePath, route{scope: "user.write", handle: inviteUser}},
		{"GET", UserRolesPath, route{scope: "user.read", handle: listAssignable}},
		{"DELETE", UsersPath + "/{id}", route{scope: "user.write", write: DeleteUsers, handle: deleteUser}},
		{"PATCH", UsersPath + "/{id}", route{scope: "user.write", write: ChangeRoles, handle: patchUser}},
		{"PUT", UsersPath + "/{id}", route{scope: "user.write", write: ReplaceUsers, handle: patchUser}},
		{"GET", RolesPath, route{scope: "user.read", handle: listRoles}},
		{"POST", RolesPath, route{scope: "user.write", handle: createRole}},
		{"GET", RolesPath + "/{id}", route{scope: "user.read", handle: getRole}},
		{"PUT", RolesPath + "/{id}", route{scope: "user.write", handle: putRole}},
		{"DELETE", RolesPath + "/{id}", route{scope: "user.write", handle: deleteRole}},
		{"GET", KeysPath, route{scope: "apikey.read", handle: listKeys}},
		{"DELETE", KeysPath + "/{id}", route{scope: "apikey.write", write: DeleteKeys, handle: removeKey}},
		{"GET", ClaimMappingsPath, route{scope: "user.read", handle: listMappings}},
		{"POST", ClaimMappingsPath, route{scope: "user.write", handle: createMapping}},
		{"GET", ClaimMappingsPath + "/{id}", route{scope: "user.read", handle: getMapping}},
		{"PATCH", ClaimMappingsPath + "/{id}", route{scope: "user.write", handle: patchMapping}},
		{"DELETE", ClaimMappingsPath + "/{id}", route{scope: "user.write", write: DeleteMappings, handle: deleteMapping}},
		{"GET", AuditLogsPath, route{scope: "audit.read", handle: listAudit}},
	} {
		if s.routes[r.path] == nil {
			s.routes[r.path] = map[string]route{}
			s.mux.HandleFunc(r.path, func(w http.ResponseWriter, req *http.Request) { s.serve(s.routes[r.path], w, req) })
		}
		s.routes[r.path][r.method] = r.route
	}
	s.mux.HandleFunc(TokenPath, s.serveToken)
	s.mux.HandleFunc(WorkflowPath, s.workflow.serve)
	s.mux.HandleFunc(signInPath, serveSignIn)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fail(w, http.StatusNotFound, notFound,
			"Not Found")
	})
}

// serve makes the answer with the workspace locked, and sends it unlocked, so that a slow reader blocks no other.
func (s *Server) serve(methods map[string]route, w http.ResponseWriter, r *http.Request) {
	got := &captured{header: w.Header(), status: http.StatusOK}
	s.mu.Lock()
	s.workflow.run()
	s.answer(methods, got, r)
	s.mu.Unlock()
	if got.body.Len() > 0 {
		w.Header().Set("Content-Length", strconv.Itoa(got.body.Len()))
	}
	w.WriteHeader(got.status)
	_, _ = w.Write(got.body.Bytes())
}

// answer checks the token, the rate and the permission, and answers.
func (s *Server) answer(methods map[string]route, w http.ResponseWriter, r *http.Request) {
	key, ok := s.authenticate(w, r)
	if !ok {
		return
	}
	if !s.allow(key.ClientID) {
		fail(w, http.StatusTooManyRequests, exhausted, "Resource exhausted")
		return
	}
	route, ok := methods[r.Method]
	if !ok {
		fail(w, http.StatusMethodNotAllowed, unimplemented, "Method Not Allowed")
		return
	}
	if status := s.refused(route.write); status != 0 {
		fail(w, status, unimplemented, http.StatusText(status))
		return
	}
	if role, ok := s.roleByID(key.RoleID); !ok || !role.may(route.scope) {
		fail(w, http.StatusForbidden, permissionDenied,
			"the role of the user that created the key lacks the permission "+route.scope)
		return
	}
	route.handle(s, &call{w, r, key})
}

// The gRPC codes that error bodies carry.
const (
	invalidArgument  = 3
	notFound         = 5
	alreadyExists    = 6
	permissionDenied = 7
	exhausted        = 8
	unimplemented    = 12
	unauthenticated  = 16
)

func fail(w http.ResponseWriter, status, code int, message string) {
	send(w, status, struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
		Details []any  `json:"details"`
	}{code, message, []any{}})
}

func send(w http.ResponseWriter, status int, body any) {
	data, err := json.Marshal(body)
	if err != nil {
		panic(err) // only types of this package are sent
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(data)
}

// receive decodes the body into v, or answers 400.
func (c *call) receive(v any) bool {
	if err := json.NewDecoder(http.MaxBytesReader(c.w, c.r.Body, 1<<20)).Decode(v); err != nil {
		fail(c.w, http.StatusBadRequest, invalidArgument, "invalid request body")
		return false
	}
	return true
}

func (c *call) invalid(message string) { fail(c.w, http.StatusBadRequest, invalidArgument, message) }

func (c *call) missing(what string) { fail(c.w, http.StatusNotFound, notFound, what+" not found") }

// bodies returns the body of each item.
func bodies[T, B any](items []T, body func(T) B) []B {
	out := make([]B, len(items))
	for i, item := range items {
		out[i] = body(item)
	}
	return out
}

func blank(fields ...string) bool {
	return slices.ContainsFunc(fields, func(f string) bool { return strings.TrimSpace(f) == "" })
}
