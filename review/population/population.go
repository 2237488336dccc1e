// Package population holds the immutable picture of all access in a workspace at one sync, with its proof of
// extraction.
package population

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// Population holds everything one sync read. It never changes after it was written; its name is the SHA-256 of its
// encoding. Text is kept as it came from Torq.
type Population struct {
	V         int       `json:"v"`                 // version of this format, 1
	Workspace string    `json:"workspace"`         // its local name
	Account   *Account  `json:"account,omitempty"` // the Torq workspace; nil if that is unknown
	Region    string    `json:"region"`
	TakenAt   time.Time `json:"taken_at"` // when the last answer had been read, UTC
	Tool      Tool      `json:"tool"`
	Users     []User    `json:"users"`
	Roles     []Role    `json:"roles"`
	Keys      []APIKey  `json:"api_keys"`
	Mappings  []Mapping `json:"claim_mappings"`
	Calls     []Call    `json:"calls"`
	Gaps      []Gap     `json:"gaps,omitempty"`  // what the key may not read or the API does not offer
	Notes     []string  `json:"notes,omitempty"` // values that could not be understood and are treated as unknown
	Twice     []string  `json:"twice,omitempty"` // IDs of users who were listed twice, with different roles or addresses
	// AnswersKept is true if the answers of all calls with the status 200 are kept with the population.
	AnswersKept bool     `json:"answers_kept,omitempty"`
	Answers     []Answer `json:"-"` // those answers, until the population is saved
}

// Answer is the raw body of an answer.
type Answer struct {
	SHA256 string // of the body, lower-case hex
	Gzip   []byte // the body, compressed
}

// Remake makes a population anew from the raw answers to its calls, which answer returns by the SHA-256 of their bodies: the
// lists, the gaps and the users who were listed twice. An error says which list is not there as it was read.
type Remake func(calls []Call, answer func(sha256 string) ([]byte, error)) (*Population, error)

// AnswerNames returns the SHA-256 of the kept answers, in the order of the calls.
func (p *Population) AnswerNames() []string {
	if !p.AnswersKept {
		return nil
	}
	var names []string
	for _, c := range p.Calls {
		if c.Status == 200 {
			names = append(names, c.SHA256)
		}
	}
	return names
}

// Tool names the program that took the population, its host and the key it used, never the key's secret.
type Tool struct {
	Version  string `json:"version"`
	Commit   string `json:"commit,omitempty"`
	Host     string `json:"host"`
	ClientID string `json:"client_id"`
	// Simulated is true where tuar itself runs the Torq that it reads, as in its demo.
	Simulated bool `json:"simulated,omitempty"`
}

// The user statuses Torq documents. Others are kept as they came.
const (
	StatusVerified = "VERIFIED"
	StatusInvited  = "INVITATION_SENT"
)

// User is a person with a role. Torq gives every user exactly one role in a workspace.
type User struct {
	ID          string     `json:"id"`
	Email       string     `json:"email"`
	RoleID      string     `json:"role_id"`
	Status      string     `json:"status"`
	SSO         bool       `json:"sso"`
	CreatedAt   *time.Time `json:"created_at,omitempty"`
	LastLoginAt *time.Time `json:"last_login_at,omitempty"` // nil: never, as far as Torq says
}

// Role is a preset or custom role. Scopes are its permissions, such as "user.write", sorted.
type Role struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Description string   `json:"description,omitempty"`
	Scopes      []string `json:"scopes,omitempty"`
	Custom      *bool    `json:"custom,omitempty"`     // nil: the API did not say
	Assignable  bool     `json:"assignable,omitempty"` // listed among the roles a user can be given
}

// The API key types Torq documents. Others are kept as they came.
const (
	KeyService = "API_KEY_TYPE_SERVICE"
	KeyPrivate = "API_KEY_TYPE_PRIVATE"
)

// APIKey is a client ID with a role. A private key acts for its owner, a service key for itself.
type APIKey struct {
	ClientID   string     `json:"client_id"`
	Name       string     `json:"name"`
	Type       string     `json:"type"`
	RoleID     string     `json:"role_id"`
	RoleName   string     `json:"role_name,omitempty"`
	OwnerID    string     `json:"owner_id,omitempty"`
	OwnerEmail string     `json:"owner_email,omitempty"`
	CreatedAt  *time.Time `json:"created_at,omitempty"`
	LastUsedAt *time.Time `json:"last_used_at,omitempty"`
}

