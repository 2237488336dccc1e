// Package sheet is the review screen: every item of a campaign in a list, the details of the current one beside it, and
// one key to decide.
package sheet

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/advice"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/timeline"
	"github.com/tuar-dev/tuar/ui/answers"
	"github.com/tuar-dev/tuar/ui/notes"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Service reads the sheet of a campaign and decides in it.
type Service interface {
	Pack() *review.Pack
	Campaign(ctx context.Context, id string) (campaign.Summary, error)
	Sheet(ctx context.Context, id string) (*campaign.Sheet, error)
	Decide(ctx context.Context, id string, choices []campaign.Choice) ([]campaign.Decision, error)
	Undo(ctx context.Context, id string, items []string) ([]campaign.Decision, error)
	Postpone(ctx context.Context, id string, delay campaign.Delay) ([]string, error)
	ResumeItem(ctx context.Context, id string) string
	SaveResumeItem(ctx context.Context, id, item string) error
}

// Talker writes and reads what people say on rows.
type Talker interface {
	notes.Noter
	notes.Dismisser
	notes.Commenter
}

// Asked asks the section to put the answer to a question in front of the review.
type Asked struct{ answers.Question }

// Model is the review of one campaign.
type Model struct {
	env      *screen.Env
	service  Service
	dialogs  Dialogs
	campaign string          // its id
	joined   bool            // the rows are of several workspaces
	asks     answers.Service // answers questions; nil if the rows are of several workspaces
	talks    Talker          // nil if the rows are of several workspaces
	lapser   Lapser          // nil if the rows are of several workspaces
	err      error           // why the sheet could not be read

	sheet *campaign.Sheet
	log   *timeline.Log // how access came about; nil until it is read, and if it never was
	rows  []*row
	byID  map[string]*row
	said  map[string][]comment.Row // by item, the oldest first
	mine  bool                     // only the actor's assignment is shown
	of    string                   // the reviewer whose assignment alone is shown; empty for all or the actor's
	order order                    // of the list
	list  *widget.Browser[*row]

	acts []act // waiting for the one under way
	busy bool  // an act is under way
	made int   // acts so far

	last    *campaign.Choice    // decided just now: no other key was pressed since; nil if one was
	repeats *campaign.Choice    // the decision that . repeats; nil before the first
	undone  [][]campaign.Choice // what was taken back here since the last decision, latest last

	since time.Time // when the current row came in front
	at    string    // the current row's item, as of since
	kept  string    // the item last remembered as the place to resume at
	pace  pace

	decided, total int           // rows of the shown assignment
	parts          []part        // the same by workspace, if they are of several
	persons        persons       // whose rows are of several workspaces
	known          int           // revision of the campaign that rows show
	newest         screen.Latest // reading of the sheet
	arranging      screen.Latest // putting rows in another order
	again          bool          // read the sheet when nothing is being written any more
}

// AskedService also answers questions about a workspace.
type AskedService interface {
	Service
	answers.Service
	Talker
	Lapser
}

// Lapser records that certificates are over.
type Lapser interface {
	ConfirmLapse(ctx context.Context, id string, items []string, why string) error
}

// Dialogs are the conversations about the whole campaign.
type Dialogs interface {
	SignOff(campaign string) tea.Cmd
	Export(campaign string) tea.Cmd
	Import(campaign string) tea.Cmd
	HandOver(campaign string, items []string) tea.Cmd
}

// New opens the review of a campaign. It shows something once Shown has arrived.
func New(env *screen.Env, service AskedService, dialogs Dialogs, campaignID string) *Model {
	m := newModel(env, service, dialogs, campaignID, false)
	m.asks, m.talks, m.lapser = service, service, service
	return m
}

// NewJoined opens the review of campaigns of several workspaces as one queue, with the workspace as a column.
func NewJoined(env *screen.Env, service Service, dialogs Dialogs, campaignID string) *Model {
	return newModel(env, service, dialogs, campaignID, true)
}

func newModel(env *screen.Env, service Service, dialogs Dialogs, campaignID string, joined bool) *Model {
	m := &Model{env: env, service: service, dialogs: dialogs, campaign: campaignID, order: byRisk, byID: map[string]*row{}, joined: joined}
	m.list = widget.NewBrowser(newTable(joined), m.pane)
	m.list.Filters = env.Filters
	m.list.Hint = "words, or fields such as role:owner hint:dormant -decided; tab completes"
	if joined {
		m.list.Hint = "words, or fields such as workspace:NAME -decided; tab completes"
	}
	m.list.Heading, m.list.Title = m.heading, (*row).Title
	return m
}

// Unwritten returns the number of acts that are not recorded yet.
func (m *Model) Unwritten() int {
	n := len(m.acts)
	if m.busy {
		n++
	}
	return n
}

// Campaign returns the id of the campaign under review.
func (m *Model) Campaign() string { return m.campaign }

// readable reports whether there is a sheet, and nothing wrong with it.
func (m *Model) readable() bool { return m.sheet != nil && m.err == nil }

