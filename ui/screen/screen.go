// Package screen defines the interface between the screens and the root model of the app.
package screen

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Screen is one section of the app. It owns its state; the root routes messages to it and draws what it returns. A
// screen reads and writes the world only in commands, through the service it is made with, and never in Update or View.
type Screen interface {
	// Update handles a message. Keys and mouse reach only the screen that is shown and not covered by a dialog; messages
	// addressed to one screen reach only that one; all other messages reach every screen, so a screen ignores those it did
	// not ask for. Mouse positions count from the screen's own top left corner.
	//
	// A key named in Keys goes to the screen before the root handles it, including esc: a screen that can go back has a
	// binding for esc at that time. The root calls its Do; only a key without one reaches Update. A disabled key only
	// shows its reason.
	Update(tea.Msg) tea.Cmd
	// View draws exactly height lines of at most width cells.
	View(th *theme.Theme, width, height int) string
	// Keys returns the key table as it is now, the most needed first: the footer shows it, the help groups it, and the
	// root finds in it what a key does.
	Keys() []Group
	// Typing reports whether an input has the focus: letters and digits are text then, and reach the screen before any
	// binding of the root.
	Typing() bool
}

// Resumer is a screen that works on something one can come back to.
type Resumer interface {
	// Resume returns the ID of the campaign that is open in front of the reviewer, "" if none is.
	Resume() string
}

// Writer is a screen that puts acts into the record one after the other.
type Writer interface {
	// Unwritten returns the number of acts that are not on disk yet. The app does not end before they are, unless the user
	// insists.
	Unwritten() int
}

// Binding and Group make up the key table of a screen.
type (
	Binding = keymap.Binding
	Group   = keymap.Group
)

// Env holds what every screen is given.
type Env struct {
	Context context.Context // ends when the app ends
	Now     func() time.Time
	Send    func(tea.Msg)  // for progress from inside a command; safe from any goroutine
	Filters widget.Filters // that were saved on this machine

	asking  int // commands under way that end in a dialog
	givenUp int // of Asks so far
}

// Asks wraps a command that ends in a dialog, or in the reason why there is none. Until then the root holds back what
// is typed, so that no key meant for the dialog reaches the screen below it. Only Update may call it, and must return
// the resulting command.
func (e *Env) Asks(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	e.asking++
	era := e.givenUp
	return func() tea.Msg { return Asked{cmd(), era} }
}

// OpenDialog shows a dialog.
func (e *Env) OpenDialog(dialog overlay.Dialog) tea.Cmd {
	return e.Asks(Send(OpenDialog{Dialog: dialog}))
}

// Asking reports whether a dialog is on its way.
func (e *Env) Asking() bool { return e.asking > 0 }

// Answered takes the answer of a command of Asks, and reports whether it is still expected.
func (e *Env) Answered(a Asked) bool {
	if a.era != e.givenUp {
		return false
	}
	e.asking--
	return true
}

// GiveUp waits no longer for dialogs on their way.
func (e *Env) GiveUp() { e.asking, e.givenUp = 0, e.givenUp+1 }

// Messages from the root to screens.
type (
	// Activated is sent to a screen whenever it comes to the front.
	Activated struct{}
	// Changed is sent after something was recorded, by this process or another: to the screen in front at once, to the
	// others when they come to the front, before Activated. They read again what they show.
	Changed struct{}
	// Status is sent to all screens whenever the root has read the state of the workspace; Err is the reason if it could
	// not.
	Status struct {
		review.Overview
		Err error
	}
	// Reaped is sent to all screens after a reap; Err is the reason if it failed.
	Reaped struct{ Err error }
	// Tick is sent to all screens every second or so, for what counts time.
	Tick struct{ Now time.Time }
)

// Messages from screens to the root, returned by commands.
type (
	// OpenDialog shows a dialog. The Action with which it closes is sent as a message, to every screen unless For
	// addresses one.
	OpenDialog struct{ Dialog overlay.Dialog }
	// Asked is the result of a command of Env.Asks.
	Asked struct {
		Msg tea.Msg
		era int
	}
	// Run is a command that a dialog wants to run; it may end in another dialog.
	Run func() tea.Msg
	// Notify shows a line at the bottom for a while.
	Notify struct {
		Text  string
		Level Level
	}
	// Failed shows an error and the way out of it.
	Failed struct{ Err error }
	// Recorded reports that something was recorded; the root tells all screens with Changed.
	Recorded struct{}
	// Navigate brings another section to the front. That section's screen gets the message too, before Activated.
	Navigate struct {
		Workspace string // the local name of another workspace, if several are open; empty for the one in front
		Section   Section
		Campaign  string // for Reviews: straight into that campaign; for Evidence: its evidence
		Joined    bool   // for Reviews: as one queue with those of the other workspaces that are open
		Item      string // for Evidence: the way of that item of the campaign; for Access: with the cursor on it
		Filter    string // for Access: only the rows that this passes
		Elevation string // for Elevations: with the cursor on that one
		Page      Page   // for Home and Journal: straight to that page
	}
	// Sync reads everyone's access from Torq; Changed follows.
	Sync struct{}
	// Reap grants approved elevations and ends those that are due; Reaped follows.
	Reap struct{}
	// Connect shows the dialog that connects the workspace.
	Connect struct{}
	// Settings shows the workspace's rules, to look at and change.
	Settings struct{}
	// Identify asks for the current user if not known yet, and then runs Then. Every act that is recorded under a user's
	// name goes through it.
	Identify struct{ Then tea.Cmd }
	// Working shows work in progress; Done ends it. The text describes it, the numbers give the progress (0: not known).
	Working struct {
		What        string
		Done, Total int
		End         bool
	}
)

// Level is the importance of a message in the status line.
type Level int

// The levels.
const (
	Info Level = iota
	Good
	Warn
)

// Section names a tab.
type Section string

// The sections, in the order of their tabs.
const (
	Home       Section = "Home"
	Access     Section = "Access"
	Reviews    Section = "Reviews"
	Elevations Section = "Elevations"
	Evidence   Section = "Evidence"
	Journal    Section = "Journal"
)

// Page names what a section shows in place of its list, or a part of the list.
type Page string

// The pages.
const (
	People  Page = "people"  // of Home: who is who, and who may do what
	Guards  Page = "guards"  // of Home: changes that loosen a guard
	Refused Page = "refused" // of Journal: only the lines without effect
)

// Send makes a command of a message.
func Send(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }
