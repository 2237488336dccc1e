// Package form is the form that requests a role, with the rule for it and the effect of the elevation.
package form

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// Service asks for elevations.
type Service interface {
	RequestContext(context.Context) (elevation.RequestContext, error)
	RequestElevation(context.Context, elevation.Request) (elevation.Outcome, error)
}

// Asked says that the request of a form is on record.
type Asked struct {
	Form *Model
	Row  elevation.Row
}

// Anew asks for an empty form in the place of this one.
type Anew struct{ Form *Model }

// The fields of the form.
const (
	role = iota
	whom
	long
	reason
	ticket
	start
	glass
)

// Model is the form. It is not copied.
type Model struct {
	env     *screen.Env
	service Service
	lend    *elevation.RequestContext // nil before it was read
	err     error                     // why it could not be read

	form   widget.Form
	roleID string          // empty before one was chosen
	length time.Duration   // by the keys 1 to 4
	other  *widget.Input   // for a length to type; the field has it while one is typed
	glass  bool            // without approval
	recent []string        // e-mail addresses, those used last first
	known  []string        // those of them that are users, then all other users
	coming *overlay.Choice // the roles, from when they were asked for until they are on the screen
}

// New makes a form for the person at the keyboard.
func New(env *screen.Env, service Service) *Model {
	m := &Model{env: env, service: service, length: time.Hour, other: widget.NewInput("30m, 2h, 1h30m, 3d")}
	m.form = widget.Form{Title: "Ask for a role", Fields: []widget.Field{
		role:   {Label: "role", Show: m.showRole, Press: m.pressRole, Notes: m.roleNotes},
		whom:   widget.Text("for whom", "an e-mail address; empty: yourself", ""),
		long:   {Label: "for how long", Show: m.showLengths, Press: m.pressLength, Notes: m.lengthNotes},
		reason: widget.Text("reason", "what it is for; the approver and the auditor read it", ""),
		ticket: widget.Text("ticket", "may stay empty", ""),
		start:  widget.Text("start", "as soon as it is approved; or 15:30, or 2026-12-31 09:00, or 2h from now", ""),
		glass:  {Label: "break-glass", Show: m.showGlass, Press: m.pressGlass},
	}}
	m.form.Fields[whom].Complete = func() []string { return m.known }
	m.fitRules()
	m.form.Fields[start].Rule = "empty: as soon as it is approved; a time today, a date and time, or a length from now"
	m.form.Fields[whom].Show, m.form.Fields[whom].Notes = m.showWhom, m.whomNotes
	m.form.Fields[start].Show, m.form.Fields[start].Notes = m.showStart, m.startNotes
	return m
}

// For makes a form for a role that the person with that address is to have.
func For(env *screen.Env, service Service, email string) *Model {
	m := New(env, service)
	m.form.Fields[whom].Input.SetValue(email)
	return m
}

// Recent says whose elevations were asked for last: these addresses are offered first.
func (m *Model) Recent(emails []string) { m.recent = emails }

// Keep marks the form as one that is shown again as it was left, and reports whether there is something in it to keep.
func (m *Model) Keep() bool {
	m.form.Kept = m.form.Touched() || m.roleID != ""
	m.form.At, m.glass = role, false // that no approval is wanted is chosen anew
	return m.form.Kept
}

// complete reads whose addresses are offered: of the users of the last listing, those used last first.
func (m *Model) complete() {
	is := func(email string) func(population.User) bool {
		return func(u population.User) bool { return person.Same(u.Email, email) }
	}
	m.known = slices.DeleteFunc(slices.Clone(m.recent), func(email string) bool {
		return !slices.ContainsFunc(m.lend.Users, is(email))
	})
	recent := len(m.known)
	for _, u := range m.lend.Users {
		if !person.In(m.known[:recent], u.Email) {
			m.known = append(m.known, u.Email)
		}
	}
}

// Init reads the rules and the last listing.
func (m *Model) Init() tea.Cmd { return m.load() }

// Typing says that letters are text for the form.
func (m *Model) Typing() bool { return true }

// Unwritten returns the number of requests that are not recorded yet.
func (m *Model) Unwritten() int {
	if m.form.Saving != "" {
		return 1
	}
	return 0
}

// loaded holds the data that the form needs.
type loaded struct {
	lend elevation.RequestContext
	err  error
}

func (m *Model) load() tea.Cmd {
	env, service := m.env, m.service
	return screen.Fetch(m, func() tea.Msg {
		lend, err := service.RequestContext(env.Context)
		return loaded{lend, err}
	})
}

// picked reports a chosen role; confirmed that the user wants no approval; sent that the requester is known and the
// request can be recorded; answered the outcome.
type (
	picked    struct{ role string }
	confirmed struct{ form *Model }
	sent      struct{ form *Model }
	answered  struct {
		outcome elevation.Outcome
		err     error
	}
)

// Update handles a message.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Changed:
		return m.load() // there may be a new listing
	case loaded:
		m.take(msg)
	case picked:
		m.pick(msg.role)
	case confirmed:
		if msg.form == m {
			return screen.Send(screen.Identify{Then: screen.Send(sent{m})})
		}
	case sent:
		return m.send(msg)
	case answered:
		return m.answer(msg)
	case tea.KeyPressMsg, tea.PasteMsg:
		event, cmd := m.form.Update(msg)
		switch event {
		case widget.Leave:
			return screen.Send(screen.Left{Page: m})
		case widget.Anew:
			return screen.Send(Anew{m})
		case widget.Save:
			return m.save()
		case widget.Moved, widget.Changed:
		}
		return cmd
	}
	return nil
}

func (m *Model) take(msg loaded) {
	if m.err = msg.err; msg.err == nil {
		m.lend = &msg.lend
		m.complete()
		m.form.Warning = m.untimed()
		m.fit()
	}
}

// pick takes a role, and goes on to the next field.
func (m *Model) pick(id string) {
	m.roleID = id
	r, _ := m.chosen()
	m.glass = m.glass && r.BreakGlass
	m.fit()
	m.form.Accept()
	m.form.At = whom
}

// fitRules says below reason and ticket what the rule for the role wants there.
func (m *Model) fitRules() {
	r, _ := m.chosen()
	m.form.Fields[reason].Rule, m.form.Fields[ticket].Rule = "needed", "may stay empty"
	if pattern := r.Rule.Reason; pattern != "" {
		m.form.Fields[reason].Rule = "needed; the rule for the role wants it to match " + pattern
	}
	if r.Rule.Ticket {
		m.form.Fields[ticket].Rule = "needed by the rule for the role"
	}
}

// fit keeps the length within what the keys offer for the role.
func (m *Model) fit() {
	m.fitRules()
	offers := m.offers()
	for i := len(offers) - 1; i >= 0; i-- {
		if offers[i] <= m.length || i == 0 {
			m.length = offers[i]
			return
		}
	}
}

// chosen returns the chosen role, if it still exists.
func (m *Model) chosen() (elevation.RequestableRole, bool) {
	if m.lend != nil && m.roleID != "" {
		for _, r := range m.lend.Roles {
			if r.ID == m.roleID {
				return r, true
			}
		}
	}
	return elevation.RequestableRole{}, false
}

// person returns the user who is to receive the role, and the role they hold, by the last listing.
func (m *Model) person() (u population.User, holds population.Role, ok bool) {
	if m.lend == nil {
		return u, holds, false
	}
	email := m.form.Value(whom)
	if email == "" {
		email = m.lend.Actor.Email
	}
	for _, u := range m.lend.Users {
		if person.Same(u.Email, email) {
			for _, r := range m.lend.Roles {
				if r.ID == u.RoleID {
					return u, r.Role, true
				}
			}
			return u, population.Role{ID: u.RoleID, Name: u.RoleID}, true
		}
	}
	return u, holds, false
}

// duration returns the length of the elevation.
func (m *Model) duration() (time.Duration, error) {
	if m.form.Fields[long].Input != nil {
		return settings.ParseDuration(m.form.Value(long))
	}
	return m.length, nil
}

// request returns the request as typed, or an error and the field with the mistake.
func (m *Model) request() (elevation.Request, int, error) {
	req := elevation.Request{
		User: m.form.Value(whom), Role: m.roleID, Reason: m.form.Value(reason), Ticket: m.form.Value(ticket), BreakGlass: m.glass,
	}
	var err error
	switch {
	case m.err != nil:
		return req, role, m.err
	case m.lend == nil:
		return req, role, errors.New("the rules have not been read yet")
	case m.lend.Methods.Why != "":
		return req, role, fault.New(fault.Refused, "%s", m.lend.Methods.Why).WithHint("%s", m.lend.Methods.Hint)
	case m.roleID == "":
		return req, role, errors.New("choose a role first: enter shows them all")
	}
	if req.For, err = m.duration(); err != nil {
		return req, long, err
	}
	if req.StartsAt, err = parseStart(m.form.Value(start), m.env.Now()); err != nil {
		return req, start, err
	}
	if req.Reason == "" {
		return req, reason, errors.New("a reason is needed: it is what the approver and the auditor read")
	}
	return req, role, nil
}

// save asks for the role; without approval only after two words for it.
func (m *Model) save() tea.Cmd {
	if m.form.Saving != "" {
		return nil
	}
	_, wrong, err := m.request()
	switch {
	case err != nil:
		m.form.Refuse(wrong, err, screen.WayOut(err))
		return nil
	case m.glass:
		return m.askTwice()
	}
	return screen.Send(screen.Identify{Then: screen.Send(sent{m})})
}

func (m *Model) send(msg sent) tea.Cmd {
	req, _, err := m.request()
	if msg.form != m || m.form.Saving != "" || err != nil {
		return nil
	}
	m.form.Saving = "asking…"
	m.form.Accept()
	env, service := m.env, m.service
	return tea.Batch(screen.Send(screen.Working{What: "asking"}), screen.Fetch(m, func() tea.Msg {
		outcome, err := service.RequestElevation(context.WithoutCancel(env.Context), req)
		return answered{outcome, err}
	}))
}

// answer leaves the form once the request is recorded, and shows the error if the role could not be granted.
func (m *Model) answer(msg answered) tea.Cmd {
	m.form.Saving = ""
	cmds := []tea.Cmd{screen.Send(screen.Working{End: true})}
	if msg.err != nil {
		m.form.Refuse(m.form.At, msg.err, screen.WayOut(msg.err))
		return tea.Batch(cmds...)
	}
	row, pending := msg.outcome.Row, msg.outcome.Pending
	cmds = append(cmds, screen.Send(Asked{m, row}), screen.Send(screen.Recorded{}))
	if pending != nil {
		return tea.Batch(append(cmds, screen.Send(screen.Failed{Err: fault.Wrap(pending, "the request is on record as %s, but", row.State)}))...)
	}
	return tea.Batch(append(cmds, screen.Send(screen.Notify{Text: strings.TrimSuffix(words.Fate(row, m.env.Now()), ": "), Level: screen.Good}))...)
}
