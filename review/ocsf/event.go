// Package ocsf writes lines of the record as events of the Open Cybersecurity Schema Framework, for a SIEM. OCSF.md
// describes the mapping.
package ocsf

import (
	"bufio"
	"cmp"
	"encoding/json"
	"io"
	"time"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/tabular"
)

// SchemaVersion is the version of OCSF whose classes and activities the events use.
const SchemaVersion = "1.3.0"

// Event is a line of the record in OCSF. All classes are of the category Identity & Access Management.
type Event struct {
	ActivityID   int      `json:"activity_id"`
	ActivityName string   `json:"activity_name"`
	CategoryUID  int      `json:"category_uid"`
	CategoryName string   `json:"category_name"`
	ClassUID     int      `json:"class_uid"`
	ClassName    string   `json:"class_name"`
	TypeUID      int      `json:"type_uid"` // class_uid * 100 + activity_id
	TypeName     string   `json:"type_name"`
	Time         int64    `json:"time"` // milliseconds since 1970, UTC
	SeverityID   int      `json:"severity_id"`
	Severity     string   `json:"severity"`
	StatusID     int      `json:"status_id"`
	Status       string   `json:"status"`
	StatusDetail string   `json:"status_detail,omitempty"` // why a line has no effect, or a call failed
	Message      string   `json:"message"`                 // the line in a sentence
	Comment      string   `json:"comment,omitempty"`       // the reason that was given
	Metadata     Metadata `json:"metadata"`
	Actor        Actor    `json:"actor"`
	User         *User    `json:"user,omitempty"`       // whose access it is; always there in User Access Management
	Privileges   []string `json:"privileges,omitempty"` // the role
	Entity       *Entity  `json:"entity,omitempty"`     // always there in Entity Management
	Unmapped     Unmapped `json:"unmapped"`
}

// Metadata says where an event comes from.
type Metadata struct {
	Version        string  `json:"version"` // of OCSF
	UID            string  `json:"uid"`     // hash of the line
	EventCode      string  `json:"event_code"`
	Sequence       int64   `json:"sequence"`
	LogName        string  `json:"log_name"`
	LogProvider    string  `json:"log_provider"`              // the writer of the journal
	CorrelationUID string  `json:"correlation_uid,omitempty"` // the campaign or the elevation
	TenantUID      string  `json:"tenant_uid"`                // the workspace
	OriginalTime   string  `json:"original_time"`             // with nanoseconds
	Product        Product `json:"product"`
}

// Product is the program that wrote the events.
type Product struct {
	Name       string `json:"name"`
	VendorName string `json:"vendor_name"`
	Version    string `json:"version"`
}

// Actor is who did something.
type Actor struct {
	User    User   `json:"user"`
	AppName string `json:"app_name"`
}

// User is a person. One of Name and UID is not empty.
type User struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email_addr,omitempty"`
	UID   string `json:"uid,omitempty"`
}

// Entity is what a line is about.
type Entity struct {
	Type string `json:"type"`
	UID  string `json:"uid,omitempty"`
	Name string `json:"name,omitempty"`
}

// Unmapped holds what OCSF has no attribute for.
type Unmapped struct {
	Assurance    string          `json:"assurance"` // as the line claims it
	KnownBy      string          `json:"known_by"`  // how the author is known, in words
	Refused      string          `json:"refused,omitempty"`
	BeforeRights bool            `json:"before_rights,omitempty"`
	Prev         string          `json:"prev"`
	Data         json.RawMessage `json:"data"`
}

// Standing says how a line counts.
type Standing interface {
	Refused(l record.Line) string
	FromBefore(l record.Line) bool
	Known(l record.Line) record.Known
}

// Journal converts the lines of a workspace, which must come in fold order from the first one: later lines are about what earlier ones
// name.
type Journal struct {
	Workspace string
	Version   string // of tuar
	Sentence  func(record.Line) string
	Standing  Standing

	users map[string]User   // by item and by elevation
	roles map[string]string // that a change takes away, by item; that an elevation gives, by elevation
}

