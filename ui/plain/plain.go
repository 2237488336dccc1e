// Package plain is tuar as lines and questions: for screen readers, for terminals that cannot redraw, and for people who like
// it so. Nothing moves, no colour carries a meaning, each line holds one fact, and each answer is a word or a number that ends
// with enter. Nothing is written that was not shown before; no default decides about access.
//
// Each section is one file and sees the part of the workspace that it needs.
package plain

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/mail"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/ui/safetext"
)

// Options say what to talk about, and where.
type Options struct {
	Workspaces []*review.Workspace // at least one; of several the person chooses
	Campaign   string              // go straight into the review of that campaign
	Why        string              // why there are lines and no screens, said first; may be empty
	In         io.Reader
	Out        io.Writer
	Echo       bool // write each answer, where no terminal does
	Charset    safetext.Charset
	Now        func() time.Time // nil for that of the machine, or of a pack
}

func (o Options) now() func() time.Time {
	if o.Now != nil {
		return o.Now
	}
	if pack := o.Workspaces[0].Pack(); pack != nil { // time stands still in it
		return func() time.Time { return pack.AsOf }
	}
	return o.Workspaces[0].Now
}

// Run talks until the person quits or the input ends.
func Run(ctx context.Context, o Options) error {
	t := newTalk(ctx, o)
	if o.Why != "" {
		t.say("%s", o.Why)
	}
	t.say("tuar in plain lines. Type a number or a word and enter. At each question: quit ends tuar, back goes back, help or ? explains.")
	err := start(t, o)
	if errors.Is(err, errQuit) {
		t.say("Bye.")
		return nil
	}
	return err
}

func start(t *talk, o Options) error {
	if len(o.Workspaces) > 1 {
		return t.menu("Which workspace?", func() ([]choice, error) {
			var all []choice
			for _, w := range o.Workspaces {
				all = append(all, choice{name: w.Name(), do: func() error { return sections(t, w, o.Campaign) }})
			}
			return numbered(all...), nil
		})
	}
	return sections(t, o.Workspaces[0], o.Campaign)
}

// sections offers the sections of a workspace.
func sections(t *talk, w *review.Workspace, campaignID string) error {
	me := identity{t, w}
	reviews := &reviews{t: t, me: me, service: w}
	if campaignID != "" {
		if err := t.survive(reviews.review(campaignID)); err != nil {
			return err
		}
	}
	elevations := &elevations{t: t, me: me, service: w}
	home := &home{t: t, service: w, reviews: reviews, elevations: elevations}
	all := numbered(
		choice{name: "home", do: home.open},
		choice{name: "access", do: (&finder{t: t, service: w}).open},
		choice{name: "reviews", do: reviews.open},
		choice{name: "elevations", do: elevations.open},
		choice{name: "evidence", do: (&evidence{t: t, service: w}).open},
		choice{name: "journal", do: (&journal{t: t, service: w}).open},
		choice{name: "settings", do: (&settings{t: t, me: me, service: w}).open},
	)
	if err := t.survive(home.brief()); err != nil {
		return err
	}
	for { // nothing is further back: the word quit ends it
		if err := t.menu("Which section?", func() ([]choice, error) { return all, nil }); err != nil {
			return err
		}
		t.say("This is the first question; quit ends tuar.")
	}
}

// identity knows the current user, or asks who it is.
type identity struct {
	t       *talk
	service interface {
		Actor(context.Context) (record.Actor, error)
		IAm(ctx context.Context, email string) error
	}
}

// known asks who the current user is, if that is not known yet. What is recorded needs it.
func (i identity) known() error {
	if _, err := i.service.Actor(i.t.ctx); err == nil {
		return nil
	}
	i.t.say("The record keeps who does something. tuar does not know who you are yet.")
	email, err := i.t.ask(question{text: "Your e-mail address:", help: "the record keeps it beside everything you decide, as you type it", check: isEmail})
	if err != nil {
		return err
	}
	return i.service.IAm(i.t.ctx, email)
}

func isEmail(text string) error {
	if a, err := mail.ParseAddress(text); err != nil || a.Address != text {
		return fault.New(fault.BadInput, "that is not an e-mail address")
	}
	return nil
}

// orNone puts an empty text into a word.
func orNone(text string) string { return cmp.Or(text, "none") }
