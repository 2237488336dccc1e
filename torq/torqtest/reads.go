package torqtest

import (
	"net/http"
	"slices"
	"sort"
	"strconv"
	"time"
)

func listUsers(s *Server, c *call) {
	users := s.users
	if given := c.r.URL.Query().Get("sso_provision"); given != "" {
		sso, err := strconv.ParseBool(given)
		if err != nil {
			c.invalid("sso_provision must be true or false")
			return
		}
		users = slices.DeleteFunc(slices.Clone(users), func(u *user) bool { return u.SSO != sso })
	}
	send(c.w, http.StatusOK, struct {
		Users []userBody `json:"users,omitempty"`
	}{bodies(users, (*user).body)})
}

// rolesBody is a list of roles; empty fields are left out.
type rolesBody struct {
	Roles         []role `json:"roles,omitempty"`
	NextPageToken string `json:"next_page_token,omitempty"`
}

// listAssignable lists the roles a user can be given, which does not tell custom from preset ones.
func listAssignable(s *Server, c *call) {
	part, next, ok := page(c, s.roles, 50, 100)
	if !ok {
		return
	}
	send(c.w, http.StatusOK, rolesBody{bodies(part, func(r role) role {
		r.IsCustom = false
		return r
	}), next})
}

func listRoles(s *Server, c *call) { send(c.w, http.StatusOK, rolesBody{Roles: s.roles}) }

func getRole(s *Server, c *call) {
	r, ok := s.roleByID(c.r.PathValue("id"))
	if !ok {
		c.missing("role")
		return
	}
	send(c.w, http.StatusOK, map[string]role{"role": *r})
}

func listKeys(s *Server, c *call) {
	send(c.w, http.StatusOK, struct {
		Keys []keyBody `json:"api_keys,omitempty"`
	}{bodies(s.keys, s.keyBody)})
}

func listMappings(s *Server, c *call) {
	send(c.w, http.StatusOK, struct {
		Mappings []mappingBody `json:"claim_mappings,omitempty"`
	}{bodies(s.mappings, (*mapping).listed)})
}

func getMapping(s *Server, c *call) {
	m, ok := s.mappingByID(c.r.PathValue("id"))
	if !ok {
		c.missing("claim mapping")
		return
	}
	send(c.w, http.StatusOK, m.body())
}

// listAudit lists the last 24 hours unless times are given, newest first unless another order is.
func listAudit(s *Server, c *call) {
	q := c.r.URL.Query()
	from, to := s.now().AddDate(0, 0, -1), s.now()
	if q.Get("start_time") != "" || q.Get("end_time") != "" {
		from = time.Time{}
	}
	for name, t := range map[string]*time.Time{"start_time": &from, "end_time": &to} {
		given := q.Get(name)
		if given == "" {
			continue
		}
		parsed, err := time.Parse(time.RFC3339Nano, given)
		if err != nil {
			c.invalid(name + " must be a time as in RFC 3339")
			return
		}
		*t = parsed
	}
	s.past()
	s.sortAudit()
	lo := sort.Search(len(s.audit), func(i int) bool { return !s.audit[i].at.Before(from) })
	hi := sort.Search(len(s.audit), func(i int) bool { return s.audit[i].at.After(to) })
	found := s.audit[lo:max(lo, hi)]
	nth := func(i int) entry { return found[len(found)-1-i] }
	switch q.Get("order") {
	case "", "desc":
	case "asc":
		nth = func(i int) entry { return found[i] }
	default:
		c.invalid("order must be asc or desc")
		return
	}
	begin, end, next, ok := pageOf(c, len(found), 100, 500)
	if !ok {
		return
	}
	part := make([]entry, 0, end-begin)
	for i := begin; i < end; i++ {
		part = append(part, nth(i))
	}
	send(c.w, http.StatusOK, struct {
		AuditLogs     []entry `json:"audit_logs,omitempty"`
		NextPageToken string  `json:"next_page_token,omitempty"`
	}{part, next})
}
