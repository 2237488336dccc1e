package timeline

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/person"
)

// Kind is a kind of event.
type Kind string

// The kinds of events.
const (
	Invited  Kind = "invited"
	Accepted Kind = "accepted"
	Given    Kind = "role-given" // another role
	Created  Kind = "created"    // an API key, a mapping, a role
	Changed  Kind = "changed"    // a mapping or a role, or something else about a user or a key
	Deleted  Kind = "deleted"
)

// Event is one entry of the log about a row.
type Event struct {
	At       time.Time
	Kind     Kind
	By       string // e-mail address of the actor, of an API key of its creator; empty if the log does not say
	ByKey    bool   // it was an API key
	Action   string // in Torq's words
	FromRole string // ID, if the log says
	ToRole   string // ID, if the log says
	Entry    string // its ID
}

// Timeline is what the log says of one row.
type Timeline struct {
	Events []Event // newest first
	// Grant is the entry that gave the role that the row has; nil if none did.
	Grant *Event
	// Last is the last entry by the person that is no sign-in; nil if there is none, and for anything but a person.
	Last *audit.Entry
	// Other is the role that the log's last change gave, if that is not the one that the row has; else empty.
	Other string
	// Since is the time from which on the log is known without a break; zero if nothing is. Until is when it was read.
	Since, Until time.Time
	Begins       bool // the log has nothing before Since
	Whole        bool // the log reaches back to where the row begins
	Missing      int  // files of entries that are not here
}

// Of returns the timeline of a row. Without a log it is empty.
func (l *Log) Of(r *access.Row) Timeline {
	if l == nil {
		return Timeline{}
	}
	t := Timeline{Missing: l.Missing}
	if span, ok := l.Span(); ok {
		t.Since, t.Until, t.Begins = span.From, span.To, span.Begins
	}
	_, id, _ := strings.Cut(r.Item, "/")
	about := l.about[id]
	if r.Kind == access.User && r.Email != "" {
		about = slices.Concat(about, l.named[person.Key(r.Email)])
		slices.Sort(about)
	}
	for _, i := range slices.Backward(about) {
		e := &l.entries[i]
		if e.ResourceID == "" && r.CreatedAt != nil && e.At.Before(r.CreatedAt.Add(-audit.Lag)) {
			continue // about an earlier account of the same address
		}
		t.Events = append(t.Events, eventOf(e, r.Kind))
	}
	for i := range t.Events {
		e := &t.Events[i]
		if !e.gives() {
			continue
		}
		if e.ToRole == "" || e.ToRole == r.RoleID || r.RoleID == "" {
			t.Grant = e
			break
		}
		t.Other = cmp.Or(t.Other, e.ToRole)
	}
	if r.Kind == access.User {
		if e, ok := l.LastActivity(r.Email); ok && (r.CreatedAt == nil || !e.At.Before(r.CreatedAt.Add(-audit.Lag))) {
			t.Last = &e
		}
	}
	t.Whole = slices.ContainsFunc(t.Events, func(e Event) bool { return e.Kind == Invited || e.Kind == Created }) ||
		r.CreatedAt != nil && l.Covers(*r.CreatedAt)
	return t
}

// gives reports whether the event gave a role.
func (e *Event) gives() bool { return e.Kind == Invited || e.Kind == Given || e.Kind == Created }

func eventOf(e *audit.Entry, kind access.Kind) Event {
	ev := Event{
		At: e.At, Kind: Changed, By: e.Actor, ByKey: e.ByKey, Action: e.Action, FromRole: e.OldRoleID, ToRole: e.NewRoleID, Entry: e.ID,
	}
	action := strings.ToLower(e.Action)
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(action, w) })
	}
	switch {
	case e.Is(audit.UserInvited):
		ev.Kind = Invited
	case e.Is(audit.UserAccepted):
		ev.Kind = Accepted
	case e.Is(audit.RoleUpdated):
		ev.Kind = Given
	case has("delete", "remove"):
		ev.Kind = Deleted
	case has("creat", "added", "provision") || e.Is(audit.KeyEnabled) && kind == access.Key:
		ev.Kind = Created
	}
	return ev
}

// After returns how many events came after that time.
func (t *Timeline) After(since time.Time) (n int) {
	for i := range t.Events {
		if t.Events[i].At.After(since) {
			n++
		}
	}
	return n
}
