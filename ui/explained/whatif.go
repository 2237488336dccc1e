package explained

import (
	"strings"

	"github.com/tuar-dev/tuar/review/explain"
	"github.com/tuar-dev/tuar/review/reach"
	"github.com/tuar-dev/tuar/ui/words"
)

// WhatIf returns the page of what a change would mean.
func WhatIf(w *explain.WhatIf) Page {
	page := Page{Title: "What if", About: asOf(w.TakenAt, w.Gaps)}
	s := Section{Title: "Suppose", Note: "nothing is changed"}
	for _, text := range w.Change {
		s.add("", "%s", text)
	}
	page.put(s)
	page.put(warnings(w))
	for _, s := range affected(w) {
		page.put(s)
	}
	page.put(returns(w))
	page.put(mappings(w))
	return page
}

// warnings says what the workspace would lack, and what goes on working.
func warnings(w *explain.WhatIf) Section {
	s := Section{Title: "Look out"}
	if w.Lockout != "" {
		s.add("lockout", "%s", w.Lockout).Weight = Alarm
	}
	if len(w.Nothing) > 0 {
		s.add("lost", "no person and no key could do this any more: %s", Grouped(w.Nothing)).Weight = Alarm
	}
	for _, l := range w.Last {
		s.add("last", "%s would be the last with %s", l.Holder, Grouped(l.Permissions)).Weight = Warn
	}
	for _, k := range w.Keys {
		f := s.add("key", "%s (%s) of %s is not deleted: Torq does not say what becomes of a private key", k.Through, k.Role, k.Email)
		if k.Serves() {
			f.Text = k.Through + " (" + k.Role + "), a service key that " + k.Email + " made, goes on working"
		}
		f.Item, f.Weight = k.Item, Warn
	}
	for _, email := range w.Other {
		f := s.add("account", "the same person also has %s, which stays", email)
		f.Weight, f.Email = Warn, email
	}
	return s
}

// affected says who loses, keeps and gains what. People with the same change stand together.
func affected(w *explain.WhatIf) (sections []Section) {
	loses, keeps := Section{Title: "Loses"}, Section{Title: "Keeps by another path"}
	gains := Section{Title: "Gains"}
	type same struct{ loses, gains string }
	place := map[same]int{}
	var grouped [][]int
	for i, a := range w.Affected {
		key := same{Grouped(a.Loses), Grouped(a.Gains)}
		at, known := place[key]
		if !known {
			at = len(grouped)
			place[key] = at
			grouped = append(grouped, nil)
		}
		grouped[at] = append(grouped[at], i)
		by := map[string][]string{}
		var order []string
		for _, r := range a.Remains {
			text := through(r.Through)
			if r.Through.Kind == reach.ByRole {
				text = r.Through.Email + " (" + r.Through.Role + ")"
			}
			if by[text] == nil {
				order = append(order, text)
			}
			by[text] = append(by[text], r.Permission)
		}
		for _, text := range order {
			f := keeps.add(a.Email, "%s, through %s", Grouped(by[text]), text)
			f.Email, f.Weight = a.Email, Warn
		}
	}
	for _, group := range grouped {
		first := w.Affected[group[0]]
		who := first.Email
		if len(group) > 1 {
			who = words.Count(len(group), "person", "people")
		}
		names := ""
		if len(group) > 1 {
			var emails []string
			for _, i := range group {
				emails = append(emails, w.Affected[i].Email)
			}
			names = " · " + words.Some(emails, 5)
		}
		if len(first.Loses) > 0 {
			loses.add(who, "%s%s", Grouped(first.Loses), names).Email = first.Email
		}
		if len(first.Gains) > 0 {
			f := gains.add(who, "%s%s", Grouped(first.Gains), names)
			f.Email, f.Weight = first.Email, Warn
		}
	}
	if len(w.Affected) == 0 && len(w.Closed) == 0 {
		loses.add("", "no person loses a permission").Weight = Dim
	}
	return []Section{loses, keeps, gains}
}

// returns says what the next sign-in gives those whose access changes. What groups may give stands together by role.
func returns(w *explain.WhatIf) Section {
	s := Section{Title: "Comes back at the next sign-in"}
	for _, p := range w.Returns {
		f := s.add(p.Email, "%s, through the mapping %s · %s", p.Role, p.Through, certainly(p))
		f.Item, f.Weight = p.Item, Alarm
		if !p.Certain {
			f.Text, f.Weight = f.Text+", "+p.Note, Warn
		}
	}
	type same struct{ who, role string }
	var order []same
	groups := map[same][]string{}
	for _, p := range w.Possible {
		key := same{p.Email, p.Role}
		if p.Email == "" {
			key.who = words.Count(p.Accounts, "account")
		}
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], p.Through)
	}
	for _, key := range order {
		s.add(key.who, "%s, possibly: if the sign-in has %s", key.role, strings.ReplaceAll(words.Some(groups[key], 3), ", ", " or ")).Weight = Dim
	}
	return s
}

// mappings says which mappings give nothing any more, and which do since an earlier one is gone.
func mappings(w *explain.WhatIf) Section {
	s := Section{Title: "SSO claim mappings"}
	for _, p := range w.Closed {
		s.add("no more", "%s, from the next sign-in on: %s", through(p), Who(p)).Item = p.Item
	}
	for _, p := range w.Opened {
		f := s.add("now", "%s, which an earlier mapping shadowed: %s", through(p), Who(p))
		f.Item, f.Weight = p.Item, Warn
	}
	return s
}
