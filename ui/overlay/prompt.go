package overlay

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Prompt asks for one line of text.
type Prompt struct {
	Title   string
	Label   string   // what is asked, above the line
	Hint    string   // shown in the line while it is empty
	Value   string   // what the line holds at first
	Canned  []string // up to nine ready answers; alt and their digit fills one in, to be sent or edited
	Secret  bool     // show stars
	Check   func(text string) error
	Action  func(text string) tea.Msg // what enter does with the text, white space around it removed
	input   *widget.Input
	label   Scroll
	problem string
}

const mostCanned = 9

// Heading implements Dialog.
func (p *Prompt) Heading() string { return p.Title }

// Keys implements Dialog.
func (p *Prompt) Keys() []key.Binding {
	keys := []key.Binding{hint("enter", "done")}
	if !p.label.Read() {
		keys = []key.Binding{hint("↓", "read on")}
	}
	if n := len(p.canned()); n > 0 {
		keys = append(keys, hint(fmt.Sprintf("alt+1–%d", n), "ready answers"))
	}
	return keys
}

// Typing implements Writer.
func (p *Prompt) Typing() bool { return true }

func (p *Prompt) canned() []string { return p.Canned[:min(len(p.Canned), mostCanned)] }

func (p *Prompt) line() *widget.Input {
	if p.input == nil {
		p.input = widget.NewInput(p.Hint)
		p.input.SetValue(p.Value)
		if p.Secret {
			p.input.Hide()
		}
	}
	return p.input
}

// Update implements Dialog.
func (p *Prompt) Update(msg tea.Msg) (Result, tea.Cmd) {
	line := p.line()
	if p.label.Update(msg) {
		return Result{}, nil
	}
	if press, ok := msg.(tea.KeyPressMsg); ok {
		if press.String() == "enter" {
			return p.send(line.Value()), nil
		}
		if digit, ok := strings.CutPrefix(press.String(), "alt+"); ok {
			if n := strings.Index("123456789", digit); n >= 0 && n < len(p.canned()) {
				line.SetValue(p.Canned[n])
			}
			return Result{}, nil
		}
	}
	p.problem = ""
	return Result{}, line.Update(msg)
}

func (p *Prompt) send(text string) Result {
	if !p.label.Read() {
		return Result{}
	}
	if p.Check != nil {
		if err := p.Check(text); err != nil {
			p.problem = err.Error()
			return Result{}
		}
	}
	return Done(p.Action(text))
}

// View implements Dialog. In little room the label scrolls and the ready answers give way; the problem stays.
func (p *Prompt) View(th *theme.Theme, width, height int) string {
	var label, below []string
	if p.Label != "" {
		label = th.Block(p.Label, width)
	}
	below = append(below, p.line().View(th, "> ", width))
	if p.problem != "" {
		for _, line := range th.Block(th.Alert+" "+p.problem, width) {
			below = append(below, th.Error.Render(line))
		}
		below = below[:max(1, min(len(below), height-1))]
	}
	lines := p.label.View(label, max(1, height-len(below)-1))
	if !p.label.Read() {
		below = append([]string{p.label.More(th, width)}, below...)
	}
	lines = append(lines[:len(lines):len(lines)], below...)
	for i, text := range p.canned() {
		lines = append(lines, th.KeyName.Render(fmt.Sprint(i+1))+"  "+th.Fit(text, width-3))
	}
	return strings.Join(lines[:min(len(lines), height)], "\n")
}
