package plain

import (
	"context"
	"slices"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
	rules "github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/words"
)

// settings shows and changes the rules of the workspace, and the changes of them that wait for a second owner.
type settings struct {
	t       *talk
	me      identity
	service interface {
		Actor(context.Context) (record.Actor, error)
		Settings(context.Context) (rules.Settings, error)
		PreviewSetting(ctx context.Context, key, value string) ([]campaign.HintEffect, error)
		ChangeSettings(context.Context, func(*rules.Settings) error) (core.SettingsChange, error)
		Proposals(context.Context) ([]rights.Proposal, error)
		ApproveProposal(ctx context.Context, id string) (rights.Proposal, error)
		DeclineProposal(ctx context.Context, id, why string) (rights.Proposal, error)
	}
}

func (s *settings) open() error {
	return s.t.menu("What next?", func() ([]choice, error) {
		waiting, err := s.waiting()
		if err != nil {
			return nil, err
		}
		s.t.say("%s for a second owner.", words.Count(len(waiting), "change waits", "changes wait"))
		return []choice{
			{"l", "list and change settings", s.list},
			{"p", "changes that wait for a second owner", s.proposals},
		}, nil
	})
}

func (s *settings) list() error {
	for {
		chosen, err := s.service.Settings(s.t.ctx)
		if err != nil {
			return err
		}
		all := chosen.All()
		lines := make([]string, len(all))
		for i, one := range all {
			lines[i] = one.Key + ": " + orNone(one.Value)
		}
		at, err := s.t.pick("setting to change", lines)
		if err != nil {
			return err
		}
		if err := s.t.survive(s.change(chosen, all[at])); err != nil {
			return err
		}
	}
}

// change asks for another value, says what it changes, and sets it after a yes.
func (s *settings) change(among rules.Settings, one rules.Setting) error {
	t := s.t
	if err := s.me.known(); err != nil {
		return err
	}
	t.fact("Setting", one.Key)
	t.fact("Value now", orNone(one.Value))
	value, err := t.ask(question{
		text: "New value; the word none empties it:", help: "a list is given with commas between, or as JSON",
		check: func(text string) error {
			if isOne(text, "none") {
				text = ""
			}
			tried := among.Clone()
			if err := tried.Set(one.Key, text); err != nil {
				return err
			}
			return tried.Check()
		},
	})
	if err != nil {
		return err
	}
	if isOne(value, "none") {
		value = ""
	}
	if one.Key != rules.NoMouseKey {
		effects, err := s.service.PreviewSetting(t.ctx, one.Key, value)
		if err != nil {
			return err
		}
		for _, e := range effects {
			t.fact("On the last population", e.String())
		}
	}
	if err := t.confirm("Change %s from %s to %s?", one.Key, orNone(one.Value), orNone(value)); err != nil {
		return err
	}
	made, err := s.service.ChangeSettings(t.ctx, func(now *rules.Settings) error { return now.Set(one.Key, value) })
	if err != nil {
		return err
	}
	for _, c := range made.Changed {
		t.say("Changed: %s from %s to %s.", c.Key, orNone(c.Old), orNone(c.New))
	}
	for _, p := range made.Proposed {
		t.say("Proposed: %s. It loosens a guard, so another owner must approve it.", p.Key)
	}
	if len(made.Changed)+len(made.Proposed) == 0 {
		t.say("It has that value already.")
	}
	return nil
}

func (s *settings) waiting() ([]rights.Proposal, error) {
	all, err := s.service.Proposals(s.t.ctx)
	return slices.DeleteFunc(all, func(p rights.Proposal) bool { return p.ClosedBy != "" }), err
}

// proposals lets an owner approve or decline what another owner proposed.
func (s *settings) proposals() error {
	t := s.t
	if err := s.me.known(); err != nil {
		return err
	}
	waiting, err := s.waiting()
	if err != nil {
		return err
	}
	if len(waiting) == 0 {
		t.say("No change waits.")
		return nil
	}
	lines := make([]string, len(waiting))
	for i, p := range waiting {
		lines[i] = p.Change.String() + ", proposed by " + p.By + " on " + day(p.At)
	}
	at, err := t.pick("proposal", lines)
	if err != nil {
		return err
	}
	p := waiting[at]
	t.say("%s", lines[at])
	t.fact("Reason", p.Reason)
	return t.menu("What next?", func() ([]choice, error) {
		return []choice{
			{"a", "approve", func() error {
				if err := t.confirm("Approve this change?"); err != nil {
					return err
				}
				if _, err := s.service.ApproveProposal(t.ctx, p.ID); err != nil {
					return err
				}
				t.say("Approved. The change is in force.")
				return nil
			}},
			{"d", "decline", func() error {
				why, err := t.ask(question{text: "Why?"})
				if err != nil {
					return err
				}
				if err := t.confirm("Decline this change?"); err != nil {
					return err
				}
				if _, err := s.service.DeclineProposal(t.ctx, p.ID, why); err != nil {
					return err
				}
				t.say("Declined.")
				return nil
			}},
		}, nil
	})
}
