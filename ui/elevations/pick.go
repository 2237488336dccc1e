package elevations

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/theme"
)

// pick asks for one of a few terms, each with a key of its own. The cursor begins on the last, which does nothing, so
// that enter alone does nothing.
type pick struct {
	title    string
	question string
	loud     bool     // it begins with a warning
	details  []string // lines, most important first
	terms    []term
	no       string // what the last line says
	at       int    // len(terms) is the last line
	text     overlay.Scroll
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
	if !p.text.Read() {
		return []key.Binding{keymap.Key("↓", "read on")}
	}
	return []key.Binding{keymap.Key("↑/↓", "move"), keymap.Key("enter", "confirm")}
}

// Update implements overlay.Dialog.
func (p *pick) Update(msg tea.Msg) (overlay.Result, tea.Cmd) {
	if !p.text.Read() { // the terms come after what they are about
		p.text.Update(msg)
		return overlay.Result{}, nil
	}
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

// View implements overlay.Dialog. Where there is no room for everything, the terms come after the rest was read.
func (p *pick) View(th *theme.Theme, width, height int) string {
	style, text := th.Title, p.question
	if p.loud {
		style, text = th.Error, th.Alert+" "+text
	}
	var lines []string
	for _, line := range th.Block(text, width) {
		lines = append(lines, style.Render(line))
	}
	for _, detail := range p.details {
		lines = append(lines, th.Block(detail, width)...)
	}
	room := height - len(p.terms) - 1
	if len(lines) <= room {
		lines = p.text.View(lines, room)
	} else if shown := p.text.View(lines, height-1); !p.text.Read() {
		return strings.Join(append(shown[:len(shown):len(shown)], p.text.More(th, width)), "\n")
	}
	lines = lines[:max(0, min(len(lines), room)):max(0, min(len(lines), room))]
	if len(lines)+len(p.terms)+2 <= height {
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
