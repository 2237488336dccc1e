package ocsf

import (
	"cmp"

	"github.com/tuar-dev/tuar/review/order"
)

// The classes.
const (
	entityManagement = 3004
	userAccess       = 3005
)

var classNames = map[int]string{entityManagement: "Entity Management", userAccess: "User Access Management"}

// The activities that a class has in common with others, or of its own.
const (
	create, read, update, remove = 1, 2, 3, 4 // of Entity Management
	assign, revoke               = 1, 2       // of User Access Management
	other                        = 99
)

// The severities.
const (
	informational = 1
	low           = 2
	medium        = 3
	high          = 4
)

// The statuses.
const (
	unknown = 0
	success = 1
	failure = 2
)

var statuses = map[int]string{unknown: "Unknown", success: "Success", failure: "Failure"}

var severities = map[int]string{informational: "Informational", low: "Low", medium: "Medium", high: "High"}

// fields are the data of lines of all types that events name.
type fields struct {
	Campaign    string            `json:"campaign"`
	Name        string            `json:"name"`
	Import      string            `json:"import"`
	Item        string            `json:"item"`
	Email       string            `json:"email"`
	UserID      string            `json:"user_id"`
	Elevation   string            `json:"elevation"`
	Elevations  []string          `json:"elevations"`
	Role        string            `json:"role"`
	ToRole      string            `json:"to_role"`
	Right       string            `json:"right"`
	Key         string            `json:"key"`
	Proposal    string            `json:"proposal"`
	Population  string            `json:"population"`
	ClientID    string            `json:"client_id"`
	Fingerprint string            `json:"fingerprint"`
	Host        string            `json:"host"`
	File        string            `json:"file"`
	Method      string            `json:"method"`
	Attempt     string            `json:"attempt"`
	Plan        string            `json:"plan"`
	Reason      string            `json:"reason"`
	Statement   string            `json:"statement"`
	Detail      string            `json:"detail"`
	Outcome     string            `json:"outcome"`
	Auto        string            `json:"auto"`
	Holders     map[string]string `json:"holders"`
	A           string            `json:"a"`
	Undo        bool              `json:"undo"`
	How         string            `json:"how"` // an elevation ended
}

// planned are the changes in the data of a remediation.planned line.
type planned struct {
	Changes []struct {
		Item     string `json:"item"`
		Email    string `json:"email"`
		FromRole string `json:"from_role"`
	} `json:"changes"`
}

// mapping says which event a type of line is.
type mapping struct {
	Class    int
	Activity int
	Name     string // of the activity, if it is other
	Severity int
	Entity   string // its type, in Entity Management
	Fails    bool   // the line says that something failed
}

func (m mapping) activityName() string {
	switch {
	case m.Activity == other:
		return m.Name
	case m.Class == userAccess:
		return map[int]string{assign: "Assign Privileges", revoke: "Revoke Privileges"}[m.Activity]
	}
	return map[int]string{create: "Create", read: "Read", update: "Update", remove: "Delete"}[m.Activity]
}

// in returns the mapping of a line with those data, where they matter.
func (m mapping) in(d fields) mapping {
	switch {
	case m.Class == userAccess && d.Undo: // access that was taken away is there again
		m.Activity = assign
	case m.Class == userAccess && (d.How == "had-it" || d.How == "not-lent" || d.How == "held-on"): // nothing was taken away
		return act("elevation", "End", informational)
	}
	return m
}

// status returns whether what the line tells of succeeded.
func (m mapping) status(d fields) int {
	switch o := order.Outcome(d.Outcome); {
	case m.Fails:
		return failure
	case o == "" || o == order.Accepted || o == order.Gone:
		return success
	case o == order.Unclear:
		return unknown
	}
	return failure
}

// uid returns the ID of the entity of a line.
func (m mapping) uid(d fields) string {
	switch m.Entity {
	case "campaign":
		return cmp.Or(d.Campaign, d.Import)
	case "decision":
		return d.Item
	case "change":
		return cmp.Or(d.Item, d.Plan, d.Campaign)
	case "elevation":
		if d.Elevation == "" && len(d.Elevations) > 0 {
			return d.Elevations[0]
		}
		return cmp.Or(d.Elevation, d.Attempt)
	case "population":
		return d.Population
	case "connection":
		return d.ClientID
	case "setting":
		return d.Key
	case "right":
		return d.Right
	case "proposal":
		return d.Proposal
	case "person":
		return cmp.Or(d.Email, d.A, d.Fingerprint, d.Host)
	case "writer":
		return d.Host
	case "shared file":
		return d.File
	case "method":
		return d.Method
	}
	return ""
}

// entity returns the mapping of a line about an entity.
func entity(kind string, activity, severity int) mapping {
	return mapping{Class: entityManagement, Activity: activity, Severity: severity, Entity: kind}
}

// act returns the mapping of a line about an entity whose activity has no number of its own.
func act(kind, name string, severity int) mapping {
	return mapping{Class: entityManagement, Activity: other, Name: name, Severity: severity, Entity: kind}
}

// access returns the mapping of a line that says that access was given or taken away.
func access(activity, severity int) mapping {
	return mapping{Class: userAccess, Activity: activity, Severity: severity}
}

