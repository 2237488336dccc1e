package timeline

import (
	"fmt"
	"time"
)

const dayLayout = "2 Jan 2006"

// Text returns the event in a phrase, with the names of roles by their IDs. Names come from Torq and are to be made harmless
// where they are shown.
func (e Event) Text(role func(id string) string) string {
	text := ""
	switch e.Kind {
	case Invited:
		if text = "invited"; e.ToRole != "" {
			text += " as " + role(e.ToRole)
		}
	case Accepted:
		return "accepted the invitation"
	case Given:
		switch {
		case e.FromRole != "" && e.ToRole != "":
			text = role(e.FromRole) + " → " + role(e.ToRole)
		case e.ToRole != "":
			text = "got the role " + role(e.ToRole)
		default:
			text = "got another role"
		}
	case Created, Changed, Deleted:
		text = e.Action
		if e.ToRole != "" {
			text += ", role " + role(e.ToRole)
		}
	}
	switch {
	case e.By == "":
	case e.ByKey:
		text += ", by an API key of " + e.By
	default:
		text += ", by " + e.By
	}
	return text
}

// Notes returns what the log does not tell, in phrases.
func (t *Timeline) Notes(role func(id string) string) (notes []string) {
	if t.Other != "" {
		what := "another role than the one it has: "
		if t.Grant == nil {
			what = "another role: "
		}
		notes = append(notes, "the last change in the log gave "+what+role(t.Other))
	}
	switch {
	case t.Since.IsZero():
		notes = append(notes, "nothing of the audit log has been read yet")
	case t.Whole:
	case t.Begins:
		notes = append(notes, "before "+t.Since.UTC().Format(dayLayout)+" the log begins: what was before is not known")
	default:
		notes = append(notes, "the log is read back to "+t.Since.UTC().Format(dayLayout)+" so far")
	}
	if t.Missing > 0 {
		notes = append(notes, fmt.Sprintf("%d files of the log are not on this machine", t.Missing))
	}
	return notes
}

// Activity returns what a person did last beyond signing in, in a phrase; empty if the log does not say.
func (t *Timeline) Activity() string {
	switch {
	case t.Last != nil:
		return t.Last.Action + " on " + t.Last.At.UTC().Format(dayLayout)
	case t.Since.IsZero():
		return ""
	}
	return "nothing in the log since " + t.Since.UTC().Format(dayLayout)
}

// Told returns the timeline in phrases, the newest event first: what came since the row was certified last, if that is
// known, the events, most of them at most, what the person did last, and what the log does not tell.
func (t *Timeline) Told(certified time.Time, role func(id string) string, most int) (lines []string) {
	if t.Since.IsZero() {
		return nil // the log was never read, which needs no line on each row
	}
	if n := t.After(certified); n > 0 && !certified.IsZero() {
		what := "changes"
		if n == 1 {
			what = "change"
		}
		lines = append(lines, fmt.Sprintf("%d %s in the log since it was certified on %s", n, what, certified.UTC().Format(dayLayout)))
	}
	for i := range t.Events {
		if left := len(t.Events) - i; i >= most && left > 0 {
			lines = append(lines, fmt.Sprintf("and %d earlier", left))
			break
		}
		e := &t.Events[i]
		lines = append(lines, e.At.UTC().Format(dayLayout)+"  "+e.Text(role))
	}
	if activity := t.Activity(); activity != "" && t.Last != nil {
		lines = append(lines, "last did: "+activity)
	}
	return append(lines, t.Notes(role)...)
}
