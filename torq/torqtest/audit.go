package torqtest

import (
	"slices"
	"strings"
	"time"
)

// The actions of the audit log, in Torq's words.
const (
	userInvited     = "User invited"
	userAccepted    = "User accepted invitation"
	userRoleUpdated = "User role updated"
	userDeleted     = "User deleted"
	userLoggedIn    = "User logged in"
	keyEnabled      = "API key enabled"
	keyDeleted      = "API key deleted"
	workflowEdited  = "Workflow edited"
)

// historyDays is the age in days of the oldest entry in the audit log of a new workspace.
const historyDays = 400

// entry is an entry of the audit log as it is sent; its time has microseconds.
type entry struct {
	ID           string            `json:"id"`
	Timestamp    string            `json:"timestamp"`
	Email        string            `json:"email"`
	ActorName    string            `json:"actor_name"`
	ActorType    string            `json:"actor_type"` // web_app or api_key
	Action       string            `json:"action"`
	ResourceID   string            `json:"resource_id,omitempty"`
	ResourceName string            `json:"resource_name,omitempty"`
	IP           string            `json:"ip"`
	UserAgent    string            `json:"user_agent"`
	ExtraData    map[string]string `json:"extra_data,omitempty"`
	AccountID    string            `json:"account_id"`
	AccountName  string            `json:"account_name"`

	at time.Time
}

// actor is the one who acts: a person in the console, or the API key of a person.
type actor struct {
	email, name string
	byKey       bool
}

func (w *Workspace) person(email string) actor {
	if u, ok := w.userByEmail(email); ok {
		return actor{email: email, name: u.Name}
	}
	return actor{email: email, name: email}
}

// record adds an entry to the audit log and keeps the log in the order of time, whatever order entries are added in.
func (w *Workspace) record(at time.Time, by actor, action, resourceID, resourceName string, extra map[string]string) {
	e := entry{
		ID: w.newID(), Timestamp: stamp(at, "2006-01-02T15:04:05.000000Z07:00"), Email: by.email, ActorName: by.name,
		ActorType: "web_app", Action: action, ResourceID: resourceID, ResourceName: resourceName, IP: address(by.email),
		UserAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", ExtraData: extra, AccountID: w.account,
		AccountName: "acme-security", at: at,
	}
	if by.byKey {
		e.ActorType, e.UserAgent = "api_key", "Go-http-client/2.0"
	}
	w.audit = append(w.audit, e)
	w.auditSorted = w.auditSorted && (len(w.audit) < 2 || !at.Before(w.audit[len(w.audit)-2].at))
}

func (w *Workspace) sortAudit() {
	if !w.auditSorted {
		slices.SortStableFunc(w.audit, func(a, b entry) int { return a.at.Compare(b.at) })
		w.auditSorted = true
	}
}

// makeHistory writes an audit log that leads to the workspace as it is.
func (w *Workspace) makeHistory(now time.Time) {
	start := now.AddDate(0, 0, -historyDays)
	by := w.person(w.admin)
	lately := map[*user]bool{}
	for _, u := range w.users {
		invitation := len(w.audit)
		if u.Created.After(start) && !u.SSO {
			w.record(u.Created, by, userInvited, u.ID, u.Email, map[string]string{"role_id": u.RoleID})
		}
		if u.Status != verified {
			continue
		}
		if accepted := u.Created.Add(time.Duration(w.rng.IntN(70)+1) * time.Minute); accepted.After(start) && !u.SSO {
			w.record(accepted, actor{email: u.Email, name: u.Name}, userAccepted, u.ID, u.Email, nil)
		}
		w.recordSignIns(u, start)
		if u.RoleID == w.roleID(contributor) && w.rng.IntN(3) == 0 {
			at := between(w, later(u.Created, start), now)
			w.record(at, by, userRoleUpdated, u.ID, u.Email, roleChange(w.roleID(operator), u.RoleID))
			if lately[u] = true; w.audit[invitation].Action == userInvited {
				w.audit[invitation].ExtraData["role_id"] = w.roleID(operator)
			}
		}
	}
	for _, k := range w.keys {
		if k.Created.After(start) {
			w.record(k.Created, w.person(k.CreatedBy), keyEnabled, k.ClientID, k.Name, nil)
		}
	}
	for at := start; at.Before(now); at = at.Add(time.Duration(w.rng.IntN(5*24)+4) * time.Hour) {
		u := pick(w.rng, w.users)
		w.record(at, actor{email: u.Email, name: u.Name}, workflowEdited, w.newID(), "Enrich alert",
			map[string]string{"revision_id": w.newID()})
	}
	w.sortAudit()
	w.remember(lately)
}

// recordSignIns writes the last sign-in and a few before it, back to since.
func (w *Workspace) recordSignIns(u *user, since time.Time) {
	since = later(u.Created, since)
	for at := u.LastLogin; at.After(since); at = at.Add(-time.Duration(w.rng.IntN(40*24)+36) * time.Hour) {
		w.record(at, actor{email: u.Email, name: u.Name}, userLoggedIn, u.ID, u.Email, nil)
	}
}

func roleChange(from, to string) map[string]string {
	return map[string]string{"old_role_id": from, "new_role_id": to}
}

func between(w *Workspace, from, to time.Time) time.Time {
	return from.Add(time.Duration(w.rng.Int64N(max(1, int64(to.Sub(from))))))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// address returns an address of the documentation range, always the same for the same person.
func address(email string) string {
	if strings.HasSuffix(email, contractorDomain) {
		return "198.51.100.17"
	}
	return "192.0.2.1"
}
