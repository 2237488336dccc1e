package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"
)

// Raw is an entry as it is kept: the fields of Torq's entry in Torq's words, but for the IP address, the user agent and the
// workspace, which nothing here needs.
type Raw struct {
	ID           string `json:"id"`
	Timestamp    string `json:"timestamp"` // RFC 3339, as Torq wrote it
	Email        string `json:"email,omitempty"`
	ActorName    string `json:"actor_name,omitempty"`
	ActorType    string `json:"actor_type,omitempty"` // web_app or api_key
	Action       string `json:"action"`
	ResourceID   string `json:"resource_id,omitempty"`
	ResourceName string `json:"resource_name,omitempty"`
	// Extra holds the members of extra_data that are texts, of entries about access; see Keep.
	Extra map[string]string `json:"extra_data,omitempty"`
}

// The names of the members of extra_data that tell a role. Which there are is not documented.
const (
	extraNewRole = "new_role_id"
	extraOldRole = "old_role_id"
	extraRole    = "role_id"
)

// longestText bounds a text of an entry that is kept, in bytes.
const longestText = 2 << 10

// telling holds the words of which an action about access has one.
var telling = []string{"user", "role", "api key", "mapping", "invit", "idp", "sso"}

// Telling reports whether an action concerns access, by its words.
func Telling(action string) bool {
	action = strings.ToLower(action)
	for _, word := range telling {
		if strings.Contains(action, word) {
			return true
		}
	}
	return false
}

// Keep returns the entry as it is kept: its texts cut to 2,048 bytes, and of extra_data only what an entry about access
// has, without members whose names say that they are secrets. An entry without an ID is named by what it says.
func (r Raw) Keep(extra map[string]string) Raw {
	for _, text := range []*string{
		&r.ID, &r.Timestamp, &r.Email, &r.ActorName, &r.ActorType, &r.Action, &r.ResourceID, &r.ResourceName,
	} {
		*text = cut(*text)
	}
	r.Extra = nil
	if Telling(r.Action) {
		for name, text := range extra {
			if secretly(name) || text == "" || len(name) > longestText {
				continue
			}
			if r.Extra == nil {
				r.Extra = map[string]string{}
			}
			r.Extra[cut(name)] = cut(text)
		}
	}
	if r.ID == "" {
		said, _ := json.Marshal(r) // texts only
		sum := sha256.Sum256(said)
		r.ID = "sha256:" + hex.EncodeToString(sum[:])
	}
	return r
}

func cut(text string) string {
	text = strings.ToValidUTF8(text, "�")
	if len(text) <= longestText {
		return text
	}
	text = text[:longestText]
	for !utf8.ValidString(text) {
		text = text[:len(text)-1]
	}
	return text
}

func secretly(name string) bool {
	name = strings.ToLower(name)
	for _, word := range []string{"secret", "token", "password", "credential", "authorization", "cookie", "private"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// At returns the time of the entry; false if it has none.
func (r *Raw) At() (time.Time, bool) {
	at, err := time.Parse(time.RFC3339Nano, r.Timestamp)
	return at.UTC(), err == nil && at.Year() > 1
}

// Entry returns what the entry says, with a zero time if its own cannot be read. Which member of extra_data holds the role
// that was given is not documented.
func (r *Raw) Entry() Entry {
	at, ok := r.At()
	if !ok {
		at = time.Time{}
	}
	e := Entry{
		ID: r.ID, At: at, Actor: r.Email, ByKey: r.ActorType == "api_key", ByPerson: r.ActorType == "web_app",
		Action: r.Action, ResourceID: r.ResourceID, ResourceName: r.ResourceName,
		NewRoleID: r.Extra[extraNewRole], OldRoleID: r.Extra[extraOldRole],
	}
	if e.NewRoleID == "" && !e.Is(RoleUpdated) {
		e.NewRoleID = r.Extra[extraRole]
	}
	return e
}
