package people

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/admin"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// form asks for what changes the people or their rights.
type form struct {
	widget.Form
	means  string // what it does, beside the fields
	saves  string // the verb of ctrl+s and of the dialog that asks
	danger bool   // it takes something away, or gives much
	asks   func() string
	wrong  func() (field int, err error)                // what is wrong already
	record func(context.Context) (done string, _ error) // what it records, and what to say then
}

// Messages of a form: its question was answered with yes, the current user is known, and the outcome.
type (
	confirmed struct{ form *form }
	named     struct{ form *form }
	answered  struct {
		form *form
		done string
		err  error
	}
)

// typed hands a key or a paste to the form.
func (p *Page) typed(msg tea.Msg) tea.Cmd {
	event, cmd := p.form.Update(msg)
	switch event {
	case widget.Leave:
		if p.form.Saving == "" {
			p.form = nil
		}
		return nil
	case widget.Save:
		return p.ask()
	case widget.Moved, widget.Changed:
	}
	return cmd
}

// ask asks whether to record what the form says.
func (p *Page) ask() tea.Cmd {
	f := p.form
	if f.Saving != "" {
		return nil
	}
	if field, err := f.wrong(); err != nil {
		f.Refuse(field, err, screen.WayOut(err))
		return nil
	}
	return p.env.OpenDialog(&overlay.Confirm{
		Title: f.Title, Question: f.asks(), Yes: f.saves, Danger: f.danger,
		Details: []string{"It stands on record, with your name beside it."}, Action: screen.For(p, confirmed{f}),
	})
}

func (p *Page) confirmed(msg confirmed) tea.Cmd {
	return screen.Send(screen.Identify{Then: screen.Send(screen.For(p, named(msg)))})
}

func (p *Page) send(f *form) tea.Cmd {
	if f != p.form || f.Saving != "" {
		return nil
	}
	f.Saving = "recording…"
	f.Accept()
	env := p.env
	return screen.Fetch(p, func() tea.Msg {
		done, err := f.record(context.WithoutCancel(env.Context))
		return answered{f, done, err}
	})
}

// answer closes the form once all is on record, or shows in it why nothing was recorded.
func (p *Page) answer(msg answered) tea.Cmd {
	msg.form.Saving = ""
	if msg.err != nil {
		msg.form.Refuse(msg.form.At, msg.err, screen.WayOut(msg.err))
		return nil
	}
	if p.form == msg.form {
		p.form = nil
	}
	return tea.Batch(screen.Send(screen.Notify{Text: msg.done, Level: screen.Good}), screen.Send(screen.Recorded{}))
}

// Placeholders of fields.
const (
	anAddress = "name@example.com"
	optional  = "may stay empty"
)

// add asks for a person.
func (p *Page) add() tea.Cmd {
	email := ""
	if r, ok := p.list.Current(); ok && r.KnownFrom == admin.FromPopulation {
		email = r.Email
	}
	f := &form{saves: "add", means: "A person has one or more addresses. With an enrolled SSH key, what they sign is known to be theirs. Addresses that look alike count as " +
		"one person until an owner states that they are two."}
	f.Form = widget.Form{Title: "Add a person, or more about one", Fields: []widget.Field{
		widget.Text("address", anAddress, email), widget.Text("also", "further addresses, with commas between them", ""),
		widget.Text("SSH key", "the one line of a .pub file; "+optional, ""), widget.Text("OS account", "account@host; "+optional, ""), widget.Text("note", optional, ""),
	}}
	addition := func() admin.Addition {
		also := strings.FieldsFunc(f.Value(1), func(r rune) bool { return r == ',' || r == ' ' || r == ';' })
		return admin.Addition{Email: f.Value(0), Also: also, PublicKey: f.Value(2), Account: f.Value(3), Note: f.Value(4)}
	}
	f.wrong = func() (int, error) {
		a := addition()
		if err := person.Check(a.Email); err != nil {
			return 0, err
		}
		for _, also := range a.Also {
			if err := person.Check(also); err != nil {
				return 1, err
			}
		}
		return 0, nil
	}
	f.asks = func() string {
		a := addition()
		text := "Record " + a.Email
		if len(a.Also) > 0 {
			text += ", also as " + strings.Join(a.Also, ", ")
		}
		if a.PublicKey != "" {
			text += ", with that SSH key"
		}
		return text + "?"
	}
	f.record = func(ctx context.Context) (string, error) {
		made, err := p.service.AddPerson(ctx, addition())
		return made.Email + " is among the people", err
	}
	p.form = f
	return nil
}

