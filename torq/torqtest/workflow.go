package torqtest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// WorkflowSecret is the secret that signs orders to the workflow.
const WorkflowSecret = "torqtest-signing-secret"

// Never, as the delay of the workflow, makes it promise and do nothing.
const Never = time.Duration(-1)

// workflow is a Torq workflow that changes access when its webhook is given a signed order. It takes an order whose
// signature is right, whose time is at most five minutes off and whose nonce is new, once for each ID, and carries it
// out some time later, unless the order has expired by then.
type workflow struct {
	server *Server // its workspace's lock guards what follows
	delay  time.Duration
	nonces map[string]bool
	ids    map[string]bool
	due    []due
	told   []Notice
}

// Notice is something that the workflow was told about an elevation.
type Notice struct {
	About string   // ends-soon, approval, extension or break-glass
	User  string   // e-mail address of the person whose elevation it is
	Tell  []string // e-mail addresses of those it is for
}

// Notices returns what the workflow was told about elevations, in that order.
func (s *Server) Notices() []Notice {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.workflow.told)
}

// due is an order that was taken and not carried out yet.
type due struct {
	at time.Time
	order
}

// order is the body of a request to the webhook.
type order struct {
	ID      string    `json:"id"`
	Nonce   string    `json:"nonce"`
	Expires time.Time `json:"expires"`
	Action  string    `json:"action"`
	User    struct {
		ID    string `json:"id"`
		Email string `json:"email"`
	} `json:"user"`
	Key struct {
		ClientID string `json:"client_id"`
	} `json:"key"`
	ToRole struct {
		ID string `json:"id"`
	} `json:"to_role"`
	Notice string   `json:"notice"`
	Tell   []string `json:"tell"`
}

func newWorkflow(s *Server) *workflow {
	return &workflow{server: s, nonces: map[string]bool{}, ids: map[string]bool{}}
}

// WorkflowDelay sets how long after the promise the workflow carries an order out, in the workspace's time: 0 at first,
// or Never.
func (s *Server) WorkflowDelay(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.workflow.delay = d
}

func (f *workflow) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	f.server.mu.Lock()
	defer f.server.mu.Unlock()
	now := f.server.now()
	var o order
	stamp, wrong := strconv.ParseInt(r.Header.Get("X-Tuar-Timestamp"), 10, 64)
	switch {
	case r.Method != http.MethodPost:
		fail(w, http.StatusMethodNotAllowed, unimplemented, "use POST")
	case err != nil || !signed(r.Header, body):
		fail(w, http.StatusUnauthorized, unauthenticated, "the signature is wrong")
	case wrong != nil || now.Sub(time.Unix(stamp, 0)).Abs() > 5*time.Minute:
		fail(w, http.StatusUnauthorized, unauthenticated, "the time is too far off")
	case json.Unmarshal(body, &o) != nil || o.ID == "" || o.Nonce == "":
		fail(w, http.StatusBadRequest, invalidArgument, "not an order")
	case f.nonces[o.Nonce]:
		fail(w, http.StatusConflict, alreadyExists, "this request came before")
	case o.Action != "test" && actions[o.Action] == nil:
		fail(w, http.StatusNotImplemented, unimplemented, "no such action")
	default:
		f.nonces[o.Nonce] = true
		if o.Action != "test" && !f.ids[o.ID] && f.delay != Never {
			f.due = append(f.due, due{now.Add(f.delay), o})
		}
		f.ids[o.ID] = true
		f.run()
		send(w, http.StatusOK, map[string]string{"id": o.ID, "status": "queued"})
	}
}

// signed reports whether the signature is that of the body and the timestamp.
func signed(header http.Header, body []byte) bool {
	mac := hmac.New(sha256.New, []byte(WorkflowSecret))
	mac.Write([]byte(header.Get("X-Tuar-Timestamp") + "." + string(body)))
	return hmac.Equal([]byte("sha256="+hex.EncodeToString(mac.Sum(nil))), []byte(header.Get("X-Tuar-Signature")))
}

// run carries out the orders that are due. The workspace is locked.
func (f *workflow) run() {
	now := f.server.now()
	f.due = slices.DeleteFunc(f.due, func(d due) bool {
		if d.at.After(now) {
			return false
		}
		if d.at.Before(d.Expires) {
			actions[d.Action](f.server, d.at, d.order)
		}
		return true
	})
}

// actions holds what the workflow can do. It leaves items alone that are not there any more.
var actions = map[string]func(*Server, time.Time, order){
	"remove": func(s *Server, at time.Time, o order) {
		if u, ok := s.userByID(o.User.ID); ok {
			s.removeUser(at, s.flow(), u)
		}
	},
	"change-role": func(s *Server, at time.Time, o order) {
		_, known := s.roleByID(o.ToRole.ID)
		if u, ok := s.userByID(o.User.ID); ok && known {
			s.setRole(at, s.flow(), u, o.ToRole.ID)
		}
	},
	"delete-key": func(s *Server, at time.Time, o order) {
		if k, ok := s.keyByID(o.Key.ClientID); ok {
			s.deleteKey(at, s.flow(), k)
		}
	},
	"notice": func(s *Server, _ time.Time, o order) {
		s.workflow.told = append(s.workflow.told, Notice{o.Notice, o.User.Email, o.Tell})
	},
	"invite": func(s *Server, at time.Time, o order) {
		if _, known := s.roleByID(o.ToRole.ID); known {
			_, _ = s.invite(at, s.flow(), o.User.Email, o.ToRole.ID) // who is there already needs no invitation
		}
	},
}

// flow returns the actor behind the workflow: its API key, made by the admin.
func (w *Workspace) flow() actor { return actor{email: w.admin, name: "Change access", byKey: true} }
