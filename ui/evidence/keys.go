package evidence

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// action is a key of the section, why it does nothing now, and what it does.
type action struct {
	key    key.Binding
	barred string
	acts   bool
	do     func() tea.Cmd
}

var keyBack = bind("esc", "back")

// actions are what can be done whatever page is in front.
func (s *Screen) actions() []action {
	barred := ""
	switch {
	case s.busy != "":
		barred = "wait: " + s.busy
	case !s.read:
		barred = "the record is being read"
	case s.id == "":
		barred = "there is no evidence before a campaign was opened"
	}
	wait := ""
	if s.busy != "" {
		wait = barred
	}
	about := "there is nobody in particular it is about"
	f, on := s.base.table.Current()
	on = on && len(s.pages) == 0
	if on && len(f.Items) > 0 {
		about = barred
	}
	list := []action{
		{bind("p", "make a pack"), barred, true, s.askPack},
		{bind("v", "verify a pack"), wait, false, s.askVerify},
		{bind("d", "decisions"), barred, false, func() tea.Cmd { return s.decisions("decisions", nil) }},
	}
	if on {
		list = append(list, action{bind("w", "who it is about"), about, false, func() tea.Cmd { return s.decisions(f.Name, f.Items) }})
	}
	if _, own := s.front().(*rows); !own {
		list = append(list, action{bind("t", "trace"), barred, false, s.askTrace})
	}
	return append(list,
		action{bind("s", "sample"), barred, false, s.askSample},
		action{bind("e", "export"), barred, false, s.askExport},
		action{bind("c", "other campaign"), s.alone(), false, s.askCampaign},
	)
}

// alone says why there is no other campaign to look at.
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
		entries = append(entries, overlay.Entry{Name: c.Name, Note: string(c.State) + ", due " + c.Due + ", " + c.ID, Action: chosen(c.ID)})
	}
	return s.desk.Ask(overlay.NewChoice("Evidence of which campaign?", entries))
}

// Keys are the bindings that work now.
func (s *Screen) Keys() []screen.Group {
	front := s.front()
	if front.typing() {
		return []screen.Group{{Title: "Filter", Keys: front.keys()}}
	}
	own := screen.Group{Title: "See", Keys: front.keys()}
	if !s.read || s.id == "" && len(s.pages) == 0 {
		own.Keys = nil
	}
	if len(s.pages) > 0 || front.narrowed() {
		own.Keys = append(own.Keys, screen.Binding{Binding: keyBack})
	}
	doing := screen.Group{Title: "Evidence"}
	for _, a := range s.actions() {
		doing.Keys = append(doing.Keys, screen.Binding{Binding: a.key, Disabled: a.barred, Acts: a.acts, Asks: a.acts})
	}
	return []screen.Group{own, doing, {Title: "Move", Keys: front.moves()}}
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	front := s.front()
	if front.typing() {
		return front.update(msg)
	}
	if key.Matches(msg, keyBack) {
		if !front.back() && len(s.pages) > 0 {
			s.pages = s.pages[:len(s.pages)-1]
		}
		return nil
	}
	for _, a := range s.actions() {
		if key.Matches(msg, a.key) {
			if a.barred != "" {
				return nil
			}
			return a.do()
		}
	}
	return front.update(msg)
}
