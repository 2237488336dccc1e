package reviews

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/reviews/changes"
	"github.com/tuar-dev/tuar/ui/reviews/reviewers"
	"github.com/tuar-dev/tuar/ui/screen"
)

// Keys returns the key table as it is now.
func (s *Screen) Keys() []screen.Group {
	if page, over := s.pages.Front(); over {
		return page.Keys()
	}
	groups := s.list.Keys()
	if s.list.Typing() {
		return groups
	}
	return []screen.Group{groups[0], {Title: "Campaign", Keys: s.acts()}, groups[1]}
}

// acts returns the bindings of actions, on the current campaign and in general.
func (s *Screen) acts() []screen.Binding {
	c, _ := s.list.Current()
	keys := []screen.Binding{
		{Binding: keymap.Key("n", "new campaign"), Acts: true, Asks: true, Do: func() tea.Cmd { return s.start(campaign.Plan{}, "") }},
		s.ask(keymap.Key("s", "sign off my assignment"), s.cannotSign(c), func() tea.Cmd { return s.dialogs.SignOff(c.ID) }),
		s.ask(keymap.Key("i", "import decisions"), notOpen(c), func() tea.Cmd { return s.dialogs.Import(c.ID) }),
		s.on(keymap.Key("e", "export"), neverOpened(c), func() tea.Cmd { return s.dialogs.Export(c.ID) }),
		s.on(keymap.Key("p", "remediate"), cannotCarryOut(c), func() tea.Cmd { return s.open(changes.New(s.env, s.service, c.ID), c.ID) }),
		s.ask(keymap.Key("y", "duplicate"), "", func() tea.Cmd { return s.duplicate(c) }),
		s.on(keymap.Key("v", "reviewers"), neverOpened(c), func() tea.Cmd { return s.open(reviewers.New(s.env, s.service, c.ID), c.ID) }),
		s.ask(keymap.Key("h", "hand over own access"), s.cannotHandOver(c), func() tea.Cmd { return s.dialogs.HandOver(c.ID, nil) }),
		s.ask(keymap.Key("w", "write packets"), notOpen(c), func() tea.Cmd { return s.dialogs.Packets(c.ID) }),
		s.ask(keymap.Key("E", "edit draft"), notDraft(c), func() tea.Cmd { return s.edit(c) }),
		s.ask(keymap.Key("t", "move due date"), notOpen(c), func() tea.Cmd { return s.dialogs.MoveDue(c.ID) }),
		s.ask(keymap.Key("m", "remind reviewers"), notOpen(c), func() tea.Cmd { return s.dialogs.Remind(c.ID) }),
		s.ask(keymap.Key("R", "reopen an assignment"), cannotReopen(c), func() tea.Cmd { return s.dialogs.Reopen(c.ID) }),
		s.ask(keymap.Key("V", "void"), notOpen(c), func() tea.Cmd { return s.dialogs.Void(c.ID) }),
		s.ask(keymap.Key("C", "close"), cannotClose(c), func() tea.Cmd { return s.dialogs.Close(c.ID) }),
	}
	if s.isJoined(c) {
		keys = append(keys, s.on(keymap.Key("o", "review this workspace only"), neverOpened(c), func() tea.Cmd { return s.review(c.ID) }))
	}
	return keys
}

// on makes a binding that needs a campaign.
func (s *Screen) on(key key.Binding, disabled string, do func() tea.Cmd) screen.Binding {
	if _, ok := s.list.Current(); !ok {
		disabled = "there is no campaign yet"
		if s.list.Narrowed() {
			disabled = "no campaign is shown"
		}
	}
	return screen.Binding{Binding: key, Disabled: disabled, Do: do}
}

// ask makes a binding that needs a campaign, and leads by a dialog or a form to a line in the record.
func (s *Screen) ask(key key.Binding, disabled string, do func() tea.Cmd) screen.Binding {
	b := s.on(key, disabled, do)
	b.Acts, b.Asks = true, true
	return b
}

// enter goes on with a campaign: a draft is opened, any other reviewed.
func (s *Screen) enter() screen.Binding {
	c, ok := s.list.Current()
	if ok && c.State == campaign.Draft {
		return s.ask(keymap.Key("enter", "open"), "", func() tea.Cmd { return s.dialogs.Open(c.ID) })
	}
	if s.isJoined(c) {
		return s.on(keymap.Key("enter", "review all workspaces"), withdrawn(c), func() tea.Cmd { return s.reviewJoined(c.ID) })
	}
	return s.on(keymap.Key("enter", "review"), withdrawn(c), func() tea.Cmd { return s.review(c.ID) })
}

// duplicated is a plan to start a form from: of a campaign that is like the new one, or of the draft that is edited.
type duplicated struct {
	plan campaign.Plan
	from string
	edit string // the draft's ID; empty for a new campaign
}

// edit reads the plan of a draft for the form.
func (s *Screen) edit(c campaign.Summary) tea.Cmd {
	env, service := s.env, s.service
	return env.Asks(screen.Fetch(s, func() tea.Msg {
		plan, err := service.CampaignPlan(env.Context, c.ID)
		if err != nil {
			return screen.Failed{Err: err}
		}
		return duplicated{plan: plan, edit: c.ID}
	}))
}

// duplicate reads the plan of a campaign for the form of another like it.
func (s *Screen) duplicate(c campaign.Summary) tea.Cmd {
	env, service := s.env, s.service
	return env.Asks(screen.Fetch(s, func() tea.Msg {
		plan, err := service.CampaignPlan(env.Context, c.ID)
		if err != nil {
			return screen.Failed{Err: err}
		}
		plan.CopiedFrom = c.ID
		return duplicated{plan: plan, from: c.Name}
	}))
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
	if c.State == campaign.Void {
		return "it is void; nothing of it is carried out"
	}
	if c.State == campaign.Open && c.Apply != campaign.AtSignoff && c.Apply != campaign.AtOnce {
		return "it is still open; its decisions may change until it is closed"
	}
	return neverOpened(c)
}

func notOpen(c campaign.Summary) string {
	switch c.State {
	case campaign.Draft:
		return "it is still a draft"
	case campaign.Closed, campaign.Void:
		return "it is " + string(c.State)
	case campaign.Open:
	}
	return ""
}

func notDraft(c campaign.Summary) string {
	if c.State != campaign.Draft {
		return "it is " + string(c.State) + "; only a draft can be edited"
	}
	return ""
}

func cannotReopen(c campaign.Summary) string {
	if reason := notOpen(c); reason != "" {
		return reason
	}
	if len(c.SignedOff) == 0 {
		return "no assignment is signed off"
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
		return "your assignment is signed off"
	}
	return ""
}

func (s *Screen) cannotHandOver(c campaign.Summary) string {
	if reason := notOpen(c); reason != "" {
		return reason
	}
	if d, known := s.details[c.ID]; known && d.err == nil && d.own == 0 {
		return "no reviewer has their own access to decide in it"
	}
	return ""
}

func cannotClose(c campaign.Summary) string {
	if c.Ended() {
		return "it is " + string(c.State)
	}
	return ""
}
