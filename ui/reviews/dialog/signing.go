package dialog

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/safetext"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/words"
)

// signing is the dialog of a sign-off: the summary of the assignment, and the statement to sign.
type signing struct {
	title     string
	lines     []string
	signer    string
	statement textarea.Model
	text      overlay.Scroll // all of it, where there is no room for it at once
	action    func(statement string) tea.Msg
}

func newSigning(c campaign.Summary, assignment campaign.AssignmentSummary, signer string, action func(string) tea.Msg) *signing {
	t := textarea.New()
	t.Prompt, t.ShowLineNumbers, t.EndOfBufferCharacter = "", false, ' '
	t.KeyMap.InsertNewline.SetEnabled(false) // enter signs; the statement is one paragraph
	t.KeyMap.Paste.SetEnabled(false)         // its answer would come later, perhaps to another dialog; the terminal's own paste works
	t.SetValue(campaign.Statement(assignment.Items-len(assignment.Undecided)-assignment.Others, assignment.Others, len(assignment.Undecided)))
	t.SetStyles(textarea.Styles{}) // the cursor stands still: no ticking, no repaint
	t.Focus()
	return &signing{title: "Sign off " + c.Name, lines: words.SignOff(assignment), signer: signer, statement: t, action: action}
}

// Heading implements overlay.Dialog.
func (s *signing) Heading() string { return s.title }

// Keys implements overlay.Dialog.
func (s *signing) Keys() []key.Binding {
	if !s.text.Read() {
		return []key.Binding{key.NewBinding(key.WithKeys("down"), key.WithHelp("↓", "read on"))}
	}
	return []key.Binding{
		key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", "sign")),
		key.NewBinding(key.WithKeys("ctrl+u"), key.WithHelp("ctrl+u", "write your own")),
	}
}

// Typing implements overlay.Writer.
func (s *signing) Typing() bool { return true }

// Update implements overlay.Dialog.
func (s *signing) Update(msg tea.Msg) (overlay.Result, tea.Cmd) {
	if !s.text.Read() {
		s.text.Update(msg)
		return overlay.Result{}, nil
	}
	switch m := msg.(type) {
	case tea.KeyPressMsg:
		switch m.String() {
		case "enter":
			return overlay.Done(s.action(strings.TrimSpace(s.statement.Value()))), nil
		case "ctrl+u":
			s.statement.Reset()
			return overlay.Result{}, nil
		}
	case tea.PasteMsg:
		msg = tea.PasteMsg{Content: safetext.Clean(strings.Join(strings.Fields(m.Content), " "))}
	}
	var cmd tea.Cmd
	s.statement, cmd = s.statement.Update(msg)
	return overlay.Result{}, cmd
}

// View implements overlay.Dialog. In little room everything is read first; then the statement keeps three lines and the
// summary gives way.
func (s *signing) View(th *theme.Theme, width, height int) string {
	const statement = 3
	rows := max(1, min(statement, height-2))
	var lines []string
	for _, text := range s.lines {
		for _, line := range th.Block(text, width) {
			if strings.HasPrefix(text, "!") {
				line = th.Warn.Render(line)
			}
			lines = append(lines, line)
		}
	}
	statementLines := th.Block(s.statement.Value(), max(1, width-1)) // the cursor needs a cell
	whole := slices.Concat(lines, []string{th.Dim.Render(th.Fit("statement", width))}, statementLines, th.Block("signed by "+s.signer, width))
	if len(lines)+2+rows <= height && len(statementLines) <= rows && len(th.Block("signed by "+s.signer, width)) == 1 {
		s.text.View(lines, len(lines))
	} else if shown := s.text.View(whole, height-1); !s.text.Read() {
		return strings.Join(append(shown[:len(shown):len(shown)], s.text.More(th, width)), "\n")
	}
	lines = lines[:max(0, min(len(lines), height-rows-2))]
	if len(lines)+rows+3 <= height {
		lines = append(lines, "")
	}
	lines = append(lines, th.Dim.Render(th.Fit("statement", width)), s.paragraph(th, width, rows))
	signer := th.Fit("signed by "+s.signer, width)
	if len(lines)+rows+1 <= height {
		signer = "\n" + signer
	}
	return strings.Join(append(lines, signer), "\n")
}

func (s *signing) paragraph(th *theme.Theme, width, rows int) string {
	look := textarea.StyleState{Text: th.Text, Prompt: th.Accent, Placeholder: th.Dim, CursorLine: th.Text}
	s.statement.SetStyles(textarea.Styles{Focused: look, Blurred: look})
	s.statement.SetWidth(width)
	s.statement.SetHeight(rows)
	return s.statement.View()
}
