// Package audit holds what is read of Torq's audit log.
package audit

import (
	"slices"
	"strings"
	"time"
)

// Lag bounds the delay with which Torq may show a change in its audit log, and the difference between its clock and
// this machine's.
const Lag = 5 * time.Minute

// The actions that concern access. Torq writes their names for people; compare them with Entry.Is.
const (
	UserInvited  = "User invited"
	UserAccepted = "User accepted invitation"
	RoleUpdated  = "User role updated"
	UserDeleted  = "User deleted"
	KeyEnabled   = "API key enabled"
	KeyDeleted   = "API key deleted"
	LoggedIn     = "User logged in"
	LoggedOut    = "User logged out"
	Switched     = "User switched accounts"
)

// Entry is one entry of the log.
type Entry struct {
	ID           string
	At           time.Time
	Actor        string // e-mail address; for an API key, of its creator
	ByKey        bool   // it was an API key; false also where the log does not say
	ByPerson     bool   // it was the actor in person, in Torq's console
	Action       string
	ResourceID   string
	ResourceName string
	NewRoleID    string // of a change of role or an invitation, if the log says
	OldRoleID    string // of a change of role, if the log says
}

// Is reports whether the entry tells of that action, in upper or lower case.
func (e *Entry) Is(action string) bool { return strings.EqualFold(e.Action, action) }

// Deletes reports whether the entry tells that the item, such as user/1, was deleted.
func (e *Entry) Deletes(item string) bool {
	kind, id, _ := strings.Cut(item, "/")
	if id == "" || e.ResourceID != id {
		return false
	}
	switch kind {
	case "user":
		return e.Is(UserDeleted)
	case "key":
		return e.Is(KeyDeleted)
	}
	return e.about(item, "delete", "remove")
}

// Changes reports whether the entry tells that the item, such as mapping/1, was changed. Torq documents no events about claim
// mappings and custom roles, so only the ID and a verb can tell.
func (e *Entry) Changes(item string) bool { return e.about(item, "update", "change", "edit", "modif") }

// Makes reports whether the entry tells that the item was made.
func (e *Entry) Makes(item string) bool { return e.about(item, "create", "add", "made") }

// about reports whether the entry is about the item and its action has one of the words.
func (e *Entry) about(item string, words ...string) bool {
	_, id, _ := strings.Cut(item, "/")
	action := strings.ToLower(e.Action)
	return id != "" && e.ResourceID == id && slices.ContainsFunc(words, func(w string) bool { return strings.Contains(action, w) })
}

// Log is a stretch of the audit log up to the moment it was read.
type Log struct {
	Entries []Entry // oldest first
	// From is the time since which the log is complete: the requested time if the log has older entries, else the time of
	// its oldest entry. Zero if there is no entry at all.
	From time.Time
	Cut  bool // there are more entries between the time that was asked for and From than are read
}
