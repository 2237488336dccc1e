// Package noting holds the use cases of notes on items: who is responsible, what for, and how often it is reviewed.
package noting

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/calendar"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/note"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

// Service writes and lists notes.
type Service struct {
	core   *core.Core
	lookup *campaign.Lookup
}

// NewService returns the service.
func NewService(c *core.Core, lookup *campaign.Lookup) *Service { return &Service{c, lookup} }

// Change says what becomes of a note. What is nil stays as it is; an empty text is taken away.
type Change struct{ Owner, Purpose, Every *string }

// Row is an item with its note, for people and programs.
type Row struct {
	Item     string        `json:"item"`
	Name     string        `json:"name"` // as people call it
	Owner    string        `json:"owner"`
	Purpose  string        `json:"purpose"`
	Every    note.Interval `json:"review_every"`
	Reviewed string        `json:"reviewed"`    // YYYY-MM-DD; empty if it never was, or without an interval
	Next     string        `json:"next_review"` // YYYY-MM-DD; empty without an interval
	Due      bool          `json:"due"`
	Problem  string        `json:"problem"` // why no living person is responsible; empty if one is, or none is needed
	By       string        `json:"noted_by"`
	At       string        `json:"noted_at"` // RFC 3339; empty without a note
}

// Entry is one note on an item, in force or not.
type Entry struct {
	Row
	Cleared bool   `json:"cleared"`
	Reason  string `json:"reason"` // of clearing it
	Known   string `json:"assurance"`
}

// FindItem turns the name of an item into the item: an item of any known kind, or the e-mail address or key's name that
// one row of the last population has. A text that is neither is a BadInput fault.
func (s *Service) FindItem(ctx context.Context, name string) (string, error) {
	if why := (note.Set{Item: name, Purpose: "any"}).Refuses(); why == "" {
		return name, nil
	}
	view, err := s.lookup.Access(ctx)
	if err != nil {
		return "", err
	}
	var found []string
	names := make([]string, 0, len(view.Rows))
	for i := range view.Rows {
		r := &view.Rows[i]
		called := r.Email
		if r.Kind != access.User {
			called = r.Name
		}
		if names = append(names, called); called != "" && person.Key(called) == person.Key(name) {
			found = append(found, r.Item)
		}
	}
	switch len(found) {
	case 0:
		return "", fault.New(fault.BadInput, "the last population has no item %q", name).WithHint("%s", core.Suggest(name, names))
	case 1:
		return found[0], nil
	}
	return "", fault.New(fault.BadInput, "%q could be any of %s", name, strings.Join(found, ", ")).WithHint("name the item by its id")
}

// SetNote changes the note on an item and returns it. changed is false if it says the same already; then nothing is
// recorded. A note that says nothing any more, or something that is none, is a BadInput fault.
func (s *Service) SetNote(ctx context.Context, item string, c Change) (d note.Set, changed bool, err error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return note.Set{}, false, err
	}
	lines, err := s.core.Append(ctx, func() ([]record.Entry, error) {
		d = note.Set{Item: item}
		was := s.core.Base().Notes.Of(item)
		if was != nil {
			d = was.Set
		}
		if c.Owner != nil {
			d.Owner = strings.TrimSpace(*c.Owner)
		}
		if c.Purpose != nil {
			d.Purpose = strings.TrimSpace(*c.Purpose)
		}
		if c.Every != nil {
			d.Every = note.Interval(strings.TrimSpace(*c.Every))
		}
		if was != nil && d == was.Set {
			return nil, nil
		}
		if d.Every != "" {
			if _, err := note.ParseInterval(string(d.Every)); err != nil {
				return nil, err
			}
		}
		if why := d.Refuses(); why != "" {
			return nil, fault.New(fault.BadInput, "%s", why).WithHint("take the whole note away with: %s", fault.ClearNote.On(item))
		}
		return []record.Entry{{Type: note.TypeSet, Actor: actor, Data: d}}, nil
	})
	return d, len(lines) > 0, err
}

// ClearNote takes the note on an item away; its history stays on record. An item without a note is a Refused fault.
func (s *Service) ClearNote(ctx context.Context, item, reason string) error {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return err
	}
	_, err = s.core.Append(ctx, func() ([]record.Entry, error) {
		if s.core.Base().Notes.Of(item) == nil {
			return nil, fault.New(fault.Refused, "there is no note on %s", item)
		}
		return []record.Entry{{Type: note.TypeCleared, Actor: actor, Data: note.Cleared{Item: item, Reason: strings.TrimSpace(reason)}}}, nil
	})
	return err
}

// ListNotes returns the API keys and service accounts of the last population and whatever else has a note: first those
// without a living responsible person, then those whose review is due, then the others by name. Private keys without a
// note are left out: Torq names their owners.
func (s *Service) ListNotes(ctx context.Context) ([]Row, error) {
	charges, now, err := s.lookup.Charges(ctx)
	if err != nil {
		return nil, err
	}
	rows := []Row{}
	for i := range charges {
		if c := &charges[i]; c.System || c.Note != nil {
			rows = append(rows, rowOf(c, now))
		}
	}
	rank := func(r Row) int {
		switch {
		case r.Problem != "":
			return 0
		case r.Due:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Or(rank(a)-rank(b), strings.Compare(a.Name, b.Name)) })
	return rows, nil
}

// NotesOn returns the notes on an item, the newest first, with what holds now in the first of them; none if there never
// was one.
func (s *Service) NotesOn(ctx context.Context, item string) ([]Entry, error) {
	charges, now, err := s.lookup.Charges(ctx)
	if err != nil {
		return nil, err
	}
	all := []Entry{}
	err = s.core.Read(ctx, func() error {
		for _, n := range slices.Backward(s.core.Base().Notes.All) {
			if n.Item == item {
				c := access.Charge{Item: item, Name: item, Owner: n.Owner, Note: n}
				all = append(all, Entry{rowOf(&c, now), n.Cleared, n.Reason, n.Known.String()})
			}
		}
		return nil
	})
	if i := slices.IndexFunc(charges, func(c access.Charge) bool { return c.Item == item && c.Note != nil }); i >= 0 && len(all) > 0 {
		all[0].Row = rowOf(&charges[i], now)
	}
	return all, err
}

func rowOf(c *access.Charge, now time.Time) Row {
	r := Row{Item: c.Item, Name: c.Name, Owner: c.Owner, Problem: c.Orphaned(), Due: c.Due(now)}
	if n := c.Note; n != nil {
		r.Purpose, r.Every, r.By, r.At = n.Purpose, n.Every, n.By, n.At.UTC().Format(time.RFC3339)
	}
	if c.Next != nil {
		r.Next = c.Next.Format(calendar.Layout)
	}
	if !c.Reviewed.IsZero() {
		r.Reviewed = c.Reviewed.UTC().Format(calendar.Layout)
	}
	return r
}