// Mapping is an SSO claim mapping: a user who signs in with this claim gets this role. The first match by rank wins.
type Mapping struct {
	ID         string `json:"id"`
	ClaimName  string `json:"claim_name"`
	ClaimValue string `json:"claim_value"`
	RoleID     string `json:"role_id"`
	Rank       int64  `json:"rank"`
}

// Call proves one request: its server, its path, its time and the hash of the answer.
type Call struct {
	Server
	Method string    `json:"method"`
	Path   string    `json:"path"`
	Query  string    `json:"query,omitempty"`
	Status int       `json:"status"`
	At     time.Time `json:"at"`
	Rows   int       `json:"rows"`
	SHA256 string    `json:"sha256"` // of the raw body, lower-case hex
}

// Why a part of the picture is missing.
const (
	GapForbidden  = "forbidden"   // the key's role may not read it
	GapNotOffered = "not-offered" // this API has no such call
)

// Gap is a part of the picture that could not be read although nothing failed.
type Gap struct {
	Resource string `json:"resource"` // users, roles, custom-roles, api-keys, claim-mappings, audit-log
	Reason   string `json:"reason"`
	Status   int    `json:"status"`
}

// Sort puts every list into its one order, so that the same access has the same bytes.
func (p *Population) Sort() {
	for i := range p.Roles {
		slices.Sort(p.Roles[i].Scopes)
	}
	slices.SortFunc(p.Users, func(a, b User) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(p.Roles, func(a, b Role) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(p.Keys, func(a, b APIKey) int { return strings.Compare(a.ClientID, b.ClientID) })
	slices.SortFunc(p.Mappings, func(a, b Mapping) int {
		if a.Rank != b.Rank {
			return cmp.Compare(a.Rank, b.Rank)
		}
		return strings.Compare(a.ID, b.ID)
	})
}

// Encode returns the bytes of the population's file and its name, the lower-case hex SHA-256 of those bytes.
func Encode(p *Population) (data []byte, name string, err error) {
	data, err = json.Marshal(p)
	if err != nil {
		return nil, "", fault.New(fault.Failed, "encoding the population: %w", err)
	}
	return data, Name(data), nil
}

// Name returns the name under which these bytes are a population: their SHA-256 in lower-case hex.
func Name(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Check returns a Damaged fault if a population's file does not bear its name.
func Check(data []byte, name string) error {
	if got := Name(data); got != name {
		return fault.New(fault.Damaged, "population %s does not check out: its content hashes to %s", Short(name),
			Short(got)).
			WithHint("restore the file from a backup, or take a new population with: %s", fault.Sync.With())
	}
	return nil
}

// Decode reads a population's file and checks that it bears its name. A mismatch is a Damaged fault.
func Decode(data []byte, name string) (*Population, error) {
	checked := make(chan error, 1)
	go func() { checked <- Check(data, name) }() // beside the decoding, which takes longer
	var p Population
	err := jsonv2.Unmarshal(data, &p)
	if err == nil && p.V == 1 {
		err = record.ShapeOf[Population]().Check(data) // no name is unknown or missing
	}
	if err := <-checked; err != nil {
		return nil, err
	}
	if err != nil {
		return nil, fault.New(fault.Damaged, "population %s cannot be read: %w", Short(name), err)
	}
	if p.V != 1 {
		return nil, fault.New(fault.Damaged, "population %s has format %d; this tuar reads format 1", Short(name), p.V)
	}
	return &p, nil
}

// Short returns a hash cut for reading: its first 12 digits.
func Short(name string) string {
	if len(name) > 12 {
		return name[:12]
	}
	return name
}

// HasGap reports whether that part of the picture could not be read.
func (p *Population) HasGap(resource string) bool {
	return slices.ContainsFunc(p.Gaps, func(g Gap) bool { return g.Resource == resource })
}

// Role returns the role with that ID.
func (p *Population) Role(id string) (Role, bool) {
	i := slices.IndexFunc(p.Roles, func(r Role) bool { return r.ID == id })
	if i < 0 {
		return Role{}, false
	}
	return p.Roles[i], true
}

// Began returns when the first answer of a listing came in: what happened later may not show in it.
func (p *Population) Began() time.Time {
	first := p.TakenAt
	for _, call := range p.Calls {
		if call.At.Before(first) {
			first = call.At
		}
	}
	return first
}
