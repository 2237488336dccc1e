package form

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

const (
	gutter     = 17  // before the text of a field: cursor, label, blanks
	sideBySide = 112 // from this width on what it means stands beside the form
)

// View draws the form: exactly height lines of width cells.
func (m *Model) View(th *theme.Theme, width, height int) string {
	if width >= sideBySide {
		right := min(width*2/5, 64)
		left := width - right - 1
		lines, at := m.lines(th, left, height)
		return widget.Split(th, window(lines, at, height), strings.Join(m.meaning(th, right), "\n"), left, right, height)
	}
	lines, at := m.lines(th, width, height)
	lines = append(lines, m.meaning(th, width)...)
	return widget.Clip(window(lines, at, height), width, height)
}

// window is the part of lines around line at that fits in height.
func window(lines []string, at, height int) string {
	top := max(0, min(at-height/2, len(lines)-height))
	return strings.Join(lines[top:min(top+height, len(lines))], "\n")
}

// lines draws the fields, and says on which line the one with the focus is.
func (m *Model) lines(th *theme.Theme, width, height int) (lines []string, at int) {
	lines = append(lines, th.Title.Render(th.Fit(" Ask for a role", width)))
	if warning := m.untimed(); warning != "" && width < sideBySide && height < 20 {
		lines = append(lines, th.Warn.Render(th.Fit(" "+th.Alert+" "+warning, width)))
	}
	airy := height >= 30
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
		lines = append(lines, m.refused(th, width)...)
		at = len(lines) - 1
	}
	if m.saving {
		lines = append(lines, th.Info.Render(th.Fit(" asking"+th.Ellipsis(), width)))
	}
	return lines, at
}

func (m *Model) refused(th *theme.Theme, width int) []string {
	lines := []string{""}
	for _, line := range th.Block(th.Alert+" "+m.refusal.Error(), width-2) {
		lines = append(lines, " "+th.Error.Render(line))
	}
	if hint := fault.HintOf(m.refusal); hint != "" {
		for _, line := range th.Block(hint, width-4) {
			lines = append(lines, "   "+th.Dim.Render(line))
		}
	}
	return lines
}

func (m *Model) field(th *theme.Theme, f field, width int) string {
	label := th.Dim.Render("   " + th.Fit(labels[f], gutter-3))
	if f == m.at {
		label = th.Accent.Render(" "+th.Cursor+" ") + th.KeyName.Render(th.Fit(labels[f], gutter-3))
	}
	room := width - gutter
	switch {
	case f == role:
		return label + m.roleLine(th, room)
	case f == glass:
		return label + m.glassLine(th, room)
	case f == long && !m.other:
		return label + m.lengths(th)
	case f == m.at:
		return label + m.inputs[f].View(th, "", room)
	case f == whom && m.text(f) == "" && m.lend != nil && m.lend.Actor.Email != "":
		return label + th.Fit(m.lend.Actor.Email, room)
	case f == start && m.text(f) == "":
		return label + th.Dim.Render(th.Fit("as soon as it is approved", room))
	}
	return label + th.Fit(m.text(f), room)
}

func (m *Model) roleLine(th *theme.Theme, room int) string {
	r, ok := m.chosen()
	switch {
	case ok:
		return th.Fit(r.Name, room)
	case m.lend == nil:
		return th.Dim.Render(th.Fit("reading the roles"+th.Ellipsis(), room))
	}
	return th.Dim.Render(th.Fit("enter shows the roles; or type to look for one", room))
}

func (m *Model) glassLine(th *theme.Theme, room int) string {
	if r, ok := m.chosen(); ok && r.Rule.NoBreakGlass && !m.glass {
		return th.Dim.Render(th.Fit(th.Ring+" off; the rule for "+r.Name+" forbids it", room))
	}
	if m.glass {
		return th.Error.Render(th.Fit(th.Alert+" ON: nobody approves, it is given at once", room))
	}
	return th.Dim.Render(th.Fit(th.Ring+" off; space: past the rules, for what cannot wait", room))
}

func (m *Model) lengths(th *theme.Theme) string {
	var b strings.Builder
	for i, d := range m.offers() {
		sign, style := th.Ring, th.Dim
		if d == m.length {
			sign, style = th.Dot, th.KeyName
		}
		b.WriteString(style.Render(fmt.Sprintf("%d %s %s", i+1, sign, settings.Duration(d))) + "  ")
	}
	return b.String() + th.Dim.Render("o other")
}

// notes are the lines under a field.
func (m *Model) notes(th *theme.Theme, f field, width int) []string {
	warn := func(text string) []string { return block(th, th.Warn, th.Alert+" "+text, width) }
	switch f {
	case role:
		if r, ok := m.chosen(); ok {
			return block(th, th.Dim, m.ruleWords(r.Rule), width)
		}
	case whom:
		u, holds, ok := m.person()
		switch {
		case m.lend == nil || !ok && m.text(whom) == "" && m.lend.Actor.Email == "":
		case !ok:
			return warn("holds no role here, by the last sync")
		case holds.ID == m.roleID:
			return warn("holds that role already")
		default:
			return block(th, th.Dim, strings.TrimSpace("holds "+holds.Name+" now"+map[bool]string{true: ", signs in by SSO"}[u.SSO]), width)
		}
	case long:
		d, err := m.duration()
		r, ok := m.chosen()
		switch {
		case m.other && m.text(long) == "":
		case err != nil:
			return warn(err.Error())
		case ok && r.Disabled == "" && d > time.Duration(r.Rule.Longest):
			return warn(fmt.Sprintf("the rule lends it for %s at most", r.Rule.Longest))
		}
	case start:
		at, err := parseStart(m.text(start), m.desk.Now())
		switch {
		case err != nil:
			return warn(err.Error())
		case !at.IsZero():
			return block(th, th.Dim, at.Format("Monday, 2 January 15:04")+", in "+widget.Left(at, m.desk.Now()), width)
		}
	}
	return nil
}

// ruleWords is the rule in full.
func (m *Model) ruleWords(r settings.ElevationRule) string {
	text := terms(r)
	switch {
	case r.AutoApprove:
	case len(r.Approvers) > 0:
		text += " by " + strings.Join(r.Approvers, " or ")
	default:
		text += " by anybody else"
	}
	if r.Ticket {
		text += "; only for a ticket"
	}
	if r.Reason != "" {
		text += "; the reason must match " + r.Reason
	}
	if r.NoBreakGlass {
		text += "; never without approval"
	}
	return text
}

func block(th *theme.Theme, style lipgloss.Style, text string, width int) []string {
	lines := slices.Clone(th.Block(text, width))
	for i := range lines {
		lines[i] = style.Render(lines[i])
	}
	return lines
}