func failed(m mapping) mapping {
	m.Fails = true
	return m
}

// mappings are the events of all types of lines. Access counts as given or taken away only where a list of Torq shows
// it.
var mappings = map[string]mapping{
	"campaign.created":       entity("campaign", create, informational),
	"campaign.edited":        entity("campaign", update, informational),
	"campaign.opened":        act("campaign", "Open", informational),
	"campaign.due-moved":     entity("campaign", update, low),
	"campaign.delegated":     act("campaign", "Assign", informational),
	"campaign.returned":      act("campaign", "Return", informational),
	"campaign.signed-off":    act("campaign", "Sign off", informational),
	"campaign.reopened":      act("campaign", "Reopen", medium),
	"campaign.imported":      act("campaign", "Import", low),
	"campaign.fell-back":     act("campaign", "Assign", low),
	"campaign.voided":        act("campaign", "Void", medium),
	"campaign.closed":        act("campaign", "Close", informational),
	"campaign.reminded":      act("campaign", "Remind", informational),
	"packet.made":            act("campaign", "Make a packet", low),
	"packet.accepted":        act("campaign", "Accept answers", low),
	"decision.made":          entity("decision", create, informational),
	"decision.lapsed":        entity("decision", update, low),
	"decision.postponed":     entity("decision", update, informational),
	"decision.undone":        entity("decision", remove, low),
	"remediation.claimed":    act("change", "Claim", informational),
	"remediation.planned":    act("change", "Plan", informational),
	"change.sending":         act("change", "Send", informational),
	"change.sent":            act("change", "Answer", informational),
	"change.by-hand":         act("change", "Declare done by hand", low),
	"change.undo-decided":    act("change", "Decide to undo", medium),
	"change.confirmed":       access(revoke, informational),
	"change.corroborated":    act("change", "Confirm by audit log", informational),
	"change.by-other":        act("change", "Changed by another", medium),
	"change.returned":        access(assign, high),
	"method.not-offered":     failed(act("method", "Not offered", low)),
	"method.retried":         act("method", "Try again", informational),
	"elevation.requested":    entity("elevation", create, informational),
	"elevation.approved":     act("elevation", "Approve", low),
	"elevation.denied":       act("elevation", "Deny", informational),
	"elevation.extended":     entity("elevation", update, low),
	"elevation.stopped":      act("elevation", "Stop", informational),
	"elevation.sending":      act("elevation", "Send", informational),
	"elevation.sent":         act("elevation", "Answer", informational),
	"elevation.active":       access(assign, low),
	"elevation.ended":        access(revoke, informational),
	"elevation.drifted":      act("elevation", "Drift", high),
	"elevation.claimed":      act("elevation", "Claim", informational),
	"elevation.noticed":      act("elevation", "Notify", informational),
	"elevation.missing":      act("elevation", "Not listed", low),
	"elevation.listed":       act("elevation", "Listed again", low),
	"elevation.reopened":     act("elevation", "Reopen", high),
	"access.raised":          access(assign, high),
	"workspace.connected":    act("connection", "Connect", low),
	"workspace.disconnected": act("connection", "Disconnect", low),
	"sync.completed":         entity("population", read, informational),
	"sync.failed":            failed(entity("population", read, low)),
	"audit.read":             entity("audit log", read, informational),
	"audit.reconciled":       act("population", "Compare with audit log", informational),
	"share.refused":          act("shared file", "Refuse", high),
	"share.mended":           act("shared file", "Send again", medium),
	"writer.introduced":      entity("writer", create, informational),
	"settings.adopted":       entity("setting", create, informational),
	"settings.changed":       entity("setting", update, medium),
	"settings.proposed":      act("proposal", "Propose", low),
	"settings.withdrawn":     act("proposal", "Withdraw", informational),
	"settings.declined":      act("proposal", "Decline", low),
	"settings.seen":          act("setting", "See", informational),
	"rights.adopted":         entity("right", create, low),
	"rights.granted":         act("right", "Grant", medium),
	"rights.revoked":         act("right", "Revoke", medium),
	"people.added":           entity("person", create, informational),
	"people.alias":           entity("person", update, low),
	"people.distinct":        entity("person", update, low),
	"people.key":             act("person", "Enroll key", medium),
	"people.key-withdrawn":   act("person", "Withdraw key", medium),
	"people.account":         act("person", "Enroll account", medium),
	"roster.imported":        act("roster", "Import", low),
	"comment.made":           act("comment", "Comment", informational),
	"comment.answered":       act("comment", "Answer", informational),
	"hint.dismissed":         act("hint", "Dismiss", low),
	"hint.restored":          act("hint", "Restore", informational),
	"note.set":               entity("note", update, informational),
	"note.cleared":           act("note", "Clear", low),
	"baseline.saved":         act("baseline", "Save", medium),
	"people.desk":            act("person", "Declare shared desk", medium),
}

// mappingOf returns the event of a type of line. A type that this version does not know is an activity without a name of
// its own.
func mappingOf(lineType string) mapping {
	if m, known := mappings[lineType]; known {
		return m
	}
	return act("line", "Other", informational)
}
