// Package reviewing is the review screen: every item of a campaign in a list, all that is known of the current one
// beside it, and one key to decide.
package reviewing

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Left is sent when the reviewer leaves the screen.
type Left struct{}

// Model is the review of one campaign.
type Model struct {
	desk     *screen.Desk
	campaign string // its id
	err      error  // why the sheet could not be read

	sheet *review.Sheet
	rows  []*row
	byID  map[string]*row
	mine  bool  // only the actor's share is shown
	order order // of the list
	table *widget.Table[*row]

	filter  *widget.Input
	typing  bool
	hint    string // only rows with this hint; "" all
	open    bool   // only undecided rows
	details bool   // the pane has the whole screen, where there is no room for both

	acts  []act     // waiting for the one under way
	busy  bool      // an act is under way
	since time.Time // when the current row came in front
	at    string    // the current row's item, as of since
	kept  string    // the item last remembered as the place to resume at
	pace  pace

	decided, total int // rows of the shown share
	known          int // revision of the campaign that rows show
	loads          int // requests for the sheet so far; an older answer is dropped
}

// New opens the review of a campaign. It shows something once Shown has arrived.
func New(desk *screen.Desk, campaignID string) *Model {
	return &Model{
		desk: desk, campaign: campaignID, order: byRisk, table: newTable(), byID: map[string]*row{},
		filter: widget.NewInput("words that must all occur: name, role, hint …"),
	}
}

// Campaign is the id of the campaign under review.
func (m *Model) Campaign() string { return m.campaign }

// Typing says whether letters are text for the filter.
func (m *Model) Typing() bool { return m.typing }

type loaded struct {
	load  int
	sheet *review.Sheet
	place string // where the reviewer was last
	err   error
}

func (m *Model) load() tea.Cmd {
	m.loads++
	load, desk, id := m.loads, m.desk, m.campaign
	return func() tea.Msg {
		sheet, err := desk.Workspace.Sheet(desk.Context, id)
		if err != nil {
			return loaded{load: load, err: err}
		}
		return loaded{load, sheet, desk.Workspace.Place(desk.Context, sheet.Summary.ID), nil}
	}
}

// revision is the number of journal lines about the campaign.
type revision struct{ number int }

// check asks whether anybody else wrote about the campaign. It costs little however many rows there are.
func (m *Model) check() tea.Cmd {
	if m.sheet == nil {
		return nil
	}
	desk, id := m.desk, m.campaign
	return func() tea.Msg {
		summary, err := desk.Workspace.Campaign(desk.Context, id)
		if err != nil {
			return screen.Failed{Err: err}
		}
		return revision{summary.Revision}
	}
}

// Update handles a message.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	cmd := m.update(msg)
	m.follow()
	return cmd
}

func (m *Model) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Shown:
		return m.load()
	case screen.Changed:
		return m.check()
	case revision:
		if msg.number > m.known && !m.busy && len(m.acts) == 0 {
			return m.load()
		}
	case screen.Tick:
		return m.remember()
	case loaded:
		return m.take(msg)
	case done:
		return m.settle(msg)
	case decide:
		return m.decide(msg)
	case reasoned:
		return m.reason(msg)
	case reordered:
		m.order = msg.order
		m.arrange()
	case hinted:
		m.hint, m.open = msg.hint, msg.open
		m.narrow()
	case tea.KeyPressMsg:
		if m.typing {
			return m.typed(msg)
		}
		return m.press(msg)
	case tea.PasteMsg:
		if m.typing {
			return m.typed(msg)
		}
	case tea.MouseWheelMsg:
		m.table.Update(msg)
	case tea.MouseClickMsg:
		if y := msg.Y - headLines; y >= 0 {
			m.table.Click(y)
		}
	}
	return nil
}

