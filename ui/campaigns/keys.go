package campaigns

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/ui/campaigns/dialog"
	"github.com/tuar-dev/tuar/ui/screen"
)

// action is a key of the list, why it does nothing now, and what it does.
type action struct {
	key    key.Binding
	barred string
	acts   bool // it puts something into the record
	do     func() tea.Cmd
}

func bind(name, does string) key.Binding {
	return key.NewBinding(key.WithKeys(name), key.WithHelp(name, does))
}

// actions are what can be done, to the current campaign or at all.
func (s *Screen) actions() []action {
	c, ok := s.table.Current()
	on := func(key key.Binding, barred string, acts bool, do func() tea.Cmd) action {
		if !ok {
			barred = "there is no campaign yet"
		}
		return action{key, barred, acts, do}
	}
	enter := "review"
	if c.State == campaign.Draft {
		enter = "open"
	}
	return []action{
		on(bind("enter", enter), withdrawn(c), c.State == campaign.Draft, func() tea.Cmd { return s.enter(c) }),
		{bind("n", "new campaign"), "", true, func() tea.Cmd { return s.start(campaign.Plan{}, "") }},
		on(bind("s", "sign off my share"), s.cannotSign(c), true, func() tea.Cmd { return dialog.SignOff(s.desk, c.ID) }),
		on(bind("i", "import decisions"), notOpen(c), true, func() tea.Cmd { return dialog.Import(s.desk, c.ID) }),
		on(bind("e", "export"), neverOpened(c), false, func() tea.Cmd { return dialog.Export(s.desk, c.ID) }),
		on(bind("p", "remediate"), cannotCarryOut(c), false, func() tea.Cmd { return s.carryOut(c.ID) }),
		on(bind("y", "duplicate"), "", true, func() tea.Cmd { return s.duplicate(c) }),
		on(bind("h", "hand over own access"), s.cannotHandOver(c), true, func() tea.Cmd { return dialog.HandOver(s.desk, c.ID, nil) }),
		on(bind("C", "close"), cannotClose(c), true, func() tea.Cmd { return dialog.Close(s.desk, c.ID) }),
	}
}

func withdrawn(c campaign.Summary) string {
	if c.State == campaign.Closed && c.Population == "" {
		return "it was withdrawn before it was opened"
	}
	return ""
}

func neverOpened(c campaign.Summary) string {
	if c.State == campaign.Draft {
		return "it is still a draft"
	}
	return withdrawn(c)
}

func cannotCarryOut(c campaign.Summary) string {
	if c.State == campaign.Open && c.Apply != campaign.AtSignoff && c.Apply != campaign.AtOnce {
		return "it is still open; its decisions may change until it is closed"
	}
	return neverOpened(c)
}

func notOpen(c campaign.Summary) string {
	switch c.State {
	case campaign.Draft:
		return "it is still a draft"
	case campaign.Closed:
		return "it is closed"
	case campaign.Open:
	}
	return ""
}

func (s *Screen) cannotSign(c campaign.Summary) string {
	if reason := notOpen(c); reason != "" || s.me == "" {
		return reason // who it is will be asked
	}
	is := func(email string) bool { return person.Same(email, s.me) }
	switch {
	case !slices.ContainsFunc(c.Reviewers, is):
		return s.me + " does not review in it"
	case slices.ContainsFunc(c.SignedOff, is):
		return "your share is signed off"
	}
	return ""
}

func (s *Screen) cannotHandOver(c campaign.Summary) string {
	if reason := notOpen(c); reason != "" {
		return reason
	}
	if d, known := s.details[c.ID]; known && d.err == nil && d.own == 0 {
		return "nobody has their own access to decide in it"
	}
	return ""
}

func cannotClose(c campaign.Summary) string {
	if c.State == campaign.Closed {
		return "it is closed"
	}
	return ""
}

// Keys are the bindings that work now.
func (s *Screen) Keys() []screen.Group {
	switch {
	case s.form != nil:
		return s.form.Keys()
	case s.sheet != nil:
		return s.sheet.Keys()
	case s.carry != nil:
		return s.carry.Keys()
	}
	doing := screen.Group{Title: "Campaign"}
	for _, a := range s.actions() {
		doing.Keys = append(doing.Keys, screen.Binding{Binding: a.key, Disabled: a.barred, Acts: a.acts, Asks: a.acts})
	}
	moving := screen.Group{Title: "Move"}
	k := s.table.Keys
	for _, b := range []key.Binding{k.Up, k.Down, k.Top, k.Bottom, k.HalfUp, k.HalfDown, k.PageUp, k.PageDown} {
		moving.Keys = append(moving.Keys, screen.Binding{Binding: b})
	}
	return []screen.Group{doing, moving}
}
