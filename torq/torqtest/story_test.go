package torqtest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// wholeLog reads the audit log over HTTP, from its beginning.
func wholeLog(t *testing.T, s *Server) (entries []entry) {
	t.Helper()
	ask := func(method, path string, form url.Values, auth func(*http.Request)) []byte {
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		auth(r)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		return w.Body.Bytes()
	}
	key := s.OwnerKey()
	var token struct {
		Access string `json:"access_token"`
	}
	if err := json.Unmarshal(ask(http.MethodPost, "/v1/auth/token", url.Values{"grant_type": {"client_credentials"}},
		func(r *http.Request) { r.SetBasicAuth(key.ClientID, key.Secret) }), &token); err != nil {
		t.Fatal(err)
	}
	for next := ""; ; {
		q := url.Values{"start_time": {"2000-01-01T00:00:00Z"}, "order": {"asc"}, "page_size": {"500"}}
		if next != "" {
			q.Set("page_token", next)
		}
		var page struct {
			AuditLogs     []entry `json:"audit_logs"`
			NextPageToken string  `json:"next_page_token"`
		}
		if err := json.Unmarshal(ask(http.MethodGet, "/public/v1alpha/audit_logs?"+q.Encode(), nil,
			func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token.Access) }), &page); err != nil {
			t.Fatal(err)
		}
		if entries = append(entries, page.AuditLogs...); page.NextPageToken == "" {
			return entries
		}
		next = page.NextPageToken
	}
}

// Every user's entries lead to the role they hold now: they came in once, by a person who was there, before anything else
// happened to them, and each change of role starts from the role before.
func TestTheLogExplainsEveryRole(t *testing.T) {
	for _, users := range []int{25, 140, 600} {
		s, err := New(Options{Seed: 7, Users: users, RateLimit: -1})
		if err != nil {
			t.Fatal(err)
		}
		explained(t, s)
		s.AdvanceQuarter()
		explained(t, s)
	}
}

func explained(t *testing.T, s *Server) {
	t.Helper()
	role, came, ids, there := map[string]string{}, map[string]time.Time{}, map[string]bool{}, map[string]bool{}
	last := ""
	for _, e := range wholeLog(t, s) {
		at, err := time.Parse(time.RFC3339Nano, e.Timestamp)
		if err != nil || e.Timestamp < last || ids[e.ID] {
			t.Fatalf("%+v after %s: %v", e, last, err)
		}
		last, ids[e.ID] = e.Timestamp, true
		id := e.ResourceID
		switch e.Action {
		case userInvited, userProvisioned:
			if _, twice := came[id]; twice {
				t.Fatalf("%s came in twice", e.ResourceName)
			}
			came[id], role[id] = at, e.ExtraData["role_id"]
			if there[strings.ToLower(e.ResourceName)] = true; !there[strings.ToLower(e.Email)] {
				t.Errorf("%s was invited on %s by %s, who was not there", e.ResourceName, at, e.Email)
			}
		case userAccepted, userLoggedIn:
			if at.Before(came[id]) || came[id].IsZero() {
				t.Errorf("%s: %s at %s, came in at %s", e.ResourceName, e.Action, at, came[id])
			}
		case userRoleUpdated:
			if role[id] != e.ExtraData["old_role_id"] {
				t.Errorf("%s gets a role at %s from %s, but had %s", e.ResourceName, at, e.ExtraData["old_role_id"], role[id])
			}
			role[id] = e.ExtraData["new_role_id"]
		case userDeleted:
			delete(role, id)
		case keyEnabled, mappingCreated, roleCreated:
			role[id] = e.ExtraData["role_id"]
		}
	}
	for _, u := range s.users {
		if role[u.ID] != u.RoleID {
			t.Errorf("%s holds %s, and the log leads to %q", u.Email, u.RoleID, role[u.ID])
		}
		if d := u.Created.Sub(came[u.ID]).Abs(); d > time.Second {
			t.Errorf("%s was created on %s and came in on %s", u.Email, u.Created, came[u.ID])
		}
	}
	for _, k := range s.keys {
		if _, told := role[k.ClientID]; !told {
			t.Errorf("nothing tells how the key %s came about", k.Name)
		}
	}
	for _, m := range s.mappings {
		if _, told := role[m.ID]; !told {
			t.Errorf("nothing tells how the mapping %s came about", m.title())
		}
	}
}
