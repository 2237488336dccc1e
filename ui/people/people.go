// Package people holds two pages of Home: the people with their rights, and the changes that loosen a guard.
package people

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/admin"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Service tells who is who and who may do what, and changes it.
type Service interface {
	WhoAmI(context.Context) (admin.Identity, error)
	ListPeople(context.Context) ([]admin.Person, error)
	ListRights(context.Context) ([]rights.Grant, error)
	DistinctPeople(context.Context) ([]people.Statement, error)
	AddPerson(context.Context, admin.Addition) (admin.Person, error)
	AddAlias(ctx context.Context, email, also string) (admin.Person, error)
	DeclareDistinct(ctx context.Context, a, b, why string) (admin.Person, error)
	GrantRight(ctx context.Context, email, right, why string) (rights.Grant, *rights.Proposal, error)
	RevokeRight(ctx context.Context, email, right, why string) (*rights.Proposal, error)
	Proposals(context.Context) ([]rights.Proposal, error)
	ApproveProposal(ctx context.Context, id string) (rights.Proposal, error)
	DeclineProposal(ctx context.Context, id, why string) (rights.Proposal, error)
	WithdrawProposal(ctx context.Context, id, why string) (rights.Proposal, error)
	Loosened(ctx context.Context, since time.Time) ([]rights.Loosened, error)
	SeeLoosened(context.Context) ([]rights.Loosened, error)
}

// row is a person with the grants of their rights.
type row struct {
	admin.Person
	grants []rights.Grant
	stated []people.Statement // about look-alike addresses of other persons
	me     *admin.Identity    // nil but for the current user
}

// Page lists the people. It is not copied.
type Page struct {
	env     *screen.Env
	service Service
	list    *widget.Browser[row]
	form    *form // in front of the list; nil for none

	newest screen.Latest // reading
	read   bool
	err    error
	me     admin.Identity // zero while not known
	nobody error          // why the current user is not known
	begun  bool           // rights count in this workspace
}

// New makes the page. It reads when Init is run.
func New(env *screen.Env, service Service) *Page {
	return &Page{env: env, service: service, list: widget.NewBrowser(newTable(), detail)}
}

// Typing reports whether letters are text.
func (p *Page) Typing() bool { return p.form != nil || p.list.Typing() }

// Unwritten returns the number of acts that are not on disk yet.
func (p *Page) Unwritten() int {
	if p.form != nil && p.form.Saving != "" {
		return 1
	}
	return 0
}

// Update handles a message.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Changed:
		return p.Init()
	case loaded:
		p.show(msg)
	case confirmed:
		return p.confirmed(msg)
	case named:
		return p.send(msg.form)
	case answered:
		return p.answer(msg)
	case tea.KeyPressMsg, tea.PasteMsg:
		if p.form != nil {
			return p.typed(msg)
		}
		return p.list.Update(msg)
	case tea.MouseWheelMsg:
		if p.form == nil {
			return p.list.Update(msg)
		}
	case tea.MouseClickMsg:
		if p.form == nil {
			msg.Y -= headLines
			return p.list.Update(msg)
		}
	}
	return nil
}

// loaded answers a request to read the people.
type loaded struct {
	me     admin.Identity
	nobody error
	rows   []row
	begun  bool
	err    error
}

// Init reads the people and their rights.
func (p *Page) Init() tea.Cmd {
	env, service := p.env, p.service
	return p.newest.Fetch(p, func() tea.Msg {
		var l loaded
		l.me, l.nobody = service.WhoAmI(env.Context) // an unknown user may look as well
		persons, err := service.ListPeople(env.Context)
		if err != nil {
			return loaded{err: err}
		}
		grants, err := service.ListRights(env.Context)
		if err != nil {
			return loaded{err: err}
		}
		stated, err := service.DistinctPeople(env.Context)
		if err != nil {
			return loaded{err: err}
		}
		l.begun = len(grants) > 0 && !grants[0].At.IsZero()
		l.rows = rowsOf(persons, grants, stated, l.me, l.begun)
		return l
	})
}

func (p *Page) show(l loaded) {
	if p.err = l.err; l.err != nil {
		return
	}
	p.read, p.me, p.nobody, p.begun = true, l.me, l.nobody, l.begun
	p.list.SetRows(l.rows)
}
