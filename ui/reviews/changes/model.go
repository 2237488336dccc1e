// Package changes is the screen on which what a campaign decided is carried out: every change with where it stands,
// all that is known of the current one beside it, and the keys to make the changes in Torq and to prove them.
package changes

import (
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Model is the remediation of one closed campaign.
type Model struct {
	desk     *screen.Desk
	campaign string            // its id
	undo     bool              // the changes that take back what was done
	accepted remediation.Words // said for the next time that changes are made

	plan  *remediation.Plan // nil before it was read
	heard []string          // what the last job said about the whole
	err   error             // why the plan could not be read
	reads int               // requests for the plan so far; an older answer is dropped
	job   *job              // what is under way; nil if nothing is

	table   *widget.Table[*remediation.Change]
	filter  *widget.Input
	typing  bool
	group   string // only the changes of that group; "" all
	details bool   // the pane has the whole screen
	scroll  int    // lines of the details above the screen

	listWidth int // of the list as last drawn; 0 if it was not
}

// New opens the remediation of a campaign. It shows something once Shown has arrived.
func New(desk *screen.Desk, campaignID string) *Model {
	m := &Model{
		desk: desk, campaign: campaignID, filter: widget.NewInput("words that must all occur: name, role, action, method, id"),
	}
	m.table = m.newTable()
	return m
}

// Campaign is the id of the campaign.
func (m *Model) Campaign() string { return m.campaign }

// Typing says whether letters are text for the filter.
func (m *Model) Typing() bool { return m.typing }

// Unwritten is how many changes are still to be made and recorded by what is under way.
func (m *Model) Unwritten() int {
	if m.job == nil || !m.job.writes {
		return 0
	}
	return max(1, m.job.total-m.job.done)
}

// wanted is something to do once it is known who is at the keyboard.
type wanted struct {
	of *Model
	do func() tea.Cmd
}

// as does something in somebody's name, asking whose it is if nobody said so yet.
func (m *Model) as(do func() tea.Cmd) tea.Cmd {
	return screen.Send(screen.Identify{Then: screen.Send(wanted{m, do})})
}

// Update handles a message.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Shown, screen.Changed:
		if m.job == nil { // what is under way ends with a plan of its own
			return m.read(nil)
		}
	case planned:
		return m.take(msg)
	case wanted:
		if msg.of == m {
			return msg.do()
		}
	case moved:
		m.move(msg)
	case ended:
		return m.end(msg)
	case only:
		m.show(msg.group)
	case tea.KeyPressMsg:
		if m.typing {
			return m.typed(msg)
		}
		if m.scrolls(msg) {
			return nil
		}
		return m.press(msg)
	case tea.PasteMsg:
		if m.typing {
			return m.typed(msg)
		}
	case tea.MouseWheelMsg:
		m.table.Update(msg)
	case tea.MouseClickMsg:
		if y := msg.Y - headLines; y >= 0 && msg.X < m.listWidth {
			m.table.Click(y)
		}
	}
	return nil
}

func say(level screen.Level, text string) tea.Cmd {
	return screen.Send(screen.Say{Text: text, Level: level})
}
