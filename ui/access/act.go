package access

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/ui/answers"
	elevate "github.com/tuar-dev/tuar/ui/elevations/form"
	"github.com/tuar-dev/tuar/ui/fields"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/notes"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/reviews/form"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// acts returns the keys that do something about the current row.
func (s *Screen) acts(unread string) []screen.Binding {
	r, on := s.list.Current()
	none := unread
	if unread == "" && !on {
		none = "no row is under the cursor"
	}
	lend := none
	if on && r.Kind != access.User {
		lend = "only people can be given a role for a limited time"
	}
	trace := none
	if on && trace == "" && s.traced(r) == "" {
		trace = "no closed campaign decided on it yet"
	}
	return []screen.Binding{
		{Binding: keymap.Key("n", "ask for a role"), Disabled: lend, Acts: true, Asks: true, Do: func() tea.Cmd { return s.lend(r) }},
		{Binding: keymap.Key("r", "take away"), Disabled: none, Acts: true, Asks: true, Do: func() tea.Cmd { return s.takeAway(r) }},
		{Binding: keymap.Key("+", "add to a draft"), Disabled: none, Acts: true, Asks: true, Do: func() tea.Cmd { return s.askDraft(r) }},
		{Binding: keymap.Key("N", "note"), Disabled: none, Acts: true, Asks: true, Do: func() tea.Cmd {
			return s.env.OpenDialog(notes.Edit(s.env, s.service, r.Row, nil))
		}},
		{Binding: keymap.Key("H", "dismiss a hint"), Disabled: none, Acts: true, Asks: true, Do: func() tea.Cmd {
			return s.env.Asks(notes.Dismiss(s.env, s.service, r.Row, nil))
		}},
		{Binding: keymap.Key("t", "trace"), Disabled: trace, Do: func() tea.Cmd {
			return screen.Send(screen.Navigate{Section: screen.Evidence, Campaign: s.traced(r), Item: r.Item})
		}},
		{Binding: keymap.Key("Y", "copy"), Disabled: none, Do: func() tea.Cmd { return s.env.OpenDialog(s.copyChoice(r)) }},
	}
}

// questions returns the keys that ask about the current row.
func (s *Screen) questions(unread string) []screen.Binding {
	var about answers.About
	r, on := s.list.Current()
	if on {
		about = answers.About{Email: r.Email, Item: r.Item}
	}
	keys := answers.Keys(s.env, s.service, s, about, unread, "no row is under the cursor", s.ask)
	compare := unread
	switch {
	case unread != "":
	case !on:
		compare = "no row is under the cursor"
	case !r.RoleKnown:
		compare = "what its role may do is not known"
	}
	return append(keys, screen.Binding{Binding: keymap.Key("=", "compare roles"), Disabled: compare, Do: func() tea.Cmd {
		return s.env.Asks(answers.AskRole(s.env, s.service, s, r.Role))
	}})
}

// ask puts the answer to a question in front.
func (s *Screen) ask(q answers.Question) tea.Cmd {
	page := answers.New(s.env, s.service, q)
	s.pages.Push(page)
	return page.Init()
}

// traced returns the campaign that decided on the row last, among the closed ones; empty if none did.
func (s *Screen) traced(r row) string {
	was, ok := s.view.Before(r.Row)
	if !ok || was.Decision == "" || was.Imported {
		return ""
	}
	return was.Campaign
}

// lend shows the form that asks for a role for the person of the row.
func (s *Screen) lend(r row) tea.Cmd {
	page := elevate.For(s.env, s.service, r.Email)
	s.pages.Push(page)
	return page.Init()
}

// takeAway shows the form for a campaign with the row as its only item.
func (s *Screen) takeAway(r row) tea.Cmd {
	env, service := s.env, s.service
	return env.Asks(screen.Fetch(s, func() tea.Msg {
		actor, _ := service.Actor(env.Context) // the form asks for the reviewer then
		plan := campaign.Plan{Name: "Take away: " + r.Title(), Scope: only(r.Item), Apply: campaign.AtSignoff}
		if actor.Email != "" && !person.Same(actor.Email, r.Email) {
			plan.Reviewers = []string{actor.Email}
		}
		return planned{plan: plan}
	}))
}

