package evidence

import (
	"cmp"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/evidence/verify"
	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// finding is the result of one check, of the self-check or of a verified pack.
type finding struct {
	pack.Control
	titles []string // the titles of its items
}

func newChecks(name string) *list[finding] {
	t := widget.NewTable(
		func(f finding) string { return f.Name },
		func(f finding) string { return f.Name + "\n" + f.Fact },
		widget.Column[finding]{Title: "", Cut: widget.Whole, Cell: func(f finding) string { return sign(f.Result) }, Style: look},
		widget.Column[finding]{Title: "check", Least: 14, Most: 26, Cell: func(f finding) string { return f.Name }},
		widget.Column[finding]{Title: "what is here", Least: 20, Cell: func(f finding) string { return strings.ReplaceAll(f.Fact, "\n", "; ") }},
	)
	t.Fields = []filter.Field[finding]{
		{Name: "check", Says: "name of the check", Text: func(f finding) string { return f.Name }},
		{Name: "fact", Says: "what is here", Column: "what is here", Text: func(f finding) string { return f.Fact }},
		{Name: "result", Says: "pass, weak, fail or n/a", Hidden: true, Text: func(f finding) string { return string(f.Result) }},
		{Name: "asks", Says: "what an auditor asks", Hidden: true, Text: func(f finding) string { return f.Asks }},
		{Name: "ref", Says: "standards", Hidden: true, Text: func(f finding) string { return strings.Join(f.Refs, ", ") }},
		{Name: "item", Says: "rows that it is about", Hidden: true, Text: func(f finding) string { return strings.Join(f.titles, ", ") }},
	}
	return &list[finding]{widget.NewBrowser(t, tellFinding), name}
}

func sign(s pack.Result) string {
	return map[pack.Result]string{pack.Pass: "✓", pack.Weak: "!", pack.Fail: "✗", pack.NotApplicable: "–"}[s]
}

func look(th *theme.Theme, f finding) lipgloss.Style {
	switch f.Result {
	case pack.Pass:
		return th.Good
	case pack.Weak:
		return th.Warn
	case pack.NotApplicable:
		return th.Dim
	case pack.Fail:
	}
	return th.Bad
}

// meanings say what to expect of the results.
var meanings = map[pack.Result]string{
	pack.Fail: ": likely audit finding", pack.Weak: ": expect questions", pack.NotApplicable: ": nothing to look at",
}

// findings groups the self-check by how each check came out.
func findings(of evidence.SelfCheck) []widget.Group[finding] {
	var groups []widget.Group[finding]
	for _, result := range pack.Results {
		g := widget.Group[finding]{ID: string(result), Label: string(result)}
		if of.SoFar {
			g.Label += " so far"
		}
		g.Label += meanings[result]
		for _, c := range of.Checks {
			if c.Result != result {
				continue
			}
			f := finding{Control: c}
			for _, item := range c.Items {
				f.titles = append(f.titles, cmp.Or(of.Titles[item], item))
			}
			g.Rows = append(g.Rows, f)
		}
		if len(g.Rows) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// verified returns the result of verifying a pack, as findings in the order of the checks.
func verified(path string, r verify.Result) *list[finding] {
	name := path + " checks out"
	if !r.OK {
		name = path + " DOES NOT CHECK OUT"
	}
	l := newChecks(name)
	var rows []finding
	wrong := ""
	for _, c := range r.Checks {
		f := finding{Control: pack.Control{Name: c.Name, Result: pack.Pass, Fact: c.Detail}}
		if len(c.NotChecked) > 0 {
			f.Result = pack.Weak
		}
		if !c.OK {
			f.Result, wrong = pack.Fail, cmp.Or(wrong, c.Name)
		}
		rows = append(rows, f)
	}
	l.SetRows(rows)
	l.To(wrong)
	return l
}

func tellFinding(pane widget.Pane, f finding) []string {
	th := pane.Theme
	p := facts(th, pane.Width, sign(f.Result)+" "+string(f.Result)+" · "+f.Name, look(th, f))
	label := "fact"
	for line := range strings.SplitSeq(f.Fact, "\n") {
		p.Add(label, line, th.Text)
		label = ""
	}
	p.Add("to do", f.Advice, th.Warn)
	p.Add("asks", f.Asks, th.Text)
	p.Add("asked in", strings.Join(f.Refs, ", "), th.Dim)
	label = "about"
	for _, title := range f.titles {
		p.Add(label, title, th.Text)
		label = ""
	}
	return p.Lines()
}
