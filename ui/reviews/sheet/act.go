package sheet

import (
	"cmp"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// act is an act to be recorded: choices made together or, without any, the undo of the last act.
type act struct {
	choices []campaign.Choice
	anew    string // "recorded again" where it was taken back before
}

// done is the answer to an act. What is in decisions is on disk.
type done struct {
	act       act
	decisions []campaign.Decision
	err       error
}

// decide is the wish to decide about rows, complete but for a reason that the rules may still ask for.
type decide struct {
	rows    []*row
	verdict campaign.Verdict
	toRole  string   // role ID
	scopes  []string // permissions that a custom role keeps
	gains   []string // permissions that the role gives to some of the rows
	reason  string
	carried bool
	until   string // the last day for which certifying holds; empty if it has none
	anew    bool   // the same decision with another reason; marks are not about it
	bulk    bool   // certifying together asks for a reason first
	inPlace bool   // the actor was told that rows are assigned to others, and gave a reason
}

// barred returns the reason why the current user cannot decide the row; empty if they can.
func (m *Model) barred(r *row) string {
	why := words.Barred(m.from(r), &r.SheetRow)
	if why != "" && r.Own && !r.Locked && !r.Waits() && m.over() == "" {
		why += "; h hands it to another reviewer"
	}
	return why
}

// over returns the reason why nothing in the campaign changes any more; empty while it is open.
func (m *Model) over() string { return words.Over(m.sheet) }

// want starts deciding about the marked rows, or the current one.
func (m *Model) want(verdict campaign.Verdict) tea.Cmd { return m.wantFor(verdict, "") }

// wantFor is want with a reason; empty for none.
func (m *Model) wantFor(verdict campaign.Verdict, reason string) tea.Cmd {
	if group, heading := m.list.CurrentGroup(); heading && m.list.MarkedCount() == 0 {
		if group == campaign.CarryGroup && verdict == campaign.Certify {
			return m.carry()
		}
		return say(screen.Info, "this is a heading; move to a row, or mark rows with space")
	}
	rows := m.list.MarkedOrCurrent()
	if len(rows) == 0 {
		return nil
	}
	for _, r := range rows {
		if why := m.barred(r); why != "" {
			return say(screen.Warn, r.Title()+": "+why)
		}
	}
	d := decide{rows: rows, verdict: verdict, reason: reason}
	switch {
	case verdict == campaign.Reduce:
		return m.askRole(d)
	case verdict == campaign.Certify && len(rows) > 1 && needReason(rows) > 0:
		return m.askBulkReason(d)
	}
	return m.decide(d)
}

// needReason counts the rows that need a reason to be certified in bulk, and have none.
func needReason(rows []*row) int {
	n := 0
	for _, r := range rows {
		if r.ReasonFor(campaign.Certify) != campaign.Never && r.note == "" {
			n++
		}
	}
	return n
}

// decide queues the act and moves on. A reason given earlier for a row has precedence over the one given for all.
func (m *Model) decide(d decide) tea.Cmd {
	if others := m.assignedToOthers(d.rows); len(others) > 0 && !d.inPlace {
		return m.askInPlace(d, others)
	}
	a := act{choices: make([]campaign.Choice, len(d.rows))}
	for i, r := range d.rows {
		r = m.byID[r.Item] // the sheet may have been read again while a dialog asked
		reason := cmp.Or(r.note, d.reason)
		if d.inPlace {
			reason = d.reason
		}
		if d.carried {
			reason = words.CarriedReason(&r.SheetRow)
		}
		a.choices[i] = campaign.Choice{
			Item: r.Item, Verdict: m.verdictFor(d, r), ToRole: d.toRole, Scopes: d.scopes, Reason: reason, DwellMS: m.dwell(r), Carried: d.carried, Until: d.until,
		}
		r.pending = true
	}
	if m.last = nil; len(a.choices) == 1 && !d.inPlace && !d.carried {
		m.last = &a.choices[0]
		m.repeats = m.last
	}
	single := len(d.rows) == 1 && d.rows[0].Item == m.at
	if !d.anew {
		m.list.ClearMarks()
	}
	if single && !m.toNextOpen() {
		m.list.Move(1)
	}
	m.acts, m.undone = append(m.acts, a), nil
	return m.next()
}

// redo queues the act that was taken back last, as a new one.
func (m *Model) redo() tea.Cmd {
	if len(m.undone) == 0 {
		return say(screen.Info, "nothing was taken back here that could be decided again")
	}
	choices := m.undone[len(m.undone)-1]
	for _, c := range choices {
		r, ok := m.byID[c.Item]
		if !ok {
			return say(screen.Warn, c.Item+" is not in this campaign any more")
		}
		if why := m.barred(r); why != "" {
			return say(screen.Warn, r.Title()+": "+why)
		}
	}
	m.undone = m.undone[:len(m.undone)-1]
	for i := range choices {
		r := m.byID[choices[i].Item]
		choices[i].DwellMS, r.pending = m.dwell(r), true
	}
	m.acts = append(m.acts, act{choices: choices, anew: "recorded again"})
	return m.next()
}

// undo queues taking back the reviewer's last act.
func (m *Model) undo() tea.Cmd {
	m.acts = append(m.acts, act{})
	return m.next()
}

// writing reports whether acts are under way or waiting.
func (m *Model) writing() bool { return m.busy || len(m.acts) > 0 }

// next starts the act that has waited longest, one at a time, so that they are recorded in order.
func (m *Model) next() tea.Cmd {
	if m.busy || len(m.acts) == 0 {
		return nil
	}
	a := m.acts[0]
	m.acts, m.busy, m.made = m.acts[1:], true, m.made+1
	env, service, id := m.env, m.service, m.campaign
	return screen.Fetch(m, func() tea.Msg {
		if len(a.choices) == 0 {
			decisions, err := service.Undo(env.Context, id, nil)
			return done{a, decisions, err}
		}
		decisions, err := service.Decide(env.Context, id, a.choices)
		return done{a, decisions, err}
	})
}

// settle shows the outcome of an act.
func (m *Model) settle(msg done) tea.Cmd {
	m.busy = false
	for _, c := range msg.act.choices {
		if r, ok := m.byID[c.Item]; ok {
			r.pending = false
		}
	}
	if msg.err != nil {
		m.acts, m.last = nil, nil // whatever came after was meant on top of it
		for _, r := range m.rows {
			r.pending = false
		}
		if len(msg.act.choices) > 0 {
			m.list.To(msg.act.choices[0].Item)
		}
		return tea.Batch(screen.Send(screen.Failed{Err: msg.err}), m.load())
	}
	var before []campaign.Decision
	for i, d := range msg.decisions {
		if r, ok := m.byID[d.Item]; ok {
			before = append(before, r.own(r.Decision))
			m.tally(r, -1)
			r.Decision, r.note = d, ""
			m.tally(r, +1)
			msg.decisions[i] = r.own(d)
		}
	}
	n := len(msg.decisions)
	m.known += n // one line each
	cmds := []tea.Cmd{m.next(), screen.Send(screen.Recorded{})}
	switch {
	case n == 0:
	case len(msg.act.choices) == 0:
		m.list.To(msg.decisions[0].Item)
		if r, ok := m.byID[msg.decisions[0].Item]; ok && r.Postponed != nil { // it was postponed, and is not any more
			cmds = append(cmds, say(screen.Good, "took back: postponed "+m.people(msg.decisions)), m.load())
			break
		}
		m.undone = append(m.undone, again(before))
		cmds = append(cmds, say(screen.Good, m.tookBack(before, msg.decisions)))
	default:
		m.pace.decided(n, m.env.Now())
		said := say(screen.Good, m.recorded(msg))
		if text := m.contradicted(msg.decisions); text != "" {
			said = say(screen.Warn, m.recorded(msg)+"; "+text)
		}
		cmds = append(cmds, said)
	}
	if m.again {
		cmds = append(cmds, m.load())
	}
	return tea.Batch(cmds...)
}

// tally counts a decided row of the shown assignment in or out.
func (m *Model) tally(r *row, n int) {
	if r.done() && (!m.mine || m.isMine(r)) {
		m.decided += n
		m.countPart(r, n)
	}
}

// reasoned is a reason given for one row.
type reasoned struct{ item, reason string }

// reason records a new reason for a row that is decided, or keeps it for the decision to come.
func (m *Model) reason(msg reasoned) tea.Cmd {
	r := m.byID[msg.item]
	if r.undecided() {
		r.note = msg.reason
		return say(screen.Info, "the reason goes into the record with the decision")
	}
	d := decide{rows: []*row{r}, verdict: r.own(r.Decision).Verdict, toRole: r.own(r.Decision).ToRole, scopes: r.own(r.Decision).Scopes, reason: msg.reason, until: r.own(r.Decision).Until, anew: true}
	return m.decide(d)
}

// carry asks whether to certify again the items that were certified last time and have not changed.
func (m *Model) carry() tea.Cmd {
	var rows []*row
	for _, r := range m.list.GroupRows(campaign.CarryGroup) {
		if m.isOpen(r) && r.Mine {
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		return say(screen.Info, "everything here that is assigned to you is decided already")
	}
	return m.askCarry(decide{rows: rows, verdict: campaign.Certify, carried: true})
}

// mark marks every shown row that is safe to decide together.
func (m *Model) mark() tea.Cmd {
	marked, refused := m.list.MarkAll(func(r *row) bool {
		return m.isOpen(r) && !r.Privileged && !r.Flagged() && !r.Advice.Kind.Against()
	})
	text := "marked " + words.Count(marked, "row")
	if refused > 0 {
		text += fmt.Sprintf("; left out %s: decided, flagged, privileged or your own", words.Count(refused, "row"))
	}
	return say(screen.Info, text)
}