// only returns the scope of one item.
func only(item string) string { return "item == " + strconv.Quote(item) }

// planned carries a plan to the form; draft is the draft that is edited, if it is one.
type planned struct {
	plan  campaign.Plan
	draft string
}

// plan shows the form with a plan.
func (s *Screen) plan(p planned) tea.Cmd {
	page := form.New(s.env, s.service, p.plan, "")
	if p.draft != "" {
		page = form.Edit(s.env, s.service, p.plan, p.draft)
	}
	s.pages.Push(page)
	return page.Init()
}

// addTo says to which draft the item is added; empty for a new one.
type addTo struct{ draft, item, title string }

// askDraft asks to which draft the row is added.
func (s *Screen) askDraft(r row) tea.Cmd {
	env, service := s.env, s.service
	return env.Asks(screen.Fetch(s, func() tea.Msg {
		all, err := service.ListCampaigns(env.Context)
		if err != nil {
			return screen.Failed{Err: err}
		}
		entries := []overlay.Entry{{Name: "a new draft", Note: "with this item alone, to begin with", Action: screen.For(s, addTo{item: r.Item, title: r.Title()})}}
		for _, c := range all {
			if c.State == campaign.Draft {
				entries = append(entries, overlay.Entry{Name: c.Name, Note: words.Count(c.Items, "item") + ", due " + c.Due, Action: screen.For(s, addTo{c.ID, r.Item, r.Title()})})
			}
		}
		return screen.OpenDialog{Dialog: overlay.NewChoice("Add "+r.Title()+" to …", entries)}
	}))
}

// add shows the form of the draft with the item in its scope.
func (s *Screen) add(to addTo) tea.Cmd {
	env, service := s.env, s.service
	return env.Asks(screen.Fetch(s, func() tea.Msg {
		if to.draft == "" {
			actor, _ := service.Actor(env.Context)
			plan := campaign.Plan{Name: "Review of " + to.title, Scope: only(to.item)}
			if actor.Email != "" {
				plan.Reviewers = []string{actor.Email}
			}
			return planned{plan: plan}
		}
		plan, err := service.CampaignPlan(env.Context, to.draft)
		if err != nil {
			return screen.Failed{Err: err}
		}
		if strings.Contains(plan.Scope, strconv.Quote(to.item)) || plan.Scope == "" || plan.Scope == "all" {
			return screen.Notify{Text: fmt.Sprintf("the scope of %s has it already: %s", plan.Name, plan.Scope)}
		}
		plan.Scope = "(" + plan.Scope + ") || " + only(to.item)
		return planned{plan, to.draft}
	}))
}

// copied carries text to the clipboard.
type copied struct{ what, text string }

// copyChoice asks what of the row is copied.
func (s *Screen) copyChoice(r row) overlay.Dialog {
	entry := func(name, text string) overlay.Entry {
		e := overlay.Entry{Name: name, Note: text, Action: screen.For(s, copied{name, text})}
		if text == "" {
			e.Disabled = "it has none"
		}
		return e
	}
	line := entry("row as Markdown", markdown(r, s.view.TakenAt))
	line.Note = "a table of two lines"
	return overlay.NewChoice("Copy", []overlay.Entry{entry("item", r.Item), entry("address", r.Email), line})
}

// copy hands text to the terminal's clipboard (OSC 52), which some terminals ignore.
func (c copied) copy() tea.Cmd {
	return tea.Batch(tea.SetClipboard(c.text), screen.Send(screen.Notify{Text: "handed to the terminal's clipboard: the " + c.what + "; not every terminal takes it"}))
}

// markdown returns the row as a table.
func markdown(r row, taken time.Time) string {
	cells := []string{r.Title(), r.Item, r.RoleTold(), fields.Status(&r.Row), last(r.Row, taken), r.hints}
	for i, c := range cells {
		cells[i] = strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ").Replace(c)
	}
	head := []string{"who", "item", "role", "status", "idle", "hints"}
	rule := slices.Repeat([]string{"---"}, len(head))
	row := func(c []string) string { return "| " + strings.Join(c, " | ") + " |" }
	return row(head) + "\n" + row(rule) + "\n" + row(cells) + "\n"
}
