package campaign

import (
	"context"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// PreviewHanded returns what accepting the files of answers would record, and changes nothing. If one cannot be taken with
// these options, the error says so, and the acceptances up to that one are returned all the same.
func (s *Service) PreviewHanded(ctx context.Context, files []Handed, o AcceptOptions) (all []*Acceptance, err error) {
	err = s.withAnswers(ctx, files, func(by record.Actor, views map[string]*View) error {
		return s.core.Read(ctx, func() (err error) { all, err = s.acceptances(by, views, files, o); return err })
	})
	return all, err
}

// RecordHanded records what was previewed with the same options: all of it or, if a campaign has changed since, nothing.
// keep is called before the lines are written.
func (s *Service) RecordHanded(ctx context.Context, seen []*Acceptance, o AcceptOptions, keep func() error) (all []*Acceptance, err error) {
	files := make([]Handed, len(seen))
	for i, a := range seen {
		files[i] = a.Handed
		files[i].Left = nil
	}
	err = s.withAnswers(ctx, files, func(by record.Actor, views map[string]*View) error {
		_, err := s.core.Append(ctx, func() (entries []record.Entry, err error) {
			if all, err = s.acceptances(by, views, files, o); err != nil {
				return nil, err
			}
			for i, a := range all {
				if a.revision != seen[i].revision {
					return nil, fault.New(fault.Refused, "campaign %s changed meanwhile; nothing was recorded", a.Campaign.ID).WithHint("look at the answers again")
				}
				for j := range a.entries {
					if e := &a.entries[j]; e.Type == TypeSignedOff {
						e.Binding.Heads = s.core.Heads()
					}
				}
				entries = append(entries, a.entries...)
			}
			if len(entries) == 0 {
				return nil, nil
			}
			return entries, keep()
		})
		return err
	})
	return all, err
}

// withAnswers calls do with the actor and the views of the campaigns of the files.
func (s *Service) withAnswers(ctx context.Context, files []Handed, do func(record.Actor, map[string]*View) error) error {
	by, err := s.core.Actor(ctx)
	if err != nil {
		return err
	}
	views := map[string]*View{}
	for _, h := range files {
		if views[h.Campaign] != nil {
			continue
		}
		v, err := s.lookup.View(ctx, h.Campaign)
		if err != nil {
			return fault.Wrap(err, "the answers are about the campaign %s", h.Campaign)
		}
		if v.Campaign != h.Campaign {
			return fault.New(fault.BadInput, "the answers are about a campaign %q, which is not here", h.Campaign)
		}
		views[h.Campaign] = v
		if err := s.inTime(ctx, h.Campaign); err != nil {
			return err
		}
	}
	return do(by, views)
}

// acceptances returns what the files would record, one after the other. Of one reviewer's answers in one campaign it takes
// only one file.
func (s *Service) acceptances(by record.Actor, views map[string]*View, files []Handed, o AcceptOptions) (all []*Acceptance, err error) {
	for i, h := range files {
		c, ok := s.book.Get(h.Campaign)
		if !ok || c.Population != views[h.Campaign].Population {
			return all, fault.New(fault.Refused, "campaign %s was opened anew by another machine", h.Campaign).WithHint("look at it again and repeat")
		}
		for _, other := range files[:i] {
			if other.Campaign == h.Campaign && c.people.Same(other.Reviewer, h.Reviewer) {
				return all, fault.New(fault.BadInput, "two of the files are answers of %s in %s", h.Reviewer, h.Campaign).WithHint("name the one that counts")
			}
		}
		a, err := c.acceptance(views[h.Campaign].Basis, by, h, o, s.core.Now(), core.RandomHex(8))
		if a != nil {
			all = append(all, a)
		}
		if err != nil {
			return all, err
		}
		if err := s.mayChange(c, a.entries); err != nil {
			return all, err
		}
	}
	return all, nil
}
