package app

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/reviews"
	"github.com/tuar-dev/tuar/ui/screen"
)

// spaces is the root over several workspaces: a whole app for each, of which one is in front. What a workspace asked for
// is answered to it, also while another one is in front.
type spaces struct {
	models []*model
	at     int // in front
}

// of is a message for the app of one workspace.
type of struct {
	at  int
	msg tea.Msg
}

// switched is the wish to have the workspace of that name in front.
type switched struct{ name string }

// newSpaces makes the apps of all workspaces.
func newSpaces(ctx context.Context, o Options) *spaces {
	s := &spaces{}
	for _, w := range o.Estate.Workspaces {
		m := o.model(ctx, w)
		for i := range m.tabs {
			if m.tabs[i].section == screen.Reviews {
				m.tabs[i].screen = reviews.NewAmong(m.env, w, o.Estate)
			}
		}
		m.among = s
		s.models = append(s.models, m)
	}
	return s
}

// sendThrough has what a command sends meanwhile come to the app that it belongs to.
func (s *spaces) sendThrough(send func(tea.Msg)) {
	for i, m := range s.models {
		m.env.Send = func(msg tea.Msg) { send(of{i, msg}) }
	}
}

// Init implements tea.Model.
func (s *spaces) Init() tea.Cmd {
	cmds := make([]tea.Cmd, len(s.models))
	for i, m := range s.models {
		cmds[i] = s.wrap(i, m.Init())
	}
	return tea.Batch(cmds...)
}

// View implements tea.Model.
func (s *spaces) View() tea.View { return s.models[s.at].View() }

// Update implements tea.Model: keys and mouse go to the workspace in front, what a workspace asked for to that one, and
// what the terminal says of itself to all.
func (s *spaces) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case of:
		return s, s.tell(msg.at, msg.msg)
	default:
		if isInput(msg) {
			return s, s.tell(s.at, msg)
		}
		cmds := make([]tea.Cmd, len(s.models))
		for i := range s.models {
			cmds[i] = s.tell(i, msg)
		}
		return s, tea.Batch(cmds...)
	}
}

// tell hands a message to the app of one workspace.
func (s *spaces) tell(at int, msg tea.Msg) tea.Cmd {
	_, cmd := s.models[at].Update(msg)
	return s.wrap(at, cmd)
}

// bubbletea is the package whose own messages are for the program, such as the wish to end.
var bubbletea = reflect.TypeFor[tea.QuitMsg]().PkgPath()

// wrap makes the answer to a command one for that workspace.
func (s *spaces) wrap(at int, cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		switch msg := cmd().(type) {
		case nil:
			return nil
		case tea.BatchMsg:
			batch := make(tea.BatchMsg, len(msg))
			for i, one := range msg {
				batch[i] = s.wrap(at, one)
			}
			return batch
		case of: // on its way to another workspace
			return msg
		default:
			if reflect.TypeOf(msg).PkgPath() == bubbletea {
				return msg
			}
			return of{at, msg}
		}
	}
}

// bring has a workspace in front, in the section that was.
func (s *spaces) bring(name string) tea.Cmd {
	i := s.index(name)
	if i < 0 || i == s.at {
		return nil
	}
	front := s.models[s.at].front
	s.at = i
	m := s.models[i]
	m.say(screen.Notify{Text: "workspace " + name})
	return s.wrap(i, tea.Batch(m.show(front), m.refresh()))
}

// visit goes to another workspace, and there where a screen wants to.
func (s *spaces) visit(to screen.Navigate) tea.Cmd {
	i := s.index(to.Workspace)
	if i < 0 {
		return nil
	}
	s.at = i
	return s.wrap(i, s.models[i].visit(to))
}

func (s *spaces) index(name string) int {
	return slices.IndexFunc(s.models, func(m *model) bool { return m.workspace.Name() == name })
}

// unwritten counts what is on its way to the records of all workspaces.
func (s *spaces) unwritten() int {
	n := 0
	for _, m := range s.models {
		n += m.unwrittenHere()
	}
	return n
}

// choose asks which workspace is to be in front.
func (s *spaces) choose() overlay.Dialog {
	entries := make([]overlay.Entry, len(s.models))
	for i, m := range s.models {
		note := "reading"
		if m.standing.known {
			note = string(m.standing.now.Connection)
			if n := len(m.standing.now.Attention); n > 0 {
				note += fmt.Sprintf(" · %d to look at", n)
			}
		}
		entries[i] = overlay.Entry{Name: m.workspace.Name(), Note: note, Action: switched{m.workspace.Name()}}
	}
	choice := overlay.NewChoice("Workspace", entries)
	choice.Select(s.at)
	return choice
}

// workspaces returns all workspaces that are open in the app.
func (m *model) workspaces() []*review.Workspace {
	if m.among == nil {
		return []*review.Workspace{m.workspace}
	}
	all := make([]*review.Workspace, len(m.among.models))
	for i, other := range m.among.models {
		all[i] = other.workspace
	}
	return all
}
