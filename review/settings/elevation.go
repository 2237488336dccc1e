package settings

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// ElevationRule defines how a role may be granted for a time.
type ElevationRule struct {
	// Role is the name of the role when the rule was set, or its ID; AnyRole for all that have no rule of their own.
	Role string `json:"role"`
	// RoleID is the ID of the role that the rule follows, whatever the role is called since. It is empty in the rule for
	// AnyRole and in rules of earlier versions, which apply to the role of that name until the rules are set anew.
	RoleID     string   `json:"role_id,omitempty"`
	Requesters []string `json:"requesters,omitempty"` // e-mail addresses of possible requesters; empty: anyone
	// MayRequest is a scope over people and their roles, such as `role == "Operator"`: whom it selects may have the role;
	// empty: anyone.
	MayRequest string `json:"may_request,omitempty"`
	// Approvers are e-mail addresses of possible approvers; empty: whoever has the right approver or owner.
	Approvers   []string `json:"approvers,omitempty"`
	Longest     Duration `json:"longest"`                // how long it may be lent, extensions included
	Approvals   int      `json:"approvals"`              // people who must approve, at least one unless AutoApprove
	AutoApprove bool     `json:"auto_approve,omitempty"` // no approval is needed, unless the role is privileged
	// AutoApprovePrivileged extends AutoApprove to a privileged role.
	AutoApprovePrivileged bool   `json:"auto_approve_privileged,omitempty"`
	Reason                string `json:"reason_pattern,omitempty"` // a regular expression the reason must match
	Ticket                bool   `json:"ticket_needed,omitempty"`
	// BreakGlass are e-mail addresses of those who may take the role without approval; empty: break-glass is off. So
	// it is off in rules of earlier versions, which had only a word to forbid it.
	BreakGlass   []string `json:"break_glass,omitempty"`
	NoBreakGlass bool     `json:"no_break_glass,omitempty"` // of earlier versions; adds nothing to an empty BreakGlass
}

// AnyRole stands for all roles that have no rule of their own.
const AnyRole = "*"

// Elevation holds the rules for elevations in a workspace.
type Elevation struct {
	Rules []ElevationRule `json:"rules"`
	// OpenFor is the time for which a request waits for approval, and an approval to be used.
	OpenFor Duration `json:"open_for"`
	// Notice is the time before the end of an elevation at which its holder is told that it ends soon.
	Notice Duration `json:"notice"`
	// NoticeByWebhook sends that notice to the workspace's workflow too.
	NoticeByWebhook bool `json:"notice_by_webhook"`
}

// DefaultElevation returns rules by which all users may request any role for eight hours at most, with the approval of
// one other person.
func DefaultElevation() Elevation {
	return Elevation{
		Rules:   []ElevationRule{{Role: AnyRole, Longest: Duration(8 * time.Hour), Approvals: 1}},
		OpenFor: Duration(24 * time.Hour), Notice: Duration(10 * time.Minute),
	}
}

// LongestEver bounds the length that a rule may allow: access needed for longer is not an elevation.
const LongestEver = 30 * 24 * time.Hour

// mostApprovals bounds the number of approvals that a rule can require.
const mostApprovals = 100

// Check says what is wrong with the rules, as a BadInput fault.
func (e Elevation) Check() error {
	if e.OpenFor <= 0 || e.Notice < 0 {
		return fault.New(fault.BadInput, "elevations: open_for must be longer than nothing, and notice not negative")
	}
	if time.Duration(e.OpenFor) > LongestEver || time.Duration(e.Notice) > LongestEver {
		return fault.New(fault.BadInput, "elevations: open_for and notice can be at most %s", Duration(LongestEver))
	}
	for i, rule := range e.Rules {
		if err := rule.check(); err != nil {
			return err
		}
		if slices.ContainsFunc(e.Rules[:i], rule.sameRole) {
			return fault.New(fault.BadInput, "elevations: there are two rules for the role %s", rule.Role)
		}
	}
	return nil
}

// sameRole reports whether both rules are for one role. Two roles may have had the same name at different times.
func (r ElevationRule) sameRole(other ElevationRule) bool {
	if r.RoleID != "" && other.RoleID != "" {
		return r.RoleID == other.RoleID
	}
	return strings.EqualFold(r.Role, other.Role)
}

