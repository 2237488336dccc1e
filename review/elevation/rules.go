package elevation

import (
	"reflect"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/scope"
	"github.com/tuar-dev/tuar/review/settings"
)

// settleRules completes changed rules with the IDs of the roles that they name. It refuses a rule by which, with the users
// and rights of now, the role could not be requested or not be approved. latest is nil before the first sync.
func (b *Book) settleRules(before settings.Settings, after *settings.Settings, latest *population.Population) error {
	if reflect.DeepEqual(before.Elevation.Rules, after.Elevation.Rules) {
		return nil
	}
	for _, rule := range after.Elevation.Rules {
		if _, err := scope.Parse(rule.MayRequest); err != nil {
			return fault.Wrap(err, "elevations: may_request for %s", rule.Role)
		}
	}
	if latest == nil {
		return nil
	}
	if len(latest.Roles) > 0 && !latest.HasGap("roles") {
		if err := after.Elevation.Follow(before.Elevation, latest.Roles); err != nil {
			return err
		}
	}
	for _, rule := range after.Elevation.Rules {
		unchanged := slices.ContainsFunc(before.Elevation.Rules, func(was settings.ElevationRule) bool { return reflect.DeepEqual(was, rule) })
		if why := b.locksOut(rule, after.Rules, latest); why != "" && !unchanged {
			return fault.New(fault.Refused, "elevations: by the rule for %s no person can get the role: %s", rule.Role, why)
		}
	}
	return nil
}

// locksOut returns why nobody could get a role by the rule; empty if a user can. That no person has the right to approve
// yet is not a fault of the rule.
func (b *Book) locksOut(rule settings.ElevationRule, rules access.Rules, p *population.Population) string {
	who := b.requesters(rule, rules, p)
	switch {
	case len(who) == 0 && rule.MayRequest != "":
		return "no verified user whom it names is among: " + rule.MayRequest
	case len(who) == 0:
		return "no verified user may request it"
	}
	role, _ := p.Role(rule.RoleID)
	can := b.candidates(rule.Approvers, p, b.base.Rights)
	if automatic(rule, role, rules) || len(rule.Approvers) == 0 && len(can) == 0 {
		return ""
	}
	for _, email := range who {
		if len(b.others(can, email)) >= max(1, rule.Approvals) {
			return ""
		}
	}
	if len(can) == 0 {
		return "none of its approvers is a verified user: " + strings.Join(rule.Approvers, ", ")
	}
	return "it needs more approvals than the people give who can approve it for another one: " + strings.Join(can, ", ")
}

// requesters returns the addresses of the verified users who may request the role by the rule.
func (b *Book) requesters(rule settings.ElevationRule, rules access.Rules, p *population.Population) (who []string) {
	rows := access.Rows(p, rules, p.TakenAt, nil, nil, nil, access.User)
	selected, err := scope.Parse(rule.MayRequest)
	if err == nil {
		rows, err = selected.Select(rows, p.TakenAt)
	}
	if err != nil {
		return nil // an expression that does not apply selects no one
	}
	for _, row := range rows {
		named := len(rule.Requesters) == 0 || b.base.People.In(rule.Requesters, row.Email)
		if named && row.Status == population.StatusVerified {
			who = append(who, row.Email)
		}
	}
	return who
}

// NamesOnly returns the rules that apply to a role by its name alone, as those of earlier versions do: another role of that
// name would get it.
func NamesOnly(rules settings.Elevation) (names []string) {
	for _, rule := range rules.Rules {
		if rule.Role != settings.AnyRole && rule.RoleID == "" {
			names = append(names, rule.Role)
		}
	}
	return names
}
