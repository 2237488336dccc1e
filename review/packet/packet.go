// Package packet makes review packets: files with which a person without tuar decides on their assignment, as a page for a
// browser or a workbook. It reads the answers that come back.
package packet

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
)

// Version is the version of the format of packets.
const Version = 1

// Packet is all that a reviewer needs to decide on their assignment, and nothing else. Texts that are only shown have
// their invisible characters spelled out.
type Packet struct {
	Version      int      `json:"packet"`
	Campaign     string   `json:"campaign"` // its ID
	Name         string   `json:"name"`
	Workspace    string   `json:"workspace"`
	Population   string   `json:"population"` // under review, by its hash
	TakenAt      string   `json:"taken_at"`   // when it was taken, RFC 3339 UTC to the second
	Reviewer     string   `json:"reviewer"`
	MadeAt       string   `json:"made_at"` // RFC 3339 UTC to the second
	MadeBy       string   `json:"made_by"`
	Due          string   `json:"due"` // YYYY-MM-DD
	Statement    string   `json:"statement"`
	Instructions string   `json:"instructions"`
	Reason       Limits   `json:"reason"`
	Reasons      []string `json:"reasons"` // to pick from
	Groups       []Group  `json:"groups"`  // of rows, in the order in which they are shown
	Roles        []Role   `json:"roles"`   // that the rows have, by name
	Rows         []Row    `json:"rows"`    // by risk, within their groups
}

// Limits say what counts as a reason: the least number of letters and digits, and the most characters.
type Limits struct {
	Least int `json:"least"`
	Most  int `json:"most"`
}

// Group is a heading above rows.
type Group struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// Role is a role that rows have, with what a review can give in its place.
type Role struct {
	ID          string       `json:"role_id"`
	Name        string       `json:"role"`
	Permissions []Permission `json:"permissions"` // grouped by what they are about
	ReduceTo    []Other      `json:"reduce_to"`   // those that only take away first
}

// Permission is what a role may do with one kind of thing: "user", with "read" and "write".
type Permission struct {
	About string   `json:"about"`
	May   []string `json:"may"`
}

// Other is a role that can be given in place of another.
type Other struct {
	ID      string           `json:"role_id"`
	Name    string           `json:"role"`
	Verdict campaign.Verdict `json:"verdict"` // reduce or move
	Gains   []string         `json:"gains"`   // permissions that it adds
	Note    string           `json:"note"`    // what it means, in a phrase
}

// Row is one item to decide on.
type Row struct {
	Item       string `json:"item"`
	Kind       string `json:"kind"`
	Title      string `json:"title"` // the address of the person, or the name of the key
	Email      string `json:"email"`
	Role       string `json:"role"`
	RoleID     string `json:"role_id"`
	Group      string `json:"group"` // ID of its group
	Privileged bool   `json:"privileged"`
	Facts      []Fact `json:"facts"`
	Hints      []Hint `json:"hints"` // most serious first
	Last       string `json:"last"`  // the last decision about it, as a phrase; empty if there is none
	// Effect says what revoking really does.
	Effect []string `json:"effect"`
	Own    bool     `json:"own"` // it is the reviewer's own access, on which they cannot decide
	// NeedsReason says which decisions need a reason: "always", or "bulk" for those made together with others.
	NeedsReason map[campaign.Verdict]string `json:"needs_reason"`
	// Advice is what the campaign advises, with its fact, as a phrase; empty if it advises nothing. Against is set if it speaks
	// against certifying the row.
	Advice  string `json:"advice,omitempty"`
	Against bool   `json:"against,omitempty"`
	Decided string `json:"decided"` // the decision in force when the packet was made, as a phrase; empty if there was none
}

// Fact is something that is known of a row.
type Fact struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Hint is a reason to look closer, with its fact.
type Hint struct {
	Name string `json:"name"`
	Why  string `json:"why"`
}

// Encode returns the packet as canonical JSON (RFC 8785), and the SHA-256 of that in hexadecimal digits.
func (p *Packet) Encode() (data []byte, hash string, err error) {
	raw, err := jsonv2.Marshal(p, jsonv2.Deterministic(true))
	if err == nil {
		data, err = record.Canonical(raw)
	}
	if err != nil {
		return nil, "", fmt.Errorf("the packet for %s cannot be written: %w", p.Reviewer, err)
	}
	sum := sha256.Sum256(data)
	return data, hex.EncodeToString(sum[:]), nil
}

// Items returns the items of the packet, in its order.
func (p *Packet) Items() []string {
	items := make([]string, len(p.Rows))
	for i, r := range p.Rows {
		items[i] = r.Item
	}
	return items
}

// role returns the role of a row; its zero value if the packet lacks it.
func (p *Packet) role(id string) Role {
	for _, r := range p.Roles {
		if r.ID == id {
			return r
		}
	}
	return Role{}
}
