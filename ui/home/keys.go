package home

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Keys returns the key table as it is now.
func (s *Screen) Keys() []screen.Group {
	if page, ok := s.pages.Front(); ok {
		return page.Keys()
	}
	enter := screen.Binding{
		Binding: keymap.Key("enter", "go there"), Disabled: "there is nothing to go to yet", Do: s.enter,
	}
	if s.cursor < len(s.targets) {
		enter.Binding, enter.Disabled = keymap.Key("enter", s.targets[s.cursor].does), ""
	}
	sync, connect, name := "", "", ""
	if s.standing != nil {
		switch {
		case s.standing.Connection == review.NotConnected && !s.standing.Untried():
			sync = "the workspace is not connected"
		case s.standing.Connection == review.Syncing:
			sync = "a sync is running"
		}
		if s.standing.Credentials == core.FromEnvironment {
			connect = "the environment says which key to use"
		}
	}
	if s.actor.Email != "" {
		name = "you are " + s.actor.Email
	}
	ask := func(key key.Binding, disabled string, msg tea.Msg) screen.Binding {
		return screen.Binding{
			Binding: key, Disabled: disabled, Acts: true, Asks: true,
			Do: func() tea.Cmd { return s.env.Asks(screen.Send(msg)) },
		}
	}
	goes := func(key, does string, page screen.Page) screen.Binding {
		return screen.Binding{Binding: keymap.Key(key, does), Do: func() tea.Cmd { return s.visit(screen.Navigate{Section: screen.Home, Page: page}) }}
	}
	move := widget.Moves(len(s.targets), func(lines int) tea.Cmd {
		s.move(lines)
		return nil
	})
	move.Keys = move.Keys[:4] // by lines and to the ends: there are no pages
	return []screen.Group{
		{Title: "Home", Keys: []screen.Binding{
			enter,
			{
				Binding: keymap.Key("S", "sync"), Disabled: sync, Acts: true,
				Do: func() tea.Cmd { return screen.Send(screen.Sync{}) },
			},
			ask(keymap.Key("c", "connect"), connect, screen.Connect{}),
			ask(keymap.Key("i", "say who you are"), name, screen.Identify{Then: screen.Send(screen.Changed{})}),
			ask(keymap.Key(",", "settings"), "", screen.Settings{}),
			goes("p", "people", screen.People),
			goes("P", "proposals", screen.Guards),
		}},
		move,
	}
}
