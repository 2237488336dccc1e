package elevations

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/theme"
)

// pick asks for one of a few terms, each with a key of its own. The cursor begins on the last, which does nothing, so that
// enter alone does nothing.
type pick struct {
	title    string
	question string
	loud     bool     // it begins with a warning
	details  []string // lines, most important first
	terms    []term
	no       string // what the last line says
	at       int    // len(terms) is the last line
}

type term struct {
	key    string
	text   string
	barred string // why it cannot be picked
	action tea.Msg
}

func newPick(p pick) *pick {
	p.at = len(p.terms)
	return &p
}

// Heading implements overlay.Dialog.
func (p *pick) Heading() string { return p.title }

// Keys implements overlay.Dialog.
func (p *pick) Keys() []key.Binding {
	return []key.Binding{bind("↑/↓", "move"), bind("enter", "take it")}
}

// Update implements overlay.Dialog.
func (p *pick) Update(msg tea.Msg) (overlay.Result, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return overlay.Result{}, nil
	}
	switch name := press.String(); name {
	case "up", "k":
		p.at = max(0, p.at-1)
	case "down", "j":
		p.at = min(len(p.terms), p.at+1)
	case "enter":
		return p.take(p.at), nil
	default:
		for i, t := range p.terms {
			if t.key == name {
				return p.take(i), nil
			}
		}
	}
	return overlay.Result{}, nil
}

func (p *pick) take(i int) overlay.Result {
	switch {
	case i == len(p.terms):
		return overlay.Result{Closed: true}
	case p.terms[i].barred != "":
		p.at = i
		return overlay.Result{}
	}
	return overlay.Done(p.terms[i].action)
}

// View implements overlay.Dialog. The terms are always there; details give way to them.
func (p *pick) View(th *theme.Theme, width, height int) string {
	style, text := th.Title, p.question
	if p.loud {
		style, text = th.Error, th.Alert+" "+text
	}
	var lines []string
	for _, line := range th.Block(text, width) {
		lines = append(lines, style.Render(line))
	}
	var below []string
	for _, detail := range p.details {
		below = append(below, th.Block(detail, width)...)
	}
	room := height - len(p.terms) - 1
	lines = lines[:max(0, min(len(lines), room))]
	if room -= len(lines); len(below) > room {
		below = below[:max(0, room)]
	}
	if lines = append(lines, below...); len(lines)+len(p.terms)+2 <= height {
		lines = append(lines, "")
	}
	for i, t := range append(p.terms[:len(p.terms):len(p.terms)], term{key: "esc", text: p.no}) {
		cursor, look := "  ", th.Text
		if i == p.at {
			cursor, look = th.Cursor+" ", th.Selected
		}
		text := t.text
		if t.barred != "" {
			text, look = text+", not now: "+t.barred, th.Dim
		}
		lines = append(lines, cursor+th.KeyName.Render(th.Fit(t.key, 4))+look.Render(strings.TrimRight(th.Fit(text, max(1, width-6)), " ")))
	}
	return strings.Join(lines, "\n")
}
