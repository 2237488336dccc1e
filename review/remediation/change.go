// Package remediation turns the decisions of a campaign into changes of access, carries them out, and tracks the proof
// of each: planned, sent, confirmed by a fresh listing, corroborated by Torq's audit log. Plans are derived from
// decisions, a population and journal lines alone.
package remediation

import (
	"fmt"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/order"
)

// State is the state of a change.
type State string

// The states.
const (
	Planned      State = "planned"
	Sent         State = "sent"         // asked of Torq, or ticked off by a person; not proven yet
	Confirmed    State = "confirmed"    // a fresh listing shows it
	Corroborated State = "corroborated" // and Torq's audit log names who did it
	ByPerson     State = "manual"       // waits for a person to do it in Torq's console
	Failed       State = "failed"
	Returned     State = "returned" // it was confirmed, and the access is there again
	Blocked      State = "blocked"  // a rule forbids it; Change.Blocked says which
	Undone       State = "undone"   // it was taken back by an undo
)

// Change is one change with its proof.
type Change struct {
	Item           string           `json:"item"`
	Kind           access.Kind      `json:"kind"`
	Email          string           `json:"email"` // the person's; of a key its owner's
	Name           string           `json:"name"`  // of a key or custom role; of a mapping its claim
	Action         order.Action     `json:"action"`
	Decision       campaign.Verdict `json:"decision"` // that asks for it
	Gains          []string         `json:"gains"`    // permissions that a move gives, as the roles were at the decision
	FromRoleID     string           `json:"from_role_id"`
	FromRole       string           `json:"from_role"`
	ToRoleID       string           `json:"to_role_id"` // of actions that give a role
	ToRole         string           `json:"to_role"`
	ToScopes       []string         `json:"to_scopes,omitempty"` // of ChangeScopes and AddRole: all permissions the role is to have
	Method         order.Method     `json:"method"`
	State          State            `json:"state"`
	Blocked        string           `json:"blocked"`  // why it will not happen; empty if it may
	Detail         string           `json:"detail"`   // the last word on it: what Torq answered, what is waited for
	Changed        []string         `json:"changed"`  // what is otherwise now than what was decided on, in sentences
	Effect         []string         `json:"effect"`   // what it does, in sentences
	Comeback       []string         `json:"comeback"` // what may bring the access back, in sentences
	Steps          []string         `json:"steps"`    // the clicks in Torq's console, for Manual
	SentAt         *time.Time       `json:"sent_at"`
	ConfirmedAt    *time.Time       `json:"confirmed_at"`
	CorroboratedAt *time.Time       `json:"corroborated_at"` // the audit log's time of it
	By             string           `json:"by"`              // who sent it or ticked it off

	runnable bool
	standing Standing
	undo     bool
	fromSSO  bool
	scopes   []string      // what the role at the decision may do; of a custom role what it may do before the change
	claim    *access.Claim // of a mapping
	about    About
	row      access.Row        // as it was decided on
	needsYes bool              // it is blocked only because it was decided on other facts
	made     campaign.Decision // that asks for it
	// withdrawn is the reason why that decision is no longer in force; empty if it is.
	withdrawn string
	methods   []order.Method // that may carry it out, in the order in which they are tried; without Manual
}

// Title returns the name of the user or API key for people.
func (c *Change) Title() string {
	return access.Row{Item: c.Item, Kind: c.Kind, Email: c.Email, Name: c.Name}.Title()
}

// About returns the key under which lines name the change.
func (c *Change) About() About { return c.about }

// Made returns the decision that asks for the change.
func (c *Change) Made() campaign.Decision { return c.made }

// NeedsYes reports whether the change is blocked only because the facts changed since the decision, so that an explicit
// yes makes it.
func (c *Change) NeedsYes() bool { return c.needsYes }

// Methods returns the methods that may carry out the change, in the order in which they are tried, without Manual.
func (c *Change) Methods() []order.Method { return c.methods }

func (c *Change) firstMethod() order.Method {
	if len(c.methods) == 0 {
		return order.Manual
	}
	return c.methods[0]
}

// Runnable reports whether applying the plan calls Torq for this change.
func (c *Change) Runnable() bool { return c.runnable }

// Proven reports whether a listing shows the change and the access did not come back since.
func (c *Change) Proven() bool { return c.State == Confirmed || c.State == Corroborated }

// Plan holds all changes of a campaign and the state of each. It is also the format of the plan's file.
type Plan struct {
	V          int       `json:"v"` // 1
	Campaign   string    `json:"campaign"`
	Name       string    `json:"campaign_name"`
	Undo       bool      `json:"undo"`
	Population string    `json:"population"` // the listing it rests on
	TakenAt    time.Time `json:"population_taken_at"`
	Changes    []Change  `json:"changes"` // by item, custom roles last: they are deleted when none holds them any more
	Notes      []string  `json:"notes"`   // what is to be known about the whole
	// CountNeeded is the number of changes, if it is so large a part of the population that the user must enter it to
	// apply the plan; else 0.
	CountNeeded int `json:"count_needed"`
	// KeyUnknown is the reason why the owner of the API key in use is unknown, which must be accepted to apply the
	// plan; else empty.
	KeyUnknown string `json:"key_unknown,omitempty"`
	// ChangedSince counts the changes that are not made because the facts changed since the decision.
	ChangedSince int `json:"changed_since,omitempty"`
}

// Tally counts the changes by state.
func (p *Plan) Tally() map[State]int {
	counts := map[State]int{}
	for i := range p.Changes {
		counts[p.Changes[i].State]++
	}
	return counts
}

// Runnable counts the changes for which applying the plan calls Torq.
func (p *Plan) Runnable() int {
	n := 0
	for i := range p.Changes {
		if p.Changes[i].runnable {
			n++
		}
	}
	return n
}

// Find returns the change of that item, or nil.
func (p *Plan) Find(item string) *Change {
	i := slices.IndexFunc(p.Changes, func(c Change) bool { return c.Item == item })
	if i < 0 {
		return nil
	}
	return &p.Changes[i]
}

// ID returns the ID of the user or API key in Torq.
func (c *Change) ID() string { return idOf(c.Item) }

// fillProof fills in what the record proves of the change.
func (c *Change) fillProof(t *Track) {
	if a := t.Last(); a != nil && (a.reached() || a.Outcome == order.Gone) {
		at := a.At
		c.SentAt, c.By, c.Method = &at, a.By, a.Method
	}
	if h := t.ByHand; h != nil && (c.SentAt == nil || h.At.After(*c.SentAt)) {
		at := h.At
		c.SentAt, c.By, c.Method = &at, h.By, order.Manual
	}
	if t.InForce() {
		at := t.Confirmed.At
		c.State, c.ConfirmedAt, c.Detail = Confirmed, &at, t.Confirmed.Note
		if co := t.Corroborated; co != nil {
			at := co.At
			c.State, c.CorroboratedAt = Corroborated, &at
			c.Detail = fmt.Sprintf("audit log: %s by %s", co.Action, co.Actor)
		} else if other := t.ByOther; other != nil {
			c.Detail = fmt.Sprintf("changed by %s, says the audit log (%s), not by the API key that was to do it", other.Actor, other.Action)
		}
	}
}
