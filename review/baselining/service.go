// Package baselining holds the use cases of baselines: the access that ought to be is saved, and compared with what there
// is.
package baselining

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/review/baseline"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/record"
)

// Files reads what a person named.
type Files interface {
	Read(ctx context.Context, path string, limit int64) ([]byte, error)
}

// Service saves and compares baselines.
type Service struct {
	core       *core.Core
	ledger     *baseline.Ledger
	elevations *elevation.Book
	files      Files

	mu   sync.Mutex
	last compared
}

// compared is the last comparison, and all that it rests on.
type compared struct {
	on    string
	found []baseline.Difference
}

// NewService returns the service, and registers the ledger.
func NewService(c *core.Core, l *baseline.Ledger, elevations *elevation.Book, files Files) *Service {
	c.Register(l, nil)
	return &Service{core: c, ledger: l, elevations: elevations, files: files}
}

// Outcome is how access differs from a baseline.
type Outcome struct {
	Baseline    string    // its name; empty for a file that is not on record
	By          string    // who saved it
	SavedAt     time.Time // zero for a file
	Population  string
	TakenAt     time.Time
	Differences []baseline.Difference
}

// Alarming returns the differences that give something privileged beyond the baseline.
func (o *Outcome) Alarming() (found []baseline.Difference) {
	for _, d := range o.Differences {
		if d.Privileged && d.Change != baseline.Removed {
			found = append(found, d)
		}
	}
	return found
}

// access returns the population of that name, ready to be compared, and a text that changes with all it rests on; an
// empty name is the newest population.
func (s *Service) access(ctx context.Context, name string) (a baseline.Access, population, on string, err error) {
	if name == "" {
		if name, err = s.core.LatestName(ctx); err != nil {
			return a, "", "", err
		}
	}
	if name == "" {
		return a, "", "", core.ErrNoPopulation()
	}
	if a.Population, err = s.core.Population(ctx, name); err != nil {
		return a, "", "", err
	}
	chosen, err := s.core.Settings(ctx)
	if err != nil {
		return a, "", "", err
	}
	a.Rules = chosen.Rules
	if a.People, err = s.core.LatestRoster(ctx); err != nil {
		return a, "", "", err
	}
	base, held := map[string][2]string{}, ""
	var known *people.Ledger
	err = s.core.Read(ctx, func() error {
		known = s.core.People().Clone()
		for item, h := range s.elevations.ActiveHints() {
			base[strings.TrimPrefix(item, "user/")] = [2]string{h.Held, h.Base}
		}
		held = fmt.Sprint(base, core.AliasesOf(known)) // maps are printed in order of their keys
		return nil
	})
	a.Same = known.Key
	a.Lasting = func(userID, roleID string) string {
		if b, ok := base[userID]; ok && b[0] == roleID {
			return b[1]
		}
		return roleID
	}
	of := ""
	if a.People != nil {
		of = a.People.Name
	}
	return a, name, fmt.Sprint(name, of, held, a.Rules.PrivilegedScopes), err
}

// Baseline returns the baseline on record that counts, nil before the first and in a pack.
func (s *Service) Baseline(ctx context.Context) (on *baseline.On, err error) {
	if s.core.Packed() {
		return nil, nil
	}
	err = s.core.Read(ctx, func() error {
		if last := s.ledger.Last(); last != nil {
			copied := *last
			on = &copied
		}
		return nil
	})
	return on, err
}

// load returns the content of a baseline on record.
func (s *Service) load(ctx context.Context, name string) (*baseline.Baseline, error) {
	data, err := s.core.Attachments().Attachment(ctx, name)
	if err != nil {
		return nil, fault.Wrap(err, "the baseline %.12s", name)
	}
	b, err := baseline.Parse(data)
	if err != nil {
		return nil, fault.New(fault.Damaged, "the baseline %.12s cannot be read: %w", name, err)
	}
	return b, nil
}

// Differences compares a population, the newest if the name is empty, with the baseline that counts. Without a baseline
// it returns nil.
func (s *Service) Differences(ctx context.Context, population string) (*Outcome, error) {
	on, err := s.Baseline(ctx)
	if err != nil || on == nil {
		return nil, err
	}
	a, name, rests, err := s.access(ctx, population)
	if err != nil {
		return nil, err
	}
	o := &Outcome{Baseline: on.Baseline, By: on.By, SavedAt: on.At, Population: name, TakenAt: a.TakenAt}
	s.mu.Lock()
	defer s.mu.Unlock()
	if rests += on.Baseline; s.last.on != rests {
		b, err := s.load(ctx, on.Baseline)
		if err != nil {
			return nil, err
		}
		s.last = compared{rests, baseline.Compare(b, a)}
	}
	o.Differences = s.last.found
	return o, nil
}

