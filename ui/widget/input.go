package widget

import (
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/safetext"
	"github.com/tuar-dev/tuar/ui/theme"
)

// Input is one line of text being typed: a filter, a reason, a secret. It is focused as long as it exists; its owner
// passes keys and paste to it.
type Input struct{ model textinput.Model }

// NewInput makes an empty input with a hint that shows while it is empty.
func NewInput(hint string) *Input {
	m := textinput.New()
	m.Prompt, m.Placeholder = "", safetext.Clean(hint)
	m.KeyMap.Paste.SetEnabled(false) // its answer would come later, perhaps to another dialog; the terminal's own paste works
	styles := m.Styles()
	styles.Cursor.Blink = false // the cursor stands still: no ticking, no repaint
	m.SetStyles(styles)
	m.Focus()
	return &Input{m}
}

// Hide shows the text as stars.
func (i *Input) Hide() { i.model.EchoMode = textinput.EchoPassword }

// Value returns the text as typed, without white space around it.
func (i *Input) Value() string { return strings.TrimSpace(i.model.Value()) }

// Raw returns the text as typed, with the white space around it.
func (i *Input) Raw() string { return i.model.Value() }

// Shown returns the text for showing without a cursor: stars if it is hidden.
func (i *Input) Shown() string {
	if i.model.EchoMode == textinput.EchoPassword {
		return strings.Repeat("*", len([]rune(i.model.Value())))
	}
	return i.Value()
}

// SetValue replaces the text and puts the cursor behind it.
func (i *Input) SetValue(s string) {
	i.model.SetValue(safetext.Clean(s))
	i.model.CursorEnd()
}

// Update takes keys and pastes. Pasted text becomes one clean line.
func (i *Input) Update(msg tea.Msg) tea.Cmd {
	if paste, ok := msg.(tea.PasteMsg); ok {
		line := strings.NewReplacer("\r\n", " ", "\n", " ", "\t", " ").Replace(strings.TrimSpace(paste.Content))
		msg = tea.PasteMsg{Content: safetext.Clean(line)}
	}
	var cmd tea.Cmd
	i.model, cmd = i.model.Update(msg)
	return cmd
}

// View draws the prompt, such as "/", and the text around the cursor, width cells wide.
func (i *Input) View(th *theme.Theme, prompt string, width int) string {
	m := i.model
	state := textinput.StyleState{Text: th.Text, Placeholder: th.Dim, Suggestion: th.Dim, Prompt: th.Accent}
	m.SetStyles(textinput.Styles{Focused: state, Blurred: state})
	m.Prompt = th.Clean(prompt)
	m.EchoCharacter = '*'
	m.SetWidth(max(width-len(prompt)-1, 1))
	m.SetCursor(m.Position()) // scrolls, so that the cursor shows in this width
	return Line(m.View(), width)
}
