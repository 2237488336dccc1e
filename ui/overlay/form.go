package overlay

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Form asks for a few texts or choices, one below the other.
type Form struct {
	Fields widget.Form // its Title is the heading
	Label  string      // what it is about, above the fields
	Check  func(values []string) (field int, err error)
	Action func(values []string) tea.Msg // what saving does
	Anew   tea.Msg                       // what ctrl+r does in a form that is shown as it was left; nil for none
}

// Heading implements Dialog.
func (f *Form) Heading() string { return f.Fields.Title }

// Keys implements Dialog.
func (f *Form) Keys() []key.Binding {
	save := hint("ctrl+s", "save")
	if f.Fields.Last() {
		save = hint("enter", "save")
	}
	keys := []key.Binding{save, hint("tab", "next field")}
	if len(f.Fields.Fields[f.Fields.At].Options) > 0 {
		keys = append(keys, hint("←/→", "choose"))
	}
	if f.Fields.Fields[f.Fields.At].Complete != nil {
		keys = append(keys, hint("ctrl+n", "complete"))
	}
	if f.Fields.Kept {
		keys = append(keys, hint("ctrl+r", "start anew"))
	}
	return keys
}

// Typing implements Writer.
func (f *Form) Typing() bool { return true }

// Update implements Dialog.
func (f *Form) Update(msg tea.Msg) (Result, tea.Cmd) {
	event, cmd := f.Fields.Update(msg)
	switch event {
	case widget.Save:
		values := make([]string, len(f.Fields.Fields))
		for i := range values {
			values[i] = strings.TrimSpace(f.Fields.Value(i))
		}
		if f.Check != nil {
			if field, err := f.Check(values); err != nil {
				f.Fields.Refuse(field, err, "")
				return Result{}, nil
			}
		}
		return Done(f.Action(values)), nil
	case widget.Leave:
		return Result{Closed: true}, nil
	case widget.Anew:
		return Done(f.Anew), nil
	case widget.Moved, widget.Changed:
	}
	return Result{}, cmd
}

// View implements Dialog. In little room the label gives way, then the fields far from the focus.
func (f *Form) View(th *theme.Theme, width, height int) string {
	fields := f.Fields.Within(th, width, height)
	var lines []string
	if label := th.Block(f.Label, width); f.Label != "" && len(label)+len(fields)+1 <= height {
		lines = append(label, "")
	}
	return strings.Join(append(lines, fields...), "\n")
}
