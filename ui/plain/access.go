package plain

import (
	"context"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/explain"
	"github.com/tuar-dev/tuar/ui/explained"
	"github.com/tuar-dev/tuar/ui/words"
)

// finder says who has what, and why.
type finder struct {
	t       *talk
	service interface {
		Access(context.Context) (campaign.AccessView, error)
		Explain(ctx context.Context, email string) (*explain.Person, error)
		WhoCan(ctx context.Context, permissions ...string) (explain.WhoCan, error)
	}
}

func (a *finder) open() error {
	return a.t.menu("What next?", func() ([]choice, error) {
		return []choice{
			{"l", "list who has what", a.list},
			{"f", "find a person", a.find},
			{"w", "who can do something", a.whoCan},
		}, nil
	})
}

// list says each item in a line, and all about the chosen one.
func (a *finder) list() error {
	t := a.t
	view, err := a.service.Access(t.ctx)
	if err != nil {
		return err
	}
	t.say("As of %s: %s.", moment(view.TakenAt), words.Count(len(view.Rows), "item"))
	lines := make([]string, len(view.Rows))
	for i := range view.Rows {
		lines[i] = itemLine(&view.Rows[i])
	}
	for {
		at, err := t.pick("item", lines)
		if err != nil {
			return err
		}
		if err := t.survive(a.one(&view.Rows[at])); err != nil {
			return err
		}
	}
}

func itemLine(r *access.Row) string {
	line := r.Title() + ", " + string(r.Kind) + ", " + r.Role
	if r.Privileged {
		line += ", privileged"
	}
	if hints := r.HintNames(); len(hints) > 0 {
		line += ", hints: " + strings.Join(hints, ", ")
	}
	return line
}

// one says all about an item: of a person with all they have, of another one itself.
func (a *finder) one(r *access.Row) error {
	if r.Kind == access.User && r.Email != "" {
		return a.explain(r.Email)
	}
	t := a.t
	t.fact("Item", r.Title())
	t.fact("ID", r.Item)
	t.fact("Role", r.RoleTold())
	t.fact("Account", r.Account())
	for _, f := range r.Facts() {
		t.fact(f.Label, f.Text)
	}
	t.fact("Responsible", r.Responsibility())
	for _, h := range r.Hints {
		t.say("Hint %s: %s", h.Name, h.Fact)
	}
	t.say("Permissions: %d", len(r.Permissions))
	return t.pages(r.Permissions)
}

func (a *finder) find() error {
	email, err := a.t.ask(question{text: "E-mail address, or a part of it:"})
	if err != nil {
		return err
	}
	view, err := a.service.Access(a.t.ctx)
	if err != nil {
		return err
	}
	var found []*access.Row
	var lines []string
	for i := range view.Rows {
		if r := &view.Rows[i]; len(matching([]string{r.Email + " " + r.Name}, email)) > 0 {
			found, lines = append(found, r), append(lines, itemLine(r))
		}
	}
	switch len(found) {
	case 0:
		a.t.say("No item has these words. A person who left can be named by the whole address.")
		return a.t.survive(a.explain(email))
	case 1:
		return a.one(found[0])
	}
	at, err := a.t.pick("item", lines)
	if err != nil {
		return err
	}
	return a.one(found[at])
}

func (a *finder) explain(email string) error {
	p, err := a.service.Explain(a.t.ctx, email)
	if err != nil {
		return err
	}
	return a.page(explained.Person(p, a.t.now()))
}

func (a *finder) whoCan() error {
	text, err := a.t.ask(question{text: "Permission, such as user.write:"})
	if err != nil {
		return err
	}
	permissions := strings.Fields(text)
	found, err := a.service.WhoCan(a.t.ctx, permissions...)
	if err != nil {
		return err
	}
	return a.page(explained.WhoCan(found, permissions))
}

// page says an answer, one fact in a line.
func (a *finder) page(p explained.Page) error {
	lines := []string{p.Title, p.About}
	for _, s := range p.Sections {
		title := s.Title
		if s.Note != "" {
			title += ", " + s.Note
		}
		lines = append(lines, title+":")
		for _, f := range s.Facts {
			text := strings.ReplaceAll(f.Text, " · ", ", ")
			if f.Label != "" {
				text = f.Label + ": " + text
			}
			lines = append(lines, "  "+text)
		}
	}
	return a.t.pages(lines)
}
