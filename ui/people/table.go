package people

import (
	"cmp"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/admin"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// rowsOf returns the people with their rights: those with a right first, then the others, each in the order given.
// Before rights count, the owners to be have no entry in Person.Rights, so that they get it here.
func rowsOf(persons []admin.Person, grants []rights.Grant, stated []people.Statement, me admin.Identity, begun bool) []row {
	rows := make([]row, len(persons))
	for i, one := range persons {
		r := row{Person: one}
		has := func(email string) bool { return person.In(append([]string{one.Email}, one.Also...), email) }
		for _, g := range grants {
			if has(g.Email) {
				r.grants = append(r.grants, g)
				if !begun {
					r.Rights = append(r.Rights, g.Right)
				}
			}
		}
		for _, d := range stated {
			if has(d.A) || has(d.B) {
				r.stated = append(r.stated, d)
			}
		}
		if me.Email != "" && has(me.Email) {
			r.me = &me
		}
		rows[i] = r
	}
	slices.SortStableFunc(rows, func(a, b row) int { return rank(a) - rank(b) })
	return rows
}

// rank returns the place of a person's widest right; those without a right come last.
func rank(r row) int {
	if len(r.Rights) == 0 {
		return len(rights.All)
	}
	return slices.Index(rights.All, r.Rights[0])
}

func newTable() *widget.Table[row] {
	dim := func(th *theme.Theme, _ row) lipgloss.Style { return th.Dim }
	t := widget.NewTable(
		func(r row) string { return r.Email },
		func(r row) string {
			return strings.ToLower(strings.Join(append([]string{r.Email, r.rights()}, r.Also...), "\n"))
		},
		widget.Column[row]{Title: "person", Least: 20, Most: 36, Cut: widget.Middle, Cell: func(r row) string {
			if r.me != nil {
				return r.Email + " (you)"
			}
			return r.Email
		}},
		widget.Column[row]{Title: "rights", Least: 8, Most: 26, Cell: row.rights, Style: func(th *theme.Theme, _ row) lipgloss.Style { return th.Accent }},
		widget.Column[row]{Title: "also", Least: 14, Most: 28, Drop: 2, Cut: widget.Middle, Cell: func(r row) string { return strings.Join(r.Also, ", ") }},
		widget.Column[row]{Title: "SSH key", Cut: widget.Whole, Drop: 1, Cell: func(r row) string {
			if len(r.Keys) == 0 {
				return ""
			}
			return words.Count(len(r.Keys), "key")
		}},
		widget.Column[row]{Title: "known from", Cut: widget.Whole, Drop: 3, Cell: row.from, Style: dim},
	)
	t.Fields = []filter.Field[row]{
		{Name: "person", Says: "e-mail address, or me", Text: func(r row) string { return r.Email }, Mine: func(r row) bool { return r.me != nil }},
		{Name: "right", Says: "owner, manager, approver or auditor", Column: "rights", Text: row.rights},
		{Name: "also", Says: "other addresses", Text: func(r row) string { return strings.Join(r.Also, ", ") }},
		{Name: "known", Says: "record or users of Torq", Column: "known from", Text: row.from},
		{Name: "key", Says: "SSH keys", Column: "SSH key", Text: func(r row) string { return strings.Join(r.Keys, ", ") }},
		{Name: "account", Says: "accounts of the operating system", Hidden: true, Text: func(r row) string { return strings.Join(r.Accounts, ", ") }},
		{Name: "note", Says: "note", Hidden: true, Text: func(r row) string { return r.Note }},
	}
	t.Empty = "no people yet: S on Home reads the users from Torq, n adds a person"
	return t
}

func (r row) rights() string { return list(r.Rights) }

// list returns the rights with commas between them.
func list(all []rights.Right) string {
	texts := make([]string, len(all))
	for i, one := range all {
		texts[i] = string(one)
	}
	return strings.Join(texts, ", ")
}

func (r row) from() string {
	switch r.KnownFrom {
	case admin.FromRecord:
		return "record"
	case admin.FromPopulation:
		return "users of Torq"
	}
	return "record, users"
}

// detail draws all that is known about a person.
func detail(pane widget.Pane, r row) []string {
	th := pane.Theme
	p := &widget.Facts{Theme: th, Width: pane.Width}
	p.Add("person", r.Email, th.Title)
	p.Add("also", strings.Join(r.Also, ", "), th.Text)
	for _, g := range r.grants {
		text := string(g.Right)
		switch {
		case g.At.IsZero():
			text += ", once the first act is on record"
		case g.By == "":
			text += ", as the first owner, since " + g.At.UTC().Format("2 Jan 2006")
		default:
			text += ", by " + g.By + " on " + g.At.UTC().Format("2 Jan 2006")
		}
		if g.Reason != "" {
			text += ": " + g.Reason
		}
		p.Add("right", text, th.Text)
	}
	if len(r.grants) == 0 {
		p.Add("right", "none; a campaign can name them as reviewer, and they can ask for a role for themselves", th.Dim)
	}
	for _, key := range r.Keys {
		p.Add("SSH key", key, th.Text)
	}
	for _, key := range r.Withdrawn {
		p.Add("SSH key", key+", withdrawn", th.Dim)
	}
	if len(r.Keys) == 0 {
		p.Add("SSH key", "none enrolled", th.Dim)
	}
	p.Add("OS account", strings.Join(r.Accounts, ", "), th.Text)
	for _, d := range r.stated {
		p.Add("distinct", d.A+" and "+d.B+" are two persons, says "+d.By+": "+d.Reason, th.Text)
	}
	p.Add("note", r.Note, th.Text)
	if me := r.me; me != nil {
		p.Add("you", "known by: "+me.Known, th.Text)
		p.Add("write from", cmp.Or(me.Account, "?")+"@"+cmp.Or(me.Host, "?")+", as "+me.Writer, th.Text)
		for _, need := range me.Required {
			text, style := "which you have", th.Text
			if !need.Met {
				text, style = "which you have only with a signature or another login", th.Warn
			}
			p.Add(string(need.Act), "needs "+string(need.Assurance)+", "+text, style)
		}
	}
	if r.AddedBy != "" && r.AddedAt != nil {
		p.Add("added", "by "+r.AddedBy+" on "+r.AddedAt.UTC().Format("2 Jan 2006"), th.Dim)
	}
	p.Add("known from", r.from(), th.Dim)
	return p.Lines()
}
