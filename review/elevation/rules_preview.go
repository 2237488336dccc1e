package elevation

import (
	"context"
	"reflect"
	"slices"

	"github.com/tuar-dev/tuar/review/settings"
)

// RuleEffect tells what a rule means with the users and rights of the last listing.
type RuleEffect struct {
	Rule       settings.ElevationRule
	Requesters int      // verified users who may request by it
	Approvers  []string // e-mail addresses of those who can approve by it
	Automatic  bool     // the role is granted without approval
}

// PreviewRules returns the effect of those rules that differ from the rules that hold. Rules that ChangeSettings would
// refuse are refused with the same fault. Before the first sync no effect is known. It changes nothing.
func (s *Service) PreviewRules(ctx context.Context, rules []settings.ElevationRule) (effects []RuleEffect, err error) {
	before, err := s.core.Settings(ctx)
	if err != nil {
		return nil, err
	}
	after := before.Clone()
	after.Elevation.Rules = slices.Clone(rules)
	if err := after.Check(); err != nil {
		return nil, err
	}
	latest, err := s.core.LatestIfAny(ctx)
	if err != nil {
		return nil, err
	}
	err = s.core.Read(ctx, func() error {
		if err := s.book.settleRules(before, &after, latest); err != nil || latest == nil {
			return err
		}
		for _, rule := range after.Elevation.Rules {
			same := func(was settings.ElevationRule) bool { return reflect.DeepEqual(was, rule) }
			if slices.ContainsFunc(before.Elevation.Rules, same) {
				continue
			}
			role, _ := latest.Role(rule.RoleID)
			effects = append(effects, RuleEffect{
				Rule: rule, Requesters: len(s.book.requesters(rule, after.Rules, latest)),
				Approvers: s.book.candidates(rule.Approvers, latest, s.core.Rights()), Automatic: automatic(rule, role, after.Rules),
			})
		}
		return nil
	})
	return effects, err
}