// DiffBaseline compares the newest population with a baseline in a file, or with the one that counts if path is empty.
func (s *Service) DiffBaseline(ctx context.Context, path string) (*Outcome, error) {
	if path == "" {
		o, err := s.Differences(ctx, "")
		if err == nil && o == nil {
			err = fault.New(fault.BadInput, "no baseline is saved yet").WithHint("save one with: %s", fault.SaveBaseline.With("-o FILE"))
		}
		return o, err
	}
	b, _, err := s.read(ctx, path)
	if err != nil {
		return nil, err
	}
	a, name, _, err := s.access(ctx, "")
	if err != nil {
		return nil, err
	}
	return &Outcome{Population: name, TakenAt: a.TakenAt, Differences: baseline.Compare(b, a)}, nil
}

func (s *Service) read(ctx context.Context, path string) (*baseline.Baseline, []byte, error) {
	data, err := s.files.Read(ctx, path, baseline.MaxBytes)
	if err != nil {
		return nil, nil, err
	}
	b, err := baseline.Parse(data)
	return b, data, fault.Wrap(err, "%s", path)
}

// Proposal is a baseline that could be saved.
type Proposal struct {
	Data    []byte // the file
	Entries int
	Before  *Outcome              // how access differs from the baseline that counts; nil without one
	After   []baseline.Difference // how it would differ from the new one
	Left    []string              // addresses of people who left, and who have no place in it

	saved baseline.Saved
}

// Accepted returns the differences that the new baseline no longer has.
func (p *Proposal) Accepted() (gone []baseline.Difference) {
	if p.Before == nil {
		return nil
	}
	type what struct{ item, kind, email, name, is, ought string }
	remain := map[what]bool{}
	for _, d := range p.After {
		remain[what{d.Item, d.Kind, d.Email, d.Name, d.Is, ""}] = true
	}
	for _, d := range p.Before.Differences {
		if !remain[what{d.Item, d.Kind, d.Email, d.Name, d.Is, ""}] {
			gone = append(gone, d)
		}
	}
	return gone
}

// ProposeBaseline returns the baseline of the access there is now, or the one in a file. It records nothing.
func (s *Service) ProposeBaseline(ctx context.Context, path string) (*Proposal, error) {
	if err := s.core.MayAct(); err != nil {
		return nil, err
	}
	a, name, _, err := s.access(ctx, "")
	if err != nil {
		return nil, err
	}
	p := &Proposal{}
	var b *baseline.Baseline
	if path == "" {
		b, p.Left = baseline.Of(s.core.Name(), a)
		p.Data, err = baseline.Encode(b)
	} else {
		b, p.Data, err = s.read(ctx, path)
	}
	if err != nil {
		return nil, err
	}
	if len(p.Data) > baseline.MaxBytes {
		return nil, fault.New(fault.BadInput, "the baseline has %d bytes; %d are kept at most", len(p.Data), baseline.MaxBytes).
			WithHint("with a roster it holds departments instead of people: %s", fault.ImportRoster.On("FILE.csv"))
	}
	p.Entries, p.After = len(b.Entries), baseline.Compare(b, a)
	if p.Before, err = s.Differences(ctx, ""); err != nil && fault.KindOf(err) != fault.Damaged { // a new one may replace one that is lost
		return nil, err
	}
	p.saved = baseline.Saved{Baseline: baseline.Name(p.Data), Entries: p.Entries, Population: name, Accepted: len(p.Accepted())}
	if a.People != nil {
		p.saved.Roster = a.People.Name
	}
	return p, nil
}

// SaveBaseline records a proposal: from now on it counts. It returns its name.
func (s *Service) SaveBaseline(ctx context.Context, p *Proposal) (name string, err error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return "", err
	}
	_, err = s.core.Append(ctx, func() ([]record.Entry, error) {
		if why := s.core.Base().Held(actor.Email).Refuses(actor.Email, s.ledger.Needs()[baseline.TypeSaved]); why != "" {
			return nil, fault.New(fault.Refused, "%s", why).WithHint("see the rights with: %s", fault.ListRights.With())
		}
		if why := p.saved.Refuses(); why != "" {
			return nil, fault.New(fault.Failed, "the baseline cannot be saved: %s", why)
		}
		// The file is there before the line that names it, and only if the line may be written.
		if _, err := s.core.Attachments().Keep(ctx, p.Data); err != nil {
			return nil, err
		}
		return []record.Entry{{Type: baseline.TypeSaved, Actor: actor, Data: p.saved}}, nil
	})
	return p.saved.Baseline, err
}
