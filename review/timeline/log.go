// Package timeline tells from entries of Torq's audit log how one person, key, mapping or role came to what it may do. It
// is pure: the same entries and the same row give the same timeline, in whatever order the entries came.
package timeline

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/person"
)

// Log is the part of the audit log that is known, each entry once, found by what it is about.
type Log struct {
	Missing int // files of entries that the record names and that are not here or damaged

	spans   []audit.Span
	entries []audit.Entry      // in the order of time, then of ID
	about   map[string][]int32 // by resource ID, the entries about access
	named   map[string][]int32 // by address, the entries about access that name a person and no ID
	acted   map[string]int32   // by address, the last entry by the person that shows that they did something
}

// NewLog returns the log of those entries, which were read of these stretches of time. One ID counts once: if two entries
// differ that have it, the first by time and text.
func NewLog(raw []audit.Raw, spans []audit.Span, missing int) *Log {
	timed := make([]timedEntry, len(raw))
	for i := range raw {
		timed[i].Raw = &raw[i]
		timed[i].at, _ = raw[i].At()
	}
	slices.SortFunc(timed, func(a, b timedEntry) int {
		return cmp.Or(a.at.Compare(b.at), strings.Compare(a.ID, b.ID), a.differs(b))
	})
	l := &Log{
		Missing: missing, spans: spans, entries: make([]audit.Entry, 0, len(raw)), about: map[string][]int32{},
		named: map[string][]int32{}, acted: map[string]int32{},
	}
	seen := make(map[string]bool, len(raw))
	for i := range timed {
		if seen[timed[i].ID] {
			continue
		}
		seen[timed[i].ID] = true
		e := timed[i].Entry()
		n := int32(len(l.entries))
		l.entries = append(l.entries, e)
		switch {
		case !audit.Telling(e.Action) || signsIn(&e):
		case e.ResourceID != "":
			l.about[e.ResourceID] = append(l.about[e.ResourceID], n)
		case strings.Contains(e.ResourceName, "@"):
			key := person.Key(e.ResourceName)
			l.named[key] = append(l.named[key], n)
		}
		if e.Actor != "" && !e.ByKey && !signsIn(&e) && !e.Is(audit.UserAccepted) {
			l.acted[person.Key(e.Actor)] = n
		}
	}
	return l
}

type timedEntry struct {
	*audit.Raw
	at time.Time
}

// differs orders two entries of one time and ID by what else they say. It is called for pairs that were read twice.
func (a timedEntry) differs(b timedEntry) int { return audit.Compare(*a.Raw, *b.Raw) }

// signsIn reports whether the entry tells of a sign-in, a sign-out or the like.
func signsIn(e *audit.Entry) bool {
	return e.Is(audit.LoggedIn) || e.Is(audit.LoggedOut) || e.Is(audit.Switched)
}

// Entries returns how many entries there are.
func (l *Log) Entries() int { return len(l.entries) }

// Span returns the stretch of time up to the last reading of which all is known; false if there is none.
func (l *Log) Span() (audit.Span, bool) {
	if l == nil || len(l.spans) == 0 {
		return audit.Span{}, false
	}
	return l.spans[len(l.spans)-1], true
}

// Covers reports whether the log is known without a break from that time up to the last reading.
func (l *Log) Covers(since time.Time) bool {
	span, ok := l.Span()
	return ok && l.Missing == 0 && !since.Before(span.From)
}

// LastActivity returns the last entry by the person in Torq's console that is no sign-in; false if there is none.
func (l *Log) LastActivity(email string) (audit.Entry, bool) {
	if l == nil || email == "" {
		return audit.Entry{}, false
	}
	i, ok := l.acted[person.Key(email)]
	if !ok {
		return audit.Entry{}, false
	}
	return l.entries[i], true
}
