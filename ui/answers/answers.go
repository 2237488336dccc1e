// Package answers is the page that answers questions about access: who can do something, everything about one person, how
// two roles differ, what a change would mean. Sections put it in front of their own page. Nothing in it changes anything.
package answers

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/explain"
	"github.com/tuar-dev/tuar/ui/explained"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Service answers questions about access.
type Service interface {
	WhoCan(ctx context.Context, permissions ...string) (explain.WhoCan, error)
	Explain(ctx context.Context, email string) (*explain.Person, error)
	CompareRoles(ctx context.Context, a, b string) (explain.Comparison, error)
	WhatIf(ctx context.Context, wish explain.Wish) (*explain.WhatIf, error)
	Permissions(ctx context.Context) ([]explain.Permission, error)
	Roles(ctx context.Context) ([]string, error)
}

// Question is what is asked. One of its parts is set.
type Question struct {
	Person     string    // everything about the person with that address
	Permission string    // who has it; may be a pattern
	Roles      [2]string // how these roles differ
	Wish       explain.Wish
}

// Model is the page: answers on top of each other, as one leads to the next. It is not copied.
type Model struct {
	env     *screen.Env
	service Service
	answers []*answer // the last is in front
}

// answer is the answer to one question.
type answer struct {
	question Question
	list     *widget.Browser[fact]
	newest   screen.Latest
	page     explained.Page
	read     bool
	err      error
}

// fact is a line of an answer.
type fact struct {
	explained.Fact
	id, text string
}

// answered carries an answer to the page.
type answered struct {
	to   *answer
	page explained.Page
	rows []widget.Group[fact]
	err  error
}

// asked says which question was chosen in a dialog.
type asked struct{ Question }

// New makes the page with a first question. It reads when Init is run.
func New(env *screen.Env, service Service, q Question) *Model {
	m := &Model{env: env, service: service}
	m.push(q)
	return m
}

// Init reads the answer.
func (m *Model) Init() tea.Cmd { return m.load(m.front()) }

func (m *Model) front() *answer { return m.answers[len(m.answers)-1] }

func (m *Model) push(q Question) *answer {
	a := &answer{question: q}
	a.list = widget.NewBrowser(newTable(), detail)
	a.list.Hint = "words that must all occur: an address, a role, a permission"
	m.answers = append(m.answers, a)
	return a
}

// ask puts the answer to another question in front.
func (m *Model) ask(q Question) tea.Cmd { return m.load(m.push(q)) }

// Typing reports whether a filter is being typed.
func (m *Model) Typing() bool { return m.front().list.Typing() }

// Update handles a message.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Changed:
		return m.load(m.front())
	case asked:
		return m.ask(msg.Question)
	case answered:
		m.take(msg)
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		return m.front().list.Update(msg)
	case tea.MouseClickMsg:
		msg.Y -= headLines
		return m.front().list.Update(msg)
	}
	return nil
}

func (m *Model) take(msg answered) {
	a := msg.to
	if a.err = msg.err; msg.err != nil {
		return
	}
	a.page, a.read = msg.page, true
	a.list.SetGroups(msg.rows)
}

// load reads an answer.
func (m *Model) load(a *answer) tea.Cmd {
	env, service := m.env, m.service
	return a.newest.Fetch(m, func() tea.Msg {
		page, err := a.question.answer(env, service)
		if err != nil {
			return answered{to: a, err: err}
		}
		return answered{a, page, rowsOf(page), nil}
	})
}

// answer asks the service.
func (q Question) answer(env *screen.Env, service Service) (explained.Page, error) {
	switch ctx := env.Context; {
	case q.Person != "":
		p, err := service.Explain(ctx, q.Person)
		if err != nil {
			return explained.Page{}, err
		}
		return explained.Person(p, env.Now()), nil
	case q.Permission != "":
		can, err := service.WhoCan(ctx, q.Permission)
		return explained.WhoCan(can, []string{q.Permission}), err
	case q.Roles[0] != "":
		c, err := service.CompareRoles(ctx, q.Roles[0], q.Roles[1])
		return explained.Comparison(c), err
	}
	w, err := service.WhatIf(env.Context, q.Wish)
	if err != nil {
		return explained.Page{}, err
	}
	return explained.WhatIf(w), nil
}

// rowsOf returns the facts of a page as rows under headings.
func rowsOf(page explained.Page) []widget.Group[fact] {
	groups := make([]widget.Group[fact], len(page.Sections))
	for i, s := range page.Sections {
		g := widget.Group[fact]{ID: s.Title, Label: s.Title, Note: s.Note, Rows: make([]fact, len(s.Facts))}
		for j, f := range s.Facts {
			g.Rows[j] = fact{f, s.Title + "/" + f.Label + "/" + f.Text, strings.ToLower(s.Title + " " + f.Label + " " + f.Text)}
		}
		groups[i] = g
	}
	return groups
}