// Convert returns the event of a line.
func (j *Journal) Convert(l record.Line) Event {
	data, _ := record.Glance[fields](l)
	j.learn(l, data)
	m := mappingOf(l.Type).in(data)
	e := Event{
		ActivityID: m.Activity, ActivityName: m.activityName(), CategoryUID: 3, CategoryName: "Identity & Access Management",
		ClassUID: m.Class, ClassName: classNames[m.Class], TypeUID: m.Class*100 + m.Activity, Time: l.Time.UnixMilli(),
		Message: j.Sentence(l), Comment: cmp.Or(data.Reason, data.Statement),
		Metadata: Metadata{
			Version: SchemaVersion, UID: l.Hash, EventCode: l.Type, Sequence: l.Seq, LogName: "journal", LogProvider: l.Writer,
			CorrelationUID: cmp.Or(data.Campaign, data.Elevation), TenantUID: j.Workspace, OriginalTime: l.Time.String(),
			Product: Product{"tuar", "tuar", j.Version},
		},
		Actor: Actor{User{Name: l.Actor, Email: l.Actor}, "tuar"},
		Unmapped: Unmapped{
			Assurance: string(l.Assurance), KnownBy: j.Standing.Known(l).String(), BeforeRights: j.Standing.FromBefore(l), Prev: l.Prev, Data: l.Data,
		},
	}
	if l.Actor == "" {
		e.Actor.User.Name = "tuar"
	}
	e.TypeName = e.ClassName + ": " + e.ActivityName
	severity := m.Severity
	if why := j.Standing.Refused(l); why != "" {
		e.StatusID, e.StatusDetail, e.Unmapped.Refused = failure, "without effect: "+why, why
		severity = max(severity, medium)
	} else if e.StatusID = m.status(data); e.StatusID != success {
		e.StatusDetail = cmp.Or(data.Detail, data.Reason, data.Outcome)
	}
	e.Status = statuses[e.StatusID]
	if data.Auto == "break-glass" {
		severity = max(severity, high)
	}
	e.SeverityID, e.Severity = severity, severities[severity]
	j.addSubject(&e, m, data)
	return e
}

// learn remembers whom items and elevations belong to.
func (j *Journal) learn(l record.Line, data fields) {
	if j.users == nil {
		j.users, j.roles = map[string]User{}, map[string]string{}
	}
	if l.Type == "remediation.planned" {
		plan, _ := record.Glance[planned](l)
		for _, step := range plan.Changes {
			j.users[step.Item], j.roles[step.Item] = User{Name: step.Email, Email: step.Email, UID: step.Item}, step.FromRole
		}
	}
	for item, email := range data.Holders {
		j.users[item] = User{Name: email, Email: email, UID: item}
	}
	if data.Email == "" {
		return
	}
	person := User{Name: data.Email, Email: data.Email, UID: data.UserID}
	if data.Item != "" {
		person.UID = data.Item
		j.users[data.Item] = person
	}
	if data.Elevation != "" && l.Type == "elevation.requested" {
		j.users[data.Elevation], j.roles[data.Elevation] = person, data.Role
	}
}

// addSubject says whose access a line is about, or which entity.
func (j *Journal) addSubject(e *Event, m mapping, data fields) {
	var user User
	for _, known := range []User{j.users[data.Item], j.users[data.Elevation], {Name: data.Email, Email: data.Email, UID: cmp.Or(data.UserID, data.Item)}} {
		if user = known; user.Name != "" {
			break
		}
	}
	if user.Name == "" {
		user = User{Name: data.Item, UID: cmp.Or(data.Item, data.UserID)}
	}
	if user != (User{}) {
		if user.Name == "" {
			user.Name = user.UID
		}
		e.User = &user
	}
	if m.Class == userAccess {
		if role := cmp.Or(j.roles[data.Elevation], data.Role, data.ToRole, j.roles[data.Item]); role != "" {
			e.Privileges = []string{role}
		}
		if e.User == nil {
			e.User = &User{Name: "unknown"}
		}
		return
	}
	e.Entity = &Entity{Type: m.Entity, UID: m.uid(data), Name: data.Name}
	if e.Entity.UID == "" && e.Entity.Name == "" {
		e.Entity.UID = j.Workspace
	}
}

// Write writes the events of the lines since then as NDJSON, one a line, and returns how many.
func (j *Journal) Write(out io.Writer, lines []record.Line, since time.Time) (written int, err error) {
	buffered := bufio.NewWriter(out)
	for _, l := range lines {
		e := j.Convert(l)
		if l.Time.Before(since) {
			continue
		}
		if err := tabular.WriteJSONLine(buffered, e); err != nil {
			return written, err
		}
		written++
	}
	return written, buffered.Flush()
}
