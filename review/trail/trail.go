// Package trail keeps what this process did just now, for people to look at: what it asked of Torq and of git, which lines
// it wrote, and what it said. Nothing of it is kept when the process ends, and nothing in it is secret.
package trail

import (
	"strings"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/review/record"
)

// Kind tells requests, runs of git, acts and messages apart.
type Kind string

// The kinds.
const (
	Torq  Kind = "Torq"  // a request to Torq's API, or to a webhook in Torq
	Git   Kind = "git"   // a run of git
	Act   Kind = "act"   // a line that was recorded
	Said  Kind = "said"  // a message at the bottom of the screen
	Error Kind = "error" // such a message about something that failed
)

// Entry is one thing that was done.
type Entry struct {
	At     time.Time // when it began
	Kind   Kind
	What   string        // method and path, the command of git, or what was said
	Result string        // HTTP status, or why there is none; empty if it went well and there is no more to say
	Took   time.Duration // of requests and runs
	Try    int           // of a request: 1 for the first
	Line   record.Line   // of an act
}

// most bounds the entries that are kept.
const most = 500

// Log keeps the newest entries. It is safe for use by several goroutines; a nil Log keeps nothing.
type Log struct {
	mu      sync.Mutex
	entries []Entry // a ring once it is full
	next    int
}

// Add keeps an entry and forgets the oldest if there are too many.
func (l *Log) Add(e Entry) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.entries) < most {
		l.entries = append(l.entries, e)
		return
	}
	l.entries[l.next] = e
	l.next = (l.next + 1) % most
}

// Asked keeps a request, given by method and path. Whatever follows a "?" is left out.
func (l *Log) Asked(kind Kind, call string, began time.Time, took time.Duration, try int, result string) {
	call, _, _ = strings.Cut(call, "?")
	l.Add(Entry{At: began, Kind: kind, What: call, Result: result, Took: took, Try: try})
}

// Wrote keeps lines that were recorded. Of many at once it keeps the last ones.
func (l *Log) Wrote(lines []record.Line) {
	if l == nil {
		return
	}
	for _, line := range lines[max(0, len(lines)-most):] {
		l.Add(Entry{At: line.Time.Time, Kind: Act, What: line.Type, Line: line})
	}
}

// Entries returns all entries, the newest first.
func (l *Log) Entries() []Entry {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make([]Entry, 0, len(l.entries))
	for i := range l.entries {
		all = append(all, l.entries[(l.next+len(l.entries)-1-i)%len(l.entries)])
	}
	return all
}
