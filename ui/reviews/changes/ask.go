package changes

import (
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/reviews/dialog"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// only is the wish to see the changes of one group alone; "" is all.
type only struct{ group string }

// askApply asks before anything is changed in Torq. The plan was made just now, by the current user.
func (m *Model) askApply() tea.Cmd {
	n := m.plan.Runnable()
	if n == 0 {
		return say(screen.Info, "nothing is left that could be sent to Torq; "+summary(m.plan))
	}
	if m.plan.Undo {
		return m.askReason("Take back "+m.plan.Name, m.confirmApply)
	}
	return m.confirmApply("")
}

// askReason asks why something is taken back, if the person who asks can take it back.
func (m *Model) askReason(title string, then func(reason string) tea.Cmd) tea.Cmd {
	env, service, id := m.env, m.service, m.campaign
	ask := func() tea.Cmd { return m.promptReason(title, then) }
	return func() tea.Msg {
		if err := service.MayUndo(env.Context, id); err != nil {
			return screen.Failed{Err: err}
		}
		return m.want(ask)
	}
}

func (m *Model) promptReason(title string, then func(reason string) tea.Cmd) tea.Cmd {
	return m.env.OpenDialog(&overlay.Prompt{
		Title: title, Label: "Why is it taken back? The reason goes on record.",
		Check: func(text string) error {
			if strings.TrimSpace(text) == "" {
				return errors.New("a reason is needed")
			}
			return nil
		},
		Action: func(text string) tea.Msg { return m.want(func() tea.Cmd { return then(text) }) },
	})
}

// confirmApply asks for the last word on a plan.
func (m *Model) confirmApply(reason string) tea.Cmd {
	n := m.plan.Runnable()
	title := "Carry out " + m.plan.Name
	if m.plan.Undo {
		title = "Take back " + m.plan.Name
	}
	return m.env.OpenDialog(&overlay.Confirm{
		Title: title, Question: fmt.Sprintf("Make %s in Torq?", words.Count(n, "change")), Details: append(words.Changes(m.plan), m.notes()...),
		Yes: "make " + words.Count(n, "change"), Danger: true, Count: m.plan.CountNeeded, Action: m.want(func() tea.Cmd { return m.apply(reason) }),
	})
}

// askTick asks for confirmation before the user's statement that changes were made by hand is recorded.
func (m *Model) askTick() tea.Cmd {
	changes := m.list.MarkedOrCurrent()
	if len(changes) == 0 {
		return say(screen.Info, "this is a heading; move to a change, or mark changes with space")
	}
	items, names := make([]string, len(changes)), make([]string, len(changes))
	for i, c := range changes {
		if why := noTick(c); why != "" {
			return say(screen.Warn, c.Title()+": "+why)
		}
		items[i], names[i] = c.Item, c.Title()+": "+m.does(c)
	}
	if m.plan.Undo {
		return m.askReason("Done by hand", func(reason string) tea.Cmd { return m.confirmTick(items, names, reason) })
	}
	return m.confirmTick(items, names, "")
}

// confirmTick asks for the last word on what was done by hand.
func (m *Model) confirmTick(items, names []string, reason string) tea.Cmd {
	tick := func() tea.Cmd { return m.tick(items, reason) }
	return m.env.OpenDialog(&overlay.Confirm{
		Title: "Done by hand", Question: fmt.Sprintf("Did you make %s in Torq's console? The record keeps your word; proof is the next listing.", words.Count(len(items), "change")),
		Details: names, Yes: "tick off " + fmt.Sprint(len(items)), No: "not yet", Action: m.want(func() tea.Cmd { return m.as(tick) }),
	})
}

// noTick says why a change cannot be ticked off; empty if it can.
func noTick(c *remediation.Change) string {
	switch {
	case c.Blocked != "":
		return c.Blocked
	case c.Proven():
		return "it is proven already"
	case c.State == remediation.Sent:
		return "it is " + stateOf(c).word + " already; v looks whether Torq shows it"
	case c.State == remediation.Planned && c.Runnable():
		return "x does it; it need not be done by hand"
	case c.State == remediation.Planned:
		return c.Detail
	case c.State == remediation.Undone:
		return "it was taken back"
	}
	return ""
}

// askGroup asks which changes to show.
func (m *Model) askGroup() tea.Cmd {
	entries := []overlay.Entry{{Name: "everything", Note: words.Count(len(m.plan.Changes), "change"), Action: screen.For(m, only{})}}
	for _, g := range groups {
		if n := len(g.of(m.plan)); n > 0 {
			entries = append(entries, overlay.Entry{Name: g.label, Note: words.Count(n, "change"), Action: screen.For(m, only{g.id})})
		}
	}
	return m.env.OpenDialog(overlay.NewChoice("Show", entries))
}

// write asks for a file and writes the plan there.
func (m *Model) write() tea.Cmd {
	plan, env, service, name := m.plan, m.env, m.service, m.campaign+".plan.json"
	if plan.Undo {
		name = m.campaign + ".undo.json"
	}
	what := "the plan with " + words.Count(len(plan.Changes), "change")
	return m.env.OpenDialog(dialog.File{
		Title: "Write the plan", What: what, Name: name,
		Write: func(path string, replace bool) error {
			return service.WritePlan(env.Context, plan, path, replace)
		},
	}.Prompt())
}