// check says what is wrong with the rule by itself.
func (r ElevationRule) check() error {
	_, pattern := regexp.Compile(r.Reason)
	switch {
	case r.Role == "":
		return fault.New(fault.BadInput, "elevations: a rule names no role; %q stands for all that have no rule of their own", AnyRole)
	case r.Role == AnyRole && r.RoleID != "":
		return fault.New(fault.BadInput, "elevations: the rule for %q has the ID of a role", AnyRole)
	case r.Longest <= 0 || time.Duration(r.Longest) > LongestEver:
		return fault.New(fault.BadInput, "elevations: the rule for %s allows %s; it must be more than nothing and at most %s", r.Role, r.Longest, Duration(LongestEver))
	case r.Approvals < 1 && !r.AutoApprove:
		return fault.New(fault.BadInput, "elevations: the rule for %s needs at least one approval, or auto_approve", r.Role)
	case r.Approvals < 0 || r.Approvals > mostApprovals:
		return fault.New(fault.BadInput, "elevations: the rule for %s needs %d approvals; it can be between 0 and %d", r.Role, r.Approvals, mostApprovals)
	case len(r.Approvers) > 0 && r.Approvals > len(r.Approvers):
		return fault.New(fault.BadInput, "elevations: the rule for %s needs %d approvals, and names %d approvers", r.Role, r.Approvals, len(r.Approvers))
	case pattern != nil:
		return fault.New(fault.BadInput, "elevations: the reason_pattern for %s is not a regular expression: %w", r.Role, pattern)
	}
	return r.checkUnapproved()
}

// checkUnapproved says what is wrong with how the rule gives the role without approval.
func (r ElevationRule) checkUnapproved() error {
	switch {
	case r.AutoApprovePrivileged && !r.AutoApprove:
		return fault.New(fault.BadInput, "elevations: the rule for %s has auto_approve_privileged without auto_approve", r.Role)
	case r.AutoApprovePrivileged && r.Role == AnyRole:
		return fault.New(fault.BadInput, "elevations: auto_approve_privileged needs a rule that names the role, not %q", AnyRole)
	case len(r.BreakGlass) > 0 && r.Role == AnyRole:
		return fault.New(fault.BadInput, "elevations: break_glass needs a rule that names the role, not %q", AnyRole)
	case len(r.BreakGlass) > 0 && r.NoBreakGlass:
		return fault.New(fault.BadInput, "elevations: the rule for %s has break_glass and no_break_glass", r.Role)
	}
	for _, email := range slices.Concat(r.Requesters, r.Approvers, r.BreakGlass) {
		if person.Key(email) == "" {
			return fault.New(fault.BadInput, "elevations: the rule for %s names an empty address", r.Role)
		}
	}
	return nil
}

// ID returns the ID of the role that the rule is for; its name in a rule that has none.
func (r ElevationRule) ID() string { return cmp.Or(r.RoleID, r.Role) }

// For returns the rule for a role. A role without a rule cannot be requested.
func (e Elevation) For(id, name string) (ElevationRule, bool) {
	other := -1
	for i, rule := range e.Rules {
		switch {
		case rule.Role == AnyRole:
			other = i
		case rule.RoleID == "" && strings.EqualFold(rule.Role, name), rule.ID() == id:
			return rule, true
		}
	}
	if other < 0 {
		return ElevationRule{}, false
	}
	return e.Rules[other], true
}

// Follow gives every rule the ID of the role that it names, and the role's present name. before are the rules so far,
// roles those that Torq lists. Rules that did not change stay as they are, whatever became of their role.
func (e *Elevation) Follow(before Elevation, roles []population.Role) error {
	for i := range e.Rules {
		rule := &e.Rules[i]
		role, err := rule.find(roles)
		switch {
		case rule.Role == AnyRole:
		case slices.ContainsFunc(before.Rules, func(was ElevationRule) bool {
			return was.Role == rule.Role && was.RoleID == rule.RoleID && (was.RoleID != "" || err != nil)
		}):
		case err != nil:
			return err
		default:
			rule.Role, rule.RoleID = role.Name, role.ID
		}
	}
	return nil
}

// find returns the role that the rule names.
func (r ElevationRule) find(roles []population.Role) (role population.Role, err error) {
	found := 0
	for _, one := range roles {
		switch {
		case r.RoleID == "" && one.ID == r.Role:
			return one, nil
		case strings.EqualFold(one.Name, r.Role) && (r.RoleID == "" || r.RoleID == one.ID):
			role = one
			found++
		}
	}
	switch {
	case found == 1:
		return role, nil
	case found > 1:
		return role, fault.New(fault.BadInput, "elevations: Torq lists %d roles named %s; name the role of the rule by its ID", found, r.Role)
	case r.RoleID != "":
		return role, fault.New(fault.BadInput, "elevations: the role with the ID %s is not named %s", r.RoleID, r.Role).
			WithHint("leave role_id out: it is found by the name")
	}
	return role, fault.New(fault.BadInput, "elevations: Torq lists no role %s", r.Role)
}
