package explained

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/explain"
	"github.com/tuar-dev/tuar/review/reach"
	"github.com/tuar-dev/tuar/ui/words"
)

// Who returns who a path is open to, in words.
func Who(p reach.Path) string {
	switch {
	case p.Email != "":
		return p.Email
	case p.Kind == reach.ByMapping:
		return "everyone with this claim"
	}
	return "the key itself"
}

// Through returns through what a path goes, in words.
func Through(p reach.Path) string {
	switch p.Kind {
	case reach.ByKey:
		return "API key " + p.Through + " (" + p.Role + ")"
	case reach.ByMapping:
		return "mapping " + p.Through + " (" + p.Role + ")"
	case reach.ByElevation:
		return p.Role + ", from an elevation"
	case reach.ByRole:
	}
	return p.Role
}

// Note returns how a path is open, in words; it may be empty.
func Note(p reach.Path) string {
	note := p.Note
	if p.Until != nil {
		note += ", until " + minute(*p.Until)
	}
	if p.Kind == reach.ByMapping && p.Email == "" {
		note += fmt.Sprintf("; possible for %s", words.Count(p.Accounts, "SSO account"))
	}
	return note
}

// through returns through what and how a path goes.
func through(p reach.Path) string {
	text := Through(p)
	if note := Note(p); note != "" {
		text += " · " + note
	}
	return text
}

// Kinds are the kinds of paths in the order in which they are shown, with titles.
var kinds = []struct {
	kind  reach.Kind
	title string
}{
	{reach.ByRole, "Through their role"},
	{reach.ByElevation, "Through an elevation that has not begun"},
	{reach.ByKey, "Through an API key"},
	{reach.ByMapping, "At the next sign-in, through an SSO claim mapping"},
}

// WhoCan returns the page of who can do something.
func WhoCan(w explain.WhoCan, permissions []string) Page {
	page := Page{Title: "Who can " + strings.Join(permissions, " or "), About: asOf(w.TakenAt, w.Gaps)}
	exact := len(permissions) == 1 && !strings.ContainsAny(permissions[0], "*?[")
	for _, k := range kinds {
		s := Section{Title: k.title}
		for _, p := range w.Paths {
			if p.Kind != k.kind {
				continue
			}
			f := s.add(Who(p), "%s", through(p))
			f.Item, f.Email = p.Item, p.Email
			if !exact {
				f.Text += " · " + words.Some(p.Permissions, 3)
			}
			if !p.Certain {
				f.Weight = Dim
			}
		}
		s.Note = fmt.Sprint(len(s.Facts))
		page.put(s)
	}
	return page
}

// Comparison returns the page of how two roles differ.
func Comparison(c explain.Comparison) Page {
	page := Page{Title: c.A.Role + " and " + c.B.Role, About: asOf(c.TakenAt, c.Gaps)}
	for _, part := range []struct {
		title       string
		permissions []string
	}{{"Only " + c.A.Role, c.OnlyA}, {"Only " + c.B.Role, c.OnlyB}, {"Both", c.Both}} {
		s := Section{Title: part.title, Note: words.Count(len(part.permissions), "permission")}
		for _, one := range part.permissions {
			s.add("", "%s", one)
		}
		if len(part.permissions) == 0 {
			s.add("", "nothing").Weight = Dim
		}
		page.put(s)
	}
	for _, side := range []reach.Side{c.A, c.B} {
		s := Section{Title: "Held: " + side.Role, Note: strings.Join([]string{
			words.Count(side.People, "account"), words.Count(side.Keys, "API key"), words.Count(side.Mapped, "mapping"),
		}, ", ")}
		if !side.Known {
			s.add("", "Torq lists no permissions for this role").Weight = Warn
		}
		for _, p := range side.Holders {
			f := s.add(Who(p), "%s", cmp.Or(joined(string(p.Kind), p), string(p.Kind)))
			f.Item, f.Email = p.Item, p.Email
		}
		if len(side.Holders) == 0 {
			s.add("", "held by none").Weight = Dim
		}
		page.put(s)
	}
	return page
}

// joined returns the kind of a path, its name where that is not the role, and how it is open.
func joined(kind string, p reach.Path) string {
	if p.Kind == reach.ByKey || p.Kind == reach.ByMapping {
		kind += " " + p.Through
	}
	if note := Note(p); note != "" {
		kind += " · " + note
	}
	return kind
}
