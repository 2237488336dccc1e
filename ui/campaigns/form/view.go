package form

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/scope"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

const (
	gutter     = 17  // before the text of a field: cursor, label, blanks
	sideBySide = 112 // from this width on the explanation stands beside the form
	leastHelp  = 5
)

// View draws the form: exactly height lines of width cells.
func (m *Model) View(th *theme.Theme, width, height int) string {
	if width >= sideBySide {
		right := min(width*2/5, 64)
		left := width - right - 1
		lines, at := m.lines(th, left, height)
		return widget.Split(th, window(lines, at, height), strings.Join(help(th, right), "\n"), left, right, height)
	}
	lines, at := m.lines(th, width, height)
	if m.at == scoped && height-len(lines)-1 >= leastHelp {
		lines = append(append(lines, ""), help(th, width)...)
	}
	return widget.Clip(window(lines, at, height), width, height)
}

// window is the part of lines around line at that fits in height.
func window(lines []string, at, height int) string {
	top := max(0, min(at-height/2, len(lines)-height))
	return strings.Join(lines[top:min(top+height, len(lines))], "\n")
}

// lines draws everything, and says on which line the field with the focus is.
func (m *Model) lines(th *theme.Theme, width, height int) (lines []string, at int) {
	title := "New campaign"
	if m.from != "" {
		title += ", like " + m.from
	}
	lines = append(lines, th.Title.Render(th.Fit(" "+title, width)))
	airy := height >= 26
	for f := range fields {
		if airy {
			lines = append(lines, "")
		}
		if f == m.at {
			at = len(lines)
		}
		lines = append(lines, m.field(th, f, width))
		for _, note := range m.notes(th, f, width-gutter) {
			lines = append(lines, strings.Repeat(" ", gutter)+note)
		}
	}
	if m.refusal != nil {
		lines = append(lines, "")
		for _, line := range th.Block(th.Alert+" "+m.refusal.Error(), width-2) {
			lines = append(lines, " "+th.Error.Render(line))
		}
	}
	return lines, at
}

func (m *Model) field(th *theme.Theme, f field, width int) string {
	label := th.Dim.Render("   " + th.Fit(labels[f], gutter-3))
	if f == m.at {
		label = th.Accent.Render(" "+th.Cursor+" ") + th.KeyName.Render(th.Fit(labels[f], gutter-3))
	}
	switch {
	case f == split:
		return label + options(th, []campaign.Split{campaign.RoundRobin, campaign.ByRole}, m.plan.Split)
	case f == applied:
		return label + options(th, campaign.Applies, m.plan.Apply)
	case f == m.at:
		return label + m.inputs[f].View(th, "", width-gutter)
	}
	return label + th.Fit(m.text(f), width-gutter)
}

// options draws what can be chosen, with what is.
func options[T ~string](th *theme.Theme, all []T, chosen T) string {
	var b strings.Builder
	for _, s := range all {
		sign, style := th.Ring, th.Dim
		if s == chosen {
			sign, style = th.Dot, th.KeyName
		}
		b.WriteString(style.Render(sign+" "+string(s)) + "   ")
	}
	return b.String()
}

// notes are the lines under a field.
func (m *Model) notes(th *theme.Theme, f field, width int) []string {
	switch f {
	case scoped:
		return m.scopeNotes(th, width)
	case due:
		day, err := campaign.ParseDue(m.text(due), m.desk.Now())
		if err != nil {
			return block(th, th.Warn, th.Alert+" "+err.Error(), width)
		}
		return block(th, th.Dim, day.Format("Monday, 2 January 2006")+", "+widget.Due(day.Format(time.DateOnly), m.desk.Now()), width)
	case reviewers:
		return m.shareNotes(th, width)
	case applied:
		switch m.plan.Apply {
		case campaign.AtOnce:
			return block(th, th.Warn, "a decision can be carried out as soon as it is made, while the campaign is open", width)
		case campaign.AtSignoff:
			return block(th, th.Dim, "decisions can be carried out when their reviewer has signed off", width)
		case campaign.AtClose:
		}
		return block(th, th.Dim, "decisions can be carried out when the whole campaign is closed", width)
	case split:
		if m.plan.Split == campaign.ByRole {
			return block(th, th.Dim, "everyone with the same role goes to the same reviewer", width)
		}
		return block(th, th.Dim, "evenly, in turn", width)
	}
	return nil
}

func block(th *theme.Theme, style lipgloss.Style, text string, width int) []string {
	lines := th.Block(text, width)
	for i := range lines {
		lines[i] = style.Render(lines[i])
	}
	return lines
}

func (m *Model) scopeNotes(th *theme.Theme, width int) []string {
	switch c := m.count; {
	case !c.known:
		return block(th, th.Dim, "counting…", width)
	case c.err != nil:
		return mistake(th, c.err, width)
	case c.preview.Items == 0:
		return block(th, th.Warn, th.Alert+" selects nothing from the last population", width)
	}
	p := m.count.preview
	return block(th, th.Good, fmt.Sprintf("%s · %s · %s · %d privileged · %d flagged",
		plural(p.Items, "item", "items"), plural(p.Users, "person", "people"), plural(p.Keys, "key", "keys"), p.Privileged, p.Flagged), width)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func (m *Model) shareNotes(th *theme.Theme, width int) []string {
	if !m.count.known || m.count.err != nil || m.count.preview.Items == 0 {
		return nil
	}
	p := m.count.preview
	var lines []string
	if len(p.Shares) > 1 {
		parts := make([]string, len(p.Shares))
		for i, s := range p.Shares {
			parts[i] = fmt.Sprintf("%s %d", s.Reviewer, len(s.Items))
		}
		lines = block(th, th.Dim, strings.Join(parts, " · "), width)
	}
	if n := len(p.OwnAccess); n > 0 {
		lines = append(lines, block(th, th.Warn, fmt.Sprintf(
			"%s %s in their own holder's share, who cannot decide on them: add a reviewer", th.Alert, plural(n, "item stands", "items stand")), width)...)
	}
	return lines
}

// help explains what a scope can speak of.
func help(th *theme.Theme, width int) []string {
	lines := []string{
		th.Header.Render(th.Fit(" a scope is all, or speaks of", width)),
	}
	for _, f := range scope.Fields() {
		lines = append(lines, " "+th.KeyName.Render(th.Fit(f.Name, 14))+th.Dim.Render(th.Fit(f.Doc, width-15)))
	}
	return append(lines, th.Dim.Render(th.Fit(` with && || ! == != < > in, such as "dormant" in hints`, width)))
}
