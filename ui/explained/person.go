package explained

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/explain"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reach"
	"github.com/tuar-dev/tuar/ui/words"
)

// Person returns the page of everything that is known of a person.
func Person(p *explain.Person, now time.Time) Page {
	page := Page{Title: p.Email, About: asOf(p.TakenAt, p.Gaps)}
	page.put(who(p))
	for _, s := range open(p) {
		page.put(s)
	}
	page.put(hints(p))
	page.put(history(p))
	page.put(signIns(p))
	page.put(notes(p))
	page.put(elevations(p, now))
	page.put(decisions(p))
	return page
}

// who says which accounts, addresses and roster line the person has.
func who(p *explain.Person) Section {
	s := Section{Title: "Person"}
	if len(p.Addresses) > 1 {
		s.add("addresses", "%s", strings.Join(p.Addresses, ", "))
	}
	for _, u := range p.Accounts {
		how := "local account"
		if u.SSO {
			how = "SSO account"
		}
		if u.Status == population.StatusInvited {
			how += ", invitation not accepted"
		}
		text := u.Email + ", " + how
		if u.CreatedAt != nil {
			text += ", created " + day(*u.CreatedAt)
		}
		if u.LastLoginAt != nil {
			text += ", last sign-in " + day(*u.LastLoginAt)
		} else {
			text += ", never signed in as far as Torq says"
		}
		f := s.add("account", "%s", text)
		f.Item, f.Email = "user/"+u.ID, u.Email
	}
	if len(p.Accounts) == 0 {
		s.add("account", "none in this workspace").Weight = Dim
	}
	switch {
	case p.Roster != nil:
		row := access.Row{Rostered: true, Roster: p.Roster, Standing: p.Standing}
		f := s.add("roster", "%s", row.Employment())
		if row.HasLeft() {
			f.Weight = Alarm
		}
	case !p.RosterAt.IsZero():
		s.add("roster", "not on the roster of %s", day(p.RosterAt)).Weight = Warn
	}
	return s
}

// open says what the person can do now, by role.
func open(p *explain.Person) (sections []Section) {
	var roles []string
	by := map[string][]reach.Path{}
	for _, path := range p.Paths {
		if path.Now() {
			if by[path.RoleID] == nil {
				roles = append(roles, path.RoleID)
			}
			by[path.RoleID] = append(by[path.RoleID], path)
		}
	}
	for _, id := range roles {
		paths := by[id]
		s := Section{Title: "Can now: " + paths[0].Role, Note: words.Count(len(paths), "path")}
		for _, path := range paths {
			label, text := string(path.Kind), path.Email
			if path.Kind == reach.ByKey {
				text = path.Through
			}
			if note := Note(path); note != "" {
				text += " · " + note
			}
			f := s.add(label, "%s", text)
			f.Item = path.Item
			if path.Elevation != "" {
				f.Weight = Warn
			}
		}
		s.add("may", "%s", may(paths[0].Permissions))
		sections = append(sections, s)
	}
	if len(roles) == 0 {
		sections = append(sections, Section{Title: "Can now", Facts: []Fact{{Text: "nothing: no role and no API key here", Weight: Dim}}})
	}
	return sections
}

// hints says what there is to ask about the accounts and keys, by which rule and fact.
func hints(p *explain.Person) Section {
	s := Section{Title: "Hints"}
	for i := range p.Held {
		r := &p.Held[i].Row
		for _, h := range r.Hints {
			text := cmp.Or(h.Fact, h.Why)
			if len(p.Held) > 1 {
				text = r.Title() + ": " + text
			}
			if basis := h.Basis(); basis != "" {
				text += " · " + basis
			}
			f := s.add(h.Name, "%s", text)
			f.Item, f.Weight = r.Item, Warn
		}
	}
	return s
}

