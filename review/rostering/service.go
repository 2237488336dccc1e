// Package rostering holds the use cases of rosters: who is employed and who manages whom.
package rostering

import (
	"context"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/review/settings"
)

// Files reads what a person named.
type Files interface {
	Read(ctx context.Context, path string, limit int64) ([]byte, error)
}

// Service imports, lists and compares rosters.
type Service struct {
	core  *core.Core
	files Files
}

// NewService returns the service.
func NewService(c *core.Core, files Files) *Service { return &Service{c, files} }

// Preview is what an import would record.
type Preview struct {
	*roster.Reading
	Before *roster.Index       // the newest roster; nil without one
	Diff   []roster.Difference // from that one; empty without one
	Gone   int                 // people of the newest roster whom the file does not have
}

// mostGone is the share of the people of a roster, in percent, whom the next one can lack without a word.
const mostGone = 20

// Short reports whether the file lacks so many people of the newest roster that it may be the wrong file: more than 20 in
// 100, and more than one.
func (p *Preview) Short() bool {
	return p.Before != nil && p.Gone > 1 && p.Gone*100 > mostGone*len(p.Before.Roster.Lines)
}

// ReadRoster reads a roster from a CSV file that a person named, and compares it with the newest. It records nothing.
// Columns that were read at the last import on this machine are found again.
func (s *Service) ReadRoster(ctx context.Context, path string, o roster.Options) (*Preview, error) {
	if err := s.core.MayAct(); err != nil {
		return nil, err
	}
	data, err := s.files.Read(ctx, path, roster.MaxBytes)
	if err != nil {
		return nil, err
	}
	connection, err := s.core.Connection(ctx)
	if err != nil {
		return nil, err
	}
	o.Remembered = connection.RosterColumns
	p := &Preview{}
	if p.Reading, err = roster.Read(data, o); err != nil {
		return nil, fault.Wrap(err, "%s", path)
	}
	if p.Before, err = s.core.LatestRoster(ctx); err != nil {
		return nil, err
	}
	if p.Before != nil {
		p.Diff = roster.Compare(p.Before.Roster, &p.Roster)
		for _, d := range p.Diff {
			if d.Change == roster.Gone && d.After == "" {
				p.Gone++
			}
		}
	}
	return p, nil
}

// ImportRoster records a roster that was read, as of now, and returns its name. One with bad lines, or without a good
// one, is a BadInput fault, and nothing is recorded.
func (s *Service) ImportRoster(ctx context.Context, p *Preview) (name string, err error) {
	switch {
	case p.Ambiguous != "":
		return "", fault.New(fault.BadInput, "the date %s can be read in two ways", p.Ambiguous).
			WithHint("say how dates are written: %s, or %s", fault.Again("--dates us"), fault.Again("--dates eu"))
	case len(p.Bad) > 0:
		return "", fault.New(fault.BadInput, "%d of %d lines are bad; nothing was recorded", len(p.Bad), p.Read)
	case len(p.Lines) == 0:
		return "", fault.New(fault.BadInput, "the file has no line")
	}
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return "", err
	}
	r := p.Roster
	r.ImportedAt = s.core.Now().UTC().Truncate(time.Second)
	_, name, err = roster.Encode(&r)
	if err != nil {
		return "", err
	}
	data := roster.Imported{Roster: name, Lines: len(r.Lines), People: r.People(), File: r.File}
	for i := range r.Lines {
		if l := &r.Lines[i]; len(l.Also) > 0 {
			data.Also = append(data.Also, append([]string{l.Email}, l.Also...))
		}
	}
	if _, err := s.core.Append(ctx, func() ([]record.Entry, error) {
		need := s.core.Rosters().Needs()[roster.TypeImported]
		if why := s.core.Base().Held(actor.Email).Refuses(actor.Email, need); why != "" {
			return nil, fault.New(fault.Refused, "%s", why).WithHint("see the rights with: %s", fault.ListRights.With())
		}
		// The file is there before the line that names it, and only if the line may be written.
		if _, err := s.core.Populations().SaveRoster(ctx, &r); err != nil {
			return nil, err
		}
		return []record.Entry{{Type: roster.TypeImported, Actor: actor, Data: data}}, nil
	}); err != nil {
		return "", err
	}
	return name, s.core.ChangeConnection(ctx, func(c *settings.Connection) { c.RosterColumns = p.Columns })
}

// Row is an imported roster in one row.
type Row struct {
	Roster string    `json:"roster"`
	Lines  int       `json:"lines"`
	People int       `json:"people"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	File   string    `json:"file_sha256"`
}

// ListRosters returns all rosters of the record, the newest first.
func (s *Service) ListRosters(ctx context.Context) ([]Row, error) {
	rows := []Row{}
	return rows, s.core.Read(ctx, func() error {
		for _, e := range slices.Backward(s.core.Rosters().All) {
			rows = append(rows, Row{e.Roster, e.Lines, e.People, e.By, e.At, e.File})
		}
		return nil
	})
}

// DiffRosters compares two rosters, named by unambiguous beginnings of their hashes. Without names it compares the last
// two; with one name, that one with the last.
func (s *Service) DiffRosters(ctx context.Context, before, after string) ([]roster.Difference, error) {
	var names []string
	if err := s.core.Read(ctx, func() error {
		for _, e := range s.core.Rosters().All {
			names = append(names, e.Roster)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	names = slices.Compact(names)
	if len(names) == 0 {
		return nil, fault.New(fault.BadInput, "there is no roster yet").WithHint("import one with: %s", fault.ImportRoster.On("FILE.csv"))
	}
	last := names[len(names)-1]
	if before == "" && len(names) > 1 {
		before = names[len(names)-2]
	}
	if after == "" {
		after = last
	}
	if before == "" {
		before = last // there is only one
	}
	var pair [2]*roster.Index
	for i, want := range []string{before, after} {
		name, err := core.Resolve("roster", want, names)
		if err != nil {
			return nil, err
		}
		if pair[i], err = s.core.Roster(ctx, name); err != nil {
			return nil, err
		}
		if pair[i] == nil {
			return nil, fault.New(fault.Refused, "roster %.12s is not in this pack", name)
		}
	}
	return roster.Compare(pair[0].Roster, pair[1].Roster), nil
}
