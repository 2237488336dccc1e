package home

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/ui/screen"
)

var keys = struct{ enter, sync, connect, name, settings, down, up, first, last key.Binding }{
	enter:    key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", "go there")),
	sync:     key.NewBinding(key.WithKeys("S"), key.WithHelp("S", "sync")),
	connect:  key.NewBinding(key.WithKeys("c"), key.WithHelp("c", "connect")),
	name:     key.NewBinding(key.WithKeys("i"), key.WithHelp("i", "say who you are")),
	settings: key.NewBinding(key.WithKeys(","), key.WithHelp(",", "settings")),
	down:     key.NewBinding(key.WithKeys("j", "down"), key.WithHelp("j/↓", "down")),
	up:       key.NewBinding(key.WithKeys("k", "up"), key.WithHelp("k/↑", "up")),
	first:    key.NewBinding(key.WithKeys("g", "home"), key.WithHelp("g", "first")),
	last:     key.NewBinding(key.WithKeys("G", "end"), key.WithHelp("G", "last")),
}

// Keys are the bindings that work now.
func (s *Screen) Keys() []screen.Group {
	enter := screen.Binding{Binding: keys.enter}
	if s.cursor < len(s.targets) {
		enter.SetHelp("enter", s.targets[s.cursor].does)
	} else {
		enter.Disabled = "there is nothing to go to yet"
	}
	sync, connect, name := screen.Binding{Binding: keys.sync, Acts: true}, screen.Binding{Binding: keys.connect, Acts: true, Asks: true}, screen.Binding{Binding: keys.name, Acts: true, Asks: true}
	if s.standing != nil {
		switch {
		case s.standing.Connection == review.NotConnected && !s.standing.Untried():
			sync.Disabled = "the workspace is not connected"
		case s.standing.Connection == review.Syncing:
			sync.Disabled = "a sync is running"
		}
		if s.standing.Credentials == core.FromEnvironment {
			connect.Disabled = "the environment says which key to use"
		}
	}
	if s.actor.Email != "" {
		name.Disabled = "you are " + s.actor.Email
	}
	return []screen.Group{
		{Title: "Home", Keys: []screen.Binding{enter, sync, connect, name, {Binding: keys.settings, Acts: true, Asks: true}}},
		{Title: "Move", Keys: []screen.Binding{{Binding: keys.down}, {Binding: keys.up}, {Binding: keys.first}, {Binding: keys.last}}},
	}
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keys.enter):
		return s.enter()
	case key.Matches(msg, keys.sync):
		return screen.Send(screen.Sync{})
	case key.Matches(msg, keys.connect):
		return s.desk.Asks(screen.Send(screen.Connect{}))
	case key.Matches(msg, keys.name):
		return s.desk.Asks(screen.Send(screen.Identify{Then: screen.Send(screen.Changed{})}))
	case key.Matches(msg, keys.settings):
		return s.desk.Asks(screen.Send(screen.Settings{}))
	case key.Matches(msg, keys.down):
		s.move(1)
	case key.Matches(msg, keys.up):
		s.move(-1)
	case key.Matches(msg, keys.first):
		s.cursor = 0
	case key.Matches(msg, keys.last):
		s.move(len(s.targets))
	}
	return nil
}
