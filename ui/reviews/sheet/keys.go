package sheet

import (
	"cmp"
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/answers"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
)

// Keys returns the key table as it is now.
func (m *Model) Keys() []screen.Group {
	groups := m.list.Keys()
	if !m.list.Typing() {
		groups = m.keys(groups[0], groups[1])
	}
	for _, g := range groups {
		for i, b := range g.Keys {
			g.Keys[i].Do = func() tea.Cmd {
				m.last = nil // the table was made while it was known
				cmd := b.Do()
				m.follow()
				return cmd
			}
		}
	}
	return groups
}

func (m *Model) keys(see, move screen.Group) []screen.Group {
	unread, closed := "", ""
	switch {
	case !m.readable():
		unread = "the campaign has not been read yet"
		closed = unread
	default:
		closed = m.over()
	}
	decide := func(key key.Binding, do func() tea.Cmd) screen.Binding {
		return screen.Binding{Binding: key, Disabled: closed, Acts: true, Do: func() tea.Cmd { return m.as(do) }}
	}
	by := func(verdict campaign.Verdict) func() tea.Cmd { return func() tea.Cmd { return m.want(verdict) } }
	askReason, last := m.askReason, m.last
	if last != nil && m.list.MarkedCount() == 0 {
		askReason = func() tea.Cmd { return m.askReasonOf(*last) }
	}
	reason := decide(keymap.Key("n", "reason"), askReason)
	reason.Asks = true
	owned := decide(keymap.Key("R", "revoke with keys and mappings"), m.wantOwned)
	owned.Asks = true
	ask := func(key key.Binding, do func() tea.Cmd) screen.Binding {
		return screen.Binding{Binding: key, Disabled: closed, Acts: true, Asks: true, Do: do}
	}
	see.Keys = append(see.Keys,
		screen.Binding{Binding: keymap.Key("f", "hints"), Do: m.askHint},
		screen.Binding{Binding: keymap.Key("o", "order"), Do: m.askOrder},
		screen.Binding{Binding: keymap.Key("w", "next undecided"), Do: m.nextOpen},
		screen.Binding{Binding: keymap.Key("m", "my assignment or all"), Do: m.toggleAssignment},
		screen.Binding{Binding: keymap.Key("v", "by reviewer"), Do: m.askReviewer},
		screen.Binding{Binding: keymap.Key("t", "trace"), Do: m.trace},
	)
	for i := range see.Keys {
		see.Keys[i].Disabled = unread
	}
	see.Keys = append(see.Keys, screen.Binding{Binding: keymap.Key("ctrl+r", "read again"), Do: m.load})
	questions := m.questions(unread)
	groups := []screen.Group{
		{Title: "Reason for the row just decided", Keys: m.ready(closed)},
		{Title: "Decide", Keys: []screen.Binding{
			decide(keymap.Key("c", "certify"), by(campaign.Certify)),
			decide(keymap.Key("r", "revoke"), by(campaign.Revoke)),
			owned,
			decide(keymap.Key("d", "reduce"), by(campaign.Reduce)),
			decide(keymap.Key("a", "abstain"), by(campaign.Abstain)),
			ask(keymap.Key("C", "certify until a day"), func() tea.Cmd { return m.as(m.askUntil) }),
			ask(keymap.Key("p", "postpone"), func() tea.Cmd { return m.as(m.askLater) }),
			{Binding: keymap.Key("E", "revoke what is over"), Disabled: cmp.Or(unread, m.cannotLapse()), Acts: true, Asks: true, Do: func() tea.Cmd { return m.as(m.askLapse) }},
			reason,
			decide(keymap.Key(".", "repeat the decision"), m.repeat),
			decide(keymap.Key("u", "undo"), m.undo),
			decide(keymap.Key("U", "redo"), m.redo),
		}},
		{Title: "Marks", Keys: []screen.Binding{ // alone: the next decision is about all that are marked
			m.list.Mark(closed),
			{Binding: keymap.Key("A", "mark all shown"), Disabled: closed, Alone: true, Do: m.mark},
			m.list.Unmark(),
		}},
		see,
		{Title: "Ask", Keys: questions},
		{Title: "Say", Keys: m.says(unread, closed)},
		{Title: "Finish", Keys: []screen.Binding{
			ask(keymap.Key("s", "sign off"), m.signOff),
			ask(keymap.Key("h", "hand over"), m.handOver),
			ask(keymap.Key("i", "import decisions"), m.importFile),
		}},
		{Title: "Hand out", Keys: []screen.Binding{{Binding: keymap.Key("e", "export"), Disabled: unread, Do: m.export}}},
		move,
	}
	if len(groups[0].Keys) == 0 {
		groups = groups[1:]
	}
	if m.list.Backs() {
		return groups
	}
	return append(groups, screen.Group{Title: "Leave", Keys: []screen.Binding{{Binding: keymap.Key("esc", "back"), Do: m.leave}}})
}

// questions returns the bindings of questions about the row. Of rows of several workspaces none is asked: each workspace
// has its own answers.
func (m *Model) questions(unread string) []screen.Binding {
	if m.asks == nil {
		return nil
	}
	var about answers.About
	if r, ok := m.list.Current(); ok {
		about = answers.About{Email: r.Email, Item: r.Item}
	}
	return answers.Keys(m.env, m.asks, m, about, unread, "move to a row to ask about it",
		func(q answers.Question) tea.Cmd { return screen.Send(Asked{q}) })
}

// as decides in the name of the current user. If that name is not known it is asked for, and the sheet is read again to
// mark the user's own access.
func (m *Model) as(do func() tea.Cmd) tea.Cmd {
	if m.sheet.Actor.Email == "" {
		return screen.Send(screen.Identify{Then: screen.Send(screen.For(m, reread{}))})
	}
	return do()
}

func (m *Model) leave() tea.Cmd { return tea.Batch(m.remember(), screen.Send(screen.Left{Page: m})) }

// trace goes to all that is on record about the row.
func (m *Model) trace() tea.Cmd {
	r, ok := m.list.Current()
	if !ok {
		return say(screen.Info, "move to a row to follow it")
	}
	return screen.Send(m.to(screen.Navigate{Section: screen.Evidence, Campaign: m.campaign, Item: r.Item}, r))
}

// nextOpen moves to the next row that is left to decide, or says why there is none.
func (m *Model) nextOpen() tea.Cmd {
	r, ok := m.list.Current()
	switch {
	case m.toNextOpen():
		return nil
	case ok && m.isOpen(r):
		return say(screen.Info, "this is the last one shown that is left to decide")
	case m.decided < m.total:
		return say(screen.Info, fmt.Sprintf("nothing shown is left to decide; %s folded, filtered out or not yours to decide", are(m.total-m.decided)))
	}
	return say(screen.Good, "everything is decided; s signs off")
}

func (m *Model) toggleAssignment() tea.Cmd {
	if !slices.ContainsFunc(m.rows, m.isMine) {
		return say(screen.Info, "nothing here is assigned to you; everything is shown")
	}
	m.mine, m.of = !m.mine, ""
	m.arrange()
	if m.mine {
		return say(screen.Info, "showing your assignment")
	}
	return say(screen.Info, "showing all assignments")
}
