package reviewers

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// The fields of the form that hands an assignment over.
const (
	to = iota
	until
	why
)

// handing is the form that hands over the assignment of one reviewer.
type handing struct {
	form  widget.Form
	model *Model
	from  string
	items []string // of it; none for the whole
}

// hand asks for an assignment to be handed over, now that the person at the keyboard is known.
type hand struct{ wish campaign.Handing }

// done tells that it was handed over.
type done struct{}

// refused tells why it was not.
type refused struct{ err error }

func (m *Model) newHanding(title, from, taker string, items []string) *handing {
	h := &handing{model: m, from: from, items: items, form: widget.Form{Title: title, Fields: []widget.Field{
		to:    widget.Text("to", "e-mail address of the new reviewer", taker),
		until: widget.Text("until", "for good; or the last day: 2026-12-11, 5d", ""),
		why:   widget.Text("reason", "such as: out of office; goes into the record", ""),
	}}}
	h.form.Fields[to].Notes, h.form.Fields[until].Notes = h.toNotes, h.untilNotes
	return h
}

// handOver opens the form for the assignment of the current reviewer.
func (m *Model) handOver() tea.Cmd {
	p, ok := m.list.Current()
	switch {
	case !ok:
		return screen.Send(screen.Notify{Text: "move to a reviewer first", Level: screen.Info})
	case p.Signed != nil:
		return screen.Send(screen.Notify{Text: p.Reviewer + " has signed off; an owner can reopen the assignment with R in the list", Level: screen.Info})
	case p.Items == 0:
		return screen.Send(screen.Notify{Text: "nothing is assigned to " + p.Reviewer, Level: screen.Info})
	}
	m.handing = m.newHanding("Hand over the assignment of "+p.Reviewer, p.Reviewer, "", nil)
	return nil
}

// takeBack opens the form that gives the rows of the newest handover back to who had them.
func (m *Model) takeBack() tea.Cmd {
	last := m.lastHanding()
	if last == nil {
		return nil
	}
	m.handing = m.newHanding("Take back from "+last.To, last.To, last.From, m.movedBy(*last))
	m.handing.form.At = why
	return nil
}

// fill hands a message to the form.
func (m *Model) fill(msg tea.Msg) tea.Cmd {
	event, cmd := m.handing.form.Update(msg)
	switch event {
	case widget.Leave:
		m.handing = nil
	case widget.Save:
		return m.handing.save()
	case widget.Changed, widget.Moved:
	}
	return cmd
}

// wish returns what is typed.
func (h *handing) wish() (campaign.Handing, error) {
	w := campaign.Handing{From: h.from, To: h.form.Value(to), Items: h.items, Reason: h.form.Value(why)}
	var err error
	w.Until, err = day(h.form.Value(until), h.model.env.Now())
	return w, err
}

func (h *handing) save() tea.Cmd {
	if h.form.Saving != "" {
		return nil
	}
	w, err := h.wish()
	switch {
	case err != nil:
		h.form.Refuse(until, err, "")
		return nil
	case !strings.Contains(w.To, "@"):
		h.form.Refuse(to, fault.New(fault.BadInput, "name the new reviewer by an e-mail address"), "")
		return nil
	}
	return screen.Send(screen.Identify{Then: screen.Send(screen.For(h.model, hand{w}))})
}

func (h *handing) refuse(err error) {
	h.form.Saving = ""
	h.form.Refuse(h.form.At, err, screen.WayOut(err))
}

// hand records it.
func (m *Model) hand(msg hand) tea.Cmd {
	if m.handing == nil || m.handing.form.Saving != "" {
		return nil
	}
	m.handing.form.Saving = "recording…"
	m.handing.form.Accept()
	env, service, id := m.env, m.service, m.campaign
	return screen.Fetch(m, func() tea.Msg {
		moved, err := service.Delegate(env.Context, id, msg.wish)
		if err != nil {
			return refused{err}
		}
		said := screen.Notify{Text: fmt.Sprintf("recorded: %s handed over to %s; u takes it back", words.Count(len(moved), "row"), msg.wish.To), Level: screen.Good}
		return tea.BatchMsg{screen.Send(screen.For(m, done{})), screen.Send(screen.Recorded{}), screen.Send(said)}
	})
}

// toNotes counts the rows that would move, and those that stay.
func (h *handing) toNotes(th *theme.Theme, width int) []string {
	people, taker := h.model.sheet.People, h.form.Value(to)
	rows, decided, own := 0, 0, 0
	for i := range h.model.sheet.Rows {
		r := &h.model.sheet.Rows[i]
		if !people.Same(r.Reviewer, h.from) || r.Locked {
			continue
		}
		rows++
		if r.Decision.Verdict != campaign.Undecided {
			decided++
		}
		if taker != "" && people.Like(r.Email, taker) != 0 {
			own++
		}
	}
	text := fmt.Sprintf("%s are assigned to %s, %d of them decided", words.Count(rows, "row"), h.from, decided)
	if len(h.items) > 0 {
		text = words.Count(len(h.items), "row") + " would go back"
	}
	if own > 0 {
		text += fmt.Sprintf("; %s, the own access of %s", words.Count(own, "row stays", "rows stay"), taker)
	}
	return widget.Block(th, th.Dim, text, width)
}

// others lists the other reviewers of the campaign, beside the form.
func (h *handing) others(th *theme.Theme, width int, beside bool) []string {
	if !beside {
		return nil
	}
	lines := []string{th.Header.Render(th.Fit(" other reviewers", width))}
	for _, p := range h.model.all {
		if !h.model.same(p.Reviewer, h.from) {
			right := fmt.Sprintf(" %d/%d %s", p.Decided, p.Items, state(p))
			lines = append(lines, " "+th.Fit(p.Reviewer, max(1, width-1-len([]rune(right))))+th.Dim.Render(th.Clean(right)))
		}
	}
	return append(lines, widget.Block(th, th.Dim, "or a person who is known: a verified user, a person on the list of people, an address of the company", width)...)
}

func (h *handing) untilNotes(th *theme.Theme, width int) []string {
	last, err := day(h.form.Value(until), h.model.env.Now())
	switch {
	case err != nil:
		return widget.Block(th, th.Warn, th.Alert+" "+err.Error(), width)
	case last.IsZero():
		return widget.Block(th, th.Dim, "for good: decided rows move as well", width)
	}
	text := "until " + last.Format("Monday, 2 January 2006") + ": undecided rows move now; what is undecided then goes back with the next act"
	return widget.Block(th, th.Dim, text, width)
}
