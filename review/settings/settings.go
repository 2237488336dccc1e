// Package settings holds the choices of a workspace: what they are, which values they may have, how one is read and set
// by its key, and how a file of them compares with the record.
package settings

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/person"
)

// Settings are a workspace's own choices. Connection belongs to this installation and is kept in connection.json;
// all the rest is shared and kept in workspace.json. Neither holds a secret.
type Settings struct {
	V             int          `json:"v"` // 1
	Region        string       `json:"region"`
	Owners        []string     `json:"owners,omitempty"`  // e-mail addresses of who answers for the workspace
	Domains       []string     `json:"domains,omitempty"` // e-mail domains of the company, such as example.com
	Rules         access.Rules `json:"rules"`
	CannedReasons []string     `json:"canned_reasons,omitempty"`
	Remediation   Remediation  `json:"remediation"`
	Elevation     Elevation    `json:"elevation"`
	Evidence      Evidence     `json:"evidence"`
	Campaigns     Campaigns    `json:"campaigns"`
	// RequiredAssurance says how surely the author of an act must be known.
	RequiredAssurance RequiredAssurance `json:"required_assurance"`
	// NoMouse is the choice for all installations that earlier versions recorded; see MouseOff.
	NoMouse        bool       `json:"no_mouse,omitempty"`
	Connection     Connection `json:"-"`
	SeenFromBefore bool       `json:"-"` // false when nothing was saved yet

	// Unknown are names in workspace.json that this tuar does not know.
	Unknown []string `json:"-"`
	// Names are all names in workspace.json, each with those of the objects around it: "elevation.rules". Load sets
	// them.
	Names []string `json:"-"`
	// Refused are values of the record that this tuar cannot follow.
	Refused []Refused `json:"-"`
}

// Remediation holds the choices for carrying out decisions in a workspace.
type Remediation struct {
	Methods      []order.Method `json:"methods"`       // in the order in which they are tried
	CountPercent int            `json:"count_percent"` // share of the population from which the number of changes must be typed
}

// Evidence holds the choices for what is kept as evidence.
type Evidence struct {
	KeepAnswers bool `json:"keep_answers"` // keep Torq's raw answers with each population
}

// Connection is the key this installation uses for the workspace; the secret is in the keyring.
type Connection struct {
	ClientID    string    `json:"client_id,omitempty"`
	ConnectedAt time.Time `json:"connected_at,omitzero"`
	// SigningKey is the SSH key that sign-offs and closings are signed with, as SigningKeys.Open takes it; empty for
	// none.
	SigningKey string    `json:"signing_key,omitempty"`
	WebhookAt  time.Time `json:"webhook_at,omitzero"` // since when the keyring holds a webhook; zero if it does not
	Actor      string    `json:"actor,omitempty"`     // who last said who they are here
	NoMouse    *bool     `json:"no_mouse,omitempty"`  // see Settings.MouseOff; nil before it was chosen here
	// TorqClock is the last reading of Torq's clock.
	TorqClock ClockSeen `json:"torq_clock,omitzero"`
	// Places holds the item at which each review was left, by campaign.
	Places map[string]string `json:"places,omitempty"`
	// Filters holds the filters that were saved here, by name, as they are typed.
	Filters map[string]string `json:"filters,omitempty"`
	// RosterColumns holds the headers of the last roster that was imported here, by field.
	RosterColumns map[string]string `json:"roster_columns,omitempty"`
}

// ClockSeen is this machine's last reading of Torq's clock. It belongs to the installation.
type ClockSeen struct {
	Ahead    int64     `json:"ahead_seconds"`      // Torq's before this machine's
	SeenAt   time.Time `json:"seen_at"`            // by this machine's clock
	AgreedAt time.Time `json:"agreed_at,omitzero"` // when both last agreed
}

// Regions are the regions that Torq has.
var Regions = []string{"us", "eu"}

// Default returns the settings of a workspace that saved none.
func Default() Settings {
	return Settings{
		V: 1, Region: "us", Rules: access.DefaultRules(), Remediation: Remediation{Methods: slices.Clone(order.Methods), CountPercent: 20},
		Elevation:     DefaultElevation(),
		Campaigns:     Campaigns{Plans: []Plan{}, Reminders: []ReminderRule{}},
		CannedReasons: []string{"needed for current duties", "on-call", "left the company", "changed team", "not used", "role too strong for the work done"},
	}
}

// Check says what is wrong with the settings, as a BadInput fault.
func (s Settings) Check() error {
	switch {
	case s.V != 1:
		return fault.New(fault.BadInput, "they have format %d; this tuar knows format 1", s.V)
	case !slices.Contains(Regions, s.Region):
		return fault.New(fault.BadInput, "the region is %q; it must be one of %s", s.Region, strings.Join(Regions, ", "))
	}
	for _, o := range s.Owners {
		if err := person.Check(o); err != nil {
			return fault.Wrap(err, "owners")
		}
	}
	for _, domain := range s.Domains {
		if err := person.Check("a@" + domain); err != nil || strings.ContainsAny(domain, "@ *") || !strings.Contains(domain, ".") {
			return fault.New(fault.BadInput, "domains: %q is no e-mail domain such as example.com", domain)
		}
	}
	return errors.Join(s.Rules.Check(), s.Remediation.Check(), s.Elevation.Check(), s.Campaigns.Check(), s.RequiredAssurance.Check())
}

// Check says what is wrong with the choices, as a BadInput fault.
func (r Remediation) Check() error {
	for i, m := range r.Methods {
		if !slices.Contains(order.Methods, m) {
			return fault.New(fault.BadInput, "%q is not a method to carry out changes; there are %q", m, order.Methods)
		}
		if slices.Contains(r.Methods[:i], m) {
			return fault.New(fault.BadInput, "the method %s is named twice", m)
		}
	}
	if r.CountPercent < 0 || r.CountPercent > 100 {
		return fault.New(fault.BadInput, "count_percent is %d; it must be between 0 and 100", r.CountPercent)
	}
	return nil
}

// Text returns the settings as JSON, without those of this installation.
func (s Settings) Text() string {
	data, _ := json.Marshal(s) // of texts, numbers and lists
	return string(data)
}

// Clone returns settings that share nothing with s.
func (s Settings) Clone() Settings {
	var c Settings
	_ = json.Unmarshal([]byte(s.Text()), &c) // which was just written
	c.Connection, c.SeenFromBefore = s.Connection, s.SeenFromBefore
	c.Connection.Places = maps.Clone(s.Connection.Places)
	c.Connection.Filters = maps.Clone(s.Connection.Filters)
	c.Refused = slices.Clone(s.Refused)
	return c
}