// history says from the audit log how the accounts and keys came about. It has nothing where no log was read.
func history(p *explain.Person) Section {
	s := Section{Title: "How it came about, by the audit log"}
	for i := range p.Held {
		h := &p.Held[i]
		if h.Timeline.Since.IsZero() {
			continue
		}
		of := ""
		if len(p.Held) > 1 {
			of = h.Row.Title() + ": "
		}
		for _, e := range h.Timeline.Events {
			s.add(day(e.At), "%s", of+e.Text(h.RoleName)).Item = h.Row.Item
		}
		if activity := h.Timeline.Activity(); activity != "" && h.Row.Kind == access.User {
			s.add("last did", "%s", of+activity).Item = h.Row.Item
		}
		for _, note := range h.Timeline.Notes(h.RoleName) {
			f := s.add("note", "%s", of+note)
			f.Item, f.Weight = h.Row.Item, Dim
		}
	}
	return s
}

// signIns says what the next sign-in gives: mappings of one role together.
func signIns(p *explain.Person) Section {
	s := Section{Title: "At the next sign-in"}
	var order []string
	groups := map[string][]reach.Path{}
	for _, path := range p.Paths {
		switch {
		case path.Kind == reach.ByElevation:
			s.add("elevation", "%s", through(path)).Item = path.Item
		case path.Kind != reach.ByMapping:
		case path.Note != reach.IfClaim:
			f := s.add(certainly(path), "%s gets %s · %s", path.Email, path.Role, path.Note)
			f.Item = path.Item
		default:
			if groups[path.RoleID] == nil {
				order = append(order, path.RoleID)
			}
			groups[path.RoleID] = append(groups[path.RoleID], path)
		}
	}
	for _, id := range order {
		var claims []string
		for _, path := range groups[id] {
			if !slices.Contains(claims, path.Through) { // of several accounts
				claims = append(claims, path.Through)
			}
		}
		s.add("possibly", "%s, if it has %s", groups[id][0].Role, strings.Join(strings.Split(words.Some(claims, 3), ", "), " or ")).Weight = Dim
	}
	return s
}

func certainly(p reach.Path) string {
	if p.Certain {
		return "certainly"
	}
	return "possibly"
}

// notes says which notes there are on what the person holds or is responsible for.
func notes(p *explain.Person) Section {
	s := Section{Title: "Notes"}
	for _, n := range p.Notes {
		f := s.add(day(n.At), "%s: %s", n.Item, n.Purpose)
		f.Item = n.Item
		if n.Owner != "" {
			f.Text += " · responsible: " + n.Owner
		}
		f.Text += " · by " + n.By
		if n.Cleared {
			f.Text, f.Weight = fmt.Sprintf("%s: the note was cleared by %s: %s", n.Item, n.By, n.Reason), Dim
		}
	}
	return s
}

func elevations(p *explain.Person, now time.Time) Section {
	s := Section{Title: "Elevations", Note: fmt.Sprint(len(p.Elevations))}
	for _, e := range p.Elevations {
		text := e.Role + " instead of " + e.PriorRole + ": " + words.Fate(e, now)
		f := s.add(day(e.RequestedAt), "%s", strings.TrimSuffix(text, ": "))
		f.Item = e.Item
		if e.Reason != "" {
			f.Text += " · " + e.Reason
		}
		if e.State.Live() || e.BreakGlass {
			f.Weight = Warn
		}
	}
	return s
}

func decisions(p *explain.Person) Section {
	s := Section{Title: "Decisions ever made", Note: fmt.Sprint(len(p.Decisions))}
	for _, d := range p.Decisions {
		text := d.Verdict.Past()
		if d.ToRole != "" {
			text += " to " + d.ToRole
		}
		if kind := access.KindOf(d.Item); kind == access.Key {
			text += ", the key " + strings.TrimPrefix(d.Item, "key/")
		}
		text += ", by " + cmp.Or(d.By, "the rule for undecided items") + " in " + d.Name
		if d.Reason != "" {
			text += ": " + d.Reason
		}
		f := s.add(day(d.At), "%s", text)
		f.Item = d.Item
		switch {
		case !d.TakenBack.IsZero():
			f.Text, f.Weight = f.Text+" · taken back on "+day(d.TakenBack), Dim
		case d.Superseded:
			f.Text, f.Weight = f.Text+" · decided anew later", Dim
		case d.Stated != "":
			f.Text += " · stated by " + d.Stated + ", not made with tuar"
		}
	}
	if len(p.Decisions) == 0 {
		s.Note = ""
		s.add("", "none in any campaign").Weight = Dim
	}
	return s
}