// Typing reports whether letters are text for the filter.
func (m *Model) Typing() bool { return m.list.Typing() }

// Update handles a message.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	cmd := m.update(msg)
	m.follow()
	return cmd
}

func (m *Model) update(msg tea.Msg) tea.Cmd {
	if q, ok := answers.Asked(msg); ok {
		return screen.Send(Asked{q})
	}
	switch msg := msg.(type) {
	case screen.Activated:
		m.last = nil
		return m.load()
	case screen.Changed:
		return m.check()
	case revision:
		return m.checked(msg)
	case screen.Tick:
		if m.joined && msg.Now.Unix()%4 == 0 { // the root watches the record of one workspace
			return tea.Batch(m.remember(), m.check())
		}
		return m.remember()
	case loaded:
		return tea.Batch(m.take(msg), m.loadLog())
	case logLoaded:
		m.log = msg.log
		return nil
	case done:
		return m.settle(msg)
	case reread:
		return m.load()
	case leaveOut:
		return m.chooseScopes(msg)
	case decide:
		if msg.verdict == campaign.Move && msg.reason == "" && !msg.anew {
			return m.askMove(msg)
		}
		if msg.bulk && msg.reason == "" {
			return m.askBulkReason(msg)
		}
		return m.decide(msg)
	case explained:
		return m.because(msg.choice, msg.reason)
	case reasoned:
		return m.reason(msg)
	case delayed:
		return m.delay(msg)
	case lapsed:
		return m.lapse(msg)
	case postponed:
		return m.settleLater(msg)
	case reordered:
		return m.reorder(msg.order)
	case arranged:
		m.list.Take(widget.Prepared[*row](msg))
	case chosen:
		m.choose(msg)
	case hinted:
		m.only(msg)
	case placed:
		m.list.Only("workspace "+msg.workspace, func(r *row) bool { return r.Workspace == msg.workspace })
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		m.last = nil
		return m.list.Update(msg)
	case tea.MouseClickMsg:
		m.last = nil
		msg.Y -= headLines
		return m.list.Update(msg)
	}
	return nil
}

// shared reports whether there are assignments to tell apart.
func (m *Model) shared() bool { return len(m.sheet.Summary.Reviewers) > 1 }

func (m *Model) isMine(r *row) bool { return r.Mine }

// shows reports whether the row is in the assignment that is shown.
func (m *Model) shows(r *row) bool {
	if m.of != "" {
		return m.sheet.People.Same(r.Reviewer, m.of)
	}
	return !m.mine || m.isMine(r)
}

// Show shows the assignment of one reviewer alone, when the sheet has been read.
func (m *Model) Show(reviewer string) {
	m.of, m.mine = reviewer, false
	if m.sheet != nil {
		m.arrange()
	}
}

// arrange puts the rows of the chosen assignment into the list, in the chosen order.
func (m *Model) arrange() {
	m.arranging.Forget()
	m.list.SetGroups(groupRows(m.countRows(), m.order, m.personKey()))
}

// arranged are rows in another order.
type arranged widget.Prepared[*row]

// reorder puts the rows in another order, in a command: of a hundred thousand it takes a while. It reads nothing of a row
// that a decision changes.
func (m *Model) reorder(by order) tea.Cmd {
	m.order = by
	rows, person, prepare := m.shownRows(), m.personKey(), m.list.Prepare
	return m.arranging.Fetch(m, func() tea.Msg { return arranged(prepare(groupRows(rows, by, person))) })
}

// shownRows returns the rows of the chosen assignment.
func (m *Model) shownRows() []*row {
	if m.mine || m.of != "" {
		return slices.DeleteFunc(slices.Clone(m.rows), func(r *row) bool { return !m.shows(r) })
	}
	return m.rows
}

// countRows returns the rows of the chosen assignment, and counts them.
func (m *Model) countRows() []*row {
	rows := m.shownRows()
	m.decided, m.total = 0, len(rows)
	m.countParts(rows)
	for _, r := range rows {
		if r.done() {
			m.decided++
		}
	}
	return rows
}

// only shows rows with a hint or an advice, or undecided ones alone; without any it shows all.
func (m *Model) only(to hinted) {
	switch {
	case to.open:
		m.list.Only("undecided", (*row).undecided)
	case to.advice != advice.None:
		m.list.Only("advice: "+to.advice.Words(), func(r *row) bool { return r.Advice.Kind == to.advice })
	case to.hint != "":
		m.list.Only(to.hint, func(r *row) bool { return r.Has(to.hint) })
	default:
		m.list.Only("", nil)
	}
}

// isOpen reports whether the row can be decided and is not.
func (m *Model) isOpen(r *row) bool {
	return r.undecided() && !r.pending && !r.Later && m.barred(r) == ""
}

// toNextOpen moves to the next open row.
func (m *Model) toNextOpen() bool { return m.list.Next(m.isOpen) }

func say(level screen.Level, text string) tea.Cmd {
	return screen.Send(screen.Notify{Text: text, Level: level})
}
