package screen

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// Receiver gets messages: a screen, or a part of one.
type Receiver interface{ Update(tea.Msg) tea.Cmd }

// Delivery is a message that the root does not look at: it carries it out.
type Delivery interface{ Deliver() tea.Cmd }

// Addressed is a message for one receiver alone, such as the answer to its request.
type Addressed struct {
	to    Receiver
	msg   tea.Msg
	fresh func() bool // nil: it always is
}

// Deliver hands the message over, unless a newer request made it stale. Only the root calls it.
func (a Addressed) Deliver() tea.Cmd {
	if a.fresh != nil && !a.fresh() {
		return nil
	}
	return a.to.Update(a.msg)
}

// For addresses a message, such as the action of a dialog, to one receiver.
func For(to Receiver, msg tea.Msg) tea.Msg { return Addressed{to: to, msg: msg} }

// Fetch runs a command whose answer only the receiver gets. Messages of the command for the root still go to the root.
func Fetch(to Receiver, cmd tea.Cmd) tea.Cmd { return fetch(to, cmd, nil) }

func fetch(to Receiver, cmd tea.Cmd, fresh func() bool) tea.Cmd {
	return func() tea.Msg {
		switch msg := cmd().(type) {
		case nil, tea.BatchMsg, OpenDialog, Failed, Navigate, Identify, Recorded, Notify, Working:
			return msg
		default:
			return Addressed{to, msg, fresh}
		}
	}
}

// Latest is the newest of several requests: answers to older ones are not delivered. Only Update may use it.
type Latest struct{ n int }

// Fetch runs a command for the receiver and makes every answer that is still under way stale.
func (l *Latest) Fetch(to Receiver, cmd tea.Cmd) tea.Cmd {
	l.n++
	return l.Along(to, cmd)
}

// Along runs a command whose answer is stale as soon as there is a newer request.
func (l *Latest) Along(to Receiver, cmd tea.Cmd) tea.Cmd {
	n := l.n
	return fetch(to, cmd, func() bool { return n == l.n })
}

// After sends the receiver a message when that much time has passed without a newer request.
func (l *Latest) After(d time.Duration, to Receiver, msg tea.Msg) tea.Cmd {
	l.n++
	n := l.n
	return tea.Tick(d, func(time.Time) tea.Msg { return Addressed{to, msg, func() bool { return n == l.n }} })
}

// Forget makes every answer that is still under way stale.
func (l *Latest) Forget() { l.n++ }

// Begun reports whether there was a request.
func (l *Latest) Begun() bool { return l.n > 0 }
