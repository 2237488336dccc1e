package evidence

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/ui/fields"
	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// rows is a list of rows of the campaign, each of which can be followed.
type rows struct {
	*list[campaign.SheetRow]
	drawn *evidence.Sample // what the rows are drawn as; nil if they are not
}

func (s *Screen) newRows(name string, of []campaign.SheetRow) *rows {
	dim := func(th *theme.Theme, _ campaign.SheetRow) lipgloss.Style { return th.Dim }
	t := widget.NewTable(
		func(r campaign.SheetRow) string { return r.Item },
		func(r campaign.SheetRow) string {
			return strings.Join([]string{r.Title(), r.Role, string(r.Decision.Verdict), r.Decision.Decider()}, "\n")
		},
		widget.Column[campaign.SheetRow]{Title: "who", Least: 20, Most: 34, Cut: widget.Middle, Cell: func(r campaign.SheetRow) string { return r.Title() }},
		widget.Column[campaign.SheetRow]{Title: "role", Least: 10, Most: 18, Drop: 1, Cell: func(r campaign.SheetRow) string { return r.Role }},
		widget.Column[campaign.SheetRow]{Title: "decision", Cut: widget.Whole, Cell: func(r campaign.SheetRow) string { return string(r.Decision.Verdict) }, Style: verdictLook},
		widget.Column[campaign.SheetRow]{Title: "by", Least: 14, Most: 28, Drop: 2, Cut: widget.Middle, Cell: func(r campaign.SheetRow) string { return r.Decision.Decider() }},
		widget.Column[campaign.SheetRow]{Title: "stands in", Cut: widget.Whole, Drop: 3, Cell: stands, Style: dim},
	)
	t.Fields = filter.Over(fields.Review(), func(r campaign.SheetRow) *campaign.SheetRow { return &r })
	t.Empty = "no row"
	t.SetRows(of)
	l := &list[campaign.SheetRow]{widget.NewBrowser(t, tellRow), name}
	l.Open = func() screen.Binding {
		r, on := l.Current()
		b := screen.Binding{Binding: keymap.Key("enter", "trace", "t"), Do: func() tea.Cmd { return s.trace(r.Item) }}
		if !on {
			b.Disabled = "there is no row"
		}
		return b
	}
	return &rows{list: l}
}

func stands(r campaign.SheetRow) string {
	if l := r.Decision.Line; l.Writer != "" {
		return fmt.Sprintf("line %d of %s", l.Seq, l.Writer)
	}
	return ""
}

func verdictLook(th *theme.Theme, r campaign.SheetRow) lipgloss.Style {
	switch r.Decision.Verdict {
	case campaign.Certify:
		return th.Good
	case campaign.Revoke, campaign.Reduce, campaign.Move:
		return th.Warn
	case campaign.Abstain, campaign.Undecided:
	}
	return th.Dim
}

func tellRow(pane widget.Pane, r campaign.SheetRow) []string {
	th := pane.Theme
	p, d := facts(th, pane.Width, r.Title(), th.Title), r.Decision
	p.Add("role", r.Role, th.Text)
	p.Add("reviewer", r.Reviewer, th.Text)
	text := string(d.Verdict)
	if d.To() != "" {
		text += " to " + d.To()
	}
	p.Add("decision", text, verdictLook(th, r))
	p.Add("also grants", strings.Join(d.Gains, ", "), th.Text)
	p.Add("reason", d.Reason, th.Text)
	if d.Stages != nil {
		for _, one := range d.Standing() {
			p.Add(one.Stage.String(), string(one.Verdict)+" by "+one.Reviewer+": "+cmp.Or(one.Reason, "no reason given"), th.Text)
		}
	}
	if d.Ruling != "" {
		p.Add("in force", d.Ruling.Words(), th.Text)
	}
	if d.Verdict != campaign.Undecided {
		p.Add("by", words.Assured(d.Decider(), d.Known)+d.At.UTC().Format(", 2 Jan 2006 15:04:05 UTC"), th.Text)
		p.Add("stands in", stands(r), th.Dim)
	}
	for i, h := range r.Hints {
		p.Add([]string{"hints", ""}[min(i, 1)], h.Name+": "+h.Why, th.Text)
	}
	p.Add("item", r.Item, th.Dim)
	p.Add("", "enter or t follows it from the answer of Torq's API to its proof", th.Dim)
	return p.Lines()
}

// decisions shows all rows of the campaign, or only some of its items.
func (s *Screen) decisions(name string, only []string) tea.Cmd {
	env, service, id := s.env, s.service, s.id
	return s.fetch("reading the decisions", func() (page, error) {
		sheet, err := service.Sheet(env.Context, id)
		if err != nil {
			return nil, err
		}
		of := sheet.Rows
		if only != nil {
			of = slices.DeleteFunc(of, func(r campaign.SheetRow) bool { return !slices.Contains(only, r.Item) })
		}
		return s.newRows(fmt.Sprintf("%s (%d)", name, len(of)), of), nil
	})
}
