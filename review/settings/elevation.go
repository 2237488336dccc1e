package settings

import (
	"regexp"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
)

// ElevationRule defines how a role may be granted for a time.
type ElevationRule struct {
	Role         string   `json:"role"`                     // its name or ID; AnyRole for all that have no rule of their own
	Requesters   []string `json:"requesters,omitempty"`     // e-mail addresses of possible requesters; empty: anyone
	Approvers    []string `json:"approvers,omitempty"`      // e-mail addresses of possible approvers; empty: anyone but the requester and the user
	Longest      Duration `json:"longest"`                  // how long it may be lent, extensions included
	Approvals    int      `json:"approvals"`                // people who must approve, at least one unless AutoApprove
	AutoApprove  bool     `json:"auto_approve,omitempty"`   // no approval is needed
	Reason       string   `json:"reason_pattern,omitempty"` // a regular expression the reason must match
	Ticket       bool     `json:"ticket_needed,omitempty"`
	NoBreakGlass bool     `json:"no_break_glass,omitempty"`
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
	seen := map[string]bool{}
	for _, rule := range e.Rules {
		name := strings.ToLower(rule.Role)
		_, err := regexp.Compile(rule.Reason)
		switch {
		case rule.Role == "":
			return fault.New(fault.BadInput, "elevations: a rule names no role; %q stands for all that have no rule of their own", AnyRole)
		case seen[name]:
			return fault.New(fault.BadInput, "elevations: there are two rules for the role %s", rule.Role)
		case rule.Longest <= 0 || time.Duration(rule.Longest) > LongestEver:
			return fault.New(fault.BadInput, "elevations: the rule for %s allows %s; it must be more than nothing and at most %s", rule.Role, rule.Longest, Duration(LongestEver))
		case rule.Approvals < 1 && !rule.AutoApprove:
			return fault.New(fault.BadInput, "elevations: the rule for %s needs at least one approval, or auto_approve", rule.Role)
		case rule.Approvals < 0 || rule.Approvals > mostApprovals:
			return fault.New(fault.BadInput, "elevations: the rule for %s needs %d approvals; it can be between 0 and %d", rule.Role, rule.Approvals, mostApprovals)
		case len(rule.Approvers) > 0 && rule.Approvals > len(rule.Approvers):
			return fault.New(fault.BadInput, "elevations: the rule for %s needs %d approvals, and names %d approvers", rule.Role, rule.Approvals, len(rule.Approvers))
		case err != nil:
			return fault.New(fault.BadInput, "elevations: the reason_pattern for %s is not a regular expression: %w", rule.Role, err)
		}
		seen[name] = true
	}
	return nil
}

// For returns the rule for a role. A role without a rule cannot be requested.
func (e Elevation) For(id, name string) (ElevationRule, bool) {
	other := -1
	for i, rule := range e.Rules {
		switch {
		case rule.Role == id || strings.EqualFold(rule.Role, name):
			return rule, true
		case rule.Role == AnyRole:
			other = i
		}
	}
	if other < 0 {
		return ElevationRule{}, false
	}
	return e.Rules[other], true
}

// Allows reports whether the rule lets the requester ask so, as a Refused fault if not.
func (r ElevationRule) Allows(requester, role string, seconds int64, reason, ticket string, breakGlass bool) error {
	fits, _ := regexp.MatchString(r.Reason, reason) // was checked
	longest := int64(time.Duration(r.Longest) / time.Second)
	switch {
	case len(r.Requesters) > 0 && !person.In(r.Requesters, requester):
		return fault.New(fault.Refused, "%s may not ask for the role %s; the rules name who may", requester, role)
	case seconds > longest:
		return fault.New(fault.Refused, "the role %s is lent for %s at most, not for %s", role, r.Longest, Duration(seconds)*Duration(time.Second))
	case strings.TrimSpace(reason) == "":
		return fault.New(fault.BadInput, "a reason is needed: it is what the approver and the auditor read").
			WithHint("give one with %s", fault.Again("--reason TEXT"))
	case !fits:
		return fault.New(fault.Refused, "the reason for the role %s must match %s", role, r.Reason)
	case r.Ticket && strings.TrimSpace(ticket) == "":
		return fault.New(fault.Refused, "the role %s is lent for a ticket only", role).
			WithHint("name it with %s", fault.Again("--ticket"))
	case breakGlass && r.NoBreakGlass:
		return fault.New(fault.Refused, "the role %s is never lent without approval; its rule forbids break-glass", role)
	}
	return nil
}
