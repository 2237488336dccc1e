// Package order defines how Torq is asked for a change of access: the action, the method, the order itself, and its
// outcome.
package order

import "time"

// Action is the effect of a change on access.
type Action string

// The actions. Invite, AddMapping and AddRole only undo a removal; Test and Notice change nothing.
const (
	Remove        Action = "remove"      // a person, from the workspace
	ChangeRole    Action = "change-role" // of a person or an API key
	DeleteKey     Action = "delete-key"
	Invite        Action = "invite"
	DeleteMapping Action = "delete-mapping" // an SSO claim mapping
	ChangeMapping Action = "change-mapping" // gives another role to those who sign in with the claim
	AddMapping    Action = "add-mapping"
	DeleteRole    Action = "delete-role"   // a custom role
	ChangeScopes  Action = "change-scopes" // what a custom role allows
	AddRole       Action = "add-role"
	Unknown       Action = "unknown" // this version does not know the action, so it does nothing
	Test          Action = "test"    // asks a webhook whether it takes orders
	Notice        Action = "notice"  // tells a webhook something about an elevation or a campaign
)

// Of returns the action on an item as a phrase.
func (a Action) Of(name string) string {
	switch a {
	case ChangeRole:
		return "change the role of " + name
	case DeleteKey, DeleteMapping, DeleteRole:
		return "delete " + name
	case ChangeMapping:
		return "give another role by " + name
	case ChangeScopes:
		return "change the permissions of " + name
	case AddMapping, AddRole:
		return "make " + name + " anew"
	case Remove, Invite, Unknown, Test, Notice:
	}
	return string(a) + " " + name
}

// Removes reports whether the action takes an item out of Torq's lists.
func (a Action) Removes() bool {
	switch a {
	case Remove, DeleteKey, DeleteMapping, DeleteRole:
		return true
	case ChangeRole, Invite, ChangeMapping, AddMapping, ChangeScopes, AddRole, Unknown, Test, Notice:
	}
	return false
}

// GivesRole reports whether the action gives a role that there is already.
func (a Action) GivesRole() bool {
	return a == ChangeRole || a == Invite || a == ChangeMapping || a == AddMapping
}

// Adds reports whether the action makes an item that Torq then lists under an ID of its own choice.
func (a Action) Adds() bool { return a == Invite || a == AddMapping || a == AddRole }

// Method is a way to carry out a change.
type Method string

// The methods, in their usual order.
const (
	API     Method = "api"     // a call of Torq's API that changes the access itself
	Mapping Method = "mapping" // an SSO claim mapping by e-mail address, which takes effect at the next sign-in
	Webhook Method = "webhook" // a Torq workflow, ordered by its webhook; its answer is a promise
	Manual  Method = "manual"  // a person, in Torq's console
)

// Methods lists all methods in their usual order.
var Methods = []Method{API, Mapping, Webhook, Manual}

// Life is the time for which an order is valid: a workflow must not act on an older one.
const Life = 15 * time.Minute

// Order is one change of access. It holds everything that any method needs to carry it out.
type Order struct {
	ID        string    // of the attempt; an order that arrives twice has the same
	Expires   time.Time // from then on it must not be acted on; for methods that only promise
	Action    Action
	Workspace string // its local name
	User      User
	Key       Key
	Claim     Claim
	Custom    Custom
	From, To  Role     // To of all actions that give a role
	Campaign  string   // ID of the campaign that decided it, if one did
	Elevation string   // ID of the elevation it is part of, if it is
	Reason    string   // may be empty
	Subject   string   // what a Notice is about, such as "approval"; empty for other actions
	Tell      []string // e-mail addresses of those a Notice is for
	Reminder  Reminder // of a Notice that reminds a reviewer
}

// Reminder is what a reviewer is to be told about a campaign; zero for none.
type Reminder struct {
	Kind    string `json:"kind"` // opened, open, due-soon, due-today or overdue
	Name    string `json:"name"` // of the campaign
	Due     string `json:"due"`  // YYYY-MM-DD
	Left    int    `json:"left"` // items without a decision
	Items   int    `json:"items"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
}

// User is the person whose access an order changes; zero for a key.
type User struct {
	ID    string `json:"id"`
	Email string `json:"email"`
}

// Key is the API key an order deletes; zero for a person.
type Key struct {
	ClientID string `json:"client_id"`
	Name     string `json:"name"`
}

// Claim is the SSO claim mapping that an order changes, deletes or makes; zero for none. Webhooks get no such orders.
type Claim struct {
	ID, Name, Value string
	Rank            int64
}

// Custom is the custom role that an order changes, deletes or makes, with all permissions it is to have; zero for none.
// Webhooks get no such orders.
type Custom struct {
	ID, Name, Description string
	Scopes                []string
}

// Role is a role of Torq; zero for none.
type Role struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}
