package evidence

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// Keys returns the key table as it is now.
func (s *Screen) Keys() []screen.Group {
	front := s.front()
	if front.Typing() {
		return front.Keys()
	}
	groups := front.Keys()
	_, over := s.pages.Front()
	see, move := groups[0], groups[1:]
	if !s.read || s.id == "" && !over {
		see.Keys = nil
	}
	if over && !front.Backs() {
		see.Keys = append(see.Keys, screen.Binding{Binding: keymap.Key("esc", "back"), Do: s.back})
	}
	return append([]screen.Group{see, {Title: "Evidence", Keys: s.acts()}}, move...)
}

func (s *Screen) back() tea.Cmd {
	s.pages.Pop()
	return nil
}

// acts returns the keys that do the same on every page.
func (s *Screen) acts() []screen.Binding {
	wait := ""
	if s.busy != "" {
		wait = "wait: " + s.busy
	}
	disabled := wait
	switch {
	case wait != "":
	case !s.read:
		disabled = "the record is being read"
	case s.id == "":
		disabled = "there is no evidence before a campaign was opened"
	}
	keys := []screen.Binding{
		{Binding: keymap.Key("p", "make a pack"), Disabled: disabled, Acts: true, Asks: true, Do: s.askPack},
		{Binding: keymap.Key("v", "verify a pack"), Disabled: wait, Do: s.askVerify},
		{Binding: keymap.Key("T", "trend"), Disabled: cmp.Or(disabled, s.noTrend()), Do: s.showTrend},
		{Binding: keymap.Key("d", "decisions"), Disabled: disabled, Do: func() tea.Cmd { return s.decisions("decisions", nil) }},
	}
	if f, on := s.base.Current(); on && s.front() == page(s.base) {
		about := "it is about no single person"
		if len(f.Items) > 0 {
			about = disabled
		}
		keys = append(keys, screen.Binding{
			Binding: keymap.Key("w", "who it is about"), Disabled: about, Do: func() tea.Cmd { return s.decisions(f.Name, f.Items) },
		})
	}
	if _, own := s.front().(*rows); !own {
		keys = append(keys, screen.Binding{Binding: keymap.Key("t", "trace"), Disabled: disabled, Do: s.askTrace})
	}
	return append(keys,
		screen.Binding{Binding: keymap.Key("s", "sample"), Disabled: disabled, Do: s.askSample},
		screen.Binding{Binding: keymap.Key("e", "export"), Disabled: disabled, Do: s.askExport},
		screen.Binding{Binding: keymap.Key("c", "other campaign"), Disabled: s.alone(), Do: s.askCampaign},
	)
}

// noTrend returns the reason why there are no campaigns to compare over the quarters.
func (s *Screen) noTrend() string {
	switch _, shown := s.front().(*trendPage); {
	case s.service.Pack() != nil:
		return "a pack is about one campaign"
	case shown:
		return "it is shown"
	}
	return ""
}

// alone returns the reason why there is no other campaign to show.
func (s *Screen) alone() string {
	if len(s.campaigns) < 2 {
		return "there is no other that was opened"
	}
	return ""
}

// chosen is the campaign whose evidence is to be shown.
type chosen string

func (s *Screen) askCampaign() tea.Cmd {
	var entries []overlay.Entry
	for _, c := range s.campaigns {
		entries = append(entries, overlay.Entry{Name: c.Name, Note: string(c.State) + ", due " + c.Due + ", " + c.ID, Action: screen.For(s, chosen(c.ID))})
	}
	return s.env.OpenDialog(overlay.NewChoice("Evidence of which campaign?", entries))
}