// take shows a sheet that was read.
func (m *Model) take(msg loaded) tea.Cmd {
	if msg.load != m.loads {
		return nil
	}
	first := m.sheet == nil
	if m.err = msg.err; m.err != nil {
		return screen.Send(screen.Failed{Err: m.err})
	}
	m.sheet, m.campaign, m.known = msg.sheet, msg.sheet.Summary.ID, msg.sheet.Summary.Revision
	old := m.byID
	m.rows, m.byID = make([]*row, len(m.sheet.Rows)), make(map[string]*row, len(m.sheet.Rows))
	shared := false
	for i := range m.sheet.Rows {
		r := &row{SheetRow: m.sheet.Rows[i]}
		if was, ok := old[r.Item]; ok {
			r.seen, r.note = was.seen, was.note
		}
		m.rows[i], m.byID[r.Item] = r, r
		shared = shared || r.Reviewer != m.sheet.Rows[0].Reviewer
	}
	if !first {
		m.arrange()
		return nil
	}
	m.mine = shared && m.sheet.Actor.Email != "" && slices.ContainsFunc(m.rows, m.isMine)
	m.table.SetFolded(carryGroup, true)
	m.arrange()
	if r, ok := m.table.Current(); !m.table.To(msg.place) && ok && !m.isOpen(r) {
		m.toNextOpen()
	}
	if m.sheet.Summary.State == campaign.Open {
		return say(screen.Info, "the record keeps how long you look at each row and how many you decide at once")
	}
	return nil
}

func (m *Model) isMine(r *row) bool { return sameEmail(r.Reviewer, m.sheet.Actor.Email) }

// arrange puts the rows of the chosen share into the list, in the chosen order.
func (m *Model) arrange() {
	rows := m.rows
	if m.mine {
		rows = slices.DeleteFunc(slices.Clone(rows), func(r *row) bool { return !m.isMine(r) })
	}
	m.decided, m.total = 0, len(rows)
	for _, r := range rows {
		if !r.undecided() {
			m.decided++
		}
	}
	m.table.SetGroups(groupRows(rows, m.order))
	m.narrow()
}

// narrow applies the filters.
func (m *Model) narrow() {
	m.table.SetFilter(m.filter.Value())
	switch {
	case m.hint == "" && !m.open:
		m.table.SetPredicate(nil)
	default:
		m.table.SetPredicate(func(r *row) bool { return (m.hint == "" || r.Has(m.hint)) && (!m.open || r.undecided()) })
	}
	m.table.Empty = "nothing matches; esc shows everything again"
}

// narrowed says whether rows are filtered out.
func (m *Model) narrowed() bool { return m.hint != "" || m.open || m.filter.Value() != "" }

// isOpen says whether the row can be decided and is not.
func (m *Model) isOpen(r *row) bool { return r.undecided() && !r.pending && m.barred(r) == "" }

// toNextOpen moves to the next open row.
func (m *Model) toNextOpen() bool { return m.table.Next(m.isOpen) }

// follow keeps the time the current row has been in front.
func (m *Model) follow() {
	item := ""
	if r, ok := m.table.Current(); ok {
		item = r.Item
	}
	if item == m.at {
		return
	}
	if was, ok := m.byID[m.at]; ok {
		was.seen += m.desk.Now().Sub(m.since)
	}
	m.at, m.since = item, m.desk.Now()
}

// dwell is how long the row has been in front of the reviewer, in milliseconds.
func (m *Model) dwell(r *row) int64 {
	seen := r.seen
	if r.Item == m.at {
		seen += m.desk.Now().Sub(m.since)
	}
	return seen.Milliseconds()
}

// remember keeps the current row as the place to resume at, when it has changed since.
func (m *Model) remember() tea.Cmd {
	if m.at == "" || m.at == m.kept || m.sheet == nil {
		return nil
	}
	m.kept = m.at
	desk, id, item := m.desk, m.campaign, m.at
	return func() tea.Msg {
		if err := desk.Workspace.RememberPlace(desk.Context, id, item); err != nil {
			return screen.Failed{Err: err}
		}
		return nil
	}
}

func say(level screen.Level, text string) tea.Cmd {
	return screen.Send(screen.Say{Text: text, Level: level})
}
