package sheet

import (
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/screen"
)

func bind(keys, does string, also ...string) key.Binding {
	return key.NewBinding(key.WithKeys(append([]string{keys}, also...)...), key.WithHelp(keys, does))
}

var (
	keyCertify = bind("c", "certify")
	keyRevoke  = bind("r", "revoke")
	keyReduce  = bind("d", "reduce")
	keyAbstain = bind("a", "abstain")
	keyReason  = bind("n", "reason")
	keyMarkAll = bind("A", "mark all shown")
	keyUnmark  = bind("M", "clear marks")
	keyUndo    = bind("u", "undo")
	keyRedo    = bind("U", "redo")
	keyDetails = bind("enter", "details")
	keyFilter  = bind("/", "filter")
	keyHints   = bind("f", "hints")
	keyOrder   = bind("o", "order")
	keyOpen    = bind("w", "next undecided")
	keyShare   = bind("m", "my share or all")
	keySignOff = bind("s", "sign off")
	keyExport  = bind("e", "export")
	keyImport  = bind("i", "import decisions")
	keyHand    = bind("h", "hand over")
	keyTrace   = bind("t", "trace")
	keyReload  = bind("ctrl+r", "read again")
	keyBack    = bind("esc", "back")
)

// Keys are the bindings that work now.
func (m *Model) Keys() []screen.Group {
	closed, none := "", ""
	switch {
	case !m.readable():
		closed = "the campaign has not been read yet"
	case m.sheet.Summary.State == campaign.Closed:
		closed = "the campaign is closed; nothing in it changes any more"
	}
	if m.table.MarkedCount() == 0 {
		none = "nothing is marked"
	}
	group := func(title, disabled string, keys ...key.Binding) screen.Group {
		g := screen.Group{Title: title}
		for _, k := range keys {
			g.Keys = append(g.Keys, screen.Binding{Binding: k, Disabled: disabled})
		}
		return g
	}
	marks := group("Marks", closed, m.table.Keys.Mark, keyMarkAll)
	for i := range marks.Keys {
		marks.Keys[i].Alone = true // the next decision is about all that are marked
	}
	marks.Keys = append(marks.Keys, screen.Binding{Binding: keyUnmark, Disabled: none})
	acting := func(g screen.Group) screen.Group {
		for i := range g.Keys {
			g.Keys[i].Acts = true
			g.Keys[i].Asks = slices.Contains([]string{"n", "s", "h", "i"}, g.Keys[i].Help().Key)
		}
		return g
	}
	return []screen.Group{
		acting(group("Decide", closed, keyCertify, keyRevoke, keyReduce, keyAbstain, keyReason, keyUndo, keyRedo)),
		marks,
		group("See", "", keyFilter, keyHints, keyOrder, keyOpen, keyDetails, keyShare, keyTrace, keyReload),
		acting(group("Finish", closed, keySignOff, keyHand, keyImport)),
		group("Hand out", "", keyExport),
		group("Move", "", slices.DeleteFunc(m.table.Keys.All(), func(k key.Binding) bool { return k.Help().Key == "space" })...),
		group("Leave", "", keyBack),
	}
}

// press handles a key outside the filter.
func (m *Model) press(msg tea.KeyPressMsg) tea.Cmd {
	if key.Matches(msg, keyBack) {
		return m.back()
	}
	if !m.readable() {
		if key.Matches(msg, keyReload) {
			return m.load()
		}
		return nil
	}
	if key.Matches(msg, keyCertify, keyRevoke, keyReduce, keyAbstain, keyUndo, keyRedo, keyReason) {
		if m.sheet.Actor.Email == "" { // the sheet is read again with whose access is the reviewer's own
			return screen.Send(screen.Identify{Then: screen.Send(reread{})})
		}
		return m.judge(msg)
	}
	switch {
	case key.Matches(msg, keyMarkAll):
		return m.mark()
	case key.Matches(msg, keyUnmark):
		m.table.ClearMarks()
	case key.Matches(msg, keyFilter):
		m.typing = true
		return nil
	case key.Matches(msg, keyHints):
		return m.askHint()
	case key.Matches(msg, keyOrder):
		return m.askOrder()
	case key.Matches(msg, keyOpen):
		return m.nextOpen()
	case key.Matches(msg, keyTrace):
		return m.trace()
	case key.Matches(msg, keyShare):
		return m.toggleShare()
	case key.Matches(msg, keyReload):
		return m.load()
	case key.Matches(msg, keySignOff):
		return m.signOff()
	case key.Matches(msg, keyHand):
		return m.handOver()
	case key.Matches(msg, keyExport):
		return m.export()
	case key.Matches(msg, keyImport):
		return m.importFile()
	default:
		if !m.table.Update(msg) && key.Matches(msg, keyDetails) {
			m.details = !m.details
		}
	}
	return nil
}

// trace goes to all that is on record about the row.
func (m *Model) trace() tea.Cmd {
	r, ok := m.table.Current()
	if !ok {
		return say(screen.Info, "move to a row to follow it")
	}
	return screen.Send(screen.Go{Section: screen.Evidence, Campaign: m.campaign, Item: r.Item})
}

// judge handles the keys that put something into the record.
func (m *Model) judge(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keyCertify):
		return m.want(campaign.Certify)
	case key.Matches(msg, keyRevoke):
		return m.want(campaign.Revoke)
	case key.Matches(msg, keyReduce):
		return m.want(campaign.Reduce)
	case key.Matches(msg, keyAbstain):
		return m.want(campaign.Abstain)
	case key.Matches(msg, keyUndo):
		return m.undo()
	case key.Matches(msg, keyRedo):
		return m.redo()
	}
	return m.askReason()
}

// back undoes what narrows the view, one thing at a time, and then leaves.
func (m *Model) back() tea.Cmd {
	switch {
	case m.details:
		m.details = false
	case m.table.MarkedCount() > 0:
		m.table.ClearMarks()
	case m.narrowed():
		m.only("", false)
		m.filter.SetValue("")
		m.search()
	default:
		return tea.Batch(m.remember(), screen.Send(screen.Left{Page: m}))
	}
	return nil
}

// typed handles a key while the filter has the focus.
func (m *Model) typed(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch k.String() {
		case "esc":
			m.filter.SetValue("")
			fallthrough
		case "enter":
			m.typing = false
			m.search()
			return nil
		case "up", "down":
			m.table.Update(msg)
			return nil
		}
	}
	was := m.filter.Value()
	cmd := m.filter.Update(msg)
	if m.filter.Value() != was {
		m.search()
	}
	return cmd
}

// search shows only rows with the words of the filter.
func (m *Model) search() { m.table.SetFilter(m.filter.Value()) }

// nextOpen moves to the next row that is left to decide, or says why there is none.
func (m *Model) nextOpen() tea.Cmd {
	r, ok := m.table.Current()
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

func (m *Model) toggleShare() tea.Cmd {
	if !slices.ContainsFunc(m.rows, m.isMine) {
		return say(screen.Info, "none of this is your share; everything is shown")
	}
	m.mine = !m.mine
	m.arrange()
	if m.mine {
		return say(screen.Info, "showing your share")
	}
	return say(screen.Info, "showing everyone's share")
}