// alias asks for one more address of the current person.
func (p *Page) alias() tea.Cmd {
	r, _ := p.list.Current()
	f := &form{saves: "add", means: "Both addresses count as one person from then on: what one cannot decide about, the other cannot either."}
	f.Form = widget.Form{Title: "One more address of " + r.Email, Fields: []widget.Field{widget.Text("address", anAddress, "")}}
	f.wrong = func() (int, error) { return 0, person.Check(f.Value(0)) }
	f.asks = func() string { return fmt.Sprintf("Do %s and %s belong to one person?", r.Email, f.Value(0)) }
	f.record = func(ctx context.Context) (string, error) {
		_, err := p.service.AddAlias(ctx, r.Email, f.Value(0))
		return fmt.Sprintf("%s and %s are one person", r.Email, f.Value(0)), err
	}
	p.form = f
	return nil
}

// distinct asks which address belongs to another person than the current one.
func (p *Page) distinct() tea.Cmd {
	r, _ := p.list.Current()
	f := &form{saves: "record", danger: true, means: "Addresses that look alike count as one person where something is refused for one's own sake. After this they are two: each can decide about the access of the other."}
	f.Form = widget.Form{Title: r.Email + " is another person than", Fields: []widget.Field{
		widget.Text("address", anAddress, ""), widget.Text("reason", "how you know, for the record", ""),
	}}
	f.wrong = func() (int, error) {
		if err := person.Check(f.Value(0)); err != nil {
			return 0, err
		}
		_, err := reason.Check("stating that two addresses belong to two persons", f.Value(1))
		return 1, err
	}
	f.asks = func() string { return fmt.Sprintf("Are %s and %s two persons?", r.Email, f.Value(0)) }
	f.record = func(ctx context.Context) (string, error) {
		_, err := p.service.DeclareDistinct(ctx, r.Email, f.Value(0), f.Value(1))
		return fmt.Sprintf("%s and %s are two persons", r.Email, f.Value(0)), err
	}
	p.form = f
	return nil
}

// grant asks which right the current person gets.
func (p *Page) grant() tea.Cmd {
	r, _ := p.list.Current()
	f := p.rightForm("Give "+r.Email+" a right", fitting(r.Rights), "give", "A right counts from its line on the record on. "+
		"owner: settings, rights, people, and all that managers and approvers may do. manager: campaigns of their own, and their remediation. "+
		"approver: elevations, within the rules. auditor: reads and exports, changes nothing. Reviewers need no right: a campaign names them.")
	f.asks = func() string { return fmt.Sprintf("Make %s %s?", r.Email, f.Value(0)) }
	f.record = func(ctx context.Context) (string, error) {
		granted, waits, err := p.service.GrantRight(ctx, r.Email, f.Value(0), f.Value(1))
		if waits != nil {
			return proposedSentence(*waits), err
		}
		return fmt.Sprintf("%s is %s now", granted.Email, granted.Right), err
	}
	p.form = f
	return nil
}

// revoke asks which right the current person loses.
func (p *Page) revoke() tea.Cmd {
	r, _ := p.list.Current()
	f := p.rightForm("Take a right from "+r.Email, r.Rights, "take", "What they did with it so far stays in effect. A workspace keeps its last owner.")
	f.danger = true
	f.asks = func() string { return fmt.Sprintf("Take the right %s from %s?", f.Value(0), r.Email) }
	f.record = func(ctx context.Context) (string, error) {
		waits, err := p.service.RevokeRight(ctx, r.Email, f.Value(0), f.Value(1))
		if waits != nil {
			return proposedSentence(*waits), err
		}
		return fmt.Sprintf("%s is not %s any more", r.Email, f.Value(0)), err
	}
	p.form = f
	return nil
}

// fitting returns the rights that a person who holds some can get besides: auditor goes with no other.
func fitting(held []rights.Right) []rights.Right {
	return slices.DeleteFunc(slices.Clone(rights.All), func(r rights.Right) bool {
		return slices.Contains(held, r) || slices.Contains(held, rights.Auditor) || r == rights.Auditor && len(held) > 0
	})
}

func proposedSentence(waits rights.Proposal) string {
	return fmt.Sprintf("proposed, as %s: to %s needs the yes of another owner", waits.ID, waits.Change)
}

// rightForm returns a form that asks for one of the rights, at least one, and for a reason that may stay away.
func (p *Page) rightForm(title string, among []rights.Right, saves, means string) *form {
	f := &form{saves: saves, means: means}
	f.Form = widget.Form{Title: title, Fields: []widget.Field{
		widget.Choose("right", among, among[len(among)-1]), widget.Text("reason", optional, ""),
	}}
	f.wrong = func() (int, error) {
		if f.Value(1) == "" {
			return 0, nil
		}
		_, err := reason.Check("a change of rights", f.Value(1))
		return 1, err
	}
	return f
}
