package app

import (
	"net/mail"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// identified reports whether the current user is known; named is the answer to the question.
type (
	identified struct {
		err  error
		then tea.Cmd
	}
	named struct {
		email string
		then  tea.Cmd
	}
)

func (m *model) identify(then tea.Cmd) tea.Cmd {
	env, workspaces := m.env, m.workspaces()
	return func() tea.Msg {
		for _, w := range workspaces {
			if _, err := w.Actor(env.Context); err != nil {
				return identified{err, then}
			}
		}
		return identified{nil, then}
	}
}

func (m *model) identified(msg identified) tea.Cmd {
	if msg.err == nil {
		return msg.then
	}
	m.overlays.Push(&overlay.Prompt{
		Title: "Who are you?",
		Label: "Your e-mail address. The record keeps it beside everything you decide, as you typed it.",
		Hint:  "name@example.com",
		Check: func(text string) error {
			if a, err := mail.ParseAddress(text); err != nil || a.Address != text {
				return fault.New(fault.BadInput, "that is not an e-mail address")
			}
			return nil
		},
		Action: func(text string) tea.Msg { return named{text, msg.then} },
	})
	return nil
}

// iAm remembers the name, in each workspace that does not know it, and goes on with what needed it.
func (m *model) iAm(msg named) tea.Cmd {
	env, workspaces := m.env, m.workspaces()
	remember := func() tea.Msg {
		for _, w := range workspaces {
			if _, err := w.Actor(env.Context); err == nil {
				continue
			}
			if err := w.IAm(env.Context, msg.email); err != nil {
				return screen.Failed{Err: err}
			}
		}
		return tea.BatchMsg{screen.Send(renamed{}), msg.then}
	}
	return remember
}

// renamed reports that the current user identified themselves; the content of screens may depend on it.
type renamed struct{}

// knownAs is the identity of the current user.
type knownAs string

// whoIsIt determines the current user. It may take a while, since it may have to ask Torq.
func (m *model) whoIsIt() tea.Cmd {
	env, workspace := m.env, m.workspace
	return func() tea.Msg {
		actor, _ := workspace.Actor(env.Context) // an unknown user is an answer too
		return knownAs(actor.Email)
	}
}
