package form

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// View draws the form: exactly height lines of width cells, with the effect of the elevation.
func (m *Model) View(th *theme.Theme, width, height int) string {
	return m.form.View(th, width, height, func(width int, _ bool) []string { return m.meaning(th, width) })
}

// Keys returns the bindings of the form.
func (m *Model) Keys() []screen.Group {
	var own []screen.Binding
	switch m.form.At {
	case role:
		own = append(own, screen.Key("enter", "choose the role", "enter"))
	case long:
		if m.form.Fields[long].Input != nil {
			own = append(own, screen.Key("ctrl+o", "the common ones", "ctrl+o"))
			break
		}
		digits := fmt.Sprintf("1–%d", len(m.offers()))
		own = append(own, screen.Key(digits, "for how long", "1", "2", "3", "4"), screen.Key("o", "another", "o"))
	case glass:
		own = append(own, screen.Key("space", "with or without approval", "space"))
	}
	return []screen.Group{{Title: "Ask for a role", Keys: screen.FormKeys(&m.form, "ask", own...)}}
}

// pressRole shows the roles for enter, and for what is typed to look for one.
func (m *Model) pressRole(press tea.KeyPressMsg) (bool, tea.Cmd) {
	if press.String() == "enter" {
		return true, m.choose(nil)
	}
	return true, m.choose(press)
}

func (m *Model) showRole(th *theme.Theme, width int) string {
	r, ok := m.chosen()
	switch {
	case ok:
		return th.Fit(r.Name, width)
	case m.lend == nil:
		return th.Dim.Render(th.Fit("reading the roles"+th.Ellipsis(), width))
	}
	return th.Dim.Render(th.Fit("enter shows the roles; or type to look for one", width))
}

func (m *Model) roleNotes(th *theme.Theme, width int) []string {
	r, ok := m.chosen()
	if !ok {
		return nil
	}
	lines := widget.Block(th, th.Dim, ruleWords(r), width)
	if r.Unapprovable != "" {
		lines = append(lines, warning(th, r.Unapprovable, width)...)
	}
	return lines
}

// ruleWords says the rule in full.
func ruleWords(r elevation.RequestableRole) string {
	text := terms(r)
	switch {
	case r.Automatic:
	case len(r.Rule.Approvers) > 0:
		text += " by " + strings.Join(r.Rule.Approvers, " or ")
	default:
		text += " by an approver or owner"
	}
	if r.Rule.MayRequest != "" {
		text += "; only for people where " + r.Rule.MayRequest
	}
	if r.Rule.Ticket {
		text += "; only for a ticket"
	}
	if r.Rule.Reason != "" {
		text += "; the reason must match " + r.Rule.Reason
	}
	return text
}

// showWhom shows the person at the keyboard while no other is named.
func (m *Model) showWhom(th *theme.Theme, width int) string {
	if m.form.Value(whom) != "" || m.lend == nil || m.lend.Actor.Email == "" {
		return ""
	}
	return th.Fit(m.lend.Actor.Email, width)
}

func (m *Model) whomNotes(th *theme.Theme, width int) []string {
	u, holds, ok := m.person()
	switch {
	case m.lend == nil || !ok && m.form.Value(whom) == "" && m.lend.Actor.Email == "":
		return nil
	case !ok:
		return warning(th, "holds no role here, by the last sync", width)
	case holds.ID == m.roleID:
		return warning(th, "holds that role already", width)
	}
	text := "holds " + holds.Name + " now"
	if u.SSO {
		text += ", signs in by SSO"
	}
	return widget.Block(th, th.Dim, text, width)
}

func warning(th *theme.Theme, text string, width int) []string {
	return widget.Block(th, th.Warn, th.Alert+" "+text, width)
}

// pressLength takes one of the offered lengths by its key or the arrows, or has another typed.
func (m *Model) pressLength(press tea.KeyPressMsg) (bool, tea.Cmd) {
	field, key := &m.form.Fields[long], press.String()
	if field.Input != nil {
		if key == "ctrl+o" {
			field.Input = nil
		}
		return key == "ctrl+o", nil
	}
	offers := m.offers()
	i := slices.Index(offers, m.length)
	switch key {
	case "1", "2", "3", "4":
		if n := int(key[0] - '1'); n < len(offers) {
			m.length = offers[n]
			m.form.At++
		}
	case "left", "h":
		m.length = offers[max(0, i-1)]
	case "right", "l":
		m.length = offers[min(len(offers)-1, i+1)]
	case "o":
		field.Input = m.other
	default:
		return false, nil
	}
	return true, nil
}

// showLengths shows what the keys offer, unless a length is typed.
func (m *Model) showLengths(th *theme.Theme, _ int) string {
	if m.form.Fields[long].Input != nil {
		return ""
	}
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

func (m *Model) lengthNotes(th *theme.Theme, width int) []string {
	if in := m.form.Fields[long].Input; in != nil && in.Value() == "" {
		return nil
	}
	d, err := m.duration()
	r, ok := m.chosen()
	switch {
	case err != nil:
		return warning(th, err.Error(), width)
	case ok && r.Disabled == "" && d > time.Duration(r.Rule.Longest):
		return warning(th, fmt.Sprintf("the rule allows %s at most", r.Rule.Longest), width)
	}
	return nil
}

func (m *Model) showStart(th *theme.Theme, width int) string {
	if m.form.Value(start) != "" {
		return ""
	}
	return th.Dim.Render(th.Fit("as soon as it is approved", width))
}

func (m *Model) startNotes(th *theme.Theme, width int) []string {
	at, err := parseStart(m.form.Value(start), m.env.Now())
	switch {
	case err != nil:
		return warning(th, err.Error(), width)
	case at.IsZero():
		return nil
	}
	text := at.Format("Monday, 2 January 15:04") + ", in " + widget.Left(at, m.env.Now())
	return widget.Block(th, th.Dim, text, width)
}

// pressGlass turns break-glass on, if the rule names the person at the keyboard for it, and off.
func (m *Model) pressGlass(press tea.KeyPressMsg) (bool, tea.Cmd) {
	if press.String() != "space" {
		return false, nil
	}
	r, ok := m.chosen()
	m.glass = !m.glass && ok && r.BreakGlass
	return true, nil
}

func (m *Model) showGlass(th *theme.Theme, width int) string {
	r, ok := m.chosen()
	switch {
	case m.glass:
		return th.Error.Render(th.Fit(th.Alert+" ON: no approval, given at once", width))
	case !ok:
		return th.Dim.Render(th.Fit(th.Ring+" off; choose a role first", width))
	case len(r.Rule.BreakGlass) == 0:
		return th.Dim.Render(th.Fit(th.Ring+" off for "+r.Name, width))
	case !r.BreakGlass:
		return th.Dim.Render(th.Fit(th.Ring+" off; the rule for "+r.Name+" names others who may use it", width))
	}
	return th.Dim.Render(th.Fit(th.Ring+" off (space: emergency, no approval)", width))
}
