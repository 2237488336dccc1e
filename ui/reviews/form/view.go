package form

import (
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/scope"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// View draws the form: exactly height lines of width cells. In a narrow terminal it explains scopes only while one is
// being typed.
func (m *Model) View(th *theme.Theme, width, height int) string {
	return m.form.View(th, width, height, func(width int, beside bool) []string {
		if !beside && m.form.At != scoped {
			return nil
		}
		return help(th, width)
	})
}

func (m *Model) dueNotes(th *theme.Theme, width int) []string {
	day, err := campaign.ParseDue(m.form.Value(due), m.env.Now())
	if err != nil {
		return widget.Block(th, th.Warn, th.Alert+" "+err.Error(), width)
	}
	text := day.Format("Monday, 2 January 2006") + ", " + widget.Due(day.Format(time.DateOnly), m.env.Now())
	return widget.Block(th, th.Dim, text, width)
}

func (m *Model) splitNotes(th *theme.Theme, width int) []string {
	switch campaign.Split(m.form.Value(split)) {
	case campaign.ByRole:
		return widget.Block(th, th.Dim, "everyone with the same role goes to the same reviewer", width)
	case campaign.ByManager:
		return widget.Block(th, th.Dim, "everyone goes to their manager; without one to the fallback, else to the reviewers in turn", width)
	case campaign.RoundRobin:
	}
	return widget.Block(th, th.Dim, "evenly, in turn", width)
}

func (m *Model) applyNotes(th *theme.Theme, width int) []string {
	switch campaign.Apply(m.form.Value(applied)) {
	case campaign.AtOnce:
		text := "a decision can be carried out as soon as it is made, while the campaign is open"
		return widget.Block(th, th.Warn, text, width)
	case campaign.AtSignoff:
		return widget.Block(th, th.Dim, "decisions can be carried out when their reviewer has signed off", width)
	case campaign.AtClose:
	}
	return widget.Block(th, th.Dim, "decisions can be carried out when the whole campaign is closed", width)
}

func (m *Model) scopeNotes(th *theme.Theme, width int) []string {
	p := m.count.preview
	switch {
	case !m.count.known:
		return widget.Block(th, th.Dim, "counting…", width)
	case m.count.err != nil:
		return mistake(th, m.count.err, width)
	case p.Items == 0:
		return widget.Block(th, th.Warn, th.Alert+" selects nothing from the last population", width)
	}
	parts := []string{words.Count(p.Items, "item"), words.Count(p.Users, "person", "people"), words.Count(p.Keys, "key")}
	if p.Mappings > 0 {
		parts = append(parts, words.Count(p.Mappings, "claim mapping"))
	}
	if p.Roles > 0 {
		parts = append(parts, words.Count(p.Roles, "custom role"))
	}
	parts = append(parts, fmt.Sprintf("%d privileged", p.Privileged), fmt.Sprintf("%d flagged", p.Flagged))
	return widget.Block(th, th.Good, strings.Join(parts, " · "), width)
}

func (m *Model) shareNotes(th *theme.Theme, width int) []string {
	if !m.count.known || m.count.err != nil || m.count.preview.Items == 0 {
		return nil
	}
	p := m.count.preview
	var lines []string
	if len(p.Assignments) > 1 {
		var parts []string
		for _, s := range p.Assignments {
			if s.Rule == "" {
				parts = append(parts, fmt.Sprintf("%s %d", s.Reviewer, len(s.Items)))
			}
		}
		lines = widget.Block(th, th.Dim, strings.Join(parts, " · "), width)
	}
	if n := len(p.OwnAccess); n > 0 {
		text := words.Count(n, "item would be reviewed by the person who holds it",
			"items would be reviewed by the people who hold them")
		lines = append(lines, widget.Block(th, th.Warn, th.Alert+" "+text+". Add another reviewer or a fallback.", width)...)
	}
	return lines
}

// help explains what a scope can speak of.
func help(th *theme.Theme, width int) []string {
	lines := []string{th.Header.Render(th.Fit(" a scope is all, or speaks of", width))}
	fields, longest := scope.Fields(), 0
	for _, f := range fields {
		longest = max(longest, len(f.Name))
	}
	for _, f := range fields {
		lines = append(lines, " "+th.KeyName.Render(th.Fit(f.Name, longest+1))+th.Dim.Render(th.Fit(f.Doc, width-longest-2)))
	}
	return append(lines, th.Dim.Render(th.Fit(` with && || ! == != < > in, such as "dormant" in hints`, width)))
}
