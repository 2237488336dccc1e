package access

import (
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/review/tabular"
)

// OnRoster reports whether the holder is on the roster.
func (r *Row) OnRoster() bool { return r.Roster != nil }

// OfRoster returns what the roster says about the holder; nothing without a line.
func (r *Row) OfRoster() roster.Line {
	if r.Roster == nil {
		return roster.Line{}
	}
	return *r.Roster
}

// RosterFields describe the columns that a row has where there is a roster.
var RosterFields = tabular.Fields[*Row]{
	tabular.BoolOf("on_roster", (*Row).OnRoster),
	tabular.TextOf("standing", func(r *Row) roster.Standing { return r.Standing }),
	tabular.TextOf("employment", func(r *Row) roster.Type { return r.OfRoster().Type }),
	tabular.TextOf("company", func(r *Row) string { return r.OfRoster().Company }),
	tabular.TextOf("start", func(r *Row) string { return r.OfRoster().Start }),
	tabular.TextOf("end", func(r *Row) string { return r.OfRoster().End }),
	tabular.TextOf("department", func(r *Row) string { return r.OfRoster().Department }),
	tabular.TextOf("title", func(r *Row) string { return r.OfRoster().Title }),
	tabular.TextOf("manager", func(r *Row) string { return r.OfRoster().Manager }),
}

// Employment says in a phrase what the roster says about the holder; empty without a roster, and for a key without an
// owner.
func (r *Row) Employment() string {
	switch {
	case !r.Rostered:
		return ""
	case r.Roster == nil:
		return "not on the roster"
	}
	l := r.Roster
	var parts []string
	for _, part := range []string{l.Name, l.Title, l.Department, string(l.Type)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if l.Company != "" {
		parts = append(parts, "of "+l.Company)
	}
	switch r.Standing {
	case roster.Left:
		parts = append(parts, "left")
	case roster.Ended:
		parts = append(parts, "contract ended")
	case roster.NotStarted:
		parts = append(parts, "not started")
	case roster.Employed:
	}
	if l.Start != "" && r.Standing == roster.NotStarted {
		parts = append(parts, "from "+dayOf(l.Start))
	}
	if l.End != "" {
		parts = append(parts, "until "+dayOf(l.End))
	}
	if l.Manager != "" {
		parts = append(parts, "manager "+l.Manager)
	}
	if len(parts) == 0 {
		return "on the roster"
	}
	return strings.Join(parts, ", ")
}

// HasLeft reports whether the holder is employed no more: they left, or their contract ended.
func (r *Row) HasLeft() bool { return r.Standing == roster.Left || r.Standing == roster.Ended }

// place notes what the roster says about the holder of a row.
func (v *view) place(r *Row) {
	if v.people == nil || r.Email == "" {
		return
	}
	r.Rostered = true
	if line, ok := v.people.Find(r.Email); ok {
		r.Roster, r.Standing = line, line.Standing(v.now)
	}
}

// rosterHints raises what the roster gives reason to ask.
func (v *view) rosterHints(r *Row, add func(name, format string, args ...any)) {
	if !r.Rostered {
		return
	}
	who, of := "", "the roster of "+v.people.ImportedAt.UTC().Format("2 Jan")
	if r.Kind == Key {
		who = "its owner "
	}
	line := r.Roster
	if line == nil {
		if r.Kind == Key {
			add(OffRoster, "its owner is not on %s", of)
		} else {
			add(OffRoster, "%s does not have this address", of)
		}
		v.foreign(r, add)
		return
	}
	switch r.Standing {
	case roster.Left:
		switch {
		case line.End != "" && line.Status == roster.Inactive:
			add(Left, "%sis inactive, with the last day %s (%s)", who, dayOf(line.End), of)
		case line.End != "":
			add(Left, "%sleft on %s (%s)", who, dayOf(line.End), of)
		case line.Status == roster.Inactive:
			add(Left, "%sis inactive on %s", who, of)
		default:
			add(Left, "%shas left, says %s", who, of)
		}
	case roster.Ended:
		add(ContractEnded, "%sis a contractor until %s (%s)", who, dayOf(line.End), of)
	case roster.NotStarted:
		if line.Start != "" {
			add(NotStarted, "%sstarts on %s (%s)", who, dayOf(line.Start), of)
		} else {
			add(NotStarted, "%shas not started, says %s", who, of)
		}
	case roster.Employed:
	}
	v.foreign(r, add)
}

// foreign raises the hint External for a holder of another company, or at a domain that no employee on the roster has.
func (v *view) foreign(r *Row, add func(name, format string, args ...any)) {
	switch {
	case r.Roster != nil && r.Roster.Type == roster.Service:
	case r.Roster != nil && r.Roster.Company != "":
		add(External, "works for %s", r.Roster.Company)
	case v.people.Foreign(r.Email):
		add(External, "no employee on the roster has an address at %s", roster.Domain(r.Email))
	}
}

// changedPost returns what changed for the holder since a row was decided on, as a phrase; empty if nothing did or one of
// the two rosters does not say.
func changedPost(then, now *Row) string {
	if then.Roster == nil || now.Roster == nil {
		return ""
	}
	text := ""
	change := func(what, was, is string) {
		if was == is || was == "" || is == "" {
			return
		}
		if text != "" {
			text += "; "
		}
		text += what + " " + was + " → " + is
	}
	change("department", then.Roster.Department, now.Roster.Department)
	if !person.Same(then.Roster.Manager, now.Roster.Manager) {
		change("manager", then.Roster.Manager, now.Roster.Manager)
	}
	return text
}

// dayOf returns a day of a roster as people read it.
func dayOf(day string) string {
	t, err := time.Parse("2006-01-02", day)
	if err != nil {
		return day
	}
	return t.Format("2 Jan 2006")
}
