package access

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
)

// Keys returns the key table as it is now.
func (s *Screen) Keys() []screen.Group {
	if page, over := s.pages.Front(); over {
		return page.Keys()
	}
	list := s.shown()
	switch {
	case list.Typing():
		return list.Keys()
	case s.diff != nil && list.Backs():
		return list.Keys()
	case s.diff != nil:
		back := screen.Binding{Binding: keymap.Key("esc", "list"), Do: func() tea.Cmd { s.diff = nil; return nil }}
		return append([]screen.Group{{Title: "What changed", Keys: []screen.Binding{back}}}, list.Keys()...)
	}
	unread := ""
	switch {
	case s.read:
	case s.problem != nil:
		unread = "nothing has been read from Torq yet"
	default:
		unread = "the record is being read"
	}
	sync := screen.Binding{Binding: keymap.Key("S", "sync"), Acts: true, Do: func() tea.Cmd { return screen.Send(screen.Sync{}) }}
	if s.syncing {
		sync.Disabled = "a sync is running"
	}
	own := []screen.Binding{
		{Binding: keymap.Key("f", "hints"), Disabled: unread, Do: func() tea.Cmd { return s.env.OpenDialog(s.hintChoice()) }},
		{Binding: keymap.Key("o", "order"), Disabled: unread, Do: func() tea.Cmd { return s.rearrange((s.order + 1) % orders) }},
		{Binding: keymap.Key("D", "what changed"), Disabled: unread, Do: s.compare},
		sync,
	}
	if !s.read {
		return []screen.Group{{Title: "Access", Keys: own}}
	}
	groups := list.Keys()
	groups[0].Keys = append(groups[0].Keys, own...)
	return slices.Insert(groups, 1, screen.Group{Title: "Ask", Keys: s.questions(unread)}, screen.Group{Title: "Act", Keys: s.acts(unread)})
}
